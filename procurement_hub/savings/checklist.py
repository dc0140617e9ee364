"""What must be so before a council's gains of a year can be accepted, in order.

The page shows the list, and the first condition that is not met is the refusal, so that the two
can never say different things.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import financial_year_bounds, format_date, format_financial_year
from procurement_hub.core.money import format_money, round_money
from procurement_hub.savings import queries, standing
from procurement_hub.savings.models import BudgetRelease, Outcome, QualityCheck
from procurement_hub.savings.standing import GainStanding

BUDGET = "The budget released covers the cashable gains"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the checklist; `why_not` is the sentence to the person while it is not met."""

    title: str
    met: bool
    why_not: str


def ended(financial_year: int, on: date) -> Condition:
    last = financial_year_bounds(financial_year).last
    return Condition(
        "The financial year has ended",
        on > last,
        f"The year {format_financial_year(financial_year)} ends on {format_date(last)}. "
        "Its gains can be signed off from the day after.",
    )


def has_entries(council_id: int, financial_year: int) -> Condition:
    return _has_entries(financial_year, queries.last_entry_id(council_id, financial_year) is not None)


def _has_entries(financial_year: int, any_entry: bool) -> Condition:
    return Condition(
        "There are gains in the ledger",
        any_entry,
        f"There are no gains to sign off for {format_financial_year(financial_year)}.",
    )


@dataclass(frozen=True, slots=True)
class Position:
    """What the books of a council's year say that a decision on it rests on. £ net of VAT.

    `unanswered` counts the gains with a challenge that waits for its answer."""

    financial_year: int
    standings: list[GainStanding]
    checks: list[QualityCheck]
    releases: list[BudgetRelease]
    unanswered: int
    signer_id: int | None = None
    signer_prepared: bool = False

    @property
    def gains(self) -> list[GainStanding]:
        return [standing for standing in self.standings if standing.is_gain]

    @property
    def released(self) -> Decimal:
        return sum((release.amount for release in self.releases), Decimal("0.00"))

    @property
    def cash_to_place(self) -> list[GainStanding]:
        """Gains with cash that is allowed: the N of "the use of n of N is on record"."""
        return [gain for gain in self.gains if round_money(gain.allowed.cashable) > 0]

    @property
    def placed(self) -> int:
        return sum(gain.is_covered for gain in self.cash_to_place)


def position(council_id: int, financial_year: int, *, signer_id: int | None = None) -> Position:
    """Five statements, and one more for somebody who signs; `signer_id` is None for who only looks."""
    books = standing.books_of([council_id], financial_year)[council_id]
    return Position(
        financial_year,
        books.standings,
        books.checks,
        books.releases,
        sum(queries.challenged_gains(council_id, financial_year).values()),
        signer_id,
        signer_id is not None and queries.prepared_gains(signer_id, council_id, financial_year),
    )


def before_accepting(*, council_id: int, financial_year: int, signer_id: int, on: date) -> list[Condition]:
    """Every condition of accepting, in the order in which they are asked."""
    return conditions(position(council_id, financial_year, signer_id=signer_id), on=on)


def conditions(books: Position, *, on: date) -> list[Condition]:
    """The conditions on books that have been read already."""
    return [
        ended(books.financial_year, on),
        _has_entries(books.financial_year, bool(books.standings)),
        *_quality(books),
        _challenges(books),
        _by_hand(books),
        _budget(books),
        _use(books),
    ]


def _quality(books: Position) -> list[Condition]:
    """A gain that the officer has held or rejected asks for nothing more."""
    checked = {check.item_id for check in books.checks}
    gains = [gain for gain in books.gains if not gain.set_aside]
    missing = [gain.item.title for gain in gains if gain.item_id not in checked]
    aside = {gain.item_id for gain in books.gains} - {gain.item_id for gain in gains}
    unmet = [check for check in books.checks if check.holds_the_gain and check.item_id not in aside]
    own = any(check.recorded_by_id == books.signer_id for check in books.checks)
    return [
        Condition(
            "Every item with a gain has a quality check",
            not missing,
            f"There is no quality check yet for {_and(missing)}.",
        ),
        Condition(
            "Every quality check is met or explained",
            not unmet,
            "The quality check is not met for "
            f"{_and([check.item.title for check in unmet])}. Explain it, or hold or reject its gain, before "
            "the gains are accepted.",
        ),
        Condition(
            "Somebody else recorded the quality checks",
            not own,
            "You recorded a quality check of this year, so somebody else must sign its gains off.",
        ),
        Condition(
            "Somebody else recorded what is claimed",
            not books.signer_prepared,
            "You recorded or took in what this year claims, set a baseline of it, or took back what went "
            "against it, so somebody else must sign its gains off.",
        ),
    ]


def _challenges(books: Position) -> Condition:
    many = f"{books.unanswered} gains have" if books.unanswered > 1 else "One gain has"
    return Condition(
        "Every challenge has been answered",
        not books.unanswered,
        f"{many} a challenge that nobody has answered. Answer it before the gains are accepted.",
    )


def _by_hand(books: Position) -> Condition:
    """No invoice shows it, so nobody accepts it by accepting the year."""
    waiting = [
        gain.item.title
        for gain in books.gains
        if gain.recorded_by_hand and gain.outcome is Outcome.UNDECIDED and not gain.is_loss
    ]
    return Condition(
        "What was recorded by hand has been decided on by itself",
        not waiting,
        f"Money that came once, or a service in another's place, was recorded by hand for {_and(waiting)}. "
        "Decide on it by itself before the gains are accepted.",
    )


def _budget(books: Position) -> Condition:
    cashable = round_money(sum((gain.counts.cashable for gain in books.standings), Decimal(0)))
    return Condition(
        BUDGET,
        books.released >= max(cashable, Decimal(0)),
        f"The cashable gains are {format_money(cashable)}, but only {format_money(books.released)} of budget "
        "has been released. Record the budget released first.",
    )


def _use(books: Position) -> Condition:
    """The use of the money is on record for each gain that was accepted by itself (needs S3-01)."""
    accepted = [gain for gain in books.cash_to_place if gain.outcome is Outcome.CASHABLE]
    without = [gain.item.title for gain in accepted if not gain.is_covered]
    return Condition(
        "The use of the money is recorded for every gain accepted as cashable",
        not without,
        f"It is not recorded yet what the money is used for from {_and(without)}.",
    )


def _and(names: list[str]) -> str:
    names = sorted(set(names))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
