"""Working the books out again: every entry from its own working, and the roll-up from the entries."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import select, union
from sqlalchemy.orm import aliased

from procurement_hub.core.database import db
from procurement_hub.savings.ledger.reversals import AMOUNTS
from procurement_hub.savings.ledger.writing import ZERO, adds, money_of
from procurement_hub.savings.method import Provision, substitution
from procurement_hub.savings.models import EntryKind, GainEntry, GainTotal
from procurement_hub.savings.models.books import SUMMED
from procurement_hub.savings.working import Working, work_out

PLACES = 9


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the books do not agree with themselves. `entry_id` is None for a sum of the roll-up."""

    item_id: int
    framework_id: int
    entry_id: int | None
    column: str
    worked_out: Decimal
    stored: Decimal


def recompute(council_id: int, financial_year: int) -> list[Difference]:
    """What is wrong with a council's year: [] when every entry follows from its working and the
    roll-up is the sum of the entries."""
    found: list[Difference] = []
    sums: dict[tuple, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMMED, ZERO))
    for entry, taken_back in _entries(council_id, financial_year):
        key = (entry.item_id or 0, entry.framework_id or 0)
        found.extend(_misworked(entry, taken_back, key))
        for column, value in adds(entry, taken_back).items():
            sums[key][column] += value
    stored = {
        (row.item_id, row.framework_id): row
        for row in db.session.execute(
            select(*GainTotal.__table__.columns).where(
                GainTotal.council_id == council_id, GainTotal.financial_year == financial_year
            )
        )
    }
    for key in sorted(sums.keys() | stored.keys()):
        for column in SUMMED:
            kept = getattr(stored[key], column) if key in stored else ZERO
            if sums[key][column] != kept:
                found.append(Difference(*key, None, column, sums[key][column], kept))
    return found


def years_kept(council_id: int | None = None, financial_year: int | None = None) -> list[tuple[int, int]]:
    """(council, year) wherever there is an entry or a sum, of one council or year when they are given."""
    entries = select(GainEntry.council_id, GainEntry.financial_year)
    totals = select(GainTotal.council_id, GainTotal.financial_year)
    both = union(entries, totals).subquery()
    query = select(both.c.council_id, both.c.financial_year).order_by(
        both.c.council_id, both.c.financial_year
    )
    if council_id is not None:
        query = query.where(both.c.council_id == council_id)
    if financial_year is not None:
        query = query.where(both.c.financial_year == financial_year)
    return [tuple(row) for row in db.session.execute(query)]


_TakenBack = aliased(GainEntry)


def _entries(council_id: int, financial_year: int) -> Iterator[tuple[GainEntry, GainEntry | None]]:
    """Every entry of the year in order, with the one that it takes back."""
    rows = db.session.execute(
        select(GainEntry, _TakenBack)
        .outerjoin(_TakenBack, _TakenBack.id == GainEntry.reverses_id)
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
        .order_by(GainEntry.id)
        .execution_options(yield_per=1000)
    )
    yield from rows


def _misworked(entry: GainEntry, taken_back: GainEntry | None, key: tuple[int, int]) -> Iterator[Difference]:
    expected = dict.fromkeys(AMOUNTS, ZERO) | _worked_out(entry, taken_back)
    for column, value in expected.items():
        stored = getattr(entry, column)
        if value != stored:
            yield Difference(*key, entry.id, column, value, stored)


def _worked_out(entry: GainEntry, taken_back: GainEntry | None) -> dict[str, Decimal]:
    """The amounts that follow from an entry's working; what it does not name is nothing."""
    values = json.loads(entry.working)
    match entry.kind:
        case EntryKind.REVERSAL:
            return {name: -getattr(taken_back, name) for name in AMOUNTS}
        case EntryKind.ONE_OFF_COST | EntryKind.RECURRING_COST:
            return {"cost": Decimal(values["cost"])}
        case EntryKind.REBATE:
            return dict.fromkeys(("gross", "cashable"), Decimal(values["amount"]))
        case EntryKind.ONE_OFF_GAIN:
            return dict.fromkeys(("gross", "cashable"), Decimal(values["one_off_gain"]))
        case EntryKind.AVOIDANCE:
            return dict.fromkeys(("gross", "nc_avoided"), Decimal(values["amount"]))
        case EntryKind.SUBSTITUTION:
            return _substituted(values["substitution"])
        case EntryKind.CORRECTION:
            before, after = (Working.from_values(values[name]) for name in ("before", "after"))
            was, now_is = _bought(before), _bought(after)
            bought = {name: now_is[name] - was[name] for name in was}
        case _:
            bought = _bought(Working.from_values(values))
    return bought | asdict(work_out(entry.working, entry.method_version))


def _bought(working: Working) -> dict[str, Decimal]:
    return {"quantity": working.quantity} | money_of(working)


def _substituted(values: dict) -> dict[str, Decimal]:
    before, after = (
        Provision(**{name: Decimal(figure) for name, figure in values[side].items()})
        for side in ("before", "after")
    )
    gain = substitution(before, after, equivalent=True).gain.to_places(PLACES)
    return {name: getattr(gain, name) for name in ("gross", "cashable", "nc_inflation", "nc_volume")}
