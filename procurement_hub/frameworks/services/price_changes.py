"""A new price in mid-term: the centre proposes it, the supplier agrees, new orders take it from a day on."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, WrongState
from procurement_hub.core.money import format_unit_price
from procurement_hub.frameworks import letters
from procurement_hub.frameworks.models import (
    AgreedPrice,
    Agreement,
    AgreementStatus,
    Framework,
    PriceChange,
    PriceChangeStatus,
)
from procurement_hub.frameworks.permissions import owns
from procurement_hub.frameworks.workflow import PRICE_CHANGE
from procurement_hub.law.modifications import Ground, why_not_change

MILLIONTH = Decimal("0.000001")
MOST = Decimal("1000000")


class PriceFixed(DomainError):
    """The price cannot change: no ground for it, not from that day, or a change is under way."""


def propose_price(
    *,
    actor: Actor,
    now: datetime,
    agreement: Agreement,
    item: Item,
    unit_price: Decimal,
    starts_on: date,
    ground: Ground,
    reason: str,
) -> PriceChange:
    """Propose a new price (£ net a unit) of an item for orders from a UK day on, today or later.

    The ground says why the law permits the change (PA 2023 s.74, Schedule 8). One change of a price
    is under way at a time, and the price in force stays until the supplier has agreed."""
    require(actor, Permission.CHANGE_PRICES)
    framework = db.session.get_one(Framework, agreement.framework_id)
    if not owns(actor, framework):
        raise NotFound()
    if agreement.status is not AgreementStatus.IN_FORCE:
        raise WrongState("This agreement is not in force, so its prices cannot change yet.")
    title = item.title
    price = _price(agreement.id, item.id)
    _check(framework, price, unit_price, starts_on, ground, reason, uk_date(now))
    change = PriceChange(
        agreement_id=agreement.id,
        item_id=item.id,
        price_before=price.on(starts_on),
        unit_price=unit_price,
        starts_on=starts_on,
        ground=ground.value,
        reason=reason.strip(),
        status=PriceChangeStatus.PROPOSED,
        proposed_at=now,
        proposed_by_id=actor.person_id,
    )
    db.session.add(change)
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise PriceFixed(
            f"A new price of {title} is proposed already and waits for the supplier.", "item"
        ) from clash
    letters.ask_for_price(change, agreement, framework, title, now=now)
    _note(actor, now, "propose_price", change, change.reason)
    return change


def agree_price(*, actor: Actor, now: datetime, change: PriceChange) -> PriceChange:
    """The supplier agrees: orders placed from the day on take the new price, earlier ones keep theirs."""
    agreement, change = _suppliers(actor, change)
    if uk_date(now) > change.starts_on:
        raise WrongState(
            f"This price was to start on {format_date(change.starts_on)}, which is past. "
            "Ask the centre to propose it again from a later day."
        )
    price = _price(agreement.id, change.item_id)
    PRICE_CHANGE.move(change, "agree")
    change.answered_at, change.answered_by_id = now, actor.person_id
    if price.next_from is not None:
        price.unit_price = price.next_unit_price
    price.next_unit_price, price.next_from = change.unit_price, change.starts_on
    db.session.flush()
    framework = db.session.get_one(Framework, agreement.framework_id)
    letters.tell_of_answer(change, framework, "agreed to", now=now)
    _note(actor, now, "agree_price", change, "")
    return change


def refuse_price(*, actor: Actor, now: datetime, change: PriceChange, reason: str) -> PriceChange:
    """The supplier does not agree; the price in force stays."""
    agreement, change = _suppliers(actor, change)
    refused = _end(actor, now, change, "refuse", reason)
    framework = db.session.get_one(Framework, agreement.framework_id)
    letters.tell_of_answer(refused, framework, "refused", now=now)
    return refused


def withdraw_price(*, actor: Actor, now: datetime, change: PriceChange, reason: str) -> PriceChange:
    """The centre takes its proposal back before the supplier has answered."""
    require(actor, Permission.CHANGE_PRICES)
    agreement = db.session.get_one(Agreement, change.agreement_id)
    if not owns(actor, db.session.get_one(Framework, agreement.framework_id)):
        raise NotFound()
    return _end(actor, now, _held(change), "withdraw", reason)


def _price(agreement_id: int, item_id: int) -> AgreedPrice:
    price = db.session.scalars(
        select(AgreedPrice)
        .where(AgreedPrice.agreement_id == agreement_id, AgreedPrice.item_id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if price is None:
        raise Invalid("Select an item of this agreement.", "item")
    return price


def _check(
    framework: Framework,
    price: AgreedPrice,
    unit_price: Decimal,
    starts_on: date,
    ground: Ground,
    reason: str,
    today: date,
) -> None:
    if not 0 < unit_price < MOST or unit_price != unit_price.quantize(MILLIONTH):
        raise Invalid("The new price must be more than £0, with 6 decimal places at most.", "unit_price")
    if not today <= starts_on <= framework.ends_on:
        raise PriceFixed(
            "A new price starts today or later, and not after the framework ends on "
            f"{format_date(framework.ends_on)}.",
            "starts_on",
        )
    if price.next_from is not None and price.next_from > today:
        raise PriceFixed(
            f"A price of {format_unit_price(price.next_unit_price)} from {format_date(price.next_from)} is "
            "agreed already. Propose the next one when it is in force.",
            "starts_on",
        )
    before = price.on(starts_on)
    if unit_price == before:
        raise PriceFixed(f"The price is {format_unit_price(before)} already.", "unit_price")
    if why_not := why_not_change(ground, before, unit_price, today, light_touch=framework.light_touch):
        raise PriceFixed(why_not, "ground")
    if not reason.strip():
        raise Invalid("Enter why the price changes.", "reason")


def _suppliers(actor: Actor, change: PriceChange) -> tuple[Agreement, PriceChange]:
    require(actor, Permission.SIGN_AS_SUPPLIER)
    agreement = db.session.get_one(Agreement, change.agreement_id)
    if agreement.supplier_id != actor.organisation_id:
        raise NotFound()
    return agreement, _held(change)


def _held(change: PriceChange) -> PriceChange:
    return db.session.scalars(
        select(PriceChange)
        .where(PriceChange.id == change.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _end(actor: Actor, now: datetime, change: PriceChange, act: str, reason: str) -> PriceChange:
    if not reason.strip():
        raise Invalid("Give the reason.", "reason")
    PRICE_CHANGE.move(change, act)
    change.answered_at, change.answered_by_id = now, actor.person_id
    change.answer = reason.strip()
    db.session.flush()
    _note(actor, now, f"{act}_price", change, change.answer)
    return change


def _note(actor: Actor, now: datetime, verb: str, change: PriceChange, reason: str) -> None:
    audit.record(
        actor,
        verb,
        change,
        now=now,
        reason=reason,
        detail={
            "agreement": change.agreement_id,
            "item": change.item_id,
            "from": change.starts_on.isoformat(),
            "price_before": format_unit_price(change.price_before),
            "unit_price": format_unit_price(change.unit_price),
            "ground": change.ground,
        },
    )
