"""Reads of exclusion cases and of the checks that were made, scoped to the reader."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.exclusions.models import CaseStatus, Decision, ExclusionCase, ExclusionCheck
from procurement_hub.exclusions.permissions import may_read_case

EACH = 20
"""Cases and checks of one supplier that a page shows."""


def case_for(actor: Actor, case_id: int) -> ExclusionCase:
    """The case with its people, or NotFound when it is not the actor's to read."""
    case = db.session.scalar(
        select(ExclusionCase)
        .where(ExclusionCase.id == case_id)
        .options(
            joinedload(ExclusionCase.supplier),
            joinedload(ExclusionCase.organisation),
            joinedload(ExclusionCase.opened_by),
            joinedload(ExclusionCase.answered_by),
            joinedload(ExclusionCase.decided_by),
            joinedload(ExclusionCase.evidence),
        )
        .execution_options(populate_existing=True)
    )
    if case is None or not may_read_case(actor, case):
        raise NotFound()
    return case


def cases_page(actor: Actor, *, after: int | None = None) -> Page:
    """The cases of the actor's centre, the latest first."""
    query = (
        select(ExclusionCase)
        .where(ExclusionCase.organisation_id == actor.organisation_id)
        .options(joinedload(ExclusionCase.supplier))
    )
    return newest_first(db.session, query, ExclusionCase.id, after=after)


def own_cases(actor: Actor) -> Sequence[ExclusionCase]:
    """The cases about the actor's own firm that it has been told of, the latest first."""
    return db.session.scalars(
        select(ExclusionCase)
        .where(ExclusionCase.supplier_id == actor.organisation_id, ExclusionCase.invited_at.is_not(None))
        .options(joinedload(ExclusionCase.organisation))
        .order_by(ExclusionCase.id.desc())
        .limit(EACH)
    ).all()


def cases_about(actor: Actor, supplier_id: int) -> Sequence[ExclusionCase]:
    """The actor's centre's cases about one supplier, the latest first."""
    return db.session.scalars(
        select(ExclusionCase)
        .where(
            ExclusionCase.supplier_id == supplier_id, ExclusionCase.organisation_id == actor.organisation_id
        )
        .order_by(ExclusionCase.id.desc())
        .limit(EACH)
    ).all()


def to_notify(actor: Actor) -> Sequence[ExclusionCase]:
    """The centre's exclusions of which the Minister has not been told yet, the first one due first."""
    return db.session.scalars(
        select(ExclusionCase)
        .where(
            ExclusionCase.organisation_id == actor.organisation_id,
            ExclusionCase.decision == Decision.EXCLUDED,
            ExclusionCase.notified_at.is_(None),
        )
        .options(joinedload(ExclusionCase.supplier))
        .order_by(ExclusionCase.decided_on, ExclusionCase.id)
        .limit(EACH)
    ).all()


def waiting_at_the_centre(actor: Actor, now: datetime) -> Sequence[ExclusionCase]:
    """What waits for the centre's lead, the oldest first: cases that have been heard and can be decided,
    and exclusions of which the Minister has not been told."""
    today = uk_date(now)
    return db.session.scalars(
        select(ExclusionCase)
        .where(
            ExclusionCase.organisation_id == actor.organisation_id,
            or_(
                ExclusionCase.status == CaseStatus.ANSWERED,
                and_(ExclusionCase.status == CaseStatus.INVITED, ExclusionCase.reply_by < today),
                and_(ExclusionCase.decision == Decision.EXCLUDED, ExclusionCase.notified_at.is_(None)),
            ),
        )
        .options(joinedload(ExclusionCase.supplier))
        .order_by(ExclusionCase.id)
        .limit(EACH)
    ).all()


def to_answer(actor: Actor) -> Sequence[ExclusionCase]:
    """The cases about the actor's own firm that wait for its reply, the first one due first."""
    return db.session.scalars(
        select(ExclusionCase)
        .where(
            ExclusionCase.supplier_id == actor.organisation_id,
            ExclusionCase.status == CaseStatus.INVITED,
        )
        .options(joinedload(ExclusionCase.organisation))
        .order_by(ExclusionCase.reply_by, ExclusionCase.id)
        .limit(EACH)
    ).all()


def suppliers() -> Sequence[Organisation]:
    """Every supplier that a case can be opened about, by name."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.kind == Kind.SUPPLIER, Organisation.active)
        .order_by(Organisation.name)
        .limit(1000)
    ).all()


def supplier_for(supplier_id: int) -> Organisation:
    supplier = db.session.get(Organisation, supplier_id)
    if supplier is None or supplier.kind is not Kind.SUPPLIER:
        raise NotFound()
    return supplier


def checks_of(actor: Actor, supplier_id: int) -> Sequence[ExclusionCheck]:
    """The checks of one supplier for the actor's own centre, the latest first."""
    return db.session.scalars(
        select(ExclusionCheck)
        .where(
            ExclusionCheck.supplier_id == supplier_id, ExclusionCheck.authority_id == actor.organisation_id
        )
        .order_by(ExclusionCheck.id.desc())
        .limit(EACH)
    ).all()


def checks_on(subject_kind: str, subject_ids) -> dict[int, ExclusionCheck]:
    """The latest check of each of these subjects by the subject's id, in one statement."""
    rows = db.session.scalars(
        select(ExclusionCheck)
        .where(ExclusionCheck.subject_kind == subject_kind, ExclusionCheck.subject_id.in_(list(subject_ids)))
        .order_by(ExclusionCheck.id)
    )
    return {found.subject_id: found for found in rows}
