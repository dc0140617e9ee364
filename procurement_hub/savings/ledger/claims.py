"""What is claimed beside a purchase: rebates, one-off gains, costs avoided and substitutions.

Each is a claim on a source of its own. The year's lock and a unique index let one claim stand; after
it was taken back the source can be claimed again, under the next number."""

import json
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import format_pence, format_unit_price
from procurement_hub.savings.baselines import highest_price
from procurement_hub.savings.ledger.once import AlreadyClaimed, refuse_again, standing
from procurement_hub.savings.ledger.writing import open_year, post
from procurement_hub.savings.method import (
    METHOD_VERSION,
    AlreadyAccrued,
    AvoidanceKind,
    LineGain,
    countable_dividend,
)
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.queries.entries import Accrued, rebates_accrued

OF_THE_PRICE = (AvoidanceKind.TENDER_MINUS_AWARD, AvoidanceKind.BENCHMARK)
"""What is avoided by the price that is paid; the others are by what was not asked for or not done."""


class Claim(TypedDict):
    """Whose claim it is, of which year and gain, and why. The framework may be None where the database
    lets the kind do without."""

    council_id: int
    financial_year: int
    item_id: int
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
    """Count money (£ net) that comes once and is not expected again.

    Raises AlreadyClaimed while the same amount stands for the same reason in the year: it was sent twice."""
    entry = _entry(EntryKind.ONE_OFF_GAIN, actor, now, {"one_off_gain": str(amount)}, claim)
    entry.gross = entry.cashable = amount
    refuse_again(entry, "This money")
    return post(actor, now, "post_one_off_gain", entry)


def post_dividend(
    *, actor: Actor, now: datetime, rebate_id: int, amount: Decimal, **claim: Unpack[Claim]
) -> GainEntry:
    """Count what a host pays out later of a rebate (£ net), in the year in which it comes (2.6).

    Only what the host had kept of the council's own part is new, for the rest was counted when the
    supplier confirmed the rebate: more is AlreadyAccrued, which names that record. Raises AlreadyClaimed
    while a dividend from the rebate stands, and NotFound for a rebate that is not in the books."""
    working = {"one_off_gain": str(amount), "rebate": rebate_id}
    entry = _entry(EntryKind.ONE_OFF_GAIN, actor, now, working, claim)
    accrued = next((a for a in rebates_accrued(claim["council_id"]) if a.rebate_id == rebate_id), None)
    if accrued is None:
        raise NotFound()
    if accrued.dividend:
        raise AlreadyClaimed(
            f"A dividend from {accrued.title} is already counted, in ledger entry {accrued.dividend}. Take "
            "that entry back first.",
            "rebate",
        )
    try:
        countable_dividend(amount, rebate_id, [rebate_id], kept=accrued.kept)
    except AlreadyAccrued as refusal:
        raise AlreadyAccrued(_counted_before(accrued), "amount") from refusal
    entry.rebate_id, entry.gross, entry.cashable = rebate_id, amount, amount
    entry.claim_number = accrued.dividends + 1
    try:
        return post(actor, now, "post_dividend", entry)
    except IntegrityError as clash:
        # The same dividend was counted in another year a moment ago.
        raise AlreadyClaimed(f"A dividend from {accrued.title} is already counted.", "rebate") from clash


def _counted_before(accrued: Accrued) -> str:
    years = " and ".join(format_financial_year(year) for year in accrued.years)
    numbers = " and ".join(str(number) for number in accrued.entry_ids)
    record = "ledger entry" if len(accrued.entry_ids) == 1 else "ledger entries"
    kept = (
        f"Only what the centre kept of your part, {format_pence(accrued.kept)}, can be counted when it is "
        "paid out."
        if accrued.kept
        else "The centre kept nothing of your part that could be paid out later."
    )
    return (
        f"{accrued.title}: {format_pence(accrued.counted)} of it is already counted in {years}, in {record} "
        f"{numbers}, so its dividend is not a second gain. {kept}"
    )


def post_avoidance(
    *, actor: Actor, now: datetime, avoidance: AvoidanceKind, amount: Decimal, **claim: Unpack[Claim]
) -> GainEntry:
    """Note a cost (£ net) that was avoided. It is never cash, and no total of cash has it (S2-23).

    Raises AlreadyClaimed while the same avoidance stands for the item and year, and for a price below
    others' where the deliveries are held against an old price: one price is held against one (2.3)."""
    working = {"avoidance": avoidance.value, "amount": str(amount)}
    entry = _entry(EntryKind.AVOIDANCE, actor, now, working, claim)
    if avoidance in OF_THE_PRICE and highest_price(entry.council_id, entry.item_id) is not None:
        raise AlreadyClaimed(
            "Deliveries of this item are held against the council's old price of it, so the same price is "
            "not counted below another one as well.",
            "kind",
        )
    entry.avoidance, entry.gross, entry.nc_avoided = avoidance, amount, amount
    entry.claim_number = _next_claim(entry, avoidance.label, GainEntry.avoidance == avoidance)
    return post(actor, now, "post_avoidance", entry)


def post_substitution(
    *, actor: Actor, now: datetime, gain: LineGain, working: dict, **claim: Unpack[Claim]
) -> GainEntry:
    """Count what a cheaper way of meeting a need gains (S2-35); `working` is what it came out of.

    Raises AlreadyClaimed while a substitution stands for the item and year, and for a price now that lies
    below the item's own old price: what lies between is the gain of its deliveries."""
    entry = _entry(EntryKind.SUBSTITUTION, actor, now, {"substitution": working}, claim)
    if after := working.get("after"):
        _refuse_price_of_deliveries(entry, Decimal(after["unit_price"]))
    for name in ("gross", "cashable", "nc_inflation", "nc_volume"):
        setattr(entry, name, getattr(gain, name))
    entry.claim_number = _next_claim(entry, EntryKind.SUBSTITUTION.label)
    return post(actor, now, "post_substitution", entry)


def _refuse_price_of_deliveries(entry: GainEntry, price_now: Decimal) -> None:
    old = highest_price(entry.council_id, entry.item_id)
    if old is not None and price_now < old:
        raise AlreadyClaimed(
            f"The council's own old price of this item is {format_unit_price(old)}, and its deliveries are "
            "held against it. Enter that as the price of a unit now, so that no pound of it counts twice.",
            "price_after",
        )


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
