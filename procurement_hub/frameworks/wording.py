"""The sentences that a framework is drafted with, until its owner words them better, and the clauses
of its agreements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_money
from procurement_hub.demand.models import DemandRound
from procurement_hub.frameworks.models import Agreement, DirectAward


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
    what = "; ".join(f"{item.title} ({item.unit.counted}, CPV {item.cpv_code})" for item in items)
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


def agreement_clauses(agreement: Agreement) -> list[tuple[str, str]]:
    """What the two sides agree to, as (heading, text); on the page and in the document alike.

    The agreement comes with its framework, centre, round, lot and supplier."""
    framework, lot = agreement.framework, agreement.lot
    centre, supplier = framework.organisation.name, agreement.supplier.name
    levy = (
        f"The supplier pays {centre} a levy of {_percent(framework.levy_percent)} of each order's value "
        "excluding VAT, as it is placed. The levy is inside the prices and is never added to them "
        "(section 45(7))."
        if framework.levy_percent
        else "No levy is charged on orders."
    )
    return [
        (
            "What is agreed",
            f"{supplier} has a place in lot {lot.number} ({lot.title}) of {framework.title} "
            f"({framework.code}), which {centre} awarded under the Procurement Act 2023. "
            f"{framework.description}",
        ),
        (
            "Term",
            f"Orders can be placed from {format_date(framework.starts_on)} to "
            f"{format_date(framework.ends_on)}, both days included.",
        ),
        ("Prices", framework.price_mechanism),
        ("How a supplier is chosen", framework.selection_process),
        (
            "Value",
            f"All orders together may not pass {format_money(framework.ceiling_gross)} including VAT. "
            "No quantity is promised beyond the orders that are placed.",
        ),
        ("Levy", levy),
        (
            "Orders, delivery and payment",
            "Each authority named orders in its own right, at the prices of this agreement. It pays for "
            "what was received, within 30 days of an undisputed invoice (section 68).",
        ),
        (
            "Excluded suppliers",
            "An authority may leave a supplier out of an order that is an excluded supplier, or has "
            "become excludable since the award (section 48).",
        ),
    ]


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}%"
