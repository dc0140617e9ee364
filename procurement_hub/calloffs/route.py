"""The lawful route of a call-off, and the supplier it leads to (PA 2023 s.45(3), (4); F5, F6).

The platform works out the supplier from the mechanism that the lot was published with; nobody
chooses. A supplier is passed over only because it declined the order that this one follows, because
its own agreement has no room left, or because it is excluded (s.45(6)), and the route says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, WrongState
from procurement_hub.core.money import net_price, percentage_of, with_vat
from procurement_hub.exclusions.checks import ExcludedSupplier
from procurement_hub.frameworks.models import Agreement, AgreementStatus, DirectAward, Framework, Lot


class NeedsCompetition(DomainError):
    """The lot may not be called off from without a competition."""


class NoAgreedPrice(DomainError):
    """An item has no price in force in the lot, so it cannot be ordered there."""


COMPETE = "This lot needs a mini-competition (section 45(3))."
"""F5's sentence."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity of an item at the agreement's price (£ net a unit); net is to the penny."""

    item: Item
    quantity: Decimal
    unit_price: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """What the order would be: from whom, at what, and why from them. gross includes VAT."""

    agreement: Agreement
    lines: list[PricedLine]
    net: Decimal
    gross: Decimal
    levy: Decimal
    route: str


_AGREEMENTS = (
    select(Agreement)
    .options(joinedload(Agreement.supplier, innerjoin=True), joinedload(Agreement.prices))
    .where(Agreement.lot_id == bindparam("lot"))
    .order_by(Agreement.rank, Agreement.id)
)


def agreements_in(lot: Lot) -> list[Agreement]:
    """The lot's agreements in their award order, with supplier and prices."""
    return list(db.session.scalars(_AGREEMENTS, {"lot": lot.id}).unique())


def why_no_direct_award(lot: Lot, agreements: Sequence[Agreement]) -> str | None:
    """The sentence that stops a direct award, or None: one supplier, or a recorded mechanism (F5)."""
    if lot.direct_award is None:
        return COMPETE
    if lot.direct_award is DirectAward.SOLE_SUPPLIER and len(agreements) > 1:
        return COMPETE
    if not any(agreement.status is AgreementStatus.IN_FORCE for agreement in agreements):
        return "No agreement is in force in this lot yet."
    return None


def choose(
    framework: Framework,
    lot: Lot,
    lines: Sequence[tuple[Item, Decimal]],
    on: date,
    declined: frozenset[int] = frozenset(),
    excluded: frozenset[int] = frozenset(),
) -> Offer:
    """The offer that the lot's mechanism leads to for these lines, at the prices of that UK day.

    `declined` are suppliers to pass over (see `passed_over`), `excluded` those that nothing may be
    awarded to. Raises NeedsCompetition, NoAgreedPrice or ExcludedSupplier."""
    agreements = agreements_in(lot)
    if why_not := why_no_direct_award(lot, agreements):
        raise NeedsCompetition(why_not)
    in_force = [agreement for agreement in agreements if agreement.status is AgreementStatus.IN_FORCE]
    eligible = [agreement for agreement in in_force if agreement.supplier_id not in excluded]
    if not eligible:
        raise ExcludedSupplier(", ".join(agreement.supplier.name for agreement in in_force))
    willing = [agreement for agreement in eligible if agreement.supplier_id not in declined]
    if not willing:
        raise NeedsCompetition(f"Every supplier of the lot has declined this order. {COMPETE}")
    priced = [(agreement, _priced(agreement, lines, on)) for agreement in willing]
    complete = [(agreement, lines_) for agreement, lines_ in priced if lines_ is not None]
    if not complete:
        raise NoAgreedPrice(_no_price(lot, willing, lines))
    totals = {agreement.id: sum((line.net for line in lines_), Decimal(0)) for agreement, lines_ in complete}
    if lot.direct_award is DirectAward.LOWEST_PRICE:
        complete.sort(key=lambda pair: (totals[pair[0].id], pair[0].rank))
    able = [pair for pair in complete if _has_room(pair[0], with_vat(totals[pair[0].id], framework.vat_rate))]
    # When nobody has room the ceiling itself refuses, with the amounts in its sentence.
    agreement, chosen = (able or complete)[0]
    net = totals[agreement.id]
    return Offer(
        agreement=agreement,
        lines=chosen,
        net=net,
        gross=with_vat(net, framework.vat_rate),
        levy=percentage_of(net, framework.levy_percent),
        route=_explain(
            lot,
            agreement,
            len(in_force),
            len(in_force) - len(eligible),
            len(eligible) - len(willing),
            len(complete) - len(able),
        ),
    )


def passed_over(council_id: int, lot: Lot, instead_of: Order | None) -> frozenset[int]:
    """Suppliers that declined the council's order which a new one follows, and those that it followed.

    Raises WrongState unless that order was declined, in this lot."""
    declined: set[int] = set()
    earlier = instead_of
    while earlier is not None:
        if earlier.council_id != council_id:
            raise NotFound()
        if earlier.status is not OrderStatus.DECLINED or earlier.lot_id != lot.id:
            raise WrongState("Only an order that was declined can be placed again with the next supplier.")
        declined.add(earlier.supplier_id)
        earlier = db.session.get(Order, earlier.instead_of_id) if earlier.instead_of_id else None
    return frozenset(declined)


def _priced(agreement: Agreement, lines: Sequence[tuple[Item, Decimal]], on: date) -> list[PricedLine] | None:
    """The lines at the agreement's prices; None when it has no price for one of them."""
    prices = {price.item_id: price.on(on) for price in agreement.prices}
    if any(item.id not in prices for item, _ in lines):
        return None
    return [
        PricedLine(item, quantity, prices[item.id], net_price(prices[item.id], quantity))
        for item, quantity in lines
    ]


def _no_price(lot: Lot, agreements: Sequence[Agreement], lines: Sequence[tuple[Item, Decimal]]) -> str:
    priced = {price.item_id for agreement in agreements for price in agreement.prices}
    missing = [item.title for item, _ in lines if item.id not in priced]
    if missing:
        return f"There is no price in force for {', '.join(missing)} in lot {lot.number}."
    return f"No supplier of lot {lot.number} has a price for all of these items. Order them separately."


def _has_room(agreement: Agreement, gross: Decimal) -> bool:
    return agreement.ceiling_gross is None or agreement.committed_gross + gross <= agreement.ceiling_gross


def _explain(lot: Lot, agreement: Agreement, suppliers: int, excluded: int, declined: int, full: int) -> str:
    match lot.direct_award:
        case DirectAward.SOLE_SUPPLIER:
            return "The lot has one supplier (section 45(4)(a))."
        case DirectAward.LOWEST_PRICE:
            route = f"Lowest total price for these lines of the lot's {_suppliers(suppliers)}"
        case _:
            route = f"Highest ranked supplier that can supply: rank {agreement.rank} of {suppliers}"
    passed = []
    if excluded:
        passed.append(f"{_suppliers(excluded)} excluded (section 45(6))")
    if declined:
        passed.append(f"{_suppliers(declined)} declined")
    if full:
        passed.append(f"{_suppliers(full)} had no room left")
    return f"{route} (section 45(4)(b)){'; ' + ' and '.join(passed) if passed else ''}."


def _suppliers(count: int) -> str:
    return "1 supplier" if count == 1 else f"{count} suppliers"
