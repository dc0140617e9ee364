"""Saying who the supplier is and how large, once for every region."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from sqlalchemy import exists, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.money import format_money
from procurement_hub.suppliers import unique
from procurement_hub.suppliers.models import Evidence, EvidenceReliance, SupplierProfile
from procurement_hub.suppliers.permissions import require_keeper
from procurement_hub.suppliers.sizes import SME_TURNOVER, Size, size_of


class IdentityReliedOn(DomainError):
    """Others have decided on the strength of who the supplier said it is."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What the profile page asks. Amounts are £."""

    company_number: str | None = None
    charity_number: str | None = None
    ppon: str | None = None
    address: str = ""
    website: str = ""
    staff: int | None = None
    turnover: Decimal | None = None
    balance_sheet: Decimal | None = None
    vcse: bool = False


def record_profile(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    company_number: str | None,
    size: Size | str | None,
    vcse: bool | None = False,
    charity_number: str | None = None,
) -> SupplierProfile:
    """Keep the supplier's numbers, and a size that somebody vouches for; again, replaces them.

    For the supplier's own people, and for the platform as it registers one, when the size may be
    empty. `company_number` is the eight characters of Companies House, or empty for a supplier that
    is not a company."""
    require_keeper(actor, organisation)
    unique.hold_numbers()
    company = unique.free_company_number(company_number, organisation)
    charity = unique.free_charity_number(charity_number, organisation)
    try:
        size = None if size is None else Size(size)
    except ValueError:
        raise Invalid("Choose the size: micro, small, medium or large.", "size") from None
    profile = _profile(organisation)
    profile.company_number, profile.size, profile.vcse = company, size, vcse
    profile.charity_number = charity or profile.charity_number
    db.session.flush()
    detail = {"company_number": company, "size": size and size.value, "vcse": vcse}
    audit.record(actor, "record_profile", organisation, now=now, detail=detail)
    return profile


def describe(*, actor: Actor, now: datetime, organisation: Organisation, details: Details) -> SupplierProfile:
    """Keep everything that the profile page asks. The size follows from the figures.

    Once somebody has relied on the supplier's evidence its company and charity number stay: a company
    with another number is another supplier."""
    require_keeper(actor, organisation)
    unique.hold_numbers()
    profile = _profile(organisation)
    company = unique.free_company_number(details.company_number, organisation)
    charity = unique.free_charity_number(details.charity_number, organisation)
    _keep_identity(profile, company, charity)
    organisation.ppon = unique.free_ppon(details.ppon, organisation)
    organisation.address = details.address.strip()
    had_figures = profile.figures_given
    size = _proved_size(details)
    if size is not None or had_figures:
        profile.size = size
    profile.company_number, profile.charity_number = company, charity
    profile.website = _website(details.website)
    profile.staff, profile.turnover = details.staff, details.turnover
    profile.balance_sheet, profile.vcse = details.balance_sheet, details.vcse
    db.session.flush()
    detail = {
        "company_number": company,
        "charity_number": charity,
        "ppon": organisation.ppon,
        "size": profile.size and profile.size.value,
        "vcse": profile.vcse,
    }
    audit.record(actor, "describe_supplier", organisation, now=now, detail=detail)
    return profile


def _profile(organisation: Organisation) -> SupplierProfile:
    profile = db.session.get(SupplierProfile, organisation.id)
    if profile is None:
        profile = SupplierProfile(organisation_id=organisation.id)
        db.session.add(profile)
    return profile


def _keep_identity(profile: SupplierProfile, company: str | None, charity: str | None) -> None:
    changed = [
        field
        for field, before, after in (
            ("company_number", profile.company_number, company),
            ("charity_number", profile.charity_number, charity),
        )
        if before is not None and before != after
    ]
    if not changed:
        return
    relied_on = exists().where(
        EvidenceReliance.evidence_id == Evidence.id, Evidence.organisation_id == profile.organisation_id
    )
    if db.session.scalar(select(relied_on)):
        raise IdentityReliedOn(
            "Others have relied on your evidence under this number, so it stays. "
            "A company with another number is another supplier: register it as one.",
            changed[0],
        )


def _proved_size(details: Details) -> Size | None:
    given = (details.staff, details.turnover, details.balance_sheet)
    if all(figure is None for figure in given):
        return None
    if details.staff is None:
        raise Invalid("Enter the number of staff too: the size depends on it.", "staff")
    size = size_of(staff=details.staff, turnover=details.turnover, balance_sheet=details.balance_sheet)
    if size is None and details.turnover is None:
        raise Invalid("Enter the turnover too: the size depends on it.", "turnover")
    if size is None:
        raise Invalid(
            f"Enter the balance sheet total too: with a turnover above {format_money(SME_TURNOVER)} "
            "the size depends on it.",
            "balance_sheet",
        )
    return size


def _website(text: str) -> str:
    """An address that a reader's browser may follow, or ""."""
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or len(address) > 300:
        raise Invalid("Enter the website in the correct format, like https://www.example.co.uk", "website")
    return address
