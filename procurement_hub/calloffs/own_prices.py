"""What a council paid for an item before, from its own invoices here and its earlier baselines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order, OrderLine
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.demand.models import DemandRound
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.baselines import OldPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import Baseline

MOST = 20
OWN = [kind for kind in BaselineType if kind.is_own_price]


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A price (£ net a unit) that the council paid, where it is written, and a key to choose it by."""

    key: str
    unit_price: Decimal
    paid_on: date
    supplier: str
    where: str

    @property
    def as_baseline(self) -> OldPrice:
        return OldPrice(
            type=BaselineType.OWN_LAST_PRICE,
            price_date=self.paid_on,
            unit_price=self.unit_price,
            supplier_name=self.supplier[:300],
            evidence_note=self.where,
        )


def own_prices(council_id: int, item_id: int, *, round_id: int) -> list[OwnPrice]:
    """The newest prices of the item that the council can take for a round, newest first.

    A price paid through this round's own framework is left out: it came from the deal."""
    found = [*_invoiced(council_id, item_id, round_id), *_frozen_before(council_id, item_id, round_id)]
    return sorted(found, key=lambda price: (price.paid_on, price.key), reverse=True)[:MOST]


def _invoiced(council_id: int, item_id: int, round_id: int) -> list[OwnPrice]:
    rows = db.session.execute(
        select(InvoiceLine.id, InvoiceLine.unit_price, Invoice, Order.number, Organisation.name)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(OrderLine, OrderLine.id == InvoiceLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == Order.supplier_id)
        .join(Framework, Framework.id == Order.framework_id)
        .where(
            Order.council_id == council_id,
            OrderLine.item_id == item_id,
            Framework.round_id.is_distinct_from(round_id),
        )
        .order_by(InvoiceLine.id.desc())
        .limit(MOST)
    )
    return [
        OwnPrice(
            f"invoice-{line_id}",
            unit_price,
            uk_date(invoice.invoiced_at),
            supplier,
            f"Order {order}, invoice {invoice.number}",
        )
        for line_id, unit_price, invoice, order, supplier in rows
    ]


def _frozen_before(council_id: int, item_id: int, round_id: int) -> list[OwnPrice]:
    rows = db.session.execute(
        select(Baseline, DemandRound.code)
        .join(DemandRound, DemandRound.id == Baseline.round_id)
        .where(
            Baseline.council_id == council_id,
            Baseline.item_id == item_id,
            Baseline.round_id != round_id,
            Baseline.type.in_(OWN),
        )
        .order_by(Baseline.id.desc())
        .limit(MOST)
    )
    return [
        OwnPrice(
            f"baseline-{baseline.id}",
            baseline.unit_price,
            baseline.price_date,
            baseline.supplier_name,
            f"Baseline of {code}, version {baseline.version}"
            + (f": {baseline.evidence_note}" if baseline.evidence_note else ""),
        )
        for baseline, code in rows
    ]
