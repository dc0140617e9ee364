"""Where in a council's books an order is counted."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.savings.models import GainEntry

MOST = 100


def counted_in(order: Order) -> Sequence[Row]:
    """The years and items (financial_year, item_id, title) that the order's invoiced lines are counted in."""
    return db.session.execute(
        select(GainEntry.financial_year, Item.id.label("item_id"), Item.title)
        .join(InvoiceLine, InvoiceLine.id == GainEntry.invoice_line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Item, Item.id == GainEntry.item_id)
        .where(Invoice.order_id == order.id)
        .distinct()
        .order_by(GainEntry.financial_year, Item.title, Item.id)
        .limit(MOST)
    ).all()
