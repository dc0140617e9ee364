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
from procurement_hub.savings.method import aes_stock
from procurement_hub.savings.models import YearStatus
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import GainStanding, Split, together
from procurement_hub.statements.achieved import added
from procurement_hub.targets.reckoning import Aim

ZERO = Decimal(0)
NOTHING = ItemTotal(None)


@dataclass(frozen=True, slots=True)
class YearOfGains:
    """What is allowed of a year's gains (£ net of costs, unrounded): the stock that counts against the
    cumulative target is what was sustained with what is further."""

    financial_year: int
    allowed: Split
    sustained: Decimal
    further: Decimal
    lost: Decimal
    signed: bool
    aim: Aim | None

    @property
    def state(self) -> str:
        return "Signed off" if self.signed else "Not signed off"


def years_of_gains(
    years: Sequence[int],
    books: Mapping[int, Sequence[GainStanding]],
    aims: Mapping[int, Aim | None],
) -> list[YearOfGains]:
    """Item by item the recurring gain held against the year before, summed for each year (2.8)."""
    found = []
    for year in years:
        now, before = _by_item(books.get(year, [])), _by_item(books.get(year - 1, []))
        whole = [
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
                allowed=together(books.get(year, []), "allowed"),
                sustained=sum((stock.sustained for stock in whole), ZERO),
                further=sum((stock.further for stock in whole), ZERO),
                lost=sum((stock.lost for stock in whole), ZERO),
                signed=any(gain.year is YearStatus.SIGNED_OFF for gain in books.get(year, [])),
                aim=aims.get(year),
            )
        )
    return found


def _by_item(gains: Sequence[GainStanding]) -> dict[int, ItemTotal]:
    """A year's books by item over all frameworks, as far as they count."""
    items: dict[int, list[GainStanding]] = {}
    for gain in gains:
        items.setdefault(gain.item_id, []).append(gain)
    return {item_id: added(of, counts=True) for item_id, of in items.items()}


def _period(years: Sequence[int]) -> str:
    return format_financial_year(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1] + 1}"


def target_picture(years: Sequence[YearOfGains], *, page_of: Callable[[int], str]) -> Picture:
    """Each year's stock against its cumulative target, with the half that has to be cashable."""
    stacks = []
    for year in years:
        cash, rest = rounded_to_total([year.allowed.cashable, year.allowed.total - year.allowed.cashable])
        name = format_financial_year(year.financial_year)
        stacks.append(Stack(name, [cash, rest], page_of(year.financial_year), [year.state]))
    with_target = sum(year.aim is not None for year in years)
    return columns(
        "target",
        f"Cumulative gains against the target, {_period([year.financial_year for year in years])}",
        [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")],
        stacks,
        basis="£ excluding VAT, nominal, what is allowed net of costs; "
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
        more_headings=["The year"],
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
            [year.state],
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
        basis="£ excluding VAT, nominal, what is allowed net of costs",
        first="Financial year",
        together="Cumulative at the end of the year",
        more_headings=["The year"],
        notes=["What was not sustained is shown below nothing and is in no total."],
        empty="No gain has been counted in these years yet.",
    )
