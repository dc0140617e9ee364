"""A ledger entry's working as sums in words, for a reader who has only a pocket calculator."""

from procurement_hub.core.money import format_pence, format_quantity, format_unit_price
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
    return _gain(entry, Working.from_json(entry.working), unit)


def _gain(entry: GainEntry, working: Working, unit: str) -> list[str]:
    verdict = working.verdict
    if verdict is None:
        return [
            "The council froze no price of its own for this item before the award, so there is nothing "
            "to hold the new price against: no gain is counted."
        ]
    words = [
        f"Price before {format_unit_price(working.price_before)}, price paid "
        f"{format_unit_price(working.price_paid)}: {_signed(working)} {_each(working)} a {unit}.",
    ]
    if verdict.must_index:
        words.append(
            f"{verdict.reason} No index has been recorded, so the price stands as it was and inflation "
            "avoided is not counted."
        )
    if entry.gross == 0 and working.unit_gain != 0:
        return [*words, f"{verdict.reason} Evidence of this kind counts for nothing."]
    words.append(_volume(working, unit))
    if entry.nc_baseline:
        words.append(f"{verdict.reason} So {format_pence(entry.nc_baseline)} is a cost avoided and not cash.")
    words.append(
        f"Gross {format_pence(entry.gross)} = cashable {format_pence(entry.cashable)} + not cashable "
        f"{format_pence(entry.gross - entry.cashable)}."
    )
    return words


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


def baseline_note(entry: GainEntry) -> str:
    """How old the old price was when the framework started, and what it is good for."""
    if entry.kind is not EntryKind.GAIN:
        return ""
    verdict = Working.from_json(entry.working).verdict
    if verdict is None:
        return ""
    return f"{verdict.age_months} months old when the framework started. {verdict.reason}"
