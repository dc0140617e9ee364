"""Taking an entry back by its opposite. Both stay to be read."""

import json
from datetime import datetime

from sqlalchemy import select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.savings.ledger.once import standing
from procurement_hub.savings.ledger.writing import open_year, post
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.models.books import OF_EVERY_ENTRY

AMOUNTS = (*OF_EVERY_ENTRY, "cost")
COPIED = (
    "council_id",
    "financial_year",
    "item_id",
    "framework_id",
    "baseline_id",
    "invoice_line_id",
    "receipt_line_id",
    "credit_note_line_id",
    "rebate_id",
    "shared_cost_id",
    "supplied_on",
    "unit_price_before",
    "unit_price_paid",
    "avoidance",
)


class AlreadyReversed(DomainError):
    """An entry is reversed once; a reversal is not reversed at all."""


class CorrectedSince(DomainError):
    """An entry is taken back as it stands, so what corrected it goes first."""


def reverse(*, actor: Actor, now: datetime, entry: GainEntry, reason: str) -> GainEntry:
    """Take an entry back by its exact opposite in the same year. Both stay to be read."""
    open_year(actor, now, entry.council_id, entry.financial_year)
    if entry.kind is EntryKind.REVERSAL:
        raise AlreadyReversed("This entry is itself a reversal, so it cannot be reversed.")
    if db.session.scalar(select(GainEntry.id).where(GainEntry.reverses_id == entry.id)):
        raise AlreadyReversed("This entry has already been reversed.")
    if correction := _standing_correction(entry.id):
        raise CorrectedSince(f"Entry {correction} corrects this entry. Take that one back first.")
    opposite = GainEntry(
        kind=EntryKind.REVERSAL,
        **{name: getattr(entry, name) for name in COPIED},
        **{name: -getattr(entry, name) for name in AMOUNTS},
        reason=reason,
        method_version=METHOD_VERSION,
        working=json.dumps({"reverses": entry.id}),
        reverses_id=entry.id,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    return post(actor, now, "reverse_entry", opposite, taken_back=entry)


def _standing_correction(entry_id: int) -> int | None:
    """The latest correction of an entry that has not been taken back itself."""
    return db.session.scalar(
        select(GainEntry.id)
        .where(GainEntry.corrects_id == entry_id, standing(GainEntry))
        .order_by(GainEntry.id.desc())
        .limit(1)
    )
