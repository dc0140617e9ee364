"""What every record about a council's year has in common: the year is open, and has begun."""

from datetime import datetime
from decimal import Decimal

from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, format_financial_year, uk_date
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.savings.years import hold_year

FIRST_YEAR = 2004
PLACES = Decimal("0.000001")
MOST = Decimal("1000000000")


class YearIsSigned(DomainError):
    """What a sign-off rests on does not change under it."""


def open_year(actor: Actor, financial_year: int) -> CouncilYear:
    """The year of the actor's council, locked; a signed one is refused."""
    year = hold_year(actor.organisation_id, financial_year)
    if year.status is YearStatus.SIGNED_OFF:
        raise YearIsSigned(
            f"The year {format_financial_year(financial_year)} is signed off. "
            "Its sign-off must be withdrawn first."
        )
    return year


def check_year(financial_year: int, now: datetime) -> None:
    if not FIRST_YEAR <= financial_year <= financial_year_of(uk_date(now)):
        raise Invalid("Choose a financial year that has begun.", "financial_year")


def year_meant(financial_year: int | None, now: datetime) -> int:
    """The year that was chosen, which must have begun; the one that runs when none was."""
    if financial_year is None:
        return financial_year_of(uk_date(now))
    check_year(financial_year, now)
    return financial_year


def check_measure(field: str, value: Decimal) -> None:
    if not value.is_finite() or abs(value) >= MOST or value != value.quantize(PLACES):
        raise Invalid("Enter a number with at most 6 decimal places.", field)


def said(text: str, field: str, missing: str) -> str:
    """The text without blanks around it; nothing is refused with the sentence `missing`."""
    if not text.strip():
        raise Invalid(missing, field)
    return text.strip()
