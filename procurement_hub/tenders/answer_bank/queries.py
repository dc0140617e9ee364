"""What a supplier reads of its own bank, and of its profile where a question asks for a fact."""

from dataclasses import dataclass

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import format_money
from procurement_hub.suppliers.models import SupplierProfile
from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.models import BankedAnswer
from procurement_hub.tenders.answer_bank.shelf import THE_KEY, Shelf, shelf_of, shelf_under

MOST_ENTRIES = 500
"""Answers that one bank holds: they are read whole to be searched, because they are encrypted."""

PROFILE = "profile:"
MOST_VERSIONS = 50


@dataclass(frozen=True)
class Known:
    """A supplier's bank, and the facts of its profile, which are entries too."""

    entries: list[Entry]
    facts: list[Entry]
    profile: SupplierProfile | None

    @property
    def all(self) -> list[Entry]:
        return self.entries + self.facts


def entries_of(supplier_id: int) -> list[Entry]:
    """The newest version of every answer in the supplier's bank, the latest kept first. Two statements."""
    shelf = shelf_of(supplier_id)
    return _on(shelf) if shelf else []


def versions_of(actor: Actor, entry_id: str) -> list[Entry]:
    """Every version of one of the actor's own answers, the newest first; another's is NotFound."""
    shelf = shelf_of(actor.organisation_id)
    if shelf is None:
        raise NotFound()
    rows = db.session.execute(
        select(BankedAnswer.version, BankedAnswer.locked)
        .where(BankedAnswer.id == entry_id, BankedAnswer.owner == shelf.owner)
        .order_by(BankedAnswer.version.desc())
        .limit(MOST_VERSIONS)
    )
    found = [Entry.of(entry_id, row.version, shelf.read(entry_id, row.locked)) for row in rows]
    if not found:
        raise NotFound()
    return found


def entry_for(actor: Actor, entry_id: str) -> Entry:
    """One of the actor's own answers, or the fact of its profile that goes by this id."""
    if not entry_id.startswith(PROFILE):
        return versions_of(actor, entry_id)[0]
    for fact in known(actor).facts:
        if fact.id == entry_id:
            return fact
    raise NotFound()


def known(actor: Actor) -> Known:
    """All that the actor's questions can be filled in from. Two statements."""
    row = db.session.execute(
        select(Organisation, SupplierProfile, THE_KEY.scalar_subquery().label("wrapped_key"))
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Organisation.id)
        .where(Organisation.id == actor.organisation_id)
    ).one()
    shelf = shelf_under(actor.organisation_id, row.wrapped_key)
    profile = row.SupplierProfile
    return Known(_on(shelf) if shelf else [], _facts(row.Organisation, profile), profile)


def _on(shelf: Shelf) -> list[Entry]:
    newest = (
        select(BankedAnswer.id, func.max(BankedAnswer.version).label("version"))
        .where(BankedAnswer.owner == shelf.owner)
        .group_by(BankedAnswer.id)
        .subquery()
    )
    rows = db.session.execute(
        select(BankedAnswer.id, BankedAnswer.version, BankedAnswer.locked)
        .join(newest, (newest.c.id == BankedAnswer.id) & (newest.c.version == BankedAnswer.version))
        .order_by(BankedAnswer.id)
        .limit(MOST_ENTRIES)
    )
    found = [Entry.of(row.id, row.version, shelf.read(row.id, row.locked)) for row in rows]
    return sorted(found, key=lambda entry: (entry.kept_at, entry.id), reverse=True)


def _facts(organisation: Organisation, profile: SupplierProfile | None) -> list[Entry]:
    """What the profile says, each as the answer to the question that asks for just that."""
    said = {
        "name": ("Full legal name", organisation.name),
        "address": ("Registered office address", organisation.address),
        "ppon": ("PPON, public procurement organisation number", organisation.ppon),
    }
    if profile is not None:
        said |= {
            "company_number": ("Company registration number", profile.company_number),
            "charity_number": ("Charity registration number", profile.charity_number),
            "website": ("Website address", profile.website),
            "staff": ("Number of staff", profile.staff),
            "turnover": ("Annual turnover", profile.turnover and format_money(profile.turnover)),
            "size": ("Size of the enterprise", profile.size and profile.size.value),
        }
    return [
        Entry(f"{PROFILE}{name}", 1, question, str(answer), tender="Your profile")
        for name, (question, answer) in said.items()
        if answer not in (None, "")
    ]
