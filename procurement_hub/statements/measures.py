"""What can stand in a column of a statement: each measure a name and what it is in the books of an item.

A layout names measures; a new layout is therefore rows and no code, as long as it asks for these.
All amounts are £ net of VAT and unrounded, a total and how much of it is cashable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method import Stock
from procurement_hub.statements.models import Part

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """£, unrounded or as shown, and how much of it is cashable."""

    total: Decimal = ZERO
    cashable: Decimal = ZERO

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.total + other.total, self.cashable + other.cashable)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.total - other.total, self.cashable - other.cashable)

    def __bool__(self) -> bool:
        return bool(self.total or self.cashable)

    def of(self, part: Part) -> Decimal:
        match part:
            case Part.TOTAL:
                return self.total
            case Part.CASHABLE:
                return self.cashable
            case Part.NON_CASHABLE:
                return self.total - self.cashable


NONE = Amount()
NO_STOCK = Stock(ZERO, ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class ItemBooks:
    """All that the books say of one item of a council's year; what a look has no use for stays empty.

    `whole` and `cash` are the stock of allowed gains; `plan` is what was to be expected when the year
    was planned, `to_come` what the rest of it is still expected to bring."""

    item_id: int
    title: str
    heading: str = ""
    whole: Stock = NO_STOCK
    cash: Stock = NO_STOCK
    one_off_gain: Amount = NONE
    held: Amount = NONE
    disallowed: Amount = NONE
    cut: Amount = NONE
    substituted: Amount = NONE
    expected: Amount = NONE
    full_year_effect: Amount = NONE
    plan: Amount = NONE
    to_date: Amount = NONE
    to_come: Amount = NONE


def _stock(column: str) -> Callable[[ItemBooks], Amount]:
    return lambda books: Amount(getattr(books.whole, column), getattr(books.cash, column))


def _kept(name: str) -> Callable[[ItemBooks], Amount]:
    return lambda books: getattr(books, name)


def _ongoing_net(books: ItemBooks) -> Amount:
    """Ongoing gains net of investment: what a one-off gain brought does not last (NI 179)."""
    return _stock("cumulative")(books) - books.one_off_gain


def _one_off(books: ItemBooks) -> Amount:
    """One-off gains less one-off costs of the year."""
    return _stock("further")(books) - _stock("ongoing")(books)


MEASURES: Mapping[str, Callable[[ItemBooks], Amount]] = {
    "sustained": _stock("sustained"),
    "cumulative": _stock("cumulative"),
    "one_off": _one_off,
    "lost": _stock("lost"),
    "held": _kept("held"),
    "disallowed": _kept("disallowed"),
    "expected": _kept("expected"),
    "full_year_effect": _kept("full_year_effect"),
    "plan": _kept("plan"),
    "achieved": _kept("to_date"),
    "to_come": _kept("to_come"),
    "ongoing_net": _ongoing_net,
    "allocative": _kept("substituted"),
    "non_efficiency": _kept("cut"),
}

SUMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "further": (("cumulative",), ("sustained",)),
    "ongoing": (("further",), ("one_off",)),
    "forecast": (("achieved", "to_come"), ()),
    "variance": (("forecast",), ("plan",)),
    "technical": (("cumulative",), ("allocative",)),
    "efficiency": (("technical", "allocative"), ()),
}
"""Measures that are sums and differences of others as these are shown, so that every row adds up. What
a year's gains come to is rounded from the ledger itself, and the columns before it follow from it."""


AMBER_BELOW, RED_BELOW = Decimal("0.95"), Decimal("0.80")
"""Shares of the forward look that a forecast must reach; a design choice, printed beside the rating."""


def rating(forecast: Decimal, plan: Decimal) -> str:
    """Green, amber or red: the forecast held against the forward look."""
    if plan <= 0:
        return "Green" if forecast >= plan else "Red"
    if forecast < plan * RED_BELOW:
        return "Red"
    return "Amber" if forecast < plan * AMBER_BELOW else "Green"


WORDS: Mapping[str, Callable[[Mapping[str, Amount]], str]] = {
    "rating": lambda shown: rating(shown["forecast"].total, shown["plan"].total),
}
NEEDS = {"rating": ("forecast", "plan")}
"""Measures of words, and the measures that they are said of."""


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """What the lines below the table need to know of the whole council. None is not known."""

    carried_forward: Decimal | None = None
    band_d: Decimal | None = None
    base_expenditure: Decimal | None = None


Whole = Callable[[Mapping[str, Amount], CouncilFacts], Decimal | None]


def _with_carried_forward(shown: Mapping[str, Amount], facts: CouncilFacts) -> Decimal:
    return shown["ongoing_net"].cashable + (facts.carried_forward or ZERO)


def _per_band_d(shown: Mapping[str, Amount], facts: CouncilFacts) -> Decimal | None:
    return _with_carried_forward(shown, facts) / facts.band_d if facts.band_d else None


def _share_of_baseline(shown: Mapping[str, Amount], facts: CouncilFacts) -> Decimal | None:
    return shown["ongoing_net"].cashable * 100 / facts.base_expenditure if facts.base_expenditure else None


WHOLE: Mapping[str, Whole] = {
    "carried_forward": lambda shown, facts: facts.carried_forward,
    "with_carried_forward": _with_carried_forward,
    "per_band_d": _per_band_d,
    "share_of_baseline": _share_of_baseline,
}
"""Measures of the whole council only; every other measure below the table is its total."""
WHOLE_NEEDS = dict.fromkeys(WHOLE, ("ongoing_net",))

NAMES = frozenset({*MEASURES, *SUMS, *WORDS, *WHOLE})


def parts_of(measure: str) -> set[str]:
    """The measures of the books that this one is made of, itself among them if it is one."""
    if measure in MEASURES:
        return {measure}
    plus, minus = SUMS.get(measure, ((), ()))
    made_of = (*plus, *minus, *NEEDS.get(measure, ()), *WHOLE_NEEDS.get(measure, ()))
    return set().union(*(parts_of(part) for part in made_of)) if made_of else set()


def added_up(measure: str, shown: Mapping[str, Amount]) -> Amount:
    """The measure from its parts as they are shown."""
    if measure in MEASURES:
        return shown[measure]
    plus, minus = SUMS[measure]
    total = sum((added_up(part, shown) for part in plus), NONE)
    return total - sum((added_up(part, shown) for part in minus), NONE)
