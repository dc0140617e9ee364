"""The award's side of a framework: suppliers' places, the standstill, and both signatures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, WrongState
from procurement_hub.core.money import format_quantity
from procurement_hub.demand.aggregation import tier_price
from procurement_hub.exclusions import checks
from procurement_hub.frameworks.models import (
    AgreedPrice,
    AgreedTier,
    Agreement,
    AgreementStatus,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.frameworks.permissions import owns
from procurement_hub.frameworks.standstill import standstill_reason
from procurement_hub.frameworks.workflow import AGREEMENT, FRAMEWORK

Tiers = Sequence[tuple[Decimal, Decimal]]
"""(from_quantity, unit_price in £ net of VAT), in any order."""


class NoPriceReached(DomainError):
    """The firm demand for an item reaches no tier of the schedule, so it has no price."""


class SuppliersFull(DomainError):
    """The lot has as many suppliers as were published."""


class StandstillRunning(WrongState):
    """Nobody may enter into the agreement before the standstill has ended (PA 2023 s.51, law.md T9)."""


def add_agreement(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    supplier_id: int,
    rank: int,
    tiers: Mapping[int, Tiers],
) -> Agreement:
    """Give a supplier its place in a lot, with its price schedule; before `mark_awarded`.

    `tiers` has each of the lot's items by id. The price of orders is the tier that the round's firm
    quantity reaches, fixed for the term; an item that reaches none is refused, never priced at
    its first tier. The supplier is checked, and the check kept; an excluded one is refused (T6)."""
    require(actor, Permission.LEAD_EVALUATION)
    framework = db.session.get_one(Framework, lot.framework_id)
    if not owns(actor, framework):
        raise NotFound()
    if framework.status is not FrameworkStatus.TENDERING:
        raise WrongState(
            f"{framework.code} is not out to tender, so no supplier can be added to it (section 74(9))."
        )
    supplier = db.session.get(Organisation, supplier_id)
    if supplier is None or supplier.kind is not Kind.SUPPLIER:
        raise NotFound()
    checks.require_not_excluded(
        actor=actor,
        now=now,
        supplier=supplier,
        subject_kind=checks.AWARD,
        subject_id=lot.id,
        authority_id=framework.organisation_id,
    )
    taken = db.session.scalar(select(func.count()).select_from(Agreement).where(Agreement.lot_id == lot.id))
    if taken >= lot.max_suppliers or not 1 <= rank <= lot.max_suppliers:
        raise SuppliersFull(f"Lot {lot.number} was published for {lot.max_suppliers} at most.")
    lines = list(
        db.session.scalars(
            select(LotItem)
            .where(LotItem.lot_id == lot.id)
            .options(joinedload(LotItem.item))
            .order_by(LotItem.item_id)
        )
    )
    prices = [(line, *_reached(line, tiers.get(line.item_id, ()))) for line in lines]
    agreement = Agreement(
        framework_id=lot.framework_id,
        lot_id=lot.id,
        supplier_id=supplier_id,
        rank=rank,
        status=AgreementStatus.AWARDED,
        awarded_at=now,
    )
    db.session.add(agreement)
    db.session.flush()
    for line, tier_from, unit_price in prices:
        db.session.add(
            AgreedPrice(
                agreement_id=agreement.id,
                item_id=line.item_id,
                unit_price=unit_price,
                tier_from=tier_from,
            )
        )
    db.session.flush()
    db.session.add_all(
        AgreedTier(
            agreement_id=agreement.id,
            item_id=line.item_id,
            from_quantity=from_quantity,
            unit_price=unit_price,
        )
        for line, _, _ in prices
        for from_quantity, unit_price in tiers[line.item_id]
    )
    db.session.flush()
    audit.record(
        actor,
        "add_agreement",
        agreement,
        now=now,
        detail={
            "lot": lot.number,
            "supplier": supplier.code,
            "rank": rank,
            "prices": {line.item.code: str(unit_price) for line, _, unit_price in prices},
        },
    )
    return agreement


def _reached(line: LotItem, tiers: Tiers) -> tuple[Decimal, Decimal]:
    price = tier_price(tiers, line.firm_quantity)
    if price is None:
        raise NoPriceReached(
            f"The firm demand for {line.item.code}, {format_quantity(line.firm_quantity)}, reaches no tier "
            "of the supplier's prices, so there is no price for it."
        )
    return max(tier[0] for tier in tiers if tier[0] <= line.firm_quantity), price


def mark_awarded(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    reference: str,
    standstill_ends_on: date | None,
) -> Framework:
    """Note that the contract award notice is out, and the last day of the standstill.

    Only a light touch framework may have no standstill (PA 2023 s.51(3))."""
    require(actor, Permission.LEAD_EVALUATION)
    if not owns(actor, framework):
        raise NotFound()
    framework = _locked(Framework, framework.id)
    if not reference.strip() or len(reference) > 40:
        raise Invalid("Enter the reference of the contract award notice.", "reference")
    if standstill_ends_on is None and not framework.light_touch:
        raise Invalid("Enter the last day of the standstill period (section 51).", "standstill_ends_on")
    FRAMEWORK.move(framework, "award")
    framework.award_notice_reference = reference.strip()
    framework.award_notice_at = now
    framework.standstill_ends_on = standstill_ends_on
    db.session.flush()
    ends = standstill_ends_on.isoformat() if standstill_ends_on else None
    audit.record(
        actor,
        "mark_awarded",
        framework,
        now=now,
        detail={"reference": framework.award_notice_reference, "standstill_ends_on": ends},
    )
    return framework


def sign_agreement(*, actor: Actor, now: datetime, agreement: Agreement) -> Agreement:
    """Sign for the supplier, from the day after the standstill's last day (UK days)."""
    require(actor, Permission.SIGN_AS_SUPPLIER)
    if agreement.supplier_id != actor.organisation_id:
        raise NotFound()
    framework = db.session.get_one(Framework, agreement.framework_id, populate_existing=True)
    if framework.status not in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE):
        raise NotFound()  # the supplier does not know of it before the notice
    if reason := standstill_reason(framework, uk_date(now)):
        raise StandstillRunning(reason)
    agreement = _locked(Agreement, agreement.id)
    AGREEMENT.move(agreement, "sign")
    agreement.signed_at, agreement.signed_by_id = now, actor.person_id
    db.session.flush()
    audit.record(actor, "sign_agreement", agreement, now=now)
    return agreement


def countersign_agreement(*, actor: Actor, now: datetime, agreement: Agreement) -> Agreement:
    """Sign for the centre after the supplier has: the agreement is in force, and with its first
    one the framework is live. Not with a supplier that was excluded meanwhile (T6)."""
    require(actor, Permission.COUNTERSIGN)
    framework = db.session.get_one(Framework, agreement.framework_id)
    if not owns(actor, framework):
        raise NotFound()
    framework = _locked(Framework, framework.id)
    if reason := standstill_reason(framework, uk_date(now)):
        raise StandstillRunning(reason)
    agreement = _locked(Agreement, agreement.id)
    checks.require_not_excluded(
        actor=actor,
        now=now,
        supplier=db.session.get_one(Organisation, agreement.supplier_id),
        subject_kind=checks.AGREEMENT,
        subject_id=agreement.id,
        authority_id=framework.organisation_id,
    )
    AGREEMENT.move(agreement, "countersign")
    agreement.countersigned_at, agreement.countersigned_by_id = now, actor.person_id
    if FRAMEWORK.allows(framework, "bring_into_force"):
        FRAMEWORK.move(framework, "bring_into_force")
    db.session.flush()
    audit.record(
        actor,
        "countersign_agreement",
        agreement,
        now=now,
        detail={"framework": framework.code, "status": framework.status.value},
    )
    return agreement


def _locked(model, key: int):
    """The row as it is now, kept from change by others until the transaction ends."""
    return db.session.scalars(
        select(model).where(model.id == key).with_for_update().execution_options(populate_existing=True)
    ).one()
