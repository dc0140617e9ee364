"""The order as a document: what the council sends and the supplier files."""

from procurement_hub.calloffs.models import Order
from procurement_hub.core.calendar import format_date, format_moment, uk_date
from procurement_hub.core.money import format_pence, format_quantity, format_unit_price
from procurement_hub.core.pdf import Document


def order_form(order: Order) -> bytes:
    """The order (PDF) with its parties, people and lines loaded."""
    document = Document(f"Order {order.number}", order.council.name, order.number)
    document.facts(
        [
            ("Supplier", order.supplier.name),
            ("Ordered by", order.council.name),
            ("Delivery address", order.council.address or "As agreed with the council"),
            ("Framework", f"{order.framework.title} ({order.framework.code}), lot {order.lot.number}"),
            ("Why no competition", order.route),
            ("Budget code", order.budget_code),
            ("Placed", f"{format_moment(order.placed_at)} by {order.placed_by.name}"),
            (
                "Approved",
                f"{format_moment(order.approved_at)} by {order.approved_by.name}"
                if order.approved_by
                else "Not approved yet: this is not an order to the supplier",
            ),
            (
                "Accepted",
                f"{format_moment(order.accepted_at)} by {order.accepted_by.name}"
                if order.accepted_by
                else "Not accepted yet",
            ),
        ]
    )
    document.heading("What is ordered")
    document.table(
        ["Item", "Unit", "Quantity", "Unit price excluding VAT", "Value excluding VAT"],
        [
            [
                f"{line.item.title} ({line.item.code})",
                line.item.unit.name,
                format_quantity(line.quantity),
                format_unit_price(line.unit_price),
                format_pence(line.net),
            ]
            for line in order.lines
        ]
        + [["Total excluding VAT", "", "", "", format_pence(order.net)]],
        align=["left", "left", "right", "right", "right"],
        total_row=True,
        caption="Lines of the order",
    )
    document.facts(
        [
            (f"VAT at {order.vat_rate.normalize():f}%", format_pence(order.gross - order.net)),
            ("Total including VAT", format_pence(order.gross)),
        ]
    )
    document.heading("Terms")
    document.paragraph(
        f"This order is placed under the framework {order.framework.title} of "
        f"{order.framework.organisation.name}, on its terms and at the prices of its price schedule. "
        "Quote the order number on delivery notes and invoices. An invoice is matched with the order "
        "and with what was received before it is passed for payment."
    )
    document.paragraph(
        f"The price includes a levy of {order.framework.levy_percent.normalize():f}% "
        f"({format_pence(order.levy)}) that the supplier pays to {order.framework.organisation.name}. "
        "It is not added to the price."
    )
    if order.approved_by:
        document.signature_block(
            order.approved_by.name, f"For {order.council.name}", format_date(uk_date(order.approved_at))
        )
    return document.render()
