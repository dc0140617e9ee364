"""Reads of the debarment list: its pages, and whether somebody is on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.exclusions.matching import Party, name_key
from procurement_hub.exclusions.models import DebarmentEntry


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody and an entry. Certain by company number or PPON; by the name alone it is possible."""

    party: Party
    entry: DebarmentEntry
    certain: bool


def in_force_on(on) -> ColumnElement[bool]:
    """Whether an entry counts on the UK day, as `DebarmentEntry.in_force` has it."""
    return (
        (DebarmentEntry.listed_on <= on)
        & or_(DebarmentEntry.until.is_(None), DebarmentEntry.until >= on)
        & or_(DebarmentEntry.lifted_on.is_(None), DebarmentEntry.lifted_on > on)
    )


def debarred(parties: Collection[Party], on: date) -> list[Match]:
    """The entries in force on the UK day that these companies match, in the order asked, certain
    ones first; in one statement."""
    if not parties:
        return []
    numbers = {party.company_number for party in parties if party.company_number}
    ppons = {party.ppon for party in parties if party.ppon}
    names = {key for party in parties if (key := name_key(party.name))}
    entries = db.session.scalars(
        select(DebarmentEntry)
        .where(
            in_force_on(on),
            or_(
                DebarmentEntry.company_number.in_(numbers),
                DebarmentEntry.ppon.in_(ppons),
                DebarmentEntry.name_key.in_(names),
            ),
        )
        .order_by(DebarmentEntry.id)
    ).all()
    found = []
    for party in parties:
        matches = [match for entry in entries if (match := _match(party, entry))]
        found += sorted(matches, key=lambda match: not match.certain)
    return found


def _match(party: Party, entry: DebarmentEntry) -> Match | None:
    same_number = bool(party.company_number) and party.company_number == entry.company_number
    if same_number or (party.ppon and party.ppon == entry.ppon):
        return Match(party, entry, certain=True)
    if name_key(party.name) == entry.name_key:
        return Match(party, entry, certain=False)
    return None


def entries_page(*, after: int | None = None) -> Page:
    """The whole list, the latest added first."""
    return newest_first(db.session, select(DebarmentEntry), DebarmentEntry.id, after=after)


def entry_for(entry_id: int) -> DebarmentEntry:
    entry = db.session.get(DebarmentEntry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFound()
    return entry
