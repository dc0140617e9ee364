"""What is claimed beside a purchase: rebates, one-off gains, costs avoided and substitutions.

Each is a claim on a source of its own. The year's lock and a unique index let one claim stand; after
it was taken back the source can be claimed again, under the next number."""

import json
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from sqlalchemy import func, select

from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.savings.ledger.corrections import standing
from procurement_hub.savings.ledger.gains import AlreadyClaimed
from procurement_hub.savings.ledger.writing import open_year, post
from procurement_hub.savings.method import METHOD_VERSION, AvoidanceKind, LineGain
from procurement_hub.savings.models import EntryKind, GainEntry


class Claim(TypedDict):
    """Whose claim it is, of which year and gain, and why. An item or framework may be None where the
    database lets the kind do without."""

    council_id: int
    financial_year: int
    item_id: int | None
    framework_id: int | None
    reason: str


def post_rebate(
    *,
    actor: Actor,
    now: datetime,
    rebate_id: int,
    amount: Decimal,
    spend: Decimal,
    retained: Decimal,
    **claim: Unpack[Claim],
) -> GainEntry:
    """Count a council's part (£ net) of a rebate in the year of supply: money that comes back (2.6).

    `spend` is what the council paid for the item in the rebate's period, `retained` its part of what the
    host keeps, which is noted and counts for nothing (D16)."""
    working = {"rebate": rebate_id, "amount": str(amount), "spend": str(spend), "retained": str(retained)}
    entry = _entry(EntryKind.REBATE, actor, now, working, claim)
    entry.rebate_id, entry.gross, entry.cashable = rebate_id, amount, amount
    return post(actor, now, "post_rebate", entry)


def post_one_off_gain(*, actor: Actor, now: datetime, amount: Decimal, **claim: Unpack[Claim]) -> GainEntry:
    """Count money (£ net) that comes once and is not expected again."""
    entry = _entry(EntryKind.ONE_OFF_GAIN, actor, now, {"one_off_gain": str(amount)}, claim)
    entry.gross = entry.cashable = amount
    return post(actor, now, "post_one_off_gain", entry)


def post_avoidance(
    *, actor: Actor, now: datetime, avoidance: AvoidanceKind, amount: Decimal, **claim: Unpack[Claim]
) -> GainEntry:
    """Note a cost (£ net) that was avoided. It is never cash, and no total of cash has it (S2-23).

    Raises AlreadyClaimed while the same avoidance stands for the item and year."""
    working = {"avoidance": avoidance.value, "amount": str(amount)}
    entry = _entry(EntryKind.AVOIDANCE, actor, now, working, claim)
    entry.avoidance, entry.gross, entry.nc_avoided = avoidance, amount, amount
    entry.claim_number = _next_claim(entry, avoidance.label, GainEntry.avoidance == avoidance)
    return post(actor, now, "post_avoidance", entry)


def post_substitution(
    *, actor: Actor, now: datetime, gain: LineGain, working: dict, **claim: Unpack[Claim]
) -> GainEntry:
    """Count what a cheaper way of meeting a need gains (S2-35); `working` is what it came out of.

    Raises AlreadyClaimed while a substitution stands for the item and year."""
    entry = _entry(EntryKind.SUBSTITUTION, actor, now, {"substitution": working}, claim)
    for name in ("gross", "cashable", "nc_inflation", "nc_volume"):
        setattr(entry, name, getattr(gain, name))
    entry.claim_number = _next_claim(entry, EntryKind.SUBSTITUTION.label)
    return post(actor, now, "post_substitution", entry)


def _entry(kind: EntryKind, actor: Actor, now: datetime, working: dict, claim: Claim) -> GainEntry:
    """An entry of the year, which is held and open from here on."""
    open_year(actor, now, claim["council_id"], claim["financial_year"])
    return GainEntry(
        kind=kind,
        method_version=METHOD_VERSION,
        working=json.dumps(working, sort_keys=True),
        recorded_at=now,
        recorded_by_id=actor.person_id,
        **claim,
    )


def _next_claim(entry: GainEntry, what: str, *same_source) -> int:
    """The number of the next claim on the source, if none stands."""
    source = (
        GainEntry.kind == entry.kind,
        GainEntry.council_id == entry.council_id,
        GainEntry.item_id == entry.item_id,
        GainEntry.financial_year == entry.financial_year,
        *same_source,
    )
    stands = db.session.scalar(select(GainEntry.id).where(*source, standing(GainEntry)).limit(1))
    if stands:
        raise AlreadyClaimed(
            f"{what} is already claimed for this item in {format_financial_year(entry.financial_year)}, "
            f"in ledger entry {stands}. Take that entry back first."
        )
    return (db.session.scalar(select(func.max(GainEntry.claim_number)).where(*source)) or 0) + 1
