"""Rebates and costs that are shared over a framework's councils, for its centre."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs.models import Rebate, SharedCost
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Agreement, Entitlement, Framework
from procurement_hub.savings.models import GainEntry

MOST = 200


def own_framework(actor: Actor, framework_id: int) -> Framework:
    """A framework of the actor's own centre with its lots, or NotFound."""
    framework = db.session.scalar(
        select(Framework)
        .options(selectinload(Framework.lots))
        .where(Framework.id == framework_id, Framework.organisation_id == actor.organisation_id)
    )
    if framework is None:
        raise NotFound()
    return framework


def suppliers_of(framework_id: int) -> Sequence[Organisation]:
    has_agreement = exists().where(
        Agreement.framework_id == framework_id, Agreement.supplier_id == Organisation.id
    )
    return db.session.scalars(
        select(Organisation).where(has_agreement).order_by(Organisation.name).limit(MOST)
    ).all()


def councils_of(framework_id: int) -> Sequence[Organisation]:
    return db.session.scalars(
        select(Organisation)
        .join(Entitlement, Entitlement.organisation_id == Organisation.id)
        .where(Entitlement.framework_id == framework_id)
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST)
    ).all()


def supplier_name(supplier_id: int) -> str:
    return db.session.scalar(select(Organisation.name).where(Organisation.id == supplier_id)) or ""


def rebates_of(framework_id: int) -> Sequence[Rebate]:
    """Newest first."""
    return db.session.scalars(
        select(Rebate)
        .options(joinedload(Rebate.supplier), joinedload(Rebate.lot), joinedload(Rebate.confirmed_by))
        .where(Rebate.framework_id == framework_id)
        .order_by(Rebate.id.desc())
        .limit(MOST)
    ).all()


def shared_costs_of(framework_id: int) -> Sequence[SharedCost]:
    """Newest first."""
    return db.session.scalars(
        select(SharedCost)
        .options(joinedload(SharedCost.shared_by))
        .where(SharedCost.framework_id == framework_id)
        .order_by(SharedCost.id.desc())
        .limit(MOST)
    ).all()


def statement_for(actor: Actor, rebate_id: int) -> StoredDocument:
    """The supplier's statement, for the framework's centre and for a council with a part in the rebate."""
    allowed = []
    if may(actor, Permission.SHARE_OUT) or may(actor, Permission.READ_MEMO):
        allowed.append(Framework.organisation_id == actor.organisation_id)
    if may(actor, Permission.READ_GAINS):
        allowed.append(
            exists().where(GainEntry.rebate_id == Rebate.id, GainEntry.council_id == actor.organisation_id)
        )
    statement = db.session.scalar(
        select(StoredDocument)
        .join(Rebate, Rebate.statement_id == StoredDocument.id)
        .join(Framework, Framework.id == Rebate.framework_id)
        .where(Rebate.id == rebate_id, or_(*allowed))
    )
    if statement is None:
        raise NotFound()
    return statement
