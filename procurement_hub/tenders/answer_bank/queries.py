"""What a supplier reads of its own bank, and of its profile where a question asks for a fact."""

from sqlalchemy import func, select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import format_money
from procurement_hub.suppliers import queries as suppliers
from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.models import BankedAnswer
from procurement_hub.tenders.answer_bank.shelf import shelf_of

MOST_ENTRIES = 500
"""Answers that one bank holds: they are read whole to be searched, because they are encrypted."""

PROFILE = "profile:"
MOST_VERSIONS = 50


def entries_of(supplier_id: int) -> list[Entry]:
    """The newest version of every answer in the supplier's bank, the latest kept first. Two statements."""
    shelf = shelf_of(supplier_id)
    if shelf is None:
        return []
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
    for fact in facts_of(actor):
        if fact.id == entry_id:
            return fact
    raise NotFound()


def known(actor: Actor) -> list[Entry]:
    """All that questions can be filled in from: the bank, and the facts of the profile."""
    return entries_of(actor.organisation_id) + facts_of(actor)


def facts_of(actor: Actor) -> list[Entry]:
    """What the profile says, each as the answer to the question that asks for just that."""
    supplier = suppliers.own_supplier(actor)
    organisation, profile = supplier.organisation, supplier.profile
    said = {
        "name": ("Full legal name", organisation.name),
        "address": ("Registered office address", organisation.address),
        "ppon": ("PPON, public procurement organisation number", organisation.ppon),
        "company_number": ("Company registration number", profile.company_number),
        "charity_number": ("Charity registration number", profile.charity_number),
        "website": ("Website address", profile.website),
        "staff": ("Number of staff", profile.staff),
        "turnover": ("Annual turnover", profile.turnover and format_money(profile.turnover)),
        "size": ("Size: micro, small, medium or large enterprise", profile.size and profile.size.value),
    }
    return [
        Entry(f"{PROFILE}{name}", 1, question, str(answer), tender="Your profile")
        for name, (question, answer) in said.items()
        if answer not in (None, "")
    ]
