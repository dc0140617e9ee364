"""The sentences that a framework is drafted with, until its owner words them better."""

from collections.abc import Sequence
from typing import Protocol

from procurement_hub.catalogue.models import Item
from procurement_hub.demand.models import DemandRound
from procurement_hub.frameworks.models import DirectAward


class LotWords(Protocol):
    number: str
    title: str
    items: Sequence[Item]
    max_suppliers: int
    direct_award: DirectAward | None


def description_of(title: str, lots: Sequence[LotWords]) -> str:
    """What is bought, with units and CPV codes (section 45(5)(a)); empty while no lot has items."""
    items = [item for lot in lots for item in lot.items]
    if not items:
        return ""
    what = "; ".join(f"{item.title} (by the {item.unit.name}, CPV {item.cpv_code})" for item in items)
    return f"{title}: {what}. Ordered by the authorities named, as they need it during the term."


def price_mechanism_of(demand_round: DemandRound) -> str:
    """How prices are worked out (section 45(5)(b))."""
    return (
        "Unit prices excluding VAT from the supplier's price schedule. The price of an item is that of the "
        f"quantity tier which the firm demand of round {demand_round.code} reaches. It stays the same for "
        "every order during the term."
    )


def selection_process_of(lots: Sequence[LotWords]) -> str:
    """How the supplier of an order is chosen in each lot (section 45(5)(d))."""
    return "\n".join(f"Lot {lot.number}: {_route(lot)}" for lot in lots)


def _route(lot: LotWords) -> str:
    match lot.direct_award:
        case DirectAward.SOLE_SUPPLIER:
            return "orders go to the lot's only supplier, without further competition (section 45(4)(a))."
        case DirectAward.LOWEST_PRICE:
            return (
                "orders go to the supplier whose price schedule gives the lowest total for the order, "
                "without further competition (section 45(4)(b))."
            )
        case DirectAward.RANKING:
            return (
                "orders go to the supplier ranked highest at award that can supply, without further "
                "competition (section 45(4)(b))."
            )
    return (
        "orders are awarded by a competition among every supplier in the lot, on the criteria "
        "that the framework was awarded on (section 45(3))."
    )
