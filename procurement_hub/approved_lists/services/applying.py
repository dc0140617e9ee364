"""A supplier applies, answers statements again, and leaves."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.approved_lists import letters
from procurement_hub.approved_lists.models import (
    ApprovedList,
    ListPlace,
    ListStatus,
    PlaceStatus,
    StatementAnswer,
)
from procurement_hub.approved_lists.places import held_for_supplier, hold_list
from procurement_hub.approved_lists.queries.places import CURRENT
from procurement_hub.approved_lists.queries.standings import exclusions_of, held_by, versions_of
from procurement_hub.approved_lists.standing import Finding, checks_of
from procurement_hub.approved_lists.wording import criterion_in_words, finding_in_words, inside
from procurement_hub.approved_lists.workflow import PLACE
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, SeveralProblems, WrongState


class AppliedAlready(DomainError):
    """A supplier that waits, is approved or suspended does not apply again (F17)."""


class SupplierExcluded(DomainError):
    """An excluded supplier is on no list (PA 2023 s.57)."""


def apply_for_list(
    *, actor: Actor, now: datetime, approved_list: ApprovedList, answers: Mapping[str, bool]
) -> ListPlace:
    """Apply for the actor's own supplier. `answers` says yes or no to each statement, by its words.

    Nothing is sent but the answers: evidence is read from the supplier's wallet. Refuses, naming
    each criterion that is not met, so that an officer's time goes to applications that can succeed."""
    require(actor, Permission.BID)
    approved_list = hold_list(approved_list)
    if approved_list.status is ListStatus.CLOSED:
        raise WrongState(f"{approved_list.title} is closed, so you cannot apply to it.")
    taken = db.session.scalar(
        select(ListPlace.status).where(
            ListPlace.list_id == approved_list.id,
            ListPlace.supplier_id == actor.organisation_id,
            ListPlace.status.in_(CURRENT),
        )
    )
    if taken:
        raise AppliedAlready(_already(taken))
    today = uk_date(now)
    if excluded := exclusions_of([actor.organisation_id], today).get(actor.organisation_id):
        raise SupplierExcluded(excluded)
    version = versions_of([approved_list.id])[approved_list.id][-1]
    held = held_by([actor.organisation_id]).get(actor.organisation_id, [])
    _refuse_unmet(checks_of(version, held, answers, today))
    place = ListPlace(
        list_id=approved_list.id,
        supplier_id=actor.organisation_id,
        version_number=version.number,
        status=PlaceStatus.APPLIED,
        applied_at=now,
        applied_by_id=actor.person_id,
    )
    db.session.add(place)
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise AppliedAlready(_already(PlaceStatus.APPLIED)) from clash
    statements = [criterion.statement for criterion in version.criteria if criterion.statement]
    db.session.add_all(_answer(place, text, answers[text], actor, now) for text in statements)
    letters.applied(place, approved_list, actor.organisation_name, now=now)
    audit.record(
        actor,
        "apply_for_list",
        place,
        now=now,
        detail={"list": approved_list.code, "version": version.number, "statements": statements},
    )
    return place


def answer_statements(*, actor: Actor, now: datetime, place: ListPlace, answers: Mapping[str, bool]) -> None:
    """Say again what is so: to the statements of the criteria in force for the supplier and of those to
    come. A "no" counts from now on."""
    require(actor, Permission.BID)
    place, standing = held_for_supplier(actor, place, uk_date(now))
    if place.status not in CURRENT:
        raise WrongState("You are not on this list, so it asks you nothing.")
    asked = {c.criterion.statement for c in (*standing.checks, *standing.coming) if c.criterion.statement}
    given = {answer.statement: answer for answer in place.answers}
    changed = {}
    for statement in sorted(asked & answers.keys()):
        agreed = answers[statement]
        if statement not in given:
            db.session.add(_answer(place, statement, agreed, actor, now))
        elif given[statement].agreed == agreed:
            continue
        else:
            given[statement].agreed = agreed
            given[statement].answered_at, given[statement].answered_by_id = now, actor.person_id
        changed[statement] = "yes" if agreed else "no"
    place.looked_on = None
    db.session.flush()
    audit.record(actor, "answer_statements", place, now=now, detail={"answers": changed})


def withdraw_application(*, actor: Actor, now: datetime, place: ListPlace) -> None:
    """Leave the list, or take back an application."""
    require(actor, Permission.BID)
    place, _ = held_for_supplier(actor, place, uk_date(now))
    was_on_it = place.status is PlaceStatus.APPROVED
    PLACE.move(place, "withdraw")
    letters.withdrawn(place, was_on_it, now=now)
    audit.record(
        actor, "withdraw_application", place, now=now, detail={"left": "list" if was_on_it else "application"}
    )


def _answer(place: ListPlace, statement: str, agreed: bool, actor: Actor, now: datetime) -> StatementAnswer:
    return StatementAnswer(
        place_id=place.id,
        statement=statement,
        agreed=agreed,
        answered_at=now,
        answered_by_id=actor.person_id,
    )


def _refuse_unmet(checks) -> None:
    """One problem for each criterion that is not met; statements beside their own questions."""
    problems: list[tuple[str | None, str]] = []
    statements = [check for check in checks if check.criterion.statement]
    for check in checks:
        if check.met:
            continue
        text = criterion_in_words(check.criterion)
        field = f"statements-{statements.index(check)}-agreed" if check in statements else None
        if check.finding is Finding.UNANSWERED:
            problems.append((field, f"Say yes or no: {text}"))
        elif check.finding is Finding.DISAGREED:
            problems.append((field, f"The list asks for a yes: {text}"))
        else:
            problems.append(
                (field, f"{text}: {inside(finding_in_words(check))}. Add it to your evidence first.")
            )
    if problems:
        raise SeveralProblems(problems)


def _already(status: PlaceStatus) -> str:
    if status is PlaceStatus.APPROVED:
        return "You are on this list already, so you do not apply again. A lapse ends by itself."
    return "You have applied to this list already. The owner has not decided yet."
