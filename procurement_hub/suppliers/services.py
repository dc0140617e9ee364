"""The supplier's verb: say who it is and how large, once for every region."""

import re
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, NotPermitted
from procurement_hub.suppliers.models import Size, SupplierProfile


class NotASupplier(DomainError):
    """Only a supplier has a supplier's profile."""


class CompanyNumberTaken(DomainError):
    """Another supplier gave this company number."""


def record_profile(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    company_number: str | None,
    size: Size | str,
    vcse: bool = False,
) -> SupplierProfile:
    """Keep the supplier's company number and size; again, replaces them.

    For the supplier's own people, and for the platform as it registers one. `company_number` is
    the eight characters of Companies House, or empty for a supplier that is not a company."""
    if actor != SYSTEM:
        if actor.organisation_id != organisation.id:
            raise NotFound()
        if not (may(actor, Permission.BID) or may(actor, Permission.ADMINISTER)):
            raise NotPermitted(
                f"You may not change the profile of {organisation.name}. "
                "That is for its bidders and its administrator."
            )
    if organisation.kind is not Kind.SUPPLIER:
        raise NotASupplier(f"{organisation.name} is not a supplier.")
    number = _company_number(company_number)
    if number is not None:
        other = db.session.scalar(
            select(SupplierProfile.organisation_id).where(
                SupplierProfile.company_number == number,
                SupplierProfile.organisation_id != organisation.id,
            )
        )
        if other is not None:
            raise CompanyNumberTaken(
                f"A supplier with company number {number} is registered already.", "company_number"
            )
    try:
        size = Size(size)
    except ValueError:
        raise Invalid("Choose the size: micro, small, medium or large.", "size") from None
    profile = db.session.get(SupplierProfile, organisation.id)
    if profile is None:
        profile = SupplierProfile(organisation_id=organisation.id)
        db.session.add(profile)
    profile.company_number, profile.size, profile.vcse = number, size, vcse
    db.session.flush()
    audit.record(
        actor,
        "record_profile",
        organisation,
        now=now,
        detail={"company_number": number, "size": size.value, "vcse": vcse},
    )
    return profile


def _company_number(text: str | None) -> str | None:
    number = re.sub(r"\s", "", text or "").upper()
    if not number:
        return None
    if number.isdigit() and len(number) == 7:
        number = f"0{number}"  # written without its leading zero, as many do
    if not re.fullmatch(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]\d{7}", number):
        raise Invalid(
            "Enter the company number as Companies House writes it: 8 characters, such as 04150001.",
            "company_number",
        )
    return number
