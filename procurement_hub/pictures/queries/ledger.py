"""What the ledger says by month and by kind, where the roll-up does not keep it."""

from decimal import Decimal

from sqlalchemy import extract, func, or_, select
from sqlalchemy.orm import aliased

from procurement_hub.core.database import db
from procurement_hub.core.money import Gain
from procurement_hub.savings.models import EntryKind, GainEntry

ZERO = Decimal(0)


_TakenBack = aliased(GainEntry)


def substituted(council_id: int, financial_year: int) -> Decimal:
    """£ of gross gains by substitution, less what was taken back: not a lower price for the same thing."""
    claimed, undone = db.session.execute(
        select(
            func.sum(GainEntry.gross, type_=Gain()),
            func.sum(_TakenBack.gross, type_=Gain()),
        )
        .select_from(GainEntry)
        .outerjoin(_TakenBack, _TakenBack.reverses_id == GainEntry.id)
        .where(
            GainEntry.kind == EntryKind.SUBSTITUTION,
            GainEntry.council_id == council_id,
            GainEntry.financial_year == financial_year,
        )
    ).one()
    return (claimed or ZERO) + (undone or ZERO)


def gross_by_month(council_id: int, financial_year: int) -> dict[int, Decimal]:
    """Month of supply (1 to 12) → gross gain (£, unrounded) of what was received and invoiced in the year."""
    month = extract("month", GainEntry.supplied_on)
    rows = db.session.execute(
        select(month, func.sum(GainEntry.gross, type_=Gain()))
        .where(
            GainEntry.council_id == council_id,
            GainEntry.financial_year == financial_year,
            GainEntry.supplied_on.is_not(None),
            or_(GainEntry.gross != 0, GainEntry.quantity != 0),
        )
        .group_by(month)
        .order_by(month)
    )
    return {int(number): gross for number, gross in rows}
