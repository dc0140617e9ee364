"""A lower price an hour that brings more hours is tested again by person (needs S2-37; 2.9, 2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, not_negative, positive, unrounded

RETEST_ABOVE_PERCENT = Decimal(5)


@dataclass(frozen=True)
class Hours:
    """A year of a service by the hour: people, hours for all of them, and £ net an hour."""

    people: Figure
    hours: Figure
    price: Figure

    @property
    @unrounded
    def each(self) -> Decimal:
        return not_negative("hours", self.hours) / positive("number of people", self.people)

    @property
    @unrounded
    def cost_each(self) -> Decimal:
        return self.each * not_negative("price of an hour", self.price)


@dataclass(frozen=True)
class HoursRetest:
    """£ for the year, unrounded: the gain by the hour, and what is left of it by the person."""

    growth_percent: Decimal
    by_hour: Decimal
    by_person: Decimal
    retest: bool

    @property
    def gain(self) -> Decimal:
        """What stands: by the hour, or after a re-test the lesser of the two."""
        return min(self.by_hour, self.by_person) if self.retest else self.by_hour


@unrounded
def hours_retest(before: Hours, after: Hours, above_percent: Figure = RETEST_ABOVE_PERCENT) -> HoursRetest:
    """Test a price cut again when hours for a person grew by more than `above_percent`.

    By the hour: (old − new price) × hours now. By the person: (old − new cost of a person) ×
    people now, so that hours that came with the cut eat into it. Without a price cut there is
    nothing to test. No hours or no people before is refused."""
    hours_each = positive("hours for a person before", before.each)
    growth = (after.each - hours_each) * 100 / hours_each
    cut = not_negative("price before", before.price) - not_negative("price now", after.price)
    return HoursRetest(
        growth_percent=growth,
        by_hour=cut * not_negative("hours now", after.hours),
        by_person=(before.cost_each - after.cost_each) * not_negative("people now", after.people),
        retest=cut > 0 and growth > not_negative("limit", above_percent),
    )
