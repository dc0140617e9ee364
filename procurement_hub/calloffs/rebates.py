"""What a rebate would be: the spend that it is on, and the part of each council (savings-method 2.6).

Nothing is written here: the page shows the same sums before the lead confirms them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.money import Gain, allocate, round_money
from procurement_hub.savings.method import share_rebate, tier_rebate
from procurement_hub.savings.models import GainEntry

ZERO = Decimal(0)

Tiers = Sequence[tuple[Decimal, Decimal]]
"""(above this spend in £, this percentage of the whole spend)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one council gets (£ net) for one item supplied in one year, the spend it is on, and how much
    more it would be if the host kept nothing."""

    council_id: int
    council: str
    item_id: int
    item: str
    financial_year: int
    spend: Decimal
    amount: Decimal
    retained: Decimal


@dataclass(frozen=True, slots=True)
class CouncilPart:
    council_id: int
    council: str
    spend: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sharing:
    """A rebate shared out: £ net. `retained` is what the host keeps, which is nobody's gain (D16)."""

    spend: Decimal
    amount: Decimal
    retained: Decimal
    parts: list[Part]

    @property
    def councils(self) -> list[CouncilPart]:
        found: dict[int, CouncilPart] = {}
        for part in self.parts:
            so_far = found.get(part.council_id, CouncilPart(part.council_id, part.council, ZERO, ZERO))
            found[part.council_id] = CouncilPart(
                part.council_id, part.council, so_far.spend + part.spend, so_far.amount + part.amount
            )
        return list(found.values())


def share_out(
    *,
    framework_id: int,
    lot_id: int | None,
    supplier_id: int,
    from_on: date,
    to_on: date,
    tiers: Tiers,
    amount: Decimal | None,
    retained_percent: Decimal,
) -> Sharing:
    """The rebate on what the supplier supplied and invoiced under the framework, or one lot of it,
    from one day to the other, less what was credited: by tiers, or the amount that is stated.

    Largest remainder, first between the councils and then between a council's items and years."""
    spent = _spent(framework_id, lot_id, supplier_id, from_on, to_on)
    spend = round_money(sum((row.spend for row in spent), ZERO))
    rebate = round_money(tier_rebate(spend, tiers) if amount is None else amount)
    by_council: dict[int, list] = {}
    for row in spent:
        by_council.setdefault(row.council_id, []).append(row)
    if not by_council or not rebate:
        return Sharing(spend, rebate, ZERO, [])
    shared = share_rebate(
        rebate, [sum((row.spend for row in rows), ZERO) for rows in by_council.values()], retained_percent
    )
    flat = [row for rows in by_council.values() for row in rows]
    parts_paid = [
        part
        for rows, whole in zip(by_council.values(), shared.parts, strict=True)
        for part in allocate(whole, [row.spend for row in rows])
    ]
    kept = allocate(shared.retained, [row.spend for row in flat])
    parts = [
        Part(row.council_id, row.council, row.item_id, row.item, row.financial_year, row.spend, paid, held)
        for row, paid, held in zip(flat, parts_paid, kept, strict=True)
    ]
    return Sharing(spend, rebate, shared.retained, parts)


def _spent(framework_id: int, lot_id: int | None, supplier_id: int, from_on: date, to_on: date) -> Sequence:
    """Invoiced spend by council, item and year of supply, as the ledger has it; the councils by name."""
    spend = func.sum(GainEntry.spend, type_=Gain())
    query = (
        select(
            GainEntry.council_id,
            Organisation.name.label("council"),
            GainEntry.item_id,
            Item.title.label("item"),
            GainEntry.financial_year,
            spend.label("spend"),
        )
        .join(InvoiceLine, InvoiceLine.id == GainEntry.invoice_line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Order, Order.id == Invoice.order_id)
        .join(Organisation, Organisation.id == GainEntry.council_id)
        .join(Item, Item.id == GainEntry.item_id)
        .where(
            GainEntry.framework_id == framework_id,
            GainEntry.supplied_on >= from_on,
            GainEntry.supplied_on <= to_on,
            Order.supplier_id == supplier_id,
        )
        .group_by(
            GainEntry.council_id,
            Organisation.name,
            GainEntry.item_id,
            Item.title,
            GainEntry.financial_year,
        )
        .having(spend > 0)
        .order_by(Organisation.name, GainEntry.council_id, Item.title, GainEntry.financial_year)
    )
    if lot_id is not None:
        query = query.where(Order.lot_id == lot_id)
    return db.session.execute(query).all()
