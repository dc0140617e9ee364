"""The gain ledger: entries are added and never changed; a mistake is reversed by another entry.

Each entry and the roll-up (GainTotal) that pages read are written in one transaction, under the
lock of the council's year, so that what the old volume still covers is counted in one order.
"""

from procurement_hub.savings.ledger.checking import Difference, recompute
from procurement_hub.savings.ledger.costs import post_cost
from procurement_hub.savings.ledger.gains import AlreadyClaimed, post_gain
from procurement_hub.savings.ledger.reversals import AlreadyReversed, reverse

__all__ = [
    "AlreadyClaimed",
    "AlreadyReversed",
    "Difference",
    "post_cost",
    "post_gain",
    "recompute",
    "reverse",
]
