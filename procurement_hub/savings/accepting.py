"""The first reason why a gain may not be decided so: asked by the page, the button and the service.

Nothing is accepted as cash on evidence below grade B, against an unanswered challenge, or by
somebody who prepared it; and a loss is never decided away."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement_hub.accounts.models import Person
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import DomainError, NotPermitted
from procurement_hub.savings import queries
from procurement_hub.savings.method import Disallowance, Grade
from procurement_hub.savings.models import Challenge, ChallengeStatus, Outcome
from procurement_hub.savings.queries.gates import GainKey
from procurement_hub.savings.standing import GainStanding, Hold

SIGNATURE = "The chief finance officer has not signed."
"""A reason for the grade that the decision itself takes away."""


class AlreadyDecided(DomainError):
    """The same decision is not made twice on the same figures."""


class EvidenceTooWeak(DomainError):
    """Grades C and D are never cash, and grade D is nothing at all (savings-method 2.16)."""


class StillHeld(DomainError):
    """A gate holds the gain, and the decision does not open it."""


class Unanswered(DomainError):
    """A challenge waits for its answer."""


class NothingCashable(DomainError):
    """There is no cash in the gain: a cost avoided, or nothing that left a budget."""


class ALossCounts(DomainError):
    """A loss is netted off the gains, whoever would rather not see it."""


class FiguresHaveMoved(DomainError):
    """An officer decides on the figures that they were shown, and no others."""


class NotInBulk(DomainError):
    """This gain asks to be looked at by itself."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the books say about who decides: what they prepared, and which challenges wait."""

    person_id: int
    entries_recorded: frozenset[GainKey]
    unanswered: frozenset[GainKey]
    unclosed: frozenset[GainKey]


def situation(actor: Actor, financial_year: int, gains: Sequence[GainStanding]) -> Situation:
    """Two statements, however many gains there are."""
    return situation_of(
        actor,
        queries.challenged_gains(actor.organisation_id, financial_year),
        queries.gains_recorded_by(actor, financial_year, [gain.key for gain in gains]),
    )


def situation_of(actor: Actor, challenged: dict[GainKey, bool], recorded: frozenset[GainKey]) -> Situation:
    """The same from what has been read already."""
    unanswered = frozenset(key for key, waits in challenged.items() if waits)
    return Situation(actor.person_id, recorded, unanswered, frozenset(challenged))


def situation_for(
    actor: Actor, gain: GainStanding, challenges: Sequence[Challenge], recorders: Sequence[Person]
) -> Situation:
    """The same for one gain whose challenges and recorders have been read already."""
    open_ = [c.status is ChallengeStatus.OPEN for c in challenges if c.status is not ChallengeStatus.CLOSED]
    mine = any(person.id == actor.person_id for person in recorders)
    return situation_of(actor, {gain.key: any(open_)} if open_ else {}, frozenset({gain.key} if mine else ()))


def figures(gain: GainStanding) -> str:
    """The figures of a gain, and the decision on it, as a word to carry on a page and compare."""
    total = gain.total
    decision = gain.decision.id if gain.decision else 0
    figures = (total.quantity, total.gross, total.cashable, total.costs)
    return "/".join((*(f"{value:f}" for value in figures), str(decision)))


def prepared(gain: GainStanding, who: Situation) -> str | None:
    """What of this gain the person prepared, in words; None if nothing."""
    if any(check.recorded_by_id == who.person_id for check in gain.checks):
        return "its quality check"
    if gain.last and gain.last.baseline and gain.last.baseline.frozen_by_id == who.person_id:
        return "its baseline"
    if gain.key in who.entries_recorded:
        return "a delivery or a cost of it"
    return None


def why_not(
    gain: GainStanding, outcome: Outcome, code: Disallowance | None, who: Situation
) -> DomainError | None:
    """Why the gain may not be decided so now; None if it may."""
    if own := prepared(gain, who):
        return NotPermitted(
            f"You recorded {own}, so somebody else must decide on this gain: who prepares does not approve."
        )
    latest = gain.decision
    if outcome is Outcome.UNDECIDED:
        if latest is None or latest.outcome is Outcome.UNDECIDED:
            return AlreadyDecided("There is no decision to take back.")
        return None
    if latest and (latest.outcome, latest.code) == (outcome, code) and not gain.moved:
        return AlreadyDecided(f"This gain is {outcome.label.lower()} already.")
    match outcome:
        case Outcome.CASHABLE:
            return _why_not_cash(gain, who)
        case _ if gain.is_loss:
            return ALossCounts("This is a loss. It counts against the gains and is only ever accepted.")
        case Outcome.NON_CASHABLE:
            return _why_not_counted(gain)
    return None


def _why_not_cash(gain: GainStanding, who: Situation) -> DomainError | None:
    if gain.is_loss:
        return None
    if gain.key in who.unanswered:
        return Unanswered("A challenge to this gain has not been answered. Answer it before it is accepted.")
    if refusal := _why_not_counted(gain):
        return refusal
    if not gain.good_for_cash:
        return EvidenceTooWeak(
            f"The evidence is grade {gain.grade.value}, and only A and B are cash. Missing: {missing(gain)}"
        )
    if gain.claimed.cashable <= 0:
        return NothingCashable(
            "There is nothing cashable in this gain: a cost that was avoided never becomes cash. "
            "Accept it as non-cashable."
        )
    return None


def _why_not_counted(gain: GainStanding) -> DomainError | None:
    if gain.outcome is Outcome.REJECTED and not gain.set_aside:
        return StillHeld(f"{gain.reason} A cut is no gain.")
    if gain.hold and gain.hold is not Hold.OFFICER:
        return StillHeld(gain.reason)
    if gain.grade is Grade.D:
        return EvidenceTooWeak(f"The evidence is grade D and counts for nothing. Missing: {missing(gain)}")
    return None


def missing(gain: GainStanding) -> str:
    """What keeps the grade from being better, without the signature that the decision is."""
    return " ".join(reason for reason in gain.grade_reasons if reason != SIGNATURE)


def why_not_in_bulk(gain: GainStanding, who: Situation, seen: str | None = None) -> DomainError | None:
    """Why the gain may not be accepted as cashable together with others; None if it may."""
    if seen is not None and seen != figures(gain):
        return FiguresHaveMoved("Its figures have changed since you opened the page.")
    if refusal := why_not(gain, Outcome.CASHABLE, None, who):
        return refusal
    if gain.is_loss:
        return NotInBulk("It is a loss.")
    if gain.recorded_by_hand:
        return NotInBulk("It was recorded by hand: look at what shows it.")
    if gain.key in who.unclosed:
        return NotInBulk("A challenge to it has not been closed.")
    if gain.decision and gain.decision.outcome is not Outcome.UNDECIDED and not gain.moved:
        return NotInBulk(f"It is {gain.decision.outcome.label.lower()}.")
    return None
