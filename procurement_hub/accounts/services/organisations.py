"""Organisations: only the centre brings a new one in."""

from datetime import datetime

from sqlalchemy import func, or_, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotPermitted


class OrganisationExists(DomainError):
    """Another organisation has that name or that reference."""


def create_organisation(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    name: str,
    kind: Kind,
    gss_code: str | None = None,
    region: str = "",
    address: str = "",
    email: str = "",
    ppon: str | None = None,
) -> Organisation:
    """Bring in an organisation. `code` is its short public reference, such as RBWM."""
    if actor != SYSTEM:
        require(actor, Permission.ADMINISTER)
        if actor.organisation_kind != Kind.RCE:
            raise NotPermitted("Only an administrator of the centre may add an organisation.")
    if not name.strip():
        raise Invalid("Enter the name", "name")
    if not code.strip():
        raise Invalid("Enter the short reference", "code")
    twin = db.session.scalar(
        select(Organisation)
        .where(
            or_(func.lower(Organisation.code) == code.lower(), func.lower(Organisation.name) == name.lower())
        )
        .limit(1)
    )
    if twin is not None:
        same_name = twin.name.lower() == name.lower()
        what = f"called {twin.name}" if same_name else f"with the reference {twin.code}"
        raise OrganisationExists(f"There is an organisation {what} already", "name" if same_name else "code")
    organisation = Organisation(
        code=code, name=name, kind=kind, gss_code=gss_code or None, region=region, address=address,
        email=email, ppon=ppon or None,
    )  # fmt: skip
    db.session.add(organisation)
    db.session.flush()
    audit.record(
        actor, "create_organisation", organisation, now=now, detail={"name": name, "kind": kind.value}
    )
    return organisation
