"""The finance officer's decision on one gain, or on many at once where the evidence is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.savings import accepting, queries, standing
from procurement_hub.savings.accepting import FiguresHaveMoved
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import GainDecision, Outcome
from procurement_hub.savings.queries.gates import GainKey
from procurement_hub.savings.recording import open_year, said
from procurement_hub.savings.standing import GainStanding
from procurement_hub.savings.years import settle_status

REASONS = {
    Outcome.NON_CASHABLE: "Enter why the gain is not cashable.",
    Outcome.HELD: "Enter why the gain is held.",
    Outcome.REJECTED: "Enter why the gain is rejected.",
    Outcome.UNDECIDED: "Enter why the decision is taken back.",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bulk acceptance: the gains accepted, and those that were not, each with why."""

    accepted: list[GainDecision]
    left: list[tuple[GainStanding, DomainError]]


def decide_gain(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item_id: int,
    framework_id: int | None,
    outcome: Outcome,
    code: Disallowance | None = None,
    reason: str = "",
    seen: str | None = None,
) -> GainDecision:
    """Accept a gain of the actor's council as cashable or non-cashable, hold it or reject it.

    A rejection names its code (savings-method 2.15). `seen` is `accepting.figures(…)` of the page
    that was read; other figures are a refusal. `undecided` takes the latest decision back."""
    require(actor, Permission.SIGN_OFF)
    year = open_year(actor, financial_year)
    gains = standing.standings(actor.organisation_id, financial_year)
    gain = standing.find(gains, item_id, framework_id)
    if gain is None or not gain.is_gain:
        raise NotFound()
    if seen is not None and seen != accepting.figures(gain):
        raise FiguresHaveMoved(
            "The figures of this gain, or the decision on it, have changed since you opened this page. "
            "Look at them, then decide."
        )
    if outcome is not Outcome.CASHABLE:
        reason = said(reason, "reason", REASONS[outcome])
    code = _code(outcome, code)
    situation = accepting.situation(actor, financial_year, [gain])
    if refusal := accepting.why_not(gain, outcome, code, situation):
        raise refusal
    decision = _decide(actor, now, financial_year, gain, outcome, code, reason.strip())
    settle_status(year)
    return decision


def accept_gains(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    gains: Sequence[tuple[int, int | None, str]],
) -> Taken:
    """Accept these gains (item, framework, figures seen) as cashable, as far as each may be taken
    in bulk; the others stay as they are and come back with the reason."""
    require(actor, Permission.SIGN_OFF)
    if not gains:
        raise Invalid("Select the gains to accept.", "gains")
    year = open_year(actor, financial_year)
    books = standing.standings(actor.organisation_id, financial_year)
    found = [(standing.find(books, item, framework), seen) for item, framework, seen in gains]
    if any(gain is None or not gain.is_gain for gain, _ in found):
        raise NotFound()
    situation = accepting.situation(actor, financial_year, [gain for gain, _ in found])
    accepted, left = [], []
    for gain, seen in found:
        refusal = accepting.why_not_in_bulk(gain, situation, seen)
        if refusal:
            left.append((gain, refusal))
        else:
            accepted.append(_decide(actor, now, financial_year, gain, Outcome.CASHABLE, None, ""))
    settle_status(year)
    return Taken(accepted, left)


def _code(outcome: Outcome, code: Disallowance | None) -> Disallowance | None:
    if outcome in (Outcome.CASHABLE, Outcome.UNDECIDED):
        return None
    if outcome is Outcome.REJECTED and code is None:
        raise Invalid("Select the code under which the gain is rejected.", "code")
    if code is not None and not code.decided_by_finance_officer:
        raise Invalid(f"{code.value} is found by the books and never by hand.", "code")
    return code


def _decide(
    actor: Actor,
    now: datetime,
    financial_year: int,
    gain: GainStanding,
    outcome: Outcome,
    code: Disallowance | None,
    reason: str,
) -> GainDecision:
    key: GainKey = gain.key
    decision = GainDecision(
        council_id=key.council_id,
        financial_year=financial_year,
        item_id=key.item_id,
        framework_id=key.framework_id,
        outcome=outcome,
        code=code,
        reason=reason,
        grade=gain.grade,
        quantity=gain.total.quantity,
        gross=gain.total.gross,
        cashable=gain.total.cashable,
        costs=gain.total.costs,
        last_entry_id=queries.last_entry_of(key, financial_year),
        decided_at=now,
        decided_by_id=actor.person_id,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor,
        "decide_gain",
        decision,
        now=now,
        reason=reason,
        detail={
            "financial_year": financial_year,
            "item": gain.item.code,
            "framework": key.framework_id,
            "outcome": outcome.value,
            "code": code.value if code else None,
            "claimed": str(gain.claimed.total),
            "cashable": str(gain.claimed.cashable),
        },
    )
    return decision
