"""That a supplier was checked, for what and when, and the refusal of an excluded one (PA 2023 s.45(6),
T5, T6)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String, bindparam, cast, func, insert, literal_column, select, true

from procurement_hub.accounts.models import Organisation
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.errors import DomainError
from procurement_hub.exclusions.models import ExclusionCheck, Outcome
from procurement_hub.exclusions.sources import AUTHORITY, heaviest_first, in_force
from procurement_hub.exclusions.standing import Stand, excluded_among, stand, stands

__all__ = [
    "AGREEMENT",
    "APPROVAL",
    "AWARD",
    "BID",
    "CALL_OFF",
    "LABELS",
    "RECOMMENDATION",
    "T6",
    "ExcludedSupplier",
    "Stand",
    "check",
    "check_each",
    "excluded_among",
    "note_order",
    "require_not_excluded",
    "stand",
    "stands",
]

BID, RECOMMENDATION, AWARD, AGREEMENT = "bid", "recommendation", "award", "agreement"
CALL_OFF, APPROVAL = "call_off", "approval"
"""What a check is for: a bid at its opening and as its lot is recommended, the award of a lot, an
agreement as it is countersigned, an order as it is placed and approved."""

LABELS = {
    BID: "Bid opened:",
    RECOMMENDATION: "Award recommended: bid",
    AWARD: "Award of lot",
    AGREEMENT: "Agreement countersigned:",
    CALL_OFF: "Order placed:",
    APPROVAL: "Order approved:",
}
"""Each kind as a page words it before the subject's number."""

T6 = "This supplier is an excluded supplier. A framework cannot award to it (section 45(6))."


class ExcludedSupplier(DomainError):
    """Nothing is awarded to an excluded supplier (PA 2023 s.45(6), T6)."""

    def __init__(self, name: str = ""):
        super().__init__(f"{name}: {T6}" if name else T6)


def check(
    *,
    actor: Actor,
    now: datetime,
    supplier_id: int,
    subject_kind: str,
    subject_id: int,
    authority_id: int | None = None,
) -> ExclusionCheck:
    """Look how the supplier stands now, for one subject, and keep that it was looked at (T5)."""
    return check_each(
        actor=actor,
        now=now,
        subjects={supplier_id: subject_id},
        subject_kind=subject_kind,
        authority_id=authority_id,
    )[supplier_id]


def check_each(
    *,
    actor: Actor,
    now: datetime,
    subjects: Mapping[int, int],
    subject_kind: str,
    authority_id: int | None = None,
) -> dict[int, ExclusionCheck]:
    """`check` for several suppliers at once: `subjects` is each one's subject by the supplier's id."""
    found = stands(subjects, uk_date(now), authority_id=authority_id)
    checked = {
        supplier_id: ExclusionCheck(
            supplier_id=supplier_id,
            authority_id=authority_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            at=now,
            outcome=found[supplier_id].outcome,
            sources=found[supplier_id].kept,
        )
        for supplier_id, subject_id in subjects.items()
    }
    db.session.add_all(checked.values())
    db.session.flush()
    for row in checked.values():
        audit.record(
            actor,
            "check_exclusion",
            row,
            now=now,
            detail={"for": f"{subject_kind} {row.subject_id}", "outcome": row.outcome.value},
        )
    return checked


def require_not_excluded(
    *,
    actor: Actor,
    now: datetime,
    supplier: Organisation,
    subject_kind: str,
    subject_id: int,
    authority_id: int | None = None,
) -> ExclusionCheck:
    """`check`, and raise ExcludedSupplier when the supplier is excluded."""
    checked = check(
        actor=actor,
        now=now,
        supplier_id=supplier.id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        authority_id=authority_id,
    )
    if checked.outcome is Outcome.EXCLUDED:
        raise ExcludedSupplier(supplier.name)
    return checked


def note_order(
    *, now: datetime, supplier_id: int, order_id: int, authority_id: int, subject_kind: str = CALL_OFF
) -> Outcome:
    """Check the supplier of an order and keep the check, both in one statement.

    It looks at decisions and at numbers on the debarment list, which is all that can exclude."""
    return Outcome(
        db.session.connection().scalar(
            _NOTE,
            {
                "supplier": supplier_id,
                "kind": subject_kind,
                "subject": order_id,
                "at": now,
                "on": uk_date(now),
                "authority": authority_id,
            },
        )
    )


_SUPPLIER = bindparam("supplier", type_=Id)
_IN_FORCE = in_force(lambda supplier_id: supplier_id == _SUPPLIER, worded=False)
_HEAVIEST = (
    select(_IN_FORCE.c.outcome, _IN_FORCE.c.kind, _IN_FORCE.c.id)
    .order_by(*heaviest_first(_IN_FORCE))
    .limit(1)
    .subquery("heaviest")
)
_ONE = select(literal_column("1").label("one")).subquery("one")
_COLON, _NOTHING = literal_column("':'", String), literal_column("''", String)
_NOTE = (
    insert(ExclusionCheck.__table__)
    .from_select(
        ["supplier_id", "authority_id", "subject_kind", "subject_id", "at", "outcome", "sources"],
        select(
            _SUPPLIER,
            AUTHORITY,
            bindparam("kind", type_=String),
            bindparam("subject", type_=Id),
            bindparam("at", type_=UTCDateTime),
            func.coalesce(_HEAVIEST.c.outcome, literal_column("'clear'", String)),
            func.coalesce(
                _HEAVIEST.c.outcome + _COLON + _HEAVIEST.c.kind + _COLON + cast(_HEAVIEST.c.id, String),
                _NOTHING,
            ),
        ).select_from(_ONE.outerjoin(_HEAVIEST, true())),
        include_defaults=False,
    )
    .returning(ExclusionCheck.__table__.c.outcome)
)
