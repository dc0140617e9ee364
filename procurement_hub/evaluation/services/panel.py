"""The panel: who evaluates, each from the moment of declaring interests (PA 2023 ss.81 to 83)."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, WrongState
from procurement_hub.evaluation.models import LotRecommendation, PanelMember
from procurement_hub.evaluation.permissions import require_serve
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders.models import Tender, TenderStatus


class EvaluationOver(WrongState):
    """A lot has been recommended, so the panel and its scores are settled."""


def declare_interest(
    *, actor: Actor, now: datetime, tender: Tender, conflict: bool, detail: str
) -> PanelMember:
    """Join the panel, or declare anew when something changed.

    A conflict keeps the person from scoring; scores they gave before no longer count."""
    framework = db.session.get_one(Framework, tender.framework_id)
    require_serve(actor, framework)
    detail = detail.strip()
    if conflict and not detail:
        raise Invalid("Describe the conflict of interest.", "detail")
    if tender.status is TenderStatus.WITHDRAWN:
        raise WrongState("This tender was withdrawn, so there is nothing to evaluate.")
    if _lot_recommended(tender):
        raise EvaluationOver("The award has been recommended, so the panel can no longer change.")
    member = db.session.scalars(
        select(PanelMember)
        .where(PanelMember.tender_id == tender.id, PanelMember.person_id == actor.person_id)
        .with_for_update()
    ).one_or_none()
    if member is None and tender.quality_first and tender.prices_opened_at is not None:
        raise EvaluationOver("The prices are open, so nobody joins the panel any more.")
    if member is None:
        member = PanelMember(tender_id=tender.id, person_id=actor.person_id)
        db.session.add(member)
    member.organisation_name = actor.organisation_name
    member.conflict = conflict
    member.detail = detail
    member.declared_at = now
    audit.record(actor, "declare_interest", member, now=now, reason=detail, detail={"conflict": conflict})
    db.session.flush()
    return member


def _lot_recommended(tender: Tender) -> bool:
    """Whether any lot of the tender has its recommendation."""
    found = select(LotRecommendation.lot_id).join(Lot, Lot.id == LotRecommendation.lot_id)
    return db.session.scalar(found.where(Lot.framework_id == tender.framework_id).limit(1)) is not None
