"""Key actions pre-written from the books: what was bought together, at which price, and what that came to.

The words are worked out from the figures, so that they can never say something else than these."""

from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.core.money import format_pence, format_quantity, format_unit_price
from procurement_hub.savings.queries import ItemTotal

ZERO = Decimal(0)
MILLIONTH = Decimal("0.000001")


def achieved(total: ItemTotal | None, item: Item | None) -> list[str]:
    """What was done to get the item's gain, with its arithmetic. Without a total nothing was bought."""
    if item is None:
        return []
    if total is None:
        return ["Nothing was bought in this year, so the gain of the year before is not sustained."]
    words = []
    if total.quantity:
        words.append(_bought(total, item.unit.counted))
    elif not total.gross:
        words.append("Everything that was counted has been taken back.")
    if total.rebate:
        words.append(f"Rebates of {format_pence(total.rebate)} were paid back on what was bought.")
    if total.nc_avoided:
        words.append(f"Costs of {format_pence(total.nc_avoided)} were avoided, which is no cash.")
    not_cash = total.non_cashable - total.nc_avoided
    if not_cash:
        words.append(
            f"Of this {format_pence(not_cash)} is not cashable: bought beyond the old yearly quantity, or "
            "measured against a price that frees no cash."
        )
    return words


def _bought(total: ItemTotal, counted: str) -> str:
    bought = f"{format_quantity(total.quantity)} ({counted}) bought together at {_each(total.spend, total)}"
    if total.unmatched_spend == total.spend:
        return f"{bought}. There is no usable baseline, so no gain is claimed."
    gain = total.gross - total.rebate - total.one_off_gain - total.nc_avoided
    effect = f"{'a loss' if gain < 0 else 'a gain'} of {format_pence(abs(gain))}"
    if total.unmatched_spend:
        with_baseline = format_pence(total.spend - total.unmatched_spend)
        before = format_pence(total.before)
        return f"{bought}; {with_baseline} of this was for what cost {before} alone: {effect}."
    uprated = "" if gain == total.before - total.spend else ", uprated by the price index that was approved,"
    return f"{bought}, against {_each(total.before, total)} paid alone{uprated or ':'} {effect}."


def _each(amount: Decimal, total: ItemTotal) -> str:
    """£ a unit: the price, or where there were several their average."""
    each = (amount / total.quantity).quantize(MILLIONTH)
    if each * total.quantity == amount:
        return format_unit_price(each)
    return f"{format_pence(amount / total.quantity)} on average"
