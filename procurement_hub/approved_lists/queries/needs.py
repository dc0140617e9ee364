"""Which of a supplier's places need which evidence: what the wallet says hangs on it."""

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.approved_lists.models import (
    ApprovedList,
    CriteriaVersion,
    EntryCriterion,
    ListPlace,
    ListStatus,
    PlaceStatus,
)
from procurement_hub.core.database import db
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.suppliers.queries.affected import Affected

MOST = 200


def places_that_need(supplier_id: int) -> list[Affected]:
    """The approved places of the supplier by each kind of evidence that their newest criteria or those
    that it was approved by ask for, in one statement."""
    rows = db.session.execute(
        select(EntryCriterion.evidence_kind, ApprovedList.title, Organisation.name, ListPlace.id)
        .join(CriteriaVersion, CriteriaVersion.id == EntryCriterion.version_id)
        .join(ListPlace, ListPlace.list_id == CriteriaVersion.list_id)
        .join(ApprovedList, ApprovedList.id == ListPlace.list_id)
        .join(Organisation, Organisation.id == ApprovedList.owner_id)
        .where(
            ListPlace.supplier_id == supplier_id,
            ListPlace.status == PlaceStatus.APPROVED,
            ApprovedList.status == ListStatus.OPEN,
            CriteriaVersion.number >= ListPlace.version_number,
            EntryCriterion.evidence_kind.is_not(None),
        )
        .distinct()
        .order_by(ListPlace.id.desc(), EntryCriterion.evidence_kind)
        .limit(MOST)
    )
    return [
        Affected(EvidenceKind(kind), f"Approved list: {title}", owner, f"/approved-lists/places/{place_id}")
        for kind, title, owner, place_id in rows
    ]
