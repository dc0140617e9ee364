"""What a supplier declares: written as a draft, confirmed as a version that never changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, SeveralProblems, WrongState
from procurement_hub.exclusions.declaration import Answer, Declaration, Subcontractor, content_problems
from procurement_hub.exclusions.models import ConfirmedDeclaration, DeclarationDraft
from procurement_hub.exclusions.queries.declarations import draft_of, versions_of
from procurement_hub.law.exclusion_grounds import declared_grounds
from procurement_hub.suppliers import identifiers

LONGEST_NAME = 300
LONGEST_TEXT = 5000
MOST_SUBCONTRACTORS = 50


class NothingToReuse(WrongState):
    """The supplier has confirmed no declaration yet."""


class NotAsked(DomainError):
    """No supplier is asked about this ground."""


def save_answers(*, actor: Actor, now: datetime, answers: Sequence[Answer]) -> DeclarationDraft:
    """Keep these answers in the supplier's draft, in place of earlier ones of the same grounds.

    What was said of a ground that applied is kept when it still applies and nothing new is said."""
    require(actor, Permission.DECLARE)
    asked = {ground.code for ground in declared_grounds(uk_date(now))}
    draft = _draft(actor.organisation_id)
    kept = {answer.ground: answer for answer in draft.answers}
    for answer in answers:
        if answer.ground not in asked:
            raise NotAsked(f"There is no question about {answer.ground}.")
        before = kept.get(answer.ground)
        if answer.applies and before and before.applies and not answer.what:
            answer = replace(before, review=answer.review)
        kept[answer.ground] = answer if answer.applies else Answer(answer.ground, False, review=answer.review)
    return _save(actor, now, replace(draft, answers=tuple(kept.values())))


def save_details(
    *,
    actor: Actor,
    now: datetime,
    answers: Sequence[Answer],
    subcontractors: Sequence[Subcontractor],
) -> DeclarationDraft:
    """Keep what happened for the grounds that apply, and the whole list of subcontractors.

    Fields are details-N-… and subcontractors-N-…."""
    require(actor, Permission.DECLARE)
    draft = _draft(actor.organisation_id)
    told = {answer.ground: answer for answer in answers}
    wrong: list[tuple[str | None, str]] = []
    for row, answer in enumerate(answers):
        if answer.happened_on and answer.happened_on > uk_date(now):
            wrong.append((f"details-{row}-happened_on", "It cannot have happened after today."))
        for field in ("what", "self_cleaning"):
            if len(getattr(answer, field)) > LONGEST_TEXT:
                sentence = f"Use {LONGEST_TEXT:,} characters at most."
                wrong.append((f"details-{row}-{field}", sentence))
    clean = _clean_subcontractors(subcontractors, wrong)
    if wrong:
        raise SeveralProblems(wrong)
    merged = tuple(
        replace(told[answer.ground], applies=True, review=answer.review)
        if answer.applies and answer.ground in told
        else answer
        for answer in draft.answers
    )
    return _save(actor, now, replace(draft, answers=merged, subcontractors=clean))


def reuse_declaration(*, actor: Actor, now: datetime) -> DeclarationDraft:
    """Begin a draft with the answers of the latest version, each marked for review (F02).

    It takes the place of a draft that was begun."""
    require(actor, Permission.DECLARE)
    earlier = versions_of(actor.organisation_id)
    if not earlier:
        raise NothingToReuse("You have not confirmed a declaration yet, so there is none to reuse.")
    draft = _save(actor, now, earlier[0].declaration.marked_for_review())
    audit.record(actor, "reuse_declaration", None, now=now, detail={"version": earlier[0].version})
    return draft


def discard_draft(*, actor: Actor, now: datetime) -> None:
    """Throw the draft away; confirmed versions stay."""
    require(actor, Permission.DECLARE)
    draft = draft_of(actor.organisation_id)
    if draft is None:
        raise WrongState("There is no draft to throw away.")
    db.session.delete(draft)
    db.session.flush()
    audit.record(actor, "discard_declaration", None, now=now)


def confirm_declaration(*, actor: Actor, now: datetime, name: str) -> ConfirmedDeclaration:
    """Make the draft the supplier's next version, confirmed under this name.

    Refused while a group is unanswered, an answer waits for review or a "yes" is not explained."""
    require(actor, Permission.DECLARE)
    draft = draft_of(actor.organisation_id)
    if draft is None:
        raise WrongState("There is no draft to confirm. Answer the questions first.")
    declaration = draft.declaration
    if found := content_problems(declaration, now):
        raise SeveralProblems([(None, sentence) for sentence in found])
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("Enter your full name to confirm the declaration.", "name")
    earlier = versions_of(actor.organisation_id)
    version = earlier[0].version + 1 if earlier else 1
    confirmed = replace(declaration, version=version, confirmed_by=name, confirmed_at=now)
    row = ConfirmedDeclaration(
        supplier_id=actor.organisation_id,
        version=version,
        content=confirmed.to_json(),
        confirmed_at=now,
        confirmed_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.delete(draft)
    db.session.flush()
    audit.record(
        actor,
        "confirm_declaration",
        row,
        now=now,
        detail={"version": version, "grounds": [answer.ground for answer in confirmed.yes]},
    )
    return row


def _draft(supplier_id: int) -> Declaration:
    draft = draft_of(supplier_id)
    return draft.declaration if draft else Declaration()


def _save(actor: Actor, now: datetime, declaration: Declaration) -> DeclarationDraft:
    draft = draft_of(actor.organisation_id)
    if draft is None:
        draft = DeclarationDraft(supplier_id=actor.organisation_id)
        db.session.add(draft)
    draft.content = replace(declaration, version=0, confirmed_by="", confirmed_at=None).to_json()
    draft.saved_at, draft.saved_by_id = now, actor.person_id
    db.session.flush()
    return draft


def _clean_subcontractors(
    given: Sequence[Subcontractor], wrong: list[tuple[str | None, str]]
) -> tuple[Subcontractor, ...]:
    found: list[Subcontractor] = []
    if len(given) > MOST_SUBCONTRACTORS:
        wrong.append((None, f"Name {MOST_SUBCONTRACTORS} subcontractors at most."))
        return ()
    for row, each in enumerate(given):
        name = each.name.strip()
        if not name and not each.company_number.strip():
            continue
        if not name or len(name) > LONGEST_NAME:
            wrong.append((f"subcontractors-{row}-name", "Enter the subcontractor's name."))
            continue
        try:
            number = identifiers.company_number(
                each.company_number, field=f"subcontractors-{row}-company_number"
            )
        except Invalid as refusal:
            wrong.append((refusal.field, refusal.sentence))
            continue
        found.append(Subcontractor(name, number or ""))
    return tuple(dict.fromkeys(found))
