"""Keeping the debarment list: add an entry, take over a file of them, lift one (PA 2023 s.62)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, SeveralProblems, WrongState
from procurement_hub.exclusions.entries import NewEntry, problems_of_entry
from procurement_hub.exclusions.matching import name_key
from procurement_hub.exclusions.models import DebarmentEntry
from procurement_hub.law.exclusion_grounds import GROUNDS
from procurement_hub.suppliers.identifiers import plain_company_number, plain_ppon


class OnTheListAlready(DomainError):
    """The same company stands on the list for the same ground from the same day."""


def add_debarment(*, actor: Actor, now: datetime, entry: NewEntry) -> DebarmentEntry:
    """Put a company on the list. Whether it is mandatory follows from the ground."""
    require(actor, Permission.KEEP_DEBARMENT)
    if wrong := problems_of_entry(entry):
        raise SeveralProblems(wrong)
    if _same(entry) is not None:
        raise OnTheListAlready(f"{entry.name.strip()} is on the list for this ground from this day already.")
    return _add(actor, now, entry)


def import_debarments(*, actor: Actor, now: datetime, entries: Sequence[NewEntry]) -> tuple[int, int]:
    """Put the rows of a file on the list, all or none: how many were added, and how many were there.

    A row is there when the same company has the same ground from the same day; its last day is then
    brought up to date."""
    require(actor, Permission.KEEP_DEBARMENT)
    added = known = 0
    for entry in entries:
        if wrong := problems_of_entry(entry):
            raise SeveralProblems(wrong)
        there = _same(entry)
        if there is None:
            _add(actor, now, entry)
            added += 1
            continue
        known += 1
        if there.until != entry.until:
            there.until = entry.until
            ends = entry.until.isoformat() if entry.until else None
            audit.record(actor, "change_debarment_end", there, now=now, detail={"until": ends})
    db.session.flush()
    return added, known


def lift_debarment(*, actor: Actor, now: datetime, entry: DebarmentEntry, reason: str) -> DebarmentEntry:
    """Take an entry off the list from today on, with the reason; it can still be read."""
    require(actor, Permission.KEEP_DEBARMENT)
    entry = db.session.scalars(
        select(DebarmentEntry)
        .where(DebarmentEntry.id == entry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if entry.lifted_on is not None:
        raise WrongState("This entry has been lifted already.")
    if not reason.strip():
        raise Invalid("Give the reason.", "reason")
    entry.lifted_on, entry.lift_reason = uk_date(now), reason.strip()
    db.session.flush()
    audit.record(actor, "lift_debarment", entry, now=now, reason=entry.lift_reason)
    return entry


def _same(entry: NewEntry) -> DebarmentEntry | None:
    number = plain_company_number(entry.company_number)
    return db.session.scalar(
        select(DebarmentEntry)
        .where(
            DebarmentEntry.name_key == name_key(entry.name),
            DebarmentEntry.company_number == number if number else DebarmentEntry.company_number.is_(None),
            DebarmentEntry.ground == entry.ground,
            DebarmentEntry.listed_on == entry.listed_on,
            DebarmentEntry.lifted_on.is_(None),
        )
        .limit(1)
    )


def _add(actor: Actor, now: datetime, entry: NewEntry) -> DebarmentEntry:
    row = DebarmentEntry(
        name=entry.name.strip(),
        name_key=name_key(entry.name),
        company_number=plain_company_number(entry.company_number) or None,
        ppon=plain_ppon(entry.ppon) or None,
        ground=entry.ground,
        mandatory=GROUNDS[entry.ground].mandatory,
        listed_on=entry.listed_on,
        until=entry.until,
        source=entry.source.strip(),
        added_at=now,
        added_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "add_debarment",
        row,
        now=now,
        detail={
            "name": row.name,
            "ground": row.ground,
            "until": row.until.isoformat() if row.until else None,
        },
    )
    return row
