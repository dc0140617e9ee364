"""The walk from a figure of a gain to its evidence: ledger entry, invoice, receipt, order, price
schedule, bid, and the council's own frozen price."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order, Receipt, ReceiptLine
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import AgreedPrice, Framework
from procurement_hub.savings.models import Baseline, GainEntry
from procurement_hub.tenders.models import Bid

MOST = 200


@dataclass(frozen=True, slots=True)
class Walk:
    """Everything that a ledger entry rests on; what it has none of is None."""

    entry: GainEntry
    council: Organisation
    recorded_by: str
    reverses: GainEntry | None
    reversed_by_id: int | None
    framework: Framework | None
    invoice_line: InvoiceLine | None
    receipt_line: ReceiptLine | None
    order: Order | None
    price: AgreedPrice | None
    bid: Bid | None


def walk_from(actor: Actor, entry_id: int) -> Walk:
    """The walk, for the entry's own council, and for the centre whose framework it came through."""
    entry = db.session.scalar(
        select(GainEntry)
        .options(
            joinedload(GainEntry.item),
            joinedload(GainEntry.baseline).joinedload(Baseline.evidence),
            joinedload(GainEntry.baseline).joinedload(Baseline.frozen_by),
        )
        .where(GainEntry.id == entry_id)
    )
    if entry is None:
        raise NotFound()
    framework = db.session.get(Framework, entry.framework_id) if entry.framework_id else None
    councils_own = may(actor, Permission.READ_GAINS) and entry.council_id == actor.organisation_id
    centres = (
        framework is not None
        and may(actor, Permission.READ_MEMO)
        and framework.organisation_id == actor.organisation_id
    )
    if not (councils_own or centres):
        raise NotFound()
    council, recorded_by, reversed_by_id = _around(entry)
    invoice_line = _invoice_line(entry.invoice_line_id)
    order = invoice_line.invoice.order if invoice_line else None

    return Walk(
        entry=entry,
        council=council,
        recorded_by=recorded_by or "",
        reverses=db.session.get(GainEntry, entry.reverses_id) if entry.reverses_id else None,
        reversed_by_id=reversed_by_id,
        framework=framework,
        invoice_line=invoice_line,
        receipt_line=_receipt_line(entry.receipt_line_id),
        order=order,
        price=_price(order, entry.item_id),
        bid=_bid(order),
    )


def _around(entry: GainEntry) -> Row:
    """Whose entry it is, who recorded it, and the number of the entry that takes it back."""
    opposite = aliased(GainEntry)
    return db.session.execute(
        select(Organisation, Person.name, opposite.id)
        .select_from(Organisation)
        .outerjoin(Person, Person.id == entry.recorded_by_id)
        .outerjoin(opposite, opposite.reverses_id == entry.id)
        .where(Organisation.id == entry.council_id)
    ).one()


def _invoice_line(invoice_line_id: int | None) -> InvoiceLine | None:
    if invoice_line_id is None:
        return None
    return db.session.scalar(
        select(InvoiceLine)
        .options(
            joinedload(InvoiceLine.order_line),
            joinedload(InvoiceLine.invoice)
            .joinedload(Invoice.order)
            .options(
                joinedload(Order.supplier),
                joinedload(Order.placed_by),
                joinedload(Order.approved_by),
                joinedload(Order.lot),
            ),
        )
        .where(InvoiceLine.id == invoice_line_id)
    )


def _receipt_line(receipt_line_id: int | None) -> ReceiptLine | None:
    if receipt_line_id is None:
        return None
    return db.session.scalar(
        select(ReceiptLine)
        .options(joinedload(ReceiptLine.receipt).joinedload(Receipt.received_by))
        .where(ReceiptLine.id == receipt_line_id)
    )


def _price(order: Order | None, item_id: int | None) -> AgreedPrice | None:
    if order is None:
        return None
    return db.session.scalar(
        select(AgreedPrice)
        .options(selectinload(AgreedPrice.tiers))
        .where(AgreedPrice.agreement_id == order.agreement_id, AgreedPrice.item_id == item_id)
    )


def _bid(order: Order | None) -> Bid | None:
    """The bid that won the place in the lot; its supplier is known since the opening."""
    if order is None:
        return None
    return db.session.scalar(
        select(Bid).where(Bid.lot_id == order.lot_id, Bid.supplier_id == order.supplier_id)
    )


def own_frameworks(actor: Actor) -> Sequence[Framework]:
    """The centre's frameworks, for its memo of gains."""
    return db.session.scalars(
        select(Framework)
        .where(Framework.organisation_id == actor.organisation_id)
        .order_by(Framework.title, Framework.id)
        .limit(MOST)
    ).all()
