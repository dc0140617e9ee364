"""Reads of profiles: a supplier's own, and those of the suppliers that a page names."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.suppliers.models import (
    ConnectedPerson,
    Contact,
    ContactRole,
    Registration,
    SupplierProfile,
)
from procurement_hub.suppliers.models.people import MOST


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier and what it has said of itself; an empty profile when it has said nothing yet."""

    organisation: Organisation
    profile: SupplierProfile


def profiles_of(organisation_ids: Iterable[int]) -> dict[int, SupplierProfile]:
    """The profiles of these suppliers by organisation, in one statement."""
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return {}
    rows = db.session.scalars(select(SupplierProfile).where(SupplierProfile.organisation_id.in_(wanted)))
    return {profile.organisation_id: profile for profile in rows}


def own_supplier(actor: Actor) -> Supplier:
    """The supplier that the actor keeps the profile of."""
    require(actor, Permission.KEEP_PROFILE)
    return _supplier(actor.organisation_id)


def supplier_for(actor: Actor, organisation_id: int) -> Supplier:
    """A supplier that the actor may look up: any, for councils and centres; else one's own."""
    if actor.organisation_id == organisation_id:
        return own_supplier(actor)
    require(actor, Permission.READ_SUPPLIERS)
    return _supplier(organisation_id)


def _supplier(organisation_id: int) -> Supplier:
    row = db.session.execute(
        select(Organisation, SupplierProfile)
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Organisation.id)
        .where(Organisation.id == organisation_id, Organisation.kind == Kind.SUPPLIER, Organisation.active)
    ).first()
    if row is None:
        raise NotFound()
    organisation, profile = row
    return Supplier(organisation, profile or SupplierProfile(organisation_id=organisation_id, website=""))


def contacts_of(organisation_id: int) -> list[Contact]:
    """Whom to write to, by what for."""
    contacts = db.session.scalars(
        select(Contact).where(Contact.organisation_id == organisation_id).order_by(Contact.id).limit(MOST)
    ).all()
    order = list(ContactRole)
    return sorted(contacts, key=lambda contact: (order.index(contact.role), contact.id))


def connected_persons_of(organisation_id: int) -> list[ConnectedPerson]:
    query = select(ConnectedPerson).where(ConnectedPerson.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(ConnectedPerson.name, ConnectedPerson.id).limit(MOST)))


def registration(registration_id: int) -> Registration | None:
    """Somebody's wish to register: only for whoever holds its signed link."""
    return db.session.get(Registration, registration_id)
