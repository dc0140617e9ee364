"""Prices are compared excluding VAT on both sides (savings-method 2.1; vector V29)."""

from __future__ import annotations

from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, not_negative, unrounded


@unrounded
def excluding_vat(price: Figure, vat_rate: Figure) -> Decimal:
    """£ net, unrounded, of a price that includes VAT at `vat_rate` per cent."""
    return not_negative("price", price) * 100 / (100 + not_negative("VAT rate", vat_rate))


@unrounded
def irrecoverable_vat(net: Figure, vat_rate: Figure, recoverable_percent: Figure = 100) -> Decimal:
    """£ of the VAT on a net amount that the council cannot recover: a recurring cost.

    VAT on a council's non-business activity is recovered whole, so this is nothing unless the
    item is blocked. A recoverable part outside 0 to 100 per cent is refused."""
    recoverable = not_negative("recoverable part", recoverable_percent)
    if recoverable > 100:
        raise ImpossibleFigure("No more than the whole of the VAT can be recovered.")
    vat = not_negative("amount", net) * not_negative("VAT rate", vat_rate) / 100
    return vat * (100 - recoverable) / 100
