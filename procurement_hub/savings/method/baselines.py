"""Which old price may stand for what would have been paid (savings-method 2.3, 2.16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement_hub.core.calendar import financial_year_of

MUST_INDEX_AFTER_MONTHS = 12
MAX_AGE_MONTHS = 36


class BaselineType(StrEnum):
    """What kind of old price stands behind a gain. Only the first three are the council's own.

    A list price is not one of them: it is refused, so no column and no form can hold it."""

    OWN_LAST_PRICE = "B1"
    OWN_EXPIRING_CONTRACT = "B2"
    OWN_COMPARABLE_ITEM = "B3"
    PEER_MEDIAN = "B4"
    MARKET_AVERAGE = "B5"
    MEDIAN_COMPLIANT_TENDER = "B6"
    SHOULD_COST = "B7"
    BUDGET = "B8"

    @property
    def label(self) -> str:
        return {
            "B1": "The council's own last price",
            "B2": "The council's own contract price",
            "B3": "The council's own price for a comparable item",
            "B4": "The median price of other councils",
            "B5": "A published market average",
            "B6": "The median of compliant tenders",
            "B7": "A should-cost model",
            "B8": "A budget",
        }[self.value]

    @property
    def is_own_price(self) -> bool:
        return self in OWN_PRICE

    @property
    def best_grade(self) -> Grade:
        """The best evidence grade that a gain on it can reach."""
        return BEST_GRADE[self]


class RefusedBaseline(StrEnum):
    """What some people hold a price against, and no gain is counted from."""

    LIST_PRICE = "B9"

    @property
    def label(self) -> str:
        return "A list price, first quote, highest bid or market maximum"


class Grade(StrEnum):
    """How good the evidence is. A and B can be cashable, C cannot, D counts for nothing."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def needs(self) -> str:
        """What has to be there, in words."""
        return {
            "A": "The council's own recent price with its file, frozen before the award; order, receipt and "
            "invoice that agree; the budget line; quality met; the chief finance officer's signature",
            "B": "The council's own price, indexed or made comparable where it must be; order, receipt and "
            "invoice that agree; quality met, or its fall explained",
            "C": "A benchmark, tenders, a should-cost, or a price frozen too late or too old",
            "D": "An assertion, a budget or a forecast",
        }[self.value]

    @property
    def counts_as(self) -> str:
        return {
            "A": "Cashable",
            "B": "Cashable",
            "C": "Non-cashable only",
            "D": "Nothing in a backward look",
        }[self.value]


BEST_GRADE = {
    BaselineType.OWN_LAST_PRICE: Grade.A,
    BaselineType.OWN_EXPIRING_CONTRACT: Grade.A,
    BaselineType.OWN_COMPARABLE_ITEM: Grade.B,
    BaselineType.PEER_MEDIAN: Grade.C,
    BaselineType.MARKET_AVERAGE: Grade.C,
    BaselineType.MEDIAN_COMPLIANT_TENDER: Grade.C,
    BaselineType.SHOULD_COST: Grade.C,
    BaselineType.BUDGET: Grade.D,
}
OWN_PRICE = frozenset(
    {
        BaselineType.OWN_LAST_PRICE,
        BaselineType.OWN_EXPIRING_CONTRACT,
        BaselineType.OWN_COMPARABLE_ITEM,
    }
)


@dataclass(frozen=True)
class Programme:
    """A savings programme with a fixed base year, whose prices hold to its last year."""

    base_year: int
    last_year: int

    def covers(self, price_date: date, start: date) -> bool:
        return (
            financial_year_of(price_date) == self.base_year
            and self.base_year < financial_year_of(start) <= self.last_year
        )


SR04 = Programme(base_year=2004, last_year=2007)


@dataclass(frozen=True)
class BaselineVerdict:
    """What a baseline can be used for, and the sentence that says why.

    `age_months` is in whole months and below zero for a price dated after the start.
    """

    age_months: int
    ok_for_cash: bool
    must_index: bool
    refused: bool
    max_grade: Grade | None
    reason: str


def whole_months(earlier: date, later: date) -> int:
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if later.day < earlier.day else months


def baseline_gate(
    type: BaselineType | RefusedBaseline | str,
    price_date: date,
    start: date,
    programme: Programme | None = None,
) -> BaselineVerdict:
    """Whether a price of that type and date can carry a cashable gain from `start`.

    An unknown type is a ValueError. Inside a programme with a fixed base year a price of
    that year is never too old, though it must still be indexed.
    """
    age = whole_months(price_date, start)
    if type in list(RefusedBaseline):
        return _verdict(
            age,
            refused=True,
            reason="A list price, first quote or highest bid is not what would have been paid.",
        )
    kind = BaselineType(type)
    if not kind.is_own_price:
        return _verdict(
            age, grade=kind.best_grade, reason="It is not the council's own price, so it shows costs avoided."
        )
    if price_date > start:
        return _verdict(
            age, grade=Grade.C, reason="The price is dated after the start, so it came from the deal."
        )
    if age > MAX_AGE_MONTHS and not (programme and programme.covers(price_date, start)):
        return _verdict(
            age,
            grade=Grade.C,
            reason=f"The price is {age} months old; {MAX_AGE_MONTHS} months is the most allowed.",
        )
    if age > MUST_INDEX_AFTER_MONTHS:
        return _verdict(
            age,
            cash=True,
            index=True,
            grade=Grade.B,
            reason=f"The price is {age} months old, so it must be uprated by an index.",
        )
    return _verdict(age, cash=True, grade=kind.best_grade, reason="The council's own recent price.")


def _verdict(
    age: int,
    *,
    reason: str,
    cash: bool = False,
    index: bool = False,
    refused: bool = False,
    grade: Grade | None = None,
) -> BaselineVerdict:
    return BaselineVerdict(
        age_months=age,
        ok_for_cash=cash,
        must_index=index,
        refused=refused,
        max_grade=grade,
        reason=reason,
    )


def grade_cap(verdict: BaselineVerdict, locked_before_award: bool, has_volume_baseline: bool) -> Grade | None:
    """The best evidence grade a gain can have on this baseline; None if it was refused."""
    if verdict.max_grade is None:
        return None
    caps = [verdict.max_grade]
    if not locked_before_award:
        caps.append(Grade.C)
    if not has_volume_baseline:
        caps.append(Grade.B)
    # Grades sort by letter, and the later letter is the worse grade.
    return max(caps)
