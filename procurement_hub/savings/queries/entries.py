"""The ledger, entry by entry."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import Gain
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.queries.totals import ROWS
from procurement_hub.savings.queries.years import reader_council


def last_entry_id(council_id: int, financial_year: int) -> int | None:
    return db.session.scalar(
        select(func.max(GainEntry.id)).where(
            GainEntry.council_id == council_id, GainEntry.financial_year == financial_year
        )
    )


def entries(council_id: int, financial_year: int, *, item_id: int | None, after: int | None = None) -> Page:
    """Ledger entries of a council's year, newest first; of one item when `item_id` is given, and
    of the whole year's costs when it is 0."""
    query = (
        select(GainEntry)
        .options(joinedload(GainEntry.item))
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
    )
    if item_id == 0:
        query = query.where(GainEntry.item_id.is_(None))
    elif item_id is not None:
        query = query.where(GainEntry.item_id == item_id)
    return newest_first(db.session, query, GainEntry.id, after=after)


def entry_for(actor: Actor, entry_id: int) -> GainEntry:
    entry = db.session.scalar(
        select(GainEntry)
        .options(joinedload(GainEntry.item))
        .where(GainEntry.id == entry_id, GainEntry.council_id == reader_council(actor))
    )
    if entry is None:
        raise NotFound()
    return entry


def reversed_among(entry_ids: set[int]) -> set[int]:
    """Which of these entries have been taken back."""
    return set(db.session.scalars(select(GainEntry.reverses_id).where(GainEntry.reverses_id.in_(entry_ids))))


def whole_ledger(council_id: int, financial_year: int) -> Iterator[GainEntry]:
    """Every entry of the year in the order of writing, read in portions."""
    yield from db.session.scalars(
        select(GainEntry)
        .options(joinedload(GainEntry.item), joinedload(GainEntry.baseline))
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
        .order_by(GainEntry.id)
        .execution_options(yield_per=1000)
    )


@dataclass(frozen=True, slots=True)
class Accrued:
    """What a council's books have of one rebate (£ net): its part, counted when the supplier confirmed it,
    and what the host kept of that. `dividend` is the entry by which the host paid some of that out; of
    `dividends`, that one included, all others were taken back."""

    rebate_id: int
    title: str
    counted: Decimal
    kept: Decimal
    entry_ids: tuple[int, ...]
    years: tuple[int, ...]
    dividend: int | None
    dividends: int


_TakenBack = aliased(GainEntry)


def rebates_accrued(council_id: int) -> list[Accrued]:
    """The rebates of which the council's books count a part, the latest first."""
    rows = db.session.execute(
        select(GainEntry, _TakenBack.id.label("undone"))
        .outerjoin(_TakenBack, _TakenBack.reverses_id == GainEntry.id)
        .where(
            GainEntry.council_id == council_id,
            GainEntry.rebate_id.is_not(None),
            GainEntry.kind.in_((EntryKind.REBATE, EntryKind.ONE_OFF_GAIN)),
        )
        .order_by(GainEntry.rebate_id.desc(), GainEntry.id)
        .limit(ROWS)
    ).all()
    found = []
    for rebate_id, of_rebate in groupby(rows, key=lambda row: row.GainEntry.rebate_id):
        of_rebate = list(of_rebate)
        parts = [e for e, undone in of_rebate if e.kind is EntryKind.REBATE and undone is None]
        paid = [(e, undone) for e, undone in of_rebate if e.kind is EntryKind.ONE_OFF_GAIN]
        if parts:
            found.append(
                Accrued(
                    rebate_id,
                    parts[0].reason,
                    sum((entry.gross for entry in parts), Decimal(0)),
                    sum((_retained(entry) for entry in parts), Decimal(0)),
                    tuple(entry.id for entry in parts),
                    tuple(sorted({entry.financial_year for entry in parts})),
                    next((entry.id for entry, undone in paid if undone is None), None),
                    len(paid),
                )
            )
    return found


def _retained(entry: GainEntry) -> Decimal:
    return Decimal(json.loads(entry.working).get("retained", "0"))


@dataclass(frozen=True, slots=True)
class Retained:
    """A council's part (£ net) of what a host kept of a rebate, and who recorded it."""

    item: str
    amount: Decimal
    reason: str
    recorded_by: str
    recorded_at: datetime


def retained_by_hosts(council_id: int, financial_year: int) -> list[Retained]:
    """What hosts kept of the rebates that the year counts, as the entries' workings have it, and have
    not paid out since."""
    taken_back, dividend, undone = aliased(GainEntry), aliased(GainEntry), aliased(GainEntry)
    paid_out = (
        select(func.sum(dividend.gross, type_=Gain()))
        .outerjoin(undone, undone.reverses_id == dividend.id)
        .where(
            dividend.kind == EntryKind.ONE_OFF_GAIN,
            dividend.council_id == council_id,
            dividend.rebate_id == GainEntry.rebate_id,
            undone.id.is_(None),
        )
        .correlate(GainEntry)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(GainEntry, Item.title, Person.name, paid_out.label("paid_out"))
        .join(Item, Item.id == GainEntry.item_id)
        .join(Person, Person.id == GainEntry.recorded_by_id)
        .outerjoin(taken_back, taken_back.reverses_id == GainEntry.id)
        .where(
            GainEntry.council_id == council_id,
            GainEntry.kind == EntryKind.REBATE,
            taken_back.id.is_(None),
        )
        .order_by(Item.title, GainEntry.id)
        .limit(ROWS)
    )
    left: dict[int, Decimal] = {}
    found = []
    for entry, title, name, paid in rows:
        kept, out = _retained(entry), left.get(entry.rebate_id, paid or Decimal(0))
        left[entry.rebate_id] = max(Decimal(0), out - kept)
        if entry.financial_year == financial_year and kept > out:
            found.append(Retained(title, kept - out, entry.reason, name, entry.recorded_at))
    return found
