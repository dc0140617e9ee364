"""Correcting what was counted for an invoice line, because the supplier credited some of it.

Units that went back are the last ones counted in the year, so at one price the year still comes to
the gain of what was kept. A lower price counts on all that was kept. The working of a correction
holds the gain before and after; its amounts are the difference, by the edition of the entry that it
corrects (savings-method 2.2)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.money import Quantity
from procurement_hub.savings.ledger.once import standing
from procurement_hub.savings.ledger.writing import ZERO, counted, money_of, open_year, post
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.working import Working, work_out
from procurement_hub.savings.years import hold_year


@dataclass(frozen=True, slots=True)
class Counted:
    """An entry that stands, and how many units of it are still kept."""

    entry: GainEntry
    kept: Decimal


def hold_years_of(invoice_line_ids: Iterable[int]) -> None:
    """Lock the years that these invoice lines are counted in, earliest first."""
    years = db.session.execute(
        select(GainEntry.council_id, GainEntry.financial_year)
        .where(GainEntry.invoice_line_id.in_(list(invoice_line_ids)), GainEntry.kind == EntryKind.GAIN)
        .distinct()
        .order_by(GainEntry.council_id, GainEntry.financial_year)
    ).all()
    for council_id, financial_year in years:
        hold_year(council_id, financial_year)


def post_return(
    *,
    actor: Actor,
    now: datetime,
    invoice_line_id: int,
    credit_note_line_id: int,
    quantity: Decimal,
    unit_price: Decimal,
    reason: str,
) -> list[GainEntry]:
    """Take units that went back out of the books, the last counted first. `unit_price` is what they
    had cost at last (£ net). What was taken back by hand already is not taken back again."""
    posted, left = [], quantity
    for found in reversed(_standing(invoice_line_id)):
        part = min(left, found.kept)
        if not part:
            continue
        left -= part
        entry = found.entry
        open_year(actor, now, entry.council_id, entry.financial_year)
        so_far = counted(entry.council_id, entry.financial_year, entry.item_id)
        before = replace(
            Working.from_json(entry.working),
            price_paid=unit_price,
            quantity=part,
            counted_before=max(ZERO, so_far - part),
        )
        after = replace(before, quantity=ZERO)
        posted.append(_correct(actor, now, entry, credit_note_line_id, before, after, reason))
    return posted


def post_lower_price(
    *,
    actor: Actor,
    now: datetime,
    invoice_line_id: int,
    credit_note_line_id: int,
    price_before: Decimal,
    price_after: Decimal,
    reason: str,
) -> list[GainEntry]:
    """Count all that was kept of an invoice line at a lower price (£ net a unit)."""
    posted = []
    for found in _standing(invoice_line_id):
        if not found.kept:
            continue
        entry = found.entry
        open_year(actor, now, entry.council_id, entry.financial_year)
        working = Working.from_json(entry.working)
        before = replace(
            working,
            price_paid=price_before,
            quantity=found.kept,
            counted_before=max(ZERO, working.counted_before - _returned_below(entry)),
        )
        after = replace(before, price_paid=price_after)
        posted.append(_correct(actor, now, entry, credit_note_line_id, before, after, reason))
    return posted


def _correct(
    actor: Actor,
    now: datetime,
    entry: GainEntry,
    credit_note_line_id: int,
    before: Working,
    after: Working,
    reason: str,
) -> GainEntry:
    working = json.dumps(
        {"before": json.loads(before.to_json()), "after": json.loads(after.to_json())}, sort_keys=True
    )
    was, now_is = money_of(before), money_of(after)
    correction = GainEntry(
        kind=EntryKind.CORRECTION,
        council_id=entry.council_id,
        financial_year=entry.financial_year,
        item_id=entry.item_id,
        framework_id=entry.framework_id,
        baseline_id=entry.baseline_id,
        invoice_line_id=entry.invoice_line_id,
        receipt_line_id=entry.receipt_line_id,
        credit_note_line_id=credit_note_line_id,
        supplied_on=entry.supplied_on,
        quantity=after.quantity - before.quantity,
        unit_price_before=entry.unit_price_before,
        unit_price_paid=after.price_paid,
        reason=reason,
        method_version=entry.method_version,
        working=working,
        corrects_id=entry.id,
        recorded_at=now,
        recorded_by_id=actor.person_id,
        **{name: now_is[name] - was[name] for name in was},
        **asdict(work_out(working, entry.method_version)),
    )
    return post(actor, now, "correct_gain", correction)


def _standing(invoice_line_id: int) -> list[Counted]:
    """What is counted for an invoice line, in the order of counting."""
    entries = db.session.scalars(
        select(GainEntry)
        .where(
            GainEntry.invoice_line_id == invoice_line_id,
            GainEntry.kind == EntryKind.GAIN,
            standing(GainEntry),
        )
        .order_by(GainEntry.id)
    ).all()
    returned = dict(
        db.session.execute(
            select(GainEntry.corrects_id, func.sum(GainEntry.quantity, type_=Quantity()))
            .where(GainEntry.corrects_id.in_([entry.id for entry in entries]), standing(GainEntry))
            .group_by(GainEntry.corrects_id)
        ).all()
    )
    return [Counted(entry, entry.quantity + returned.get(entry.id, ZERO)) for entry in entries]


def _returned_below(entry: GainEntry) -> Decimal:
    """Units that went back of earlier entries after this one was counted: it has moved down by them."""
    units = db.session.scalar(
        select(func.sum(GainEntry.quantity, type_=Quantity())).where(
            GainEntry.council_id == entry.council_id,
            GainEntry.financial_year == entry.financial_year,
            GainEntry.item_id == entry.item_id,
            GainEntry.kind == EntryKind.CORRECTION,
            GainEntry.corrects_id < entry.id,
            GainEntry.id > entry.id,
            standing(GainEntry),
        )
    )
    return -(units or ZERO)
