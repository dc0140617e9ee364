"""A ledger entry's working as sums in words, for a reader who has only a pocket calculator."""

import json
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_pence, format_quantity, format_unit_price
from procurement_hub.savings.method import BaselineVerdict, edition
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.working import Working


def in_words(entry: GainEntry, unit: str) -> list[str]:
    """The steps from prices and quantities to the entry's figures, £ excluding VAT.

    `unit` is what one is called: "ream"."""
    match entry.kind:
        case EntryKind.ONE_OFF_COST:
            return [f"A one-off cost of {format_pence(entry.cost)}, taken off the gains of the year."]
        case EntryKind.RECURRING_COST:
            return [f"A recurring cost of {format_pence(entry.cost)}, taken off the gains of the year."]
        case EntryKind.REVERSAL:
            return ["Every amount of the entry that it takes back, with the opposite sign."]
        case EntryKind.CORRECTION:
            return _correction(entry, unit)
        case EntryKind.REBATE:
            return _rebate(entry)
        case EntryKind.ONE_OFF_GAIN:
            return _once(entry)
        case EntryKind.AVOIDANCE:
            return [
                f"{entry.avoidance.label}: {format_pence(entry.gross)}.",
                "It is a cost avoided. Nobody was spending this money, so it is never cash.",
            ]
        case EntryKind.SUBSTITUTION:
            return _substitution(entry)
    return _gain(entry, Working.from_json(entry.working), unit)


def _gain(entry: GainEntry, working: Working, unit: str) -> list[str]:
    verdict = working.verdict
    if verdict is None:
        return [
            "The council froze no price of its own for this item before the award, so there is nothing "
            "to hold the new price against: no gain is counted."
        ]
    words = price_in_words(working, unit)
    if entry.gross == 0 and working.unit_gain != 0:
        return [*words, f"{verdict.reason} Evidence of this kind counts for nothing."]
    words.append(_volume(working, unit))
    if entry.nc_inflation:
        words.append(
            f"Of this {format_pence(entry.nc_inflation)} is inflation avoided, which is not cash until the "
            "budget shows it."
        )
    if entry.nc_baseline:
        why = "" if verdict.ok_for_cash else f"{verdict.reason} "
        words.append(f"{why}So {format_pence(entry.nc_baseline)} is a cost avoided and not cash.")
    words.append(
        f"Gross {format_pence(entry.gross)} = cashable {format_pence(entry.cashable)} + not cashable "
        f"{format_pence(entry.gross - entry.cashable)}."
    )
    return words


def price_in_words(working: Working, unit: str, *, price_now: str = "price paid") -> list[str]:
    """How the old price is taken for a baseline that there is, and what is gained on one unit."""
    words = [
        *_index(working, working.verdict),
        f"Price before {format_unit_price(working.price_before)}{_uprated(working)}, {price_now} "
        f"{format_unit_price(working.price_paid)}: {_signed(working)} {_each(working)} a {unit}.",
    ]
    if not working.locked_before_award:
        words.append(
            "The baseline was frozen after the award, when the new price was known, so no gain on it is cash."
        )
    return words


def _correction(entry: GainEntry, unit: str) -> list[str]:
    """What was counted before, what is counted now, and the difference."""
    values = json.loads(entry.working)
    before, after = Working.from_values(values["before"]), Working.from_values(values["after"])
    was, now_is = (edition(entry.method_version).work_out(working).gross for working in (before, after))
    quantity = format_quantity(before.quantity)
    if after.quantity != before.quantity:
        gone = format_quantity(before.quantity - after.quantity)
        words = [
            f"{gone} ({unit}) went back to the supplier: the last that were counted in the year. They had "
            f"been counted at {format_unit_price(before.price_paid)}, against "
            f"{_price_before(before)}: {format_pence(was)}."
        ]
    else:
        words = [
            f"{quantity} ({unit}) had been counted at {format_unit_price(before.price_paid)}, against "
            f"{_price_before(before)}: {format_pence(was)}.",
            f"The supplier lowered the price to {format_unit_price(after.price_paid)}, so they come to "
            f"{format_pence(now_is)}.",
        ]
    return [
        *words,
        f"This entry is the difference: {format_pence(now_is)} − {_in_brackets(was)} = "
        f"{format_pence(now_is - was)}, of which cashable {format_pence(entry.cashable)}.",
    ]


def _price_before(working: Working) -> str:
    if working.price_before is None:
        return "no baseline"
    return f"{format_unit_price(working.price_before)}{_uprated(working)}"


def _in_brackets(amount: Decimal) -> str:
    return f"({format_pence(amount)})" if amount < 0 else format_pence(amount)


def _rebate(entry: GainEntry) -> list[str]:
    values = json.loads(entry.working)
    return [
        f"The supplier gave a rebate afterwards. The council spent {format_pence(Decimal(values['spend']))} "
        "on the item in the rebate's period, and the rebate is shared out by what each council spent.",
        f"The council's part is {format_pence(entry.gross)}. It is money that came back, so it is cashable.",
    ]


def _once(entry: GainEntry) -> list[str]:
    words = [
        f"{format_pence(entry.gross)} came once and is not expected again: it counts in this year and is not "
        "carried into the next."
    ]
    if entry.rebate_id:
        words.append(
            "It was paid out of what the centre had kept of the council's part of a rebate, which had not "
            "been counted until then."
        )
    return words


def _substitution(entry: GainEntry) -> list[str]:
    words = [
        f"The need was met in a cheaper way that is as good: the gain is {format_pence(entry.gross)}.",
        f"Gross {format_pence(entry.gross)} = cashable {format_pence(entry.cashable)} + not cashable "
        f"{format_pence(entry.gross - entry.cashable)}.",
    ]
    if entry.nc_volume:
        words.insert(
            1,
            f"{format_pence(entry.nc_volume)} of it is more people served for the money, which is not cash.",
        )
    return words


def _index(working: Working, verdict: BaselineVerdict) -> list[str]:
    """How the old price was uprated, or why it was not though it is old."""
    if not working.is_indexed:
        if not verdict.must_index:
            return []
        return [
            f"{verdict.reason} No index was there that has both years, so the price stands as it was and "
            "makes no cash."
        ]
    words = [
        f"{verdict.reason if verdict.must_index else 'The price follows its contract.'} "
        f"{working.index_code}, as of {format_date(date.fromisoformat(working.index_vintage))}, stands at "
        f"{working.index_value:.3f} for the year of supply and stood at {working.index_base:.3f} for "
        f"that of the price: the factor is {working.uprating:.6f}."
    ]
    if working.uprating < 1:
        words.append(
            "Prices fell in general, so only what lies beyond that fall is a gain (D14, market fall)."
        )
    return words


def _uprated(working: Working) -> str:
    if working.uprating == 1:
        return ""
    return f", uprated {format_unit_price(round(working.price_before * working.uprating, 6))}"


def _signed(working: Working) -> str:
    return "a gain of" if working.unit_gain >= 0 else "a loss of"


def _each(working: Working) -> str:
    return format_unit_price(abs(working.unit_gain))


def _volume(working: Working, unit: str) -> str:
    each, quantity = _each(working), format_quantity(working.quantity)
    if working.unit_gain < 0:
        loss = format_pence(working.unit_gain * working.quantity)
        return f"A loss counts on everything that was bought: {quantity} × {each} = {loss}."
    within = working.within_old_volume
    if working.yearly_quantity_before is None:
        gain = format_pence(working.unit_gain * working.quantity)
        return f"The old yearly quantity is not known, so all counts: {quantity} × {each} = {gain}."
    before = (
        f"The old yearly quantity was {format_quantity(working.yearly_quantity_before)}, of which "
        f"{format_quantity(working.counted_before)} had been counted in the year before this delivery."
    )
    inside = (
        f"{format_quantity(within)} are within it: {format_quantity(within)} × {each} = "
        f"{format_pence(working.unit_gain * within)}."
    )
    beyond = working.quantity - within
    if not beyond:
        return f"{before} {inside}"
    return (
        f"{before} {inside} The other {format_quantity(beyond)} are more for the money and not cash: "
        f"{format_quantity(beyond)} × {each} = {format_pence(working.unit_gain * beyond)}."
    )


def index_read(entry: GainEntry) -> Working | None:
    """The working with the index that the old price was uprated by; None where none was."""
    if entry.kind not in (EntryKind.GAIN, EntryKind.CORRECTION):
        return None
    values = json.loads(entry.working)
    working = Working.from_values(values.get("before", values))
    return working if working.is_indexed else None


def baseline_note(entry: GainEntry) -> str:
    """How old the old price was when the framework started, and what it is good for."""
    if entry.kind not in (EntryKind.GAIN, EntryKind.CORRECTION):
        return ""
    values = json.loads(entry.working)
    verdict = Working.from_values(values.get("before", values)).verdict
    if verdict is None:
        return ""
    return f"{verdict.age_months} months old when the framework started. {verdict.reason}"
