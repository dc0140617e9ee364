"""What a centre may still change of a published tender, in numbered steps that everybody can compare.

Never the criteria, their weights or which questions there are: those are frozen (T4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import Invalid, WrongState
from procurement_hub.core.files import StoredFile
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.addenda import Addendum, AddendumChange, AddendumReading, ChangeKind
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.changing import NothingChanged, changes_of
from procurement_hub.tenders.holding import hold, questions_asked
from procurement_hub.tenders.models import Tender, TenderStatus
from procurement_hub.tenders.permissions import require_run
from procurement_hub.tenders.services.following import notify_followers

TOO_LATE = timedelta(hours=48)


class AddendumTooLate(WrongState):
    """So close to the deadline a change would leave bidders no time; the deadline moves first."""


def publish_addendum(
    *,
    actor: Actor,
    now: datetime,
    tender: Tender,
    reason: str,
    description: str | None = None,
    questions: Mapping[str, str] | None = None,
    notice: str = "",
    document: tuple[StoredFile, str] | None = None,
) -> Addendum:
    """Change a published tender for everybody at once.

    `description` and `questions` (code → text) are the whole new texts; what is as before is left
    out. `document` is a stored file and its name. Refused from 48 hours before the deadline on:
    the deadline must be moved first."""
    framework = db.session.get_one(Framework, tender.framework_id)
    require_run(actor, framework)
    held = _held(tender, framework, now)
    found = changes_of(
        questions_asked(held),
        description=framework.description,
        new_description=description,
        new_questions=questions,
        notice=notice,
    )
    if not found and document is None:
        raise NothingChanged("Change or add something first.")
    if not reason.strip():
        raise Invalid("Enter why the tender is changed. Every bidder can read it.", "reason")
    changes = []
    for change in found:
        question = change.question
        if change.kind is ChangeKind.DESCRIPTION:
            framework.description = change.after
        elif question is not None:
            question.title = change.after
        changes.append(
            AddendumChange(
                kind=change.kind,
                question_id=question.id if question else None,
                before=change.before,
                after=change.after,
            )
        )
    if document is not None:
        stored, name = document
        kept = attach(stored, actor=actor, now=now, name=name)
        changes.append(AddendumChange(kind=ChangeKind.DOCUMENT, document_id=kept.id, after=kept.name))
    last = db.session.scalar(select(func.max(Addendum.number)).where(Addendum.tender_id == held.id))
    addendum = Addendum(
        tender_id=held.id,
        number=(last or 0) + 1,
        reason=reason.strip(),
        published_at=now,
        published_by_id=actor.person_id,
        changes=changes,
    )
    db.session.add(addendum)
    audit.record(
        actor,
        "publish_addendum",
        held,
        now=now,
        reason=addendum.reason,
        detail={"number": addendum.number, "changes": [change.kind.value for change in changes]},
    )
    db.session.flush()
    notify_followers(
        tender=held,
        subject=f"Addendum {addendum.number}: {framework.title}",
        text=f"The tender has changed. Reason given: {addendum.reason}\n\n"
        "Read what changed on the tender's page, and confirm there that you read it.",
        now=now,
    )
    return addendum


def confirm_reading(*, actor: Actor, now: datetime, addendum: Addendum) -> None:
    """The bidder says that it has read the addendum. Only its token is kept, and nothing in the audit."""
    require(actor, Permission.BID)
    tender = db.session.get_one(Tender, addendum.tender_id)
    token = box_of(tender).token(actor.organisation_id)
    row = {"addendum_id": addendum.id, "token": token, "read_at": now}
    insert_if_absent(db.session, AddendumReading.__table__, row, ["addendum_id", "token"])


def _held(tender: Tender, framework: Framework, now: datetime) -> Tender:
    held = hold(tender)
    if (
        framework.status is not FrameworkStatus.TENDERING
        or held.status is not TenderStatus.PUBLISHED
        or now >= held.deadline_at
    ):
        raise WrongState("Only a tender that takes bids is changed, and never one for practice.")
    if held.deadline_at - now < TOO_LATE:
        raise AddendumTooLate(
            f"The deadline is {format_moment(held.deadline_at)}, less than 48 hours away. Move the deadline "
            "first, so that bidders have time to read what changes."
        )
    return held
