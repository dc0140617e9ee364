"""Verbs about gains: costs, quality checks, budget releases, and the finance officer's decision."""

from procurement_hub.savings.services.costs import record_cost, reverse_entry
from procurement_hub.savings.services.evidence import explain_quality, record_quality, release_budget
from procurement_hub.savings.services.signing import sign_off_gains, withdraw_sign_off

__all__ = [
    "explain_quality",
    "record_cost",
    "record_quality",
    "release_budget",
    "reverse_entry",
    "sign_off_gains",
    "withdraw_sign_off",
]
