"""Reads of the gains: roll-up, ledger, baselines, checks, releases and decisions, always of one council."""

from procurement_hub.savings.queries.baselines import (
    BaselineUse,
    baseline_for,
    baselines_of_item,
    evidence_of_baseline,
    uses_of_baseline,
)
from procurement_hub.savings.queries.entries import (
    PricePaid,
    entries,
    entry_for,
    last_entry_id,
    names_of,
    prices_paid,
    reversed_among,
    whole_ledger,
)
from procurement_hub.savings.queries.evidence import (
    budget_released,
    check_for,
    checks_that_count,
    releases,
    unmet_checks,
)
from procurement_hub.savings.queries.totals import (
    ROWS,
    SUMS,
    ItemTotal,
    YearTotal,
    item_totals,
    items_bought,
    year_totals,
)
from procurement_hub.savings.queries.years import (
    council,
    current_sign_off,
    decisions,
    reader_council,
    year_status,
    years,
)

__all__ = [
    "ROWS",
    "SUMS",
    "BaselineUse",
    "ItemTotal",
    "PricePaid",
    "YearTotal",
    "baseline_for",
    "baselines_of_item",
    "budget_released",
    "check_for",
    "checks_that_count",
    "council",
    "current_sign_off",
    "decisions",
    "entries",
    "entry_for",
    "evidence_of_baseline",
    "item_totals",
    "items_bought",
    "last_entry_id",
    "names_of",
    "prices_paid",
    "reader_council",
    "releases",
    "reversed_among",
    "unmet_checks",
    "uses_of_baseline",
    "whole_ledger",
    "year_status",
    "year_totals",
    "years",
]
