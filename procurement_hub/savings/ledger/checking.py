"""Working the books out again: every entry from its own working, and the roll-up from the entries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from procurement_hub.core.database import db
from procurement_hub.savings.ledger.writing import SUMS, ZERO, adds
from procurement_hub.savings.models import EntryKind, GainEntry, GainTotal, PriceTotal
from procurement_hub.savings.working import work_out

WORKED_OUT = frozenset({EntryKind.GAIN, EntryKind.CORRECTION})
"""The kinds whose amounts follow from their working by an edition of the method."""


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
    sums: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMS, ZERO))
    prices: dict[tuple, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for entry, kind in _entries(council_id, financial_year):
        key = (entry.item_id or 0, entry.framework_id or 0)
        if entry.unit_price_paid is not None:
            price = prices[entry.item_id, entry.unit_price_before or ZERO, entry.unit_price_paid]
            price[0] += entry.quantity
            price[1] += entry.gross
        found.extend(_misworked(entry, key))
        for column, value in adds(entry, kind).items():
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
        for column in SUMS:
            kept = getattr(stored[key], column) if key in stored else ZERO
            if sums[key][column] != kept:
                found.append(Difference(*key, None, column, sums[key][column], kept))
    found.extend(_mispriced(council_id, financial_year, prices))
    return found


def _mispriced(
    council_id: int, financial_year: int, prices: dict[tuple, list[Decimal]]
) -> Iterator[Difference]:
    """Where the sums by price are not those of the entries."""
    stored = {
        (row.item_id, row.unit_price_before, row.unit_price_paid): [row.quantity, row.gross]
        for row in db.session.execute(
            select(*PriceTotal.__table__.columns).where(
                PriceTotal.council_id == council_id, PriceTotal.financial_year == financial_year
            )
        )
    }
    for key in sorted(prices.keys() | stored.keys()):
        item_id, before, paid = key
        both = zip(prices.get(key, [ZERO, ZERO]), stored.get(key, [ZERO, ZERO]), strict=True)
        for column, (summed, kept) in zip(("quantity", "gross"), both, strict=True):
            if summed != kept:
                yield Difference(item_id, 0, None, f"{column} at {paid} against {before}", summed, kept)


def _entries(council_id: int, financial_year: int) -> Iterator[tuple[GainEntry, EntryKind]]:
    """Every entry of the year in order, with its kind, or the kind of what it takes back."""
    reversed_entry = aliased(GainEntry)
    rows = db.session.execute(
        select(GainEntry, func.coalesce(reversed_entry.kind, GainEntry.kind))
        .outerjoin(reversed_entry, reversed_entry.id == GainEntry.reverses_id)
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
        .order_by(GainEntry.id)
        .execution_options(yield_per=1000)
    )
    for entry, kind in rows:
        yield entry, EntryKind(kind)


def _misworked(entry: GainEntry, key: tuple[int, int]) -> Iterator[Difference]:
    if entry.kind not in WORKED_OUT:
        return
    for column, value in asdict(work_out(entry.working, entry.method_version)).items():
        stored = getattr(entry, column)
        if value != stored:
            yield Difference(*key, entry.id, column, value, stored)
