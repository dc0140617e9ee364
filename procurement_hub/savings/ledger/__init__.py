"""The gain ledger: entries are added and never changed; a mistake is reversed by another entry.

Each entry and the roll-up (GainTotal) that pages read are written in one transaction, under the
lock of the council's year, so that what the old volume still covers is counted in one order.
"""

from procurement_hub.savings.ledger.checking import Difference, recompute, years_kept
from procurement_hub.savings.ledger.claims import (
    post_avoidance,
    post_dividend,
    post_one_off_gain,
    post_rebate,
    post_substitution,
)
from procurement_hub.savings.ledger.corrections import hold_years_of, post_lower_price, post_return
from procurement_hub.savings.ledger.costs import post_cost
from procurement_hub.savings.ledger.gains import post_gain
from procurement_hub.savings.ledger.once import AlreadyClaimed
from procurement_hub.savings.ledger.reversals import AlreadyReversed, CorrectedSince, reverse

__all__ = [
    "AlreadyClaimed",
    "AlreadyReversed",
    "CorrectedSince",
    "Difference",
    "hold_years_of",
    "post_avoidance",
    "post_cost",
    "post_dividend",
    "post_gain",
    "post_lower_price",
    "post_one_off_gain",
    "post_rebate",
    "post_return",
    "post_substitution",
    "recompute",
    "reverse",
    "years_kept",
]
