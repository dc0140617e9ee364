"""Is the council on track? Gains against the target, what lasted, and how the year ran."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.money import round_money
from procurement_hub.pictures.charts.bars import Part, Stack
from procurement_hub.pictures.charts.columns import Level, columns
from procurement_hub.pictures.charts.lines import Course, courses
from procurement_hub.pictures.charts.marks import Line, Picture, Tone
from procurement_hub.pictures.charts.wording import gain_in_pence
from procurement_hub.savings.method import Stock, aes_stock
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets.reckoning import Aim

ZERO = Decimal(0)
NOTHING = ItemTotal(None)
AS_IN_THE_LEDGER = "before anything was held or disallowed"
MONTHS = (
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
)


@dataclass(frozen=True, slots=True)
class YearOfGains:
    """A year's stock of gains (£ net of costs, unrounded): D is what counts against the target."""

    financial_year: int
    sustained: Decimal
    further: Decimal
    lost: Decimal
    cashable: Decimal
    aim: Aim | None

    @property
    def cumulative(self) -> Decimal:
        return self.sustained + self.further

    @property
    def non_cashable(self) -> Decimal:
        return self.cumulative - self.cashable


def stocks(
    years: Mapping[int, Mapping[int, ItemTotal]], shown: Sequence[int], aims: Mapping[int, Aim | None]
) -> list[YearOfGains]:
    """Item by item the recurring gain held against the year before, summed for each year (2.8)."""
    found = []
    for year in shown:
        now, before = years.get(year, {}), years.get(year - 1, {})
        whole: list[Stock] = [
            aes_stock(
                before.get(item_id, NOTHING).recurring,
                now.get(item_id, NOTHING).recurring,
                now.get(item_id, NOTHING).one_off,
            )
            for item_id in sorted({*now, *before})
        ]
        found.append(
            YearOfGains(
                year,
                sustained=sum((stock.sustained for stock in whole), ZERO),
                further=sum((stock.further for stock in whole), ZERO),
                lost=sum((stock.lost for stock in whole), ZERO),
                cashable=sum((total.cashable - total.costs for total in now.values()), ZERO),
                aim=aims.get(year),
            )
        )
    return found


def _period(years: Sequence[YearOfGains]) -> str:
    first, last = years[0].financial_year, years[-1].financial_year
    return format_financial_year(first) if first == last else f"{first} to {last + 1}"


def target_picture(years: Sequence[YearOfGains], *, page_of: Callable[[int], str]) -> Picture:
    """Each year's stock against its cumulative target, with the half that has to be cashable."""
    stacks = []
    for year in years:
        cash, rest = rounded_to_total([year.cashable, year.non_cashable])
        name = format_financial_year(year.financial_year)
        stacks.append(Stack(name, [cash, rest], page_of(year.financial_year)))
    with_target = sum(year.aim is not None for year in years)
    return columns(
        "target",
        f"Cumulative gains against the target, {_period(years)}",
        [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")],
        stacks,
        basis=f"£ excluding VAT, nominal, net of costs, {AS_IN_THE_LEDGER}; "
        f"{with_target} of {len(years)} years have a target",
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
        notes=[
            "A target is cumulative: a gain that lasts is in every year's column, and the columns are "
            "never added to each other."
        ],
        empty="No gain has been counted in these years yet.",
    )


def stock_picture(years: Sequence[YearOfGains], *, page_of: Callable[[int], str]) -> Picture:
    """What was sustained from the year before, what is further, and what was not sustained."""
    stacks = [
        Stack(
            format_financial_year(year.financial_year),
            rounded_to_total([year.sustained, year.further, -year.lost]),
            page_of(year.financial_year),
        )
        for year in years
    ]
    return columns(
        "stock",
        f"Gains that lasted, further gains and gains lost, {_period(years)}",
        [
            Part(Tone.SUSTAINED, "Sustained from the year before"),
            Part(Tone.FURTHER, "Further"),
            Part(Tone.LOST, "Not sustained", counts=False, below="lost"),
        ],
        stacks,
        basis=f"£ excluding VAT, nominal, net of costs, {AS_IN_THE_LEDGER}",
        first="Financial year",
        together="Cumulative at the end of the year",
        notes=["What was not sustained is shown below nothing and is in no total."],
        empty="No gain has been counted in these years yet.",
    )


def month_picture(
    financial_year: int,
    gross_by_month: Mapping[int, Decimal],
    *,
    begun: int,
    expected: Sequence[Decimal] | None,
    year_page: str,
) -> Picture:
    """The gross gain month by month of supply, added up through the year. Of the months only the first
    `begun` have begun; `expected` is the forecast for each month (£), if there is one."""
    by_month = rounded_to_total([gross_by_month.get((n + 3) % 12 + 1, ZERO) for n in range(12)])
    actual = [sum(by_month[: n + 1], ZERO) if n < begun else None for n in range(12)]
    lines = [Course(Line.ACTUAL, "Gained so far", actual)]
    if expected:
        so_far = rounded_to_total([*expected])
        amounts = [sum(so_far[: n + 1], ZERO) for n in range(12)]
        lines.insert(0, Course(Line.FORECAST, "Expected by then", amounts))
    months = [
        (f"{month} {financial_year + (n > 8)}", year_page if by_month[n] else None)
        for n, month in enumerate(MONTHS)
    ]
    in_month = [gain_in_pence(by_month[n]) if n < begun else "Not yet" for n in range(12)]
    return courses(
        "months",
        f"How the gain came in, {format_financial_year(financial_year)}",
        months,
        lines,
        basis="£ excluding VAT, gross, by month of supply, for what was received and invoiced; "
        f"{begun} of 12 months have begun",
        columns=[("In the month", in_month)],
        notes=["Rebates, costs and avoided costs have no month of supply and are not in this picture."],
        empty="Nothing has been received and invoiced in this year yet.",
    )
