"""Writing an entry: the council's year is held and open, the roll-up grows by what the entry adds."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.money import Quantity, format_money
from procurement_hub.savings.method import Grade
from procurement_hub.savings.models import EntryKind, GainEntry, GainTotal, YearStatus
from procurement_hub.savings.models.books import OF_EVERY_ENTRY, SUMMED
from procurement_hub.savings.workflow import YEAR
from procurement_hub.savings.working import Working
from procurement_hub.savings.years import hold_year

ZERO = Decimal(0)
KEY = ("council_id", "financial_year", "item_id", "framework_id")
MONEY = (*(name for name in OF_EVERY_ENTRY if name != "quantity"), "cost")
MOST = Decimal(1_000_000_000)
"""£ of one entry: far above any delivery, and far below what a column holds."""


def open_year(actor: Actor, now: datetime, council_id: int, financial_year: int) -> None:
    """Hold the council's year; one that was signed off is open again, because an entry follows."""
    year = hold_year(council_id, financial_year)
    if year.status is YearStatus.SIGNED_OFF:
        YEAR.move(year, "reopen")
        audit.record(
            actor,
            "reopen_year",
            None,
            now=now,
            reason=f"An entry was added to {format_financial_year(financial_year)} after it was signed off.",
            detail={"council": council_id, "financial_year": financial_year},
        )


def counted(council_id: int, financial_year: int, item_id: int) -> Decimal:
    """Units of the item counted in the year so far, over all frameworks."""
    units = db.session.scalar(
        select(func.sum(GainTotal.quantity, type_=Quantity())).where(
            GainTotal.council_id == council_id,
            GainTotal.financial_year == financial_year,
            GainTotal.item_id == item_id,
        )
    )
    return units or ZERO


def money_of(working: Working) -> dict[str, Decimal]:
    """What was paid, what it cost before, and what was paid without a baseline that counts (£ net)."""
    spend = working.quantity * working.price_paid
    verdict = working.verdict
    if verdict and not verdict.refused and verdict.max_grade is not Grade.D:
        return {
            "spend": spend,
            "before": working.quantity * working.price_before,
            "unmatched_spend": ZERO,
        }
    return {"spend": spend, "before": ZERO, "unmatched_spend": spend}


class TooLarge(DomainError):
    """A figure that no purchase of a council comes to: something that it rests on was mistyped."""


def post(
    actor: Actor, now: datetime, verb: str, entry: GainEntry, taken_back: GainEntry | None = None
) -> GainEntry:
    """Write the entry and its part of the roll-up; `taken_back` is the entry that a reversal undoes."""
    for name in MONEY:
        if abs(getattr(entry, name) or ZERO) > MOST:
            raise TooLarge(
                f"In the council's books of gains it comes to more than {format_money(MOST)}, which cannot "
                "be. Its old price of the item may be mistyped."
            )
    db.session.add(entry)
    db.session.flush()
    row = {
        "council_id": entry.council_id,
        "financial_year": entry.financial_year,
        "item_id": entry.item_id or 0,
        "framework_id": entry.framework_id or 0,
        **adds(entry, taken_back),
    }
    table = GainTotal.__table__
    insert = pg_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(table).values(**row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(KEY),
            set_={name: table.c[name] + statement.excluded[name] for name in SUMMED},
        )
    )
    audit.record(
        actor,
        verb,
        entry,
        now=now,
        reason=entry.reason,
        detail={
            "council": entry.council_id,
            "financial_year": entry.financial_year,
            "item": entry.item_id,
            "gross": str(entry.gross),
            "cashable": str(entry.cashable),
            "cost": str(entry.cost),
        },
    )
    return entry


def adds(entry: GainEntry, taken_back: GainEntry | None = None) -> dict[str, Decimal]:
    """What an entry adds to the roll-up; one that takes another back, to the columns of that one."""
    kind = (taken_back or entry).kind
    return {name: getattr(entry, name) for name in OF_EVERY_ENTRY} | {
        "one_off_cost": entry.cost if kind is EntryKind.ONE_OFF_COST else ZERO,
        "recurring_cost": entry.cost if kind is EntryKind.RECURRING_COST else ZERO,
        "rebate": entry.gross if kind is EntryKind.REBATE else ZERO,
        "one_off_gain": entry.gross if kind is EntryKind.ONE_OFF_GAIN else ZERO,
    }
