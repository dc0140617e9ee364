"""The numbers that name one supplier only: kept as their registers write them, and given once."""

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.numbering import hold
from procurement_hub.suppliers import identifiers
from procurement_hub.suppliers.models import SupplierProfile


class CompanyNumberTaken(DomainError):
    """Another supplier gave this company number."""


class CharityNumberTaken(DomainError):
    """Another supplier gave this charity number."""


class PponTaken(DomainError):
    """Another organisation gave this PPON."""


def hold_numbers() -> None:
    """Nobody else takes a number until the transaction ends: of two who give the same one at once, the
    second gets a sentence."""
    hold(db.session, SupplierProfile.company_number)


def free_company_number(text: str | None, organisation: Organisation | None = None) -> str | None:
    """The number as it is kept; CompanyNumberTaken when another supplier than this has it."""
    number = identifiers.company_number(text)
    if number is not None and _taken(SupplierProfile.company_number, number, organisation):
        raise CompanyNumberTaken(
            f"A supplier with company number {number} is registered already. "
            "Its administrator can add you as a colleague.",
            "company_number",
        )
    return number


def free_charity_number(text: str | None, organisation: Organisation | None = None) -> str | None:
    """The number as it is kept; CharityNumberTaken when another supplier than this has it."""
    number = identifiers.charity_number(text)
    if number is not None and _taken(SupplierProfile.charity_number, number, organisation):
        raise CharityNumberTaken(
            f"A supplier with charity number {number} is registered already. "
            "Its administrator can add you as a colleague.",
            "charity_number",
        )
    return number


def free_ppon(text: str | None, organisation: Organisation) -> str | None:
    """The number as it is kept; PponTaken when another organisation than this has it."""
    number = identifiers.ppon(text)
    if number is not None:
        query = select(Organisation.id).where(Organisation.ppon == number, Organisation.id != organisation.id)
        if db.session.scalar(query.limit(1)) is not None:
            raise PponTaken(f"Another organisation has the PPON {number}. Check it on Find a Tender.", "ppon")
    return number


def _taken(column, number: str, organisation: Organisation | None) -> bool:
    query = select(SupplierProfile.organisation_id).where(column == number)
    if organisation is not None:
        query = query.where(SupplierProfile.organisation_id != organisation.id)
    return db.session.scalar(query.limit(1)) is not None
