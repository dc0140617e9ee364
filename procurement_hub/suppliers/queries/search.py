"""Finding a supplier by what somebody knows of it: a name, or a number as it is written."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.suppliers.identifiers import plain_company_number, plain_ppon
from procurement_hub.suppliers.models import SupplierProfile
from procurement_hub.suppliers.sizes import Size

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    name: str
    ppon: str | None
    company_number: str | None
    charity_number: str | None
    size: Size | None
    vcse: bool | None


def search(actor: Actor, text: str = "", *, after: int | None = None, size: int = PAGE) -> Page:
    """Suppliers whose name has the words in it, or whose company number, charity number or PPON it is,
    with or without blanks and leading zeros; every one for an empty text. Newest first."""
    require(actor, Permission.READ_SUPPLIERS)
    query = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.ppon,
            SupplierProfile.company_number,
            SupplierProfile.charity_number,
            SupplierProfile.size,
            SupplierProfile.vcse,
        )
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Organisation.id)
        .where(Organisation.kind == Kind.SUPPLIER, Organisation.active)
        .order_by(Organisation.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(Organisation.id < after)
    text = " ".join(text.split())[:LONGEST]
    if text:
        query = query.where(
            or_(
                func.lower(Organisation.name).contains(text.lower(), autoescape=True),
                SupplierProfile.company_number == plain_company_number(text),
                SupplierProfile.charity_number == "".join(text.split()),
                Organisation.ppon == plain_ppon(text),
            )
        )
    rows = [Found(*row) for row in db.session.execute(query)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, rows[-1].id if more else None)
