"""Is the council on track, and did its gains last? Years side by side, never added to each other: a
gain that lasts is in each year's books (savings-method 2.8, 2.12)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.money import round_money
from procurement_hub.pictures.charts.bars import Part, Stack
from procurement_hub.pictures.charts.columns import Level, columns
from procurement_hub.pictures.charts.marks import Line, Picture, Tone
from procurement_hub.savings.method import Stock, aes_stock
from procurement_hub.savings.models import SignOff
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import Split
from procurement_hub.targets.reckoning import Aim

ZERO = Decimal(0)
NOTHING = ItemTotal(None)
ALLOWED, SIGNED, LEDGER = "Allowed so far", "Signed off", "In the ledger, not signed off"

Books = Mapping[int, ItemTotal]
"""A year's sums by item number."""


@dataclass(frozen=True, slots=True)
class YearAgainstTarget:
    """A year's gains after costs (£, unrounded), what they stand on, and the target of the year."""

    financial_year: int
    total: Decimal
    cashable: Decimal
    stands_on: str
    aim: Aim | None


def against_target(
    years: Sequence[int],
    *,
    allowed: Split,
    signed: Mapping[int, SignOff],
    ledger: Mapping[int, Books],
    aims: Mapping[int, Aim | None],
) -> list[YearAgainstTarget]:
    """The last of the years as it is allowed now; each earlier one as signed, or else as its ledger is."""
    found = []
    for year in years:
        if year == years[-1]:
            total, cashable, stands_on = allowed.total, allowed.cashable, ALLOWED
        elif year in signed:
            total, stands_on = signed[year].net, SIGNED
            cashable = signed[year].cashable - signed[year].costs
        else:
            books = ledger.get(year, {}).values()
            total = sum((one.gross - one.costs for one in books), ZERO)
            cashable = sum((one.cashable - one.costs for one in books), ZERO)
            stands_on = LEDGER
        found.append(YearAgainstTarget(year, total, cashable, stands_on, aims.get(year)))
    return found


def _period(years: Sequence[int]) -> str:
    return format_financial_year(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1] + 1}"


def target_picture(years: Sequence[YearAgainstTarget], *, page_of: Callable[[int], str]) -> Picture:
    """Each year's stock against its cumulative target, with the half that has to be cashable."""
    stacks = []
    for year in years:
        cash, rest = rounded_to_total([year.cashable, year.total - year.cashable])
        name = format_financial_year(year.financial_year)
        stacks.append(Stack(name, [cash, rest], page_of(year.financial_year), [year.stands_on]))
    with_target = sum(year.aim is not None for year in years)
    return columns(
        "target",
        f"Cumulative gains against the target, {_period([year.financial_year for year in years])}",
        [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")],
        stacks,
        basis="£ excluding VAT, nominal, net of costs; "
        f"{with_target} of {len(years)} {'year has' if len(years) == 1 else 'years have'} a target",
        first="Financial year",
        together="Net gain",
        levels=[
            Level(Line.TARGET, "Target", [round_money(y.aim.total) if y.aim else None for y in years]),
            Level(
                Line.HALF,
                "Of which has to be cashable",
                [round_money(y.aim.cashable) if y.aim else None for y in years],
            ),
        ],
        more_headings=["Stands on"],
        notes=[
            "A target is cumulative: a gain that lasts is in every year's column, and the columns are "
            "never added to each other."
        ],
        empty="No gain has been counted in these years yet.",
    )


@dataclass(frozen=True, slots=True)
class YearOfStock:
    """A year's stock of gains, £ net of costs, unrounded."""

    financial_year: int
    sustained: Decimal
    further: Decimal
    lost: Decimal
    stands_on: str


def stocks(years: Sequence[int], books: Mapping[int, Books], *, allowed: frozenset[int]) -> list[YearOfStock]:
    """Item by item the recurring gain held against the year before, summed for each year (2.8).
    `allowed` are the years whose books are those that the gates let through."""
    found = []
    for year in years:
        now, before = books.get(year, {}), books.get(year - 1, {})
        whole: list[Stock] = [
            aes_stock(
                before.get(item_id, NOTHING).recurring,
                now.get(item_id, NOTHING).recurring,
                now.get(item_id, NOTHING).one_off,
            )
            for item_id in sorted({*now, *before})
        ]
        found.append(
            YearOfStock(
                year,
                sustained=sum((stock.sustained for stock in whole), ZERO),
                further=sum((stock.further for stock in whole), ZERO),
                lost=sum((stock.lost for stock in whole), ZERO),
                stands_on="What is allowed" if year in allowed else "The ledger",
            )
        )
    return found


def stock_picture(years: Sequence[YearOfStock], *, page_of: Callable[[int], str]) -> Picture:
    """What was sustained from the year before, what is further, and what was not sustained."""
    stacks = [
        Stack(
            format_financial_year(year.financial_year),
            rounded_to_total([year.sustained, year.further, -year.lost]),
            page_of(year.financial_year),
            [year.stands_on],
        )
        for year in years
    ]
    return columns(
        "stock",
        "Gains that lasted, further gains and gains lost, "
        f"{_period([year.financial_year for year in years])}",
        [
            Part(Tone.SUSTAINED, "Sustained from the year before"),
            Part(Tone.FURTHER, "Further"),
            Part(Tone.LOST, "Not sustained", counts=False, below="lost"),
        ],
        stacks,
        basis="£ excluding VAT, nominal, net of costs",
        first="Financial year",
        together="Cumulative at the end of the year",
        more_headings=["Stands on"],
        notes=["What was not sustained is shown below nothing and is in no total."],
        empty="No gain has been counted in these years yet.",
    )
