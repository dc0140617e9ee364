"""Keeping a list: open it, amend what it says, revise its criteria, close it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.approved_lists import letters
from procurement_hub.approved_lists.models import (
    ApprovedList,
    CriteriaVersion,
    EntryCriterion,
    ListCpv,
    ListStatus,
)
from procurement_hub.approved_lists.permissions import owns
from procurement_hub.approved_lists.places import hold_list, words
from procurement_hub.approved_lists.queries.lists import cpv_prefix
from procurement_hub.approved_lists.standing import plain
from procurement_hub.approved_lists.wording import criterion_in_words
from procurement_hub.approved_lists.workflow import LIST
from procurement_hub.core import audit, numbering
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.suppliers.models import EvidenceKind

MOST_CRITERIA = 30
MOST_CODES = 50
LONGEST_TITLE = 300
LONGEST_NAME = 100


class NothingAsked(DomainError):
    """A list asks for something: without entry criteria there is nothing to check or to reuse."""


class AskedTwice(DomainError):
    """The same criterion twice in one version."""


class NothingChanged(DomainError):
    """The criteria are what they were."""


class NoTimeToMeetIt(DomainError):
    """Suppliers on the list get time to meet new criteria."""


@dataclass(frozen=True, slots=True)
class NewCriterion:
    """A kind of evidence, with the least cover in £ or a name in its title, or a statement."""

    evidence_kind: EvidenceKind | None = None
    minimum: Decimal | None = None
    named: str = ""
    statement: str = ""


def open_list(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    purpose: str,
    cpv: Sequence[str],
    criteria: Sequence[NewCriterion],
    shared: bool = True,
) -> ApprovedList:
    """Open a list of the actor's own organisation; it gets the year's next reference, AL-2026-001."""
    require(actor, Permission.KEEP_APPROVED_LIST)
    title, purpose, prefixes = _title(title), _purpose(purpose), _prefixes(cpv)
    rows = _criteria(criteria)
    numbering.hold(db.session, ApprovedList.code)
    approved_list = ApprovedList(
        code=numbering.next_reference(db.session, ApprovedList.code, f"AL-{uk_date(now).year}-"),
        owner_id=actor.organisation_id,
        status=ListStatus.OPEN,
        title=title,
        purpose=purpose,
        shared=shared,
        opened_at=now,
        opened_by_id=actor.person_id,
        cpv_prefixes=[ListCpv(prefix=prefix) for prefix in prefixes],
        versions=[CriteriaVersion(number=1, made_at=now, made_by_id=actor.person_id, criteria=rows)],
    )
    db.session.add(approved_list)
    db.session.flush()
    audit.record(
        actor,
        "open_list",
        approved_list,
        now=now,
        detail={
            "code": approved_list.code,
            "title": title,
            "cpv": prefixes,
            "shared": shared,
            "criteria": [criterion_in_words(row) for row in rows],
        },
    )
    return approved_list


def amend_list(
    *,
    actor: Actor,
    now: datetime,
    approved_list: ApprovedList,
    title: str,
    purpose: str,
    cpv: Sequence[str],
    shared: bool,
) -> None:
    """Change what a list says and covers. What it asks is changed by `revise_criteria`."""
    _held(actor, approved_list, "amend")
    title, purpose, prefixes = _title(title), _purpose(purpose), _prefixes(cpv)
    approved_list.title, approved_list.purpose, approved_list.shared = title, purpose, shared
    kept = {
        row.prefix: row
        for row in db.session.scalars(select(ListCpv).where(ListCpv.list_id == approved_list.id))
    }
    for prefix in kept.keys() - set(prefixes):
        db.session.delete(kept[prefix])
    for prefix in sorted(set(prefixes) - kept.keys()):
        db.session.add(ListCpv(list_id=approved_list.id, prefix=prefix))
    db.session.flush()
    audit.record(
        actor,
        "amend_list",
        approved_list,
        now=now,
        detail={"title": title, "cpv": prefixes, "shared": shared},
    )


def revise_criteria(
    *,
    actor: Actor,
    now: datetime,
    approved_list: ApprovedList,
    criteria: Sequence[NewCriterion],
    comply_by: date,
    reason: str,
) -> CriteriaVersion:
    """A new version of the criteria: met at once by whoever applies, and from the day after
    `comply_by` by the suppliers on the list, who are told what changes and until when."""
    _held(actor, approved_list, "revise_the_criteria_of")
    rows = _criteria(criteria)
    reason = words(reason, "Say why the criteria change.")
    if comply_by <= uk_date(now):
        raise NoTimeToMeetIt(
            "Give the suppliers on the list a day after today until which the earlier criteria are enough.",
            "comply_by",
        )
    last = db.session.scalar(
        select(func.max(CriteriaVersion.number)).where(CriteriaVersion.list_id == approved_list.id)
    )
    asked = db.session.scalars(
        select(EntryCriterion)
        .join(CriteriaVersion, CriteriaVersion.id == EntryCriterion.version_id)
        .where(CriteriaVersion.list_id == approved_list.id, CriteriaVersion.number == last)
    )
    if {criterion_in_words(row) for row in asked} == {criterion_in_words(row) for row in rows}:
        raise NothingChanged("These are the criteria that the list asks already.")
    version = CriteriaVersion(
        list_id=approved_list.id,
        number=last + 1,
        made_at=now,
        made_by_id=actor.person_id,
        comply_by=comply_by,
        reason=reason,
        criteria=rows,
    )
    db.session.add(version)
    db.session.flush()
    letters.criteria_revised(approved_list, comply_by, reason, now=now)
    audit.record(
        actor,
        "revise_criteria",
        approved_list,
        now=now,
        reason=reason,
        detail={
            "version": version.number,
            "comply_by": format_date(comply_by),
            "criteria": [criterion_in_words(row) for row in rows],
        },
    )
    return version


def close_list(*, actor: Actor, now: datetime, approved_list: ApprovedList, reason: str) -> None:
    """Close a list for good: nobody applies to it, is invited from it or relies on it any more."""
    _held(actor, approved_list, "close")
    reason = words(reason, "Say why the list is closed.")
    LIST.move(approved_list, "close")
    approved_list.closed_at, approved_list.closed_by_id = now, actor.person_id
    approved_list.close_reason = reason
    letters.list_closed(approved_list, reason, now=now)
    audit.record(actor, "close_list", approved_list, now=now, reason=reason)


def _held(actor: Actor, approved_list: ApprovedList, act: str) -> None:
    require(actor, Permission.KEEP_APPROVED_LIST)
    hold_list(approved_list)
    if not owns(actor, approved_list):
        raise NotFound()
    if not LIST.allows(approved_list, act):
        LIST.move(approved_list, act)


def _title(title: str) -> str:
    title = title.strip()
    if not title:
        raise Invalid("Enter a title for the list.", "title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"The title must be {LONGEST_TITLE} characters or fewer.", "title")
    return title


def _purpose(purpose: str) -> str:
    return words(purpose, "Say what the list is for.", "purpose")


def _prefixes(codes: Sequence[str]) -> list[str]:
    codes = [code.strip() for code in codes if code.strip()]
    if not codes:
        raise Invalid("Enter at least one CPV code, or its first digits.", "cpv")
    if len(codes) > MOST_CODES:
        raise Invalid(f"Enter {MOST_CODES} CPV codes or fewer: broader ones say more.", "cpv")
    for code in codes:
        if cpv_prefix(code) is None:
            raise Invalid(
                f"“{code[:30]}” is not a CPV code. Enter 2 to 8 digits, such as 30197643 or 3019.", "cpv"
            )
    return sorted({cpv_prefix(code) for code in codes})


def _criteria(criteria: Sequence[NewCriterion]) -> list[EntryCriterion]:
    """The rows of a version; fields of refusals are criteria-0-minimum."""
    if not criteria:
        raise NothingAsked("Enter at least one entry criterion.", "criteria-0-asked")
    if len(criteria) > MOST_CRITERIA:
        raise Invalid(f"A list has {MOST_CRITERIA} entry criteria or fewer.")
    rows, seen = [], set()
    for position, criterion in enumerate(criteria):
        row = _criterion(criterion, position)
        key = (row.evidence_kind, plain(row.named), (row.statement or "").lower())
        if key in seen:
            raise AskedTwice(
                f"“{criterion_in_words(row)}” is asked twice. Take one of them out.",
                f"criteria-{position}-asked",
            )
        seen.add(key)
        rows.append(row)
    return rows


def _criterion(criterion: NewCriterion, position: int) -> EntryCriterion:
    at = f"criteria-{position}"
    statement, named = criterion.statement.strip(), criterion.named.strip()
    if criterion.evidence_kind is None:
        if not statement:
            raise Invalid("Enter the statement that the supplier says yes to.", f"{at}-statement")
        if len(statement) > LONGEST_TITLE:
            raise Invalid(f"A statement must be {LONGEST_TITLE} characters or fewer.", f"{at}-statement")
        return EntryCriterion(position=position, statement=statement, named="")
    kind = EvidenceKind(criterion.evidence_kind)
    minimum = criterion.minimum if kind.is_insurance else None
    named = "" if kind.is_insurance else named
    if minimum is not None and minimum <= 0:
        raise Invalid("The least cover must be more than zero.", f"{at}-minimum")
    if kind in (EvidenceKind.ACCREDITATION, EvidenceKind.OTHER) and not plain(named):
        raise Invalid(f"Enter what the {kind.label.lower()} is called, such as ISO 9001.", f"{at}-named")
    if len(named) > LONGEST_NAME:
        raise Invalid(f"The name must be {LONGEST_NAME} characters or fewer.", f"{at}-named")
    return EntryCriterion(position=position, evidence_kind=kind.value, minimum=minimum, named=named)
