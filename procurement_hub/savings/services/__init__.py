"""Verbs about gains: indices and baselines, costs, quality checks, budget releases, and the finance
officer's decision."""

from procurement_hub.savings.services.baselines import revise_baseline, set_baseline
from procurement_hub.savings.services.costs import record_cost, reverse_entry
from procurement_hub.savings.services.evidence import explain_quality, record_quality, release_budget
from procurement_hub.savings.services.indices import approve_index, publish_index
from procurement_hub.savings.services.signing import sign_off_gains, withdraw_sign_off

__all__ = [
    "approve_index",
    "explain_quality",
    "publish_index",
    "record_cost",
    "record_quality",
    "release_budget",
    "reverse_entry",
    "revise_baseline",
    "set_baseline",
    "sign_off_gains",
    "withdraw_sign_off",
]
