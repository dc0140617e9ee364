"""A dearer way of meeting a need replaced by a cheaper one (needs S2-35; savings-method 2.4).

Two services that are counted in different units are compared by what one person costs in a year,
with the volumes on both sides. It is a change of specification, so nothing of it can be claimed
until the new service has passed the quality check as an equivalent one (then like B3).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.errors import DomainError
from procurement_hub.savings.method.figures import Figure, not_negative, positive, unrounded
from procurement_hub.savings.method.gains import LineGain, line_gain


class NotEquivalent(DomainError):
    """A cheaper service that has not been shown to be as good is a cut until it has."""


@dataclass(frozen=True)
class Provision:
    """A year of a service: people, units for each of them in the year, and £ net for a unit.

    One residential place is one unit at its yearly price; 16 hours a week for 52 weeks are 832."""

    people: Figure
    units_each: Figure
    unit_price: Figure

    @property
    @unrounded
    def cost_each(self) -> Decimal:
        """£ a person a year, unrounded."""
        return not_negative("units for a person", self.units_each) * not_negative(
            "unit price", self.unit_price
        )

    @property
    @unrounded
    def cost(self) -> Decimal:
        """£ for everybody for the year, unrounded."""
        return not_negative("number of people", self.people) * self.cost_each


@dataclass(frozen=True)
class Substitution:
    """£ a year, unrounded. `saving` is the gain less what it costs elsewhere."""

    cost_before: Decimal
    cost_after: Decimal
    gain: LineGain
    displaced_costs: Decimal

    @property
    @unrounded
    def saving(self) -> Decimal:
        return self.gain.gross - self.displaced_costs


@unrounded
def substitution(
    before: Provision,
    after: Provision,
    *,
    equivalent: bool,
    uprating: Figure = 1,
    displaced_costs: Figure = 0,
) -> Substitution:
    """The saving of moving people from one provision to the other, £ for a year, unrounded.

    It is the line gain on the cost of a person: people who are served and were not before are
    more for the money and not cash, and fewer people served save nothing by this formula.
    `displaced_costs` are what the change costs other budgets in the year (2.11.8, S2-49).
    Refused unless the new service is shown to be equivalent."""
    if not equivalent:
        raise NotEquivalent(
            "Show that the new service is as good as the old one before a saving is claimed for it."
        )
    people_before = positive("number of people before", before.people)
    gain = line_gain(
        before.cost_each,
        after.cost_each,
        not_negative("number of people now", after.people),
        people_before,
        R=uprating,
    )
    return Substitution(
        cost_before=before.cost,
        cost_after=after.cost,
        gain=gain,
        displaced_costs=not_negative("displaced costs", displaced_costs),
    )
