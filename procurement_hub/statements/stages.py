"""How far a year's gains have come: identified, contracted, ordered, delivered, invoiced, reconciled
(savings-method 2.10). Each stage holds what has reached it, so the figures fall from stage to stage."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.models import YearStatus
from procurement_hub.savings.standing import GainStanding, standings
from procurement_hub.statements import planned
from procurement_hub.statements.measures import NONE, Amount
from procurement_hub.statements.planned import Plan
from procurement_hub.statements.queries import planned as reads

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a year has reached a stage: how many gains (an item through a framework), and £ net of VAT
    before costs. What is only identified has no price yet, and so no amount."""

    stage: Stage
    gains: int
    amount: Amount | None


def funnel(*, council_id: int, financial_year: int, on: date) -> list[Reached]:
    """The six stages of the council's year, the earliest first. Ordered and delivered quantities are
    valued at the council's old price less the agreed one, with the indices that are known on the day."""
    volumes = reads.volumes(council_id, financial_year)
    found = planned.plans(council_id=council_id, financial_year=financial_year, on=on, volumes=volumes)
    gains = [gain for gain in standings(council_id, financial_year) if gain.item is not None]
    signed = any(gain.year is YearStatus.SIGNED_OFF for gain in gains)
    waiting = reads.without_price(council_id)
    return [
        Reached(Stage.IDENTIFIED, waiting, None),
        _valued(Stage.CONTRACTED, [(plan, plan.within(financial_year)) for plan in found]),
        _valued(
            Stage.ORDERED,
            [
                (plan, _share(plan, volumes[key].ordered))
                for plan in found
                if (key := (plan.framework.id, plan.item.id)) in volumes
            ],
        ),
        _valued(
            Stage.DELIVERED,
            [
                (plan, _share(plan, volumes[key].received))
                for plan in found
                if (key := (plan.framework.id, plan.item.id)) in volumes and volumes[key].received
            ],
        ),
        _counted(Stage.INVOICED, gains),
        _counted(Stage.RECONCILED, [gain for gain in gains if signed and not gain.provisional], allowed=True),
    ]


def _share(plan: Plan, quantity: Decimal) -> Amount:
    """The part of a whole year's gain that this quantity is."""
    part = quantity / plan.quantity
    return Amount(plan.annual.total * part, plan.annual.cashable * part)


def _valued(stage: Stage, valued: list[tuple[Plan, Amount]]) -> Reached:
    return Reached(stage, len(valued), sum((amount for _, amount in valued), NONE))


def _counted(stage: Stage, gains: list[GainStanding], *, allowed: bool = False) -> Reached:
    counted = [gain.counts if allowed else gain.total for gain in gains]
    amount = sum((Amount(total.gross, total.cashable) for total in counted), NONE)
    return Reached(stage, len(counted), amount)
