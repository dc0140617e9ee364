"""What became of the claims of a year, to the penny: allowed, held and disallowed add up to claimed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.money import round_money
from procurement_hub.savings import queries
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import OffFrameworkPurchase, Outcome, YearStatus
from procurement_hub.savings.queries import ItemLeakage, Retained
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import GainStanding, books_of_years, together

ZERO = Decimal(0)
PARTS = ("allowed", "held", "disallowed")


@dataclass(frozen=True, slots=True)
class Signed:
    """The figures that are signed: what the gates let through, £ net of VAT, each sum rounded once."""

    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    costs: Decimal
    net: Decimal


def figures_to_sign(standings: Sequence[GainStanding]) -> Signed:
    counted = [gain.counts for gain in standings]
    gross, cashable, costs = (
        round_money(sum((getattr(total, name) for total in counted), ZERO))
        for name in ("gross", "cashable", "costs")
    )
    return Signed(gross, cashable, gross - cashable, costs, gross - costs)


def as_shown(figures: Signed, last_entry_id: int | None) -> str:
    """The figures as a word to carry on a page and compare, with the last entry behind them."""
    return "/".join(f"{value}" for value in (last_entry_id, figures.gross, figures.cashable, figures.costs))


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in the list of years, as far as its gains are allowed, and the gains themselves."""

    financial_year: int
    status: YearStatus
    figures: Signed
    gains: list[GainStanding]


def every_year(council_id: int, *, most: int | None = None) -> list[YearLine]:
    """The council's years, newest first; five statements. They are never added up: a gain that lasts is
    in each."""
    kept = queries.years(council_id)[:most]
    books = books_of_years([council_id], [year.financial_year for year in kept])
    return [
        YearLine(
            year.financial_year,
            year.status,
            figures_to_sign(books[council_id, year.financial_year].standings),
            books[council_id, year.financial_year].standings,
        )
        for year in kept
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """One row: £ net of VAT and of costs to the penny, and how many gains it is of."""

    name: str
    total: Decimal
    cashable: Decimal
    gains: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Claimed, and the three parts of it, which add up; and the gains by outcome."""

    claimed: Part
    allowed: Part
    held: Part
    disallowed: Part
    outcomes: dict[Outcome, int]

    @property
    def all_allowed(self) -> bool:
        return not (self.held.gains or self.disallowed.gains)


def of_year(standings: Sequence[GainStanding]) -> Parts:
    gains = [gain for gain in standings if gain.is_gain]
    sums = [together(standings, part) for part in PARTS]
    totals = rounded_to_total([part.total for part in sums])
    cashables = rounded_to_total([part.cashable for part in sums])
    counts = [
        sum(gain.outcome not in (Outcome.HELD, Outcome.REJECTED) for gain in gains),
        sum(gain.outcome is Outcome.HELD for gain in gains),
        sum(gain.disallowed.total != 0 or gain.disallowed.cashable != 0 for gain in gains),
    ]
    found = [
        Part(name, total, cashable, count)
        for name, total, cashable, count in zip(PARTS, totals, cashables, counts, strict=True)
    ]
    claimed = Part("claimed", sum(totals, ZERO), sum(cashables, ZERO), len(gains))
    outcomes = {outcome: sum(gain.outcome is outcome for gain in gains) for outcome in Outcome}
    return Parts(claimed, *found, outcomes)


@dataclass(frozen=True, slots=True)
class ByCode:
    """What is held or disallowed under one code; without a code the hold says why by itself."""

    code: Disallowance | None
    title: str
    held: Decimal
    disallowed: Decimal
    disallowed_cash: Decimal
    gains: list[GainStanding]


def by_code(standings: Sequence[GainStanding]) -> list[ByCode]:
    """Every code with an amount, in order; the rows add up to what is held and disallowed."""
    groups: dict[tuple[str, str], list[GainStanding]] = {}
    for gain in standings:
        if gain.held != type(gain.held)() or gain.disallowed != type(gain.disallowed)():
            code = gain.code.value if gain.code else ""
            groups.setdefault((code or "~", gain.code.label if gain.code else _why(gain)), []).append(gain)
    ordered = sorted(groups.items())
    held = rounded_to_total([sum((g.held.total for g in gains), ZERO) for _, gains in ordered])
    taken = rounded_to_total([sum((g.disallowed.total for g in gains), ZERO) for _, gains in ordered])
    cash = rounded_to_total([sum((g.disallowed.cashable for g in gains), ZERO) for _, gains in ordered])
    return [
        ByCode(gains[0].code, title, h, t, c, gains)
        for ((_, title), gains), h, t, c in zip(ordered, held, taken, cash, strict=True)
    ]


def _why(gain: GainStanding) -> str:
    if gain.hold:
        return gain.hold.label
    return "Not cash, by the finance officer's decision"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the method itself did not let into the claim to cash, or into the claim at all. `what` says why,
    and who recorded it when somebody did."""

    code: Disallowance
    what: str
    amount: Decimal
    gains: list[GainStanding]


def left_out(
    standings: Sequence[GainStanding],
    *,
    retained: Sequence[Retained] = (),
    outside: Sequence[ItemLeakage] = (),
    purchases: Sequence[OffFrameworkPurchase] = (),
) -> list[LeftOut]:
    """Amounts (£ net, to the penny) that were never claimed as cash: seen, and in no sum above."""
    unfit = [gain for gain in standings if gain.total.nc_baseline > 0]
    fallen = [gain for gain in standings if _market_fall(gain) > 0]
    rows = []
    if unfit:
        amount = round_money(sum((gain.total.nc_baseline for gain in unfit), ZERO))
        what = "Kept out of cash: the baseline is not good for it. It counts as non-cashable."
        rows.append(LeftOut(Disallowance.BASELINE_REFUSED, what, amount, unfit))
    if fallen:
        amount = round_money(sum((_market_fall(gain) for gain in fallen), ZERO))
        what = "Never claimed: the index fell, so that much of the lower price is the market's."
        rows.append(LeftOut(Disallowance.MARKET_FALL, what, amount, fallen))
    for kept in retained:
        what = (
            f"Kept by the centre out of what came back for {kept.item}: {kept.reason}. "
            f"Recorded by {kept.recorded_by}, {format_date(uk_date(kept.recorded_at))}."
        )
        rows.append(LeftOut(Disallowance.RETAINED_BY_HOST, what, kept.amount, []))
    for found in outside:
        if found.leakage.memo is None:
            continue
        recorded = [each for each in purchases if each.item_id == found.item.id and each.struck_at is None]
        who = "; ".join(
            f"{each.supplier_name}, recorded by {each.recorded_by.name}, "
            f"{format_date(uk_date(each.recorded_at))}"
            for each in recorded
        )
        what = f"Bought beside the frameworks, {found.item.title}: {who}."
        rows.append(LeftOut(Disallowance.OFF_FRAMEWORK, what, round_money(found.leakage.memo), []))
    return rows


def _market_fall(gain: GainStanding) -> Decimal:
    """By how much the index of the newest delivery took the old price down, on the year's quantity."""
    if gain.last is None or gain.last.working.uprating >= 1:
        return ZERO
    return gain.total.before * (1 - gain.last.working.uprating)
