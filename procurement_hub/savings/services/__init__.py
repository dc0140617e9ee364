"""Verbs about gains: costs, quality, budget releases, decisions, challenges, and the year's signature."""

from procurement_hub.savings.services.baselines import revise_baseline, set_baseline
from procurement_hub.savings.services.challenging import (
    answer_challenge,
    ask_again,
    challenge_gain,
    close_challenge,
)
from procurement_hub.savings.services.claiming import (
    record_avoidance,
    record_one_off_gain,
    record_substitution,
)
from procurement_hub.savings.services.costs import record_cost, reverse_entry
from procurement_hub.savings.services.deciding import accept_gains, decide_gain
from procurement_hub.savings.services.evidence import choose_quality_check, explain_quality, record_quality
from procurement_hub.savings.services.indices import approve_index, publish_index
from procurement_hub.savings.services.purchases import record_off_framework, strike_off_framework
from procurement_hub.savings.services.releasing import release_budget
from procurement_hub.savings.services.signing import sign_off_gains, withdraw_sign_off
from procurement_hub.savings.services.watching import record_hours, review_price, set_price_floor

__all__ = [
    "accept_gains",
    "answer_challenge",
    "approve_index",
    "ask_again",
    "challenge_gain",
    "choose_quality_check",
    "close_challenge",
    "decide_gain",
    "explain_quality",
    "publish_index",
    "record_avoidance",
    "record_cost",
    "record_hours",
    "record_off_framework",
    "record_one_off_gain",
    "record_quality",
    "record_substitution",
    "release_budget",
    "reverse_entry",
    "review_price",
    "revise_baseline",
    "set_baseline",
    "set_price_floor",
    "sign_off_gains",
    "strike_off_framework",
    "withdraw_sign_off",
]
