"""Noting what a council bought of an item beside its frameworks: never a gain (savings-method 2.10)."""

from datetime import date, datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, WrongState
from procurement_hub.core.money import format_quantity, format_unit_price
from procurement_hub.savings.models import OffFrameworkPurchase

THOUSANDTH, MILLIONTH = Decimal("0.001"), Decimal("0.000001")
MOST = Decimal("1000000000")
LONGEST = 300


def record_off_framework(
    *,
    actor: Actor,
    now: datetime,
    item: Item,
    quantity: Decimal,
    unit_price: Decimal,
    supplied_on: date,
    supplier_name: str,
    reason: str,
) -> OffFrameworkPurchase:
    """Note a quantity bought outside the frameworks at £ net a unit, in the year of supply."""
    require(actor, Permission.RECORD_QUALITY)
    if not 0 < quantity < MOST or quantity != quantity.quantize(THOUSANDTH):
        raise Invalid("The quantity must be more than zero, with 3 decimal places at most.", "quantity")
    if not 0 <= unit_price < MOST or unit_price != unit_price.quantize(MILLIONTH):
        raise Invalid("The unit price must be £0 or more, with 6 decimal places at most.", "unit_price")
    if supplied_on > uk_date(now):
        raise Invalid("Enter a day that is not in the future.", "supplied_on")
    if not supplier_name.strip() or len(supplier_name.strip()) > LONGEST:
        raise Invalid("Enter who supplied it.", "supplier_name")
    if not reason.strip():
        raise Invalid("Enter why it was not bought under a framework.", "reason")
    purchase = OffFrameworkPurchase(
        council_id=actor.organisation_id,
        financial_year=financial_year_of(supplied_on),
        item_id=item.id,
        quantity=quantity,
        unit_price=unit_price,
        supplied_on=supplied_on,
        supplier_name=supplier_name.strip(),
        reason=reason.strip(),
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    db.session.add(purchase)
    db.session.flush()
    audit.record(
        actor,
        "record_off_framework",
        purchase,
        now=now,
        reason=purchase.reason,
        detail={
            "item": item.code,
            "quantity": format_quantity(quantity),
            "unit_price": format_unit_price(unit_price),
            "supplier": purchase.supplier_name,
        },
    )
    return purchase


def strike_off_framework(
    *, actor: Actor, now: datetime, purchase: OffFrameworkPurchase, reason: str
) -> OffFrameworkPurchase:
    """Strike out a purchase that was noted in error. It stays to be read and counts no more."""
    require(actor, Permission.RECORD_QUALITY)
    if purchase.council_id != actor.organisation_id:
        raise NotFound()
    if purchase.struck_at is not None:
        raise WrongState("This purchase is struck out already.")
    if not reason.strip():
        raise Invalid("Enter why it is struck out.", "reason")
    purchase.struck_at, purchase.struck_by_id = now, actor.person_id
    purchase.struck_reason = reason.strip()
    db.session.flush()
    audit.record(actor, "strike_off_framework", purchase, now=now, reason=purchase.struck_reason)
    return purchase
