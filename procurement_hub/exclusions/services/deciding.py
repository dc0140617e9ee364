"""An exclusion case from its opening to its end (PA 2023 ss.28, 48, 57 to 59; T6).

Nothing is decided before the supplier was invited to make representations and has made them or let
the reply date pass. The decision counts from its day to its end date, and can be lifted before."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, Invalid, NotFound, WrongState
from procurement_hub.exclusions import letters
from procurement_hub.exclusions.hearing import why_not_decide
from procurement_hub.exclusions.models import CaseStatus, Decision, ExclusionCase
from procurement_hub.exclusions.permissions import answers, leads
from procurement_hub.exclusions.workflow import CASE
from procurement_hub.law.exclusion_grounds import GROUNDS, NEEDS_A_MINISTER
from procurement_hub.law.terms import years_later

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile

LONGEST_TEXT = 10_000
LONGEST_NAME, LONGEST_REFERENCE = 300, 100


class ForAMinister(DomainError):
    """Only a Minister applies this ground, through the debarment list (PA 2023 Sch 6 para 35)."""


def open_case(
    *,
    actor: Actor,
    now: datetime,
    supplier: Organisation,
    ground: str,
    facts: str,
    associated: str = "",
) -> ExclusionCase:
    """Begin to ask whether a supplier is excluded on a ground.

    `associated` names the associated person or subcontractor when the ground catches nobody else.
    The supplier knows nothing of the case before it is invited."""
    require(actor, Permission.EXCLUDE_SUPPLIERS)
    if supplier.kind is not Kind.SUPPLIER:
        raise NotFound()
    if ground not in GROUNDS:
        raise Invalid("Choose the ground.", "ground")
    if GROUNDS[ground].listed_only:
        raise ForAMinister(
            "Only a Minister can apply this ground, through the debarment list (Schedule 6 paragraph 35).",
            "ground",
        )
    facts = _text(facts, "facts", "Write down the facts.")
    if len(associated.strip()) > LONGEST_NAME:
        raise Invalid(f"The name must be {LONGEST_NAME} characters or fewer.", "associated")
    case = ExclusionCase(
        organisation_id=actor.organisation_id,
        supplier_id=supplier.id,
        ground=ground,
        facts=facts,
        associated=associated.strip(),
        status=CaseStatus.OPEN,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    db.session.add(case)
    db.session.flush()
    audit.record(actor, "open_case", case, now=now, detail={"supplier": supplier.code, "ground": case.ground})
    return case


def invite_representations(
    *,
    actor: Actor,
    now: datetime,
    case: ExclusionCase,
    reply_by: date,
    replace_by: date | None = None,
) -> ExclusionCase:
    """Tell the supplier of the case and ask for its answer by the end of a UK day.

    When only an associated person is caught, `replace_by` is the last day to replace it."""
    case = _led(actor, case)
    CASE.move(case, "invite")
    today = uk_date(now)
    if reply_by <= today:
        raise Invalid("The reply date must be after today.", "reply_by")
    if case.associated:
        if replace_by is None:
            raise Invalid(
                f"Give the last day on which the supplier can replace {case.associated} "
                "(sections 28 and 48).",
                "replace_by",
            )
        if replace_by <= today:
            raise Invalid("The last day to replace them must be after today.", "replace_by")
    elif replace_by is not None:
        raise Invalid("There is nobody to replace: the ground catches the supplier itself.", "replace_by")
    case.invited_at, case.reply_by, case.replace_by = now, reply_by, replace_by
    db.session.flush()
    letters.invite(case, actor.organisation_name, now=now)
    audit.record(
        actor,
        "invite_representations",
        case,
        now=now,
        detail={
            "reply_by": reply_by.isoformat(),
            "replace_by": replace_by.isoformat() if replace_by else None,
        },
    )
    return case


def answer_case(
    *,
    actor: Actor,
    now: datetime,
    case: ExclusionCase,
    text: str,
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> ExclusionCase:
    """The supplier's representations, once, with a file of evidence if it has one.

    An answer after the reply date is taken as long as nothing has been decided."""
    require(actor, Permission.DECLARE)
    case = _held(case)
    if not answers(actor, case):
        raise NotFound()
    CASE.move(case, "answer")
    case.answer = _text(text, "text", "Write your answer.")
    case.answered_at, case.answered_by_id = now, actor.person_id
    if evidence is not None:
        case.evidence_id = attach(evidence, actor=actor, now=now, name=evidence_name).id
    db.session.flush()
    audit.record(actor, "answer_case", case, now=now, detail={"evidence": evidence is not None})
    return case


def decide_case(
    *,
    actor: Actor,
    now: datetime,
    case: ExclusionCase,
    decision: Decision | str,
    reasons: str,
    ends_on: date | None = None,
    minister_reference: str = "",
) -> ExclusionCase:
    """Excluded, excludable but not excluded, or not excluded, with reasons (T6).

    An exclusion has an end date, within the time that the law looks back for the ground. On national
    security (Sch 7 para 14) it needs a Minister's agreement (s.29)."""
    case = _led(actor, case)
    try:
        decision = Decision(decision)
    except ValueError:
        raise Invalid("Choose the decision.", "decision") from None
    if why_not := why_not_decide(case, now, decision):
        raise why_not
    CASE.move(case, "decide")
    reasons = _text(reasons, "reasons", "Give the reasons.")
    today = uk_date(now)
    if decision is Decision.NOT_EXCLUDED:
        ends_on = None
    elif decision is Decision.EXCLUDED and ends_on is None:
        raise Invalid("Enter the last day of the exclusion.", "ends_on")
    if ends_on is not None:
        years = case.the_ground.look_back_years
        if ends_on < today:
            raise Invalid("The last day must not be before today.", "ends_on")
        if ends_on > years_later(today, years):
            raise Invalid(
                f"The last day must be within {years} years: the law looks back no further on this ground.",
                "ends_on",
            )
    reference = minister_reference.strip()
    if decision is Decision.EXCLUDED and case.ground == NEEDS_A_MINISTER and not reference:
        raise Invalid(
            "Enter the reference of the Minister's agreement: without it no supplier is excluded on this "
            "ground (section 29).",
            "minister_reference",
        )
    if len(reference) > LONGEST_REFERENCE:
        raise Invalid(f"Use {LONGEST_REFERENCE} characters at most.", "minister_reference")
    case.decision, case.reasons, case.ends_on = decision, reasons, ends_on
    case.minister_reference = reference
    case.decided_at, case.decided_on, case.decided_by_id = now, today, actor.person_id
    db.session.flush()
    letters.tell_decision(case, actor.organisation_name, now=now)
    audit.record(
        actor,
        "decide_case",
        case,
        now=now,
        reason=reasons,
        detail={"decision": decision.value, "ends_on": ends_on.isoformat() if ends_on else None},
    )
    return case


def record_notification(*, actor: Actor, now: datetime, case: ExclusionCase, reference: str) -> ExclusionCase:
    """Note that the Minister has been told of the exclusion (PA 2023 s.59), once."""
    case = _led(actor, case)
    if case.decision is not Decision.EXCLUDED:
        raise WrongState("Only an exclusion is notified.")
    if case.notified_at is not None:
        raise WrongState("The notification has been recorded already.")
    reference = reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise Invalid("Enter the reference of the notification.", "reference")
    case.notified_at, case.notification_reference = now, reference
    db.session.flush()
    audit.record(actor, "record_notification", case, now=now, detail={"reference": reference})
    return case


def close_case(*, actor: Actor, now: datetime, case: ExclusionCase, reason: str) -> ExclusionCase:
    """End a case without a decision, with the reason; a supplier that was invited is told."""
    case = _led(actor, case)
    CASE.move(case, "close")
    case.end_reason = _text(reason, "reason", "Give the reason.")
    db.session.flush()
    if case.invited_at is not None:
        letters.tell_end(case, actor.organisation_name, now=now)
    audit.record(actor, "close_case", case, now=now, reason=case.end_reason)
    return case


def lift_decision(*, actor: Actor, now: datetime, case: ExclusionCase, reason: str) -> ExclusionCase:
    """End an exclusion, or that a supplier is excludable, before its last day: from today on."""
    case = _led(actor, case)
    if case.decision is Decision.NOT_EXCLUDED:
        raise WrongState("The supplier was not excluded, so there is nothing to lift.")
    CASE.move(case, "lift")
    case.end_reason = _text(reason, "reason", "Give the reason.")
    case.lifted_on = uk_date(now)
    db.session.flush()
    letters.tell_end(case, actor.organisation_name, now=now)
    audit.record(actor, "lift_decision", case, now=now, reason=case.end_reason)
    return case


def _led(actor: Actor, case: ExclusionCase) -> ExclusionCase:
    require(actor, Permission.EXCLUDE_SUPPLIERS)
    case = _held(case)
    if not leads(actor, case):
        raise NotFound()
    return case


def _held(case: ExclusionCase) -> ExclusionCase:
    """The case as it is now, locked until the transaction ends."""
    (case_id,) = inspect(case).identity
    return db.session.scalars(
        select(ExclusionCase)
        .where(ExclusionCase.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _text(text: str, field: str, missing: str) -> str:
    text = (text or "").strip()
    if not text:
        raise Invalid(missing, field)
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"Use {LONGEST_TEXT:,} characters at most.", field)
    return text
