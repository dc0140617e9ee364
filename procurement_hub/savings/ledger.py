"""The gain ledger: entries are added and never changed; a mistake is reversed by another entry.

Each entry and the roll-up (GainTotal) that pages read are written in one transaction, under the
lock of the council's year, so that what the old volume still covers is counted in one order.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import aliased

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.money import Quantity
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.savings.models import Baseline, EntryKind, GainEntry, GainTotal, YearStatus
from procurement_hub.savings.workflow import YEAR
from procurement_hub.savings.working import Amounts, Working, work_out
from procurement_hub.savings.years import hold_year

ZERO = Decimal(0)
KEY = ("council_id", "financial_year", "item_id", "framework_id")
SUMS = ("quantity", "spend", "gross", "cashable", "non_cashable", "one_off_cost", "recurring_cost")


class AlreadyReversed(DomainError):
    """An entry is reversed once; a reversal is not reversed at all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the books do not agree with themselves. `entry_id` is None for a sum of the roll-up."""

    item_id: int
    framework_id: int
    entry_id: int | None
    column: str
    worked_out: Decimal
    stored: Decimal


def post_gain(
    *,
    actor: Actor,
    now: datetime,
    council_id: int,
    financial_year: int,
    item_id: int,
    framework_id: int,
    round_id: int,
    contract_start: date,
    invoice_line_id: int,
    receipt_line_id: int,
    supplied_on: date,
    quantity: Decimal,
    unit_price_paid: Decimal,
) -> GainEntry:
    """Count a quantity that was received and invoiced, against the council's own frozen baseline.

    `unit_price_paid` is £ net. Without a baseline the entry stands with no gain, so that the
    quantity is seen and not claimed. A year that was signed off is open again afterwards."""
    _open_year(actor, now, council_id, financial_year)
    baseline = db.session.scalars(
        select(Baseline).where(
            Baseline.round_id == round_id, Baseline.item_id == item_id, Baseline.council_id == council_id
        )
    ).one_or_none()
    working = Working(
        price_paid=unit_price_paid,
        quantity=quantity,
        counted_before=_counted(council_id, financial_year, item_id),
        price_before=baseline.unit_price if baseline else None,
        yearly_quantity_before=baseline.annual_quantity if baseline else None,
        baseline_type=baseline.type.value if baseline else None,
        price_date=baseline.price_date.isoformat() if baseline else None,
        contract_start=contract_start.isoformat(),
    )
    entry = GainEntry(
        kind=EntryKind.GAIN,
        council_id=council_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        baseline_id=baseline.id if baseline else None,
        invoice_line_id=invoice_line_id,
        receipt_line_id=receipt_line_id,
        supplied_on=supplied_on,
        quantity=quantity,
        unit_price_before=working.price_before,
        unit_price_paid=unit_price_paid,
        method_version=METHOD_VERSION,
        working=working.to_json(),
        recorded_at=now,
        recorded_by_id=actor.person_id,
        cost=ZERO,
        **asdict(working.amounts()),
    )
    return _post(actor, now, "post_gain", entry)


def post_cost(
    *,
    actor: Actor,
    now: datetime,
    council_id: int,
    financial_year: int,
    kind: EntryKind,
    amount: Decimal,
    reason: str,
    item_id: int | None,
    framework_id: int | None,
) -> GainEntry:
    """Charge a cost (£ net) to the year in which it was incurred (savings-method 2.6)."""
    _open_year(actor, now, council_id, financial_year)
    entry = GainEntry(
        kind=kind,
        council_id=council_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        quantity=ZERO,
        cost=amount,
        reason=reason,
        method_version=METHOD_VERSION,
        working=json.dumps({"cost": str(amount)}),
        recorded_at=now,
        recorded_by_id=actor.person_id,
        **asdict(Amounts()),
    )
    return _post(actor, now, "post_cost", entry)


def reverse(*, actor: Actor, now: datetime, entry: GainEntry, reason: str) -> GainEntry:
    """Take an entry back by its exact opposite in the same year. Both stay to be read."""
    _open_year(actor, now, entry.council_id, entry.financial_year)
    if entry.kind is EntryKind.REVERSAL:
        raise AlreadyReversed("This entry is itself a reversal, so it cannot be reversed.")
    if db.session.scalar(select(GainEntry.id).where(GainEntry.reverses_id == entry.id)):
        raise AlreadyReversed("This entry has already been reversed.")
    opposite = GainEntry(
        kind=EntryKind.REVERSAL,
        council_id=entry.council_id,
        financial_year=entry.financial_year,
        item_id=entry.item_id,
        framework_id=entry.framework_id,
        baseline_id=entry.baseline_id,
        invoice_line_id=entry.invoice_line_id,
        receipt_line_id=entry.receipt_line_id,
        supplied_on=entry.supplied_on,
        quantity=-entry.quantity,
        unit_price_before=entry.unit_price_before,
        unit_price_paid=entry.unit_price_paid,
        gross=-entry.gross,
        cashable=-entry.cashable,
        nc_inflation=-entry.nc_inflation,
        nc_volume=-entry.nc_volume,
        nc_baseline=-entry.nc_baseline,
        cost=-entry.cost,
        reason=reason,
        method_version=METHOD_VERSION,
        working=json.dumps({"reverses": entry.id}),
        reverses_id=entry.id,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    return _post(actor, now, "reverse_entry", opposite, cost_kind=entry.kind)


def recompute(council_id: int, financial_year: int) -> list[Difference]:
    """What is wrong with a council's year: [] when every entry follows from its working and the
    roll-up is the sum of the entries."""
    found: list[Difference] = []
    sums: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMS, ZERO))
    for entry, cost_kind in _entries(council_id, financial_year):
        key = (entry.item_id or 0, entry.framework_id or 0)
        found.extend(_misworked(entry, key))
        for column, value in _adds(entry, cost_kind).items():
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
    return found


def _open_year(actor: Actor, now: datetime, council_id: int, financial_year: int) -> None:
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


def _counted(council_id: int, financial_year: int, item_id: int) -> Decimal:
    """Units of the item counted in the year so far, over all frameworks."""
    counted = db.session.scalar(
        select(func.sum(GainTotal.quantity, type_=Quantity())).where(
            GainTotal.council_id == council_id,
            GainTotal.financial_year == financial_year,
            GainTotal.item_id == item_id,
        )
    )
    return counted or ZERO


def _post(
    actor: Actor, now: datetime, verb: str, entry: GainEntry, cost_kind: EntryKind | None = None
) -> GainEntry:
    db.session.add(entry)
    db.session.flush()
    row = {
        "council_id": entry.council_id,
        "financial_year": entry.financial_year,
        "item_id": entry.item_id or 0,
        "framework_id": entry.framework_id or 0,
        **_adds(entry, cost_kind or entry.kind),
    }
    table = GainTotal.__table__
    insert = pg_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(table).values(**row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(KEY),
            set_={name: table.c[name] + statement.excluded[name] for name in SUMS},
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


def _adds(entry: GainEntry, cost_kind: EntryKind) -> dict[str, Decimal]:
    """What an entry adds to the roll-up; a reversed cost comes off the column it was charged to."""
    return {
        "quantity": entry.quantity,
        "spend": entry.quantity * (entry.unit_price_paid or ZERO),
        "gross": entry.gross,
        "cashable": entry.cashable,
        "non_cashable": entry.nc_inflation + entry.nc_volume + entry.nc_baseline,
        "one_off_cost": entry.cost if cost_kind is EntryKind.ONE_OFF_COST else ZERO,
        "recurring_cost": entry.cost if cost_kind is EntryKind.RECURRING_COST else ZERO,
    }


def _entries(council_id: int, financial_year: int) -> Iterator[tuple[GainEntry, EntryKind]]:
    """Every entry of the year in order, with the kind of cost that it bears or takes back."""
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
    if entry.kind is not EntryKind.GAIN:
        return
    for column, value in asdict(work_out(entry.working, entry.method_version)).items():
        stored = getattr(entry, column)
        if value != stored:
            yield Difference(*key, entry.id, column, value, stored)
