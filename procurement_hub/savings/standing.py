"""Where each gain of a council's year stands: what was claimed, and what of it is allowed.

One gain is a council's year of one item through one framework. This is the only place that works
out what the gates let through; statements, targets, pictures and packs read `allowed` here.

£ net of VAT and of costs, unrounded. claimed = allowed + held + disallowed, for the total and for
its cashable part. A loss always counts: no gate and no decision takes one out of the books."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from procurement_hub.core.money import round_money
from procurement_hub.savings.judging import (
    Hold,
    Split,
    cash_from_inflation,
    grade_of,
    has_moved,
    outcome_of,
    released_against,
    shares,
    shows_nothing,
    verdict,
    watched_by,
)
from procurement_hub.savings.method import Disallowance, Grade
from procurement_hub.savings.method.quality import QualityOutcome, worst_outcome
from procurement_hub.savings.models import (
    BudgetRelease,
    GainDecision,
    Outcome,
    PriceWatch,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.models.books import SUMMED
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.queries import gates as reads
from procurement_hub.savings.queries.gates import GainKey, GainRow, LastGain
from procurement_hub.savings.watching import Watched

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class GainStanding:
    """One gain, what it rests on and what became of it.

    `outcome` is what counts now: a gate may hold a gain that the officer accepted. `moved` says that
    its figures are no longer those that were accepted, so that it waits for a decision again.
    `inflation` is the part of the inflation avoided that the budget shows to be cash (2.5)."""

    key: GainKey
    year: YearStatus
    total: ItemTotal
    framework: str
    outcome: Outcome
    code: Disallowance | None
    reason: str
    hold: Hold | None
    grade: Grade
    grade_reasons: tuple[str, ...]
    quality: QualityOutcome
    claimed: Split
    allowed: Split
    held: Split
    disallowed: Split
    inflation: Decimal
    released: Decimal
    decision: GainDecision | None
    moved: bool
    checks: list[QualityCheck]
    last: LastGain | None
    watched: Watched
    releases: list[BudgetRelease]

    @property
    def item(self):
        return self.total.item

    @property
    def item_id(self) -> int:
        return self.total.item_id

    @property
    def council_id(self) -> int:
        return self.key.council_id

    @property
    def framework_id(self) -> int | None:
        return self.key.framework_id

    @property
    def is_gain(self) -> bool:
        """Whether there is something to decide: an item with a gain either way. Costs alone are not."""
        return self.item is not None and self.total.gross != 0

    @property
    def recorded_by_hand(self) -> bool:
        """Whether cash in it rests on what somebody typed: money that came once, or a service put in
        another's place where nothing was delivered."""
        undelivered = self.last is None and self.total.cashable > self.total.rebate
        return self.is_gain and bool(self.total.one_off_gain or undelivered)

    @property
    def is_loss(self) -> bool:
        return self.claimed.total <= 0

    @property
    def set_aside(self) -> bool:
        """The finance officer has held or rejected it: the year can be signed without it."""
        decided = self.decision.outcome if self.decision else Outcome.UNDECIDED
        return decided in (Outcome.HELD, Outcome.REJECTED)

    @property
    def provisional(self) -> bool:
        """Quality has not been measured: what is allowed counts in a forward look, and in a
        backward look only once it has been (2.9)."""
        return self.is_gain and self.quality is QualityOutcome.PENDING

    @property
    def good_for_cash(self) -> bool:
        """Whether the evidence lets it be accepted as cashable (2.16)."""
        return self.grade <= Grade.B

    @property
    def needs_release(self) -> Decimal:
        """£ to the penny of allowed cashable gain whose use is not on record yet."""
        return max(ZERO, round_money(self.allowed.cashable) - self.released)

    @property
    def is_covered(self) -> bool:
        """The use of all of its cash is on record (S3-01)."""
        return self.needs_release == 0

    @property
    def counts(self) -> ItemTotal:
        """The sums of the ledger as far as they are allowed: what a statement adds up."""
        if self.allowed == self.claimed and not self.inflation:
            return self.total
        if self.outcome in (Outcome.HELD, Outcome.REJECTED):
            kept = {"gross": self.allowed.total, "cashable": self.allowed.cashable}
            return replace(_nothing(self.total), **kept)
        moved = self.disallowed.cashable
        return replace(
            self.total,
            cashable=self.total.cashable + self.inflation - moved,
            nc_inflation=self.total.nc_inflation - self.inflation,
            nc_baseline=self.total.nc_baseline + moved,
        )


@dataclass(frozen=True, slots=True)
class YearBooks:
    """A council's year as the gates see it; `checks` and `releases` are of every item, bought or not."""

    standings: list[GainStanding]
    checks: list[QualityCheck]
    releases: list[BudgetRelease]


def standings(council_id: int, financial_year: int) -> list[GainStanding]:
    """The council's gains of the year in the items' order of title, costs of the whole year last;
    four statements however many there are."""
    return standings_by_council([council_id], financial_year)[council_id]


def standings_by_council(council_ids: Sequence[int], financial_year: int) -> dict[int, list[GainStanding]]:
    """The same for several councils, in the same four statements."""
    return {council: books.standings for council, books in books_of(council_ids, financial_year).items()}


def books_of(council_ids: Sequence[int], financial_year: int) -> dict[int, YearBooks]:
    """The standings with the checks and releases that they were judged by, in four statements."""
    found = books_of_years(council_ids, [financial_year])
    return {council_id: found[council_id, financial_year] for council_id in council_ids}


def known_by(council_id: int, financial_year: int, on: date) -> list[GainStanding]:
    """The council's gains of the year with the sums that the ledger had at the end of that day, as far
    as the gates let them through now; four statements."""
    rows = reads.gain_rows([council_id], [financial_year], known_on=on)
    return _judged(rows, [council_id], [financial_year])[council_id, financial_year].standings


def books_of_years(council_ids: Sequence[int], years: Sequence[int]) -> dict[tuple[int, int], YearBooks]:
    """The same by council and year, for several years in the same four statements."""
    return _judged(reads.gain_rows(council_ids, years), council_ids, years)


def _judged(
    rows: Sequence[GainRow], council_ids: Sequence[int], years: Sequence[int]
) -> dict[tuple[int, int], YearBooks]:
    checks = reads.checks_of(council_ids, years)
    watches = reads.watches_of(council_ids, years)
    releases = reads.releases_of(council_ids, years)
    found = {(council_id, year): YearBooks([], [], []) for council_id in council_ids for year in years}
    for (council_id, year, _), of_item in checks.items():
        found[council_id, year].checks.extend(of_item)
    for (council_id, year, _), of_item in releases.items():
        found[council_id, year].releases.extend(of_item)
    spent: dict[int, Decimal] = {}
    for row in rows:
        place = (row.key.council_id, row.financial_year, row.key.item_id)
        found[place[:2]].standings.append(
            _standing(
                row,
                checks.get(place, []),
                watches.get(place, []),
                releases.get(place, []),
                spent,
            )
        )
    return found


def together(of: Sequence[GainStanding], part: str) -> Split:
    """The sum over these gains of "claimed", "allowed", "held" or "disallowed"."""
    return sum((getattr(standing, part) for standing in of), Split())


def by_item(of: Sequence[GainStanding]) -> list[ItemTotal]:
    """The ledger's sums by item over all frameworks, in the order of the gains."""
    found: dict[int, ItemTotal] = {}
    for total in (standing.total for standing in of):
        first = found.get(total.item_id)
        sums = {name: getattr(total, name) + (getattr(first, name) if first else ZERO) for name in SUMMED}
        found[total.item_id] = ItemTotal(total.item, **sums)
    return list(found.values())


def find(of: Sequence[GainStanding], item_id: int, framework_id: int | None) -> GainStanding | None:
    return next(
        (found for found in of if found.item_id == item_id and found.framework_id == framework_id), None
    )


# --- one gain -------------------------------------------------------------------------------------


def _standing(
    row: GainRow,
    checks: list[QualityCheck],
    watches: list[PriceWatch],
    releases: list[BudgetRelease],
    spent: dict[int, Decimal],
) -> GainStanding:
    total, last, decision = row.total, row.last, row.decision
    quality = worst_outcome([outcome_of(check) for check in checks])
    grade, grade_reasons = grade_of(row, checks, quality)
    watched = watched_by(row, watches)
    moved = bool(decision) and decision.outcome is Outcome.CASHABLE and has_moved(decision, total)
    inflation = cash_from_inflation(row, releases)
    claimed = Split(total.gross - total.costs, total.cashable + inflation - total.costs)
    outcome, code, reason, hold = (
        (Outcome.UNDECIDED, None, "", None)
        if total.item is None or total.gross == 0
        else verdict(decision, moved, checks, quality, watched, unproved=shows_nothing(row))
    )
    allowed, held, disallowed = shares(claimed, outcome, total.cashable + inflation)
    own = [release for release in releases if release.framework_id in (None, row.key.framework_id)]
    return GainStanding(
        key=row.key,
        year=row.year,
        total=total,
        framework=row.framework,
        outcome=outcome,
        code=code,
        reason=reason,
        hold=hold,
        grade=grade,
        grade_reasons=grade_reasons,
        quality=quality,
        claimed=claimed,
        allowed=allowed,
        held=held,
        disallowed=disallowed,
        inflation=inflation,
        released=released_against(row.key, own, allowed, spent),
        decision=decision,
        moved=moved,
        checks=checks,
        last=last,
        watched=watched,
        releases=own,
    )


def _nothing(total: ItemTotal) -> ItemTotal:
    return ItemTotal(total.item, framework_id=total.framework_id)
