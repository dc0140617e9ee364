"""A rebate that a supplier's statement confirms, shared out over the councils that bought."""

import json
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs.models import Rebate
from procurement_hub.calloffs.rebates import Sharing, Tiers, share_out
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.files import StoredFile
from procurement_hub.core.money import PENNY, format_money
from procurement_hub.frameworks.models import Agreement, Framework, Lot
from procurement_hub.frameworks.permissions import owns
from procurement_hub.savings import ledger

LONGEST = 64
MOST = Decimal("1000000000")


class RebateAccrued(DomainError):
    """A rebate is counted once, whatever it is called (savings-method 2.6)."""


class NothingToShare(DomainError):
    """No spend in the period, or too little of it, earns a rebate."""


def plan_rebate(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    lot: Lot | None,
    supplier_id: int,
    from_on: date,
    to_on: date,
    tiers: Tiers,
    amount: Decimal | None,
    retained_percent: Decimal,
) -> Sharing:
    """What each council would get. Refuses what makes no sense, and a rebate counted already."""
    require(actor, Permission.SHARE_OUT)
    if not owns(actor, framework) or (lot is not None and lot.framework_id != framework.id):
        raise NotFound()
    _check(supplier_id, framework, from_on, to_on, tiers, amount, retained_percent, uk_date(now))
    _refuse_overlap(framework, lot, supplier_id, from_on, to_on)
    sharing = share_out(
        framework_id=framework.id,
        lot_id=lot.id if lot is not None else None,
        supplier_id=supplier_id,
        from_on=from_on,
        to_on=to_on,
        tiers=tiers,
        amount=amount,
        retained_percent=retained_percent,
    )
    if not sharing.spend:
        raise NothingToShare("Nothing was supplied and invoiced in these days.", "from_on")
    if not sharing.amount:
        raise NothingToShare(
            f"The spend of {format_money(sharing.spend)} excluding VAT does not go above the first tier.",
            "tiers",
        )
    if sharing.amount > sharing.spend:
        raise Invalid(
            f"The rebate cannot be more than the spend, which is {format_money(sharing.spend)}.", "amount"
        )
    return sharing


def record_rebate(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    lot: Lot | None,
    supplier_id: int,
    reference: str,
    from_on: date,
    to_on: date,
    retained_percent: Decimal,
    statement: StoredFile,
    statement_name: str,
    tiers: Tiers = (),
    amount: Decimal | None = None,
) -> Rebate:
    """Count a rebate that the supplier's statement confirms, each council's part in the years of supply.

    Either tiers or the amount (£ net). The host keeps its percentage, and that part is no gain of any
    council (D16). A reference is used once, and no two rebates are on the same supplies."""
    require(actor, Permission.SHARE_OUT)
    if not owns(actor, framework):
        raise NotFound()
    # Two leads who confirm at once queue here, so that the second sees the first one's rebate.
    db.session.execute(select(Framework.id).where(Framework.id == framework.id).with_for_update())
    reference = reference.strip()
    _check_reference(supplier_id, reference)
    sharing = plan_rebate(
        actor=actor,
        now=now,
        framework=framework,
        lot=lot,
        supplier_id=supplier_id,
        from_on=from_on,
        to_on=to_on,
        tiers=tiers,
        amount=amount,
        retained_percent=retained_percent,
    )
    rebate = Rebate(
        reference=reference,
        framework_id=framework.id,
        lot_id=lot.id if lot is not None else None,
        supplier_id=supplier_id,
        from_on=from_on,
        to_on=to_on,
        spend=sharing.spend,
        tiers=json.dumps([[str(above), str(percent)] for above, percent in tiers]) if tiers else "",
        amount=sharing.amount,
        retained_percent=retained_percent,
        retained=sharing.retained,
        statement_id=attach(statement, actor=actor, now=now, name=statement_name).id,
        confirmed_at=now,
        confirmed_by_id=actor.person_id,
    )
    db.session.add(rebate)
    try:
        db.session.flush()
    except IntegrityError as clash:
        # The same supplier's reference was used for another framework a moment ago.
        raise RebateAccrued(f"Rebate {reference} is already counted.", "reference") from clash
    _post(actor, now, rebate, sharing)
    audit.record(
        actor,
        "record_rebate",
        rebate,
        now=now,
        detail={
            "framework": framework.code,
            "reference": reference,
            "spend": format_money(rebate.spend),
            "amount": format_money(rebate.amount),
            "retained": format_money(rebate.retained),
        },
    )
    return rebate


def _post(actor: Actor, now: datetime, rebate: Rebate, sharing: Sharing) -> None:
    """One entry for each council, item and year; in one order, so that nobody waits crosswise."""
    for part in sorted(sharing.parts, key=lambda p: (p.council_id, p.financial_year, p.item_id)):
        if part.amount:
            ledger.post_rebate(
                actor=actor,
                now=now,
                council_id=part.council_id,
                financial_year=part.financial_year,
                item_id=part.item_id,
                framework_id=rebate.framework_id,
                rebate_id=rebate.id,
                amount=part.amount,
                spend=part.spend,
                retained=part.retained,
                reason=f"Rebate {rebate.reference}, {format_date(rebate.from_on)} to "
                f"{format_date(rebate.to_on)}",
            )


def _check_reference(supplier_id: int, reference: str) -> None:
    if not reference:
        raise Invalid("Enter the reference of the supplier's statement.", "reference")
    if len(reference) > LONGEST:
        raise Invalid(f"The reference must be {LONGEST} characters or fewer.", "reference")
    counted = db.session.scalar(
        select(Rebate).where(Rebate.supplier_id == supplier_id, Rebate.reference == reference)
    )
    if counted:
        raise RebateAccrued(
            f"Rebate {reference} was already counted on {format_date(uk_date(counted.confirmed_at))}.",
            "reference",
        )


def _check(
    supplier_id: int,
    framework: Framework,
    from_on: date,
    to_on: date,
    tiers: Tiers,
    amount: Decimal | None,
    retained_percent: Decimal,
    today: date,
) -> None:
    if not db.session.scalar(
        select(Agreement.id).where(
            Agreement.framework_id == framework.id, Agreement.supplier_id == supplier_id
        )
    ):
        raise Invalid("Select a supplier of this framework.", "supplier")
    if to_on < from_on:
        raise Invalid("The last day cannot be before the first day.", "to_on")
    if to_on > today:
        raise Invalid("A rebate is counted when its days are over.", "to_on")
    if bool(tiers) == (amount is not None):
        raise Invalid("Enter either the tiers or the amount on the statement.", "amount")
    if amount is not None and (not 0 < amount < MOST or amount != amount.quantize(PENNY)):
        raise Invalid("The rebate must be more than £0, in pounds and pence.", "amount")
    for above, percent in tiers:
        if not 0 <= above < MOST or not 0 < percent <= 100:
            raise Invalid("Each tier needs a spend of £0 or more and a percentage up to 100.", "tiers")
    if len({above for above, _ in tiers}) < len(tiers):
        raise Invalid("Two tiers begin at the same spend.", "tiers")
    if not 0 <= retained_percent <= 100:
        raise Invalid("What the host keeps must be between 0 and 100 per cent.", "retained_percent")


def _refuse_overlap(
    framework: Framework, lot: Lot | None, supplier_id: int, from_on: date, to_on: date
) -> None:
    query = select(Rebate).where(
        Rebate.framework_id == framework.id,
        Rebate.supplier_id == supplier_id,
        Rebate.from_on <= to_on,
        Rebate.to_on >= from_on,
    )
    if lot is not None:
        query = query.where(or_(Rebate.lot_id == lot.id, Rebate.lot_id.is_(None)))
    counted = db.session.scalars(query.order_by(Rebate.id).limit(1)).first()
    if counted:
        raise RebateAccrued(
            f"Rebate {counted.reference} already counts this supplier's supplies from "
            f"{format_date(counted.from_on)} to {format_date(counted.to_on)}.",
            "from_on",
        )
