"""What every record of a council's finance officer obeys: years, amounts, sources and one at a time."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.database import Base, db
from procurement_hub.core.documents import StoredDocument, attach
from procurement_hub.core.errors import Invalid
from procurement_hub.core.files import StoredFile
from procurement_hub.core.money import PENNY
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.targets.divisions import TITLES

MOST = Decimal("1000000000000")
YEARS_AHEAD = 5
LONGEST = 300
Record = TypeVar("Record", bound=Base)


def next_number(model: type[Base], **version_of) -> int:
    """Which version of a council's record comes next. The council's row is held until the transaction
    ends, so that versions are numbered one at a time."""
    council = Organisation.id == version_of["council_id"]
    db.session.execute(select(Organisation.id).where(council).with_for_update()).one()
    return 1 + (db.session.scalar(select(func.max(model.number)).filter_by(**version_of)) or 0)


def begun_year(financial_year: int, now: datetime, field: str) -> None:
    if not FIRST_YEAR <= financial_year <= financial_year_of(uk_date(now)):
        raise Invalid("Enter a financial year that has begun, from 2004 to 2005 on.", field)


def target_year(financial_year: int, now: datetime) -> None:
    if not FIRST_YEAR <= financial_year <= financial_year_of(uk_date(now)) + YEARS_AHEAD:
        raise Invalid(f"Enter a year from 2004 to 2005 on, at most {YEARS_AHEAD} years ahead.", "year")


def amount(value: Decimal, field: str, *, least: Decimal = PENNY) -> Decimal:
    """The amount (£), refused when it is below `least`, too large or not in pence."""
    if not value.is_finite() or not least <= value < MOST or value != value.quantize(PENNY):
        what = "more than £0" if least > 0 else "£0 or more" if least == 0 else "an amount"
        raise Invalid(f"Enter {what}, in pounds and pence.", field)
    return value.quantize(PENNY)


def words(text: str, field: str, missing: str, *, longest: int = LONGEST) -> str:
    text = text.strip()
    if not text:
        raise Invalid(missing, field)
    if len(text) > longest:
        raise Invalid(f"Use {longest} characters or fewer.", field)
    return text


def reason_for_change(number: int, reason: str) -> str:
    """A first version needs no reason; every later one does, and stands beside the earlier ones."""
    if number > 1 and not reason.strip():
        raise Invalid("This replaces what is recorded already, so say why.", "reason")
    return reason.strip()


def division_of(code: str) -> str:
    """The CPV division (two digits) that a division or a longer CPV code lies in."""
    division = code.strip()[:2]
    if division not in TITLES:
        raise Invalid("Select the category from the list of CPV divisions.", "division")
    return division


def kept(file: StoredFile | None, name: str, *, actor: Actor, now: datetime) -> StoredDocument | None:
    return attach(file, actor=actor, now=now, name=name) if file is not None else None


def keep(actor: Actor, verb: str, record: Record, **noted) -> Record:
    """Write the record down, and in the audit who did what; `noted` is the moment, reason and detail."""
    db.session.add(record)
    db.session.flush()
    audit.record(actor, verb, record, **noted)
    return record
