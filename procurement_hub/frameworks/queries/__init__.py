"""Reads of frameworks, scoped to the reader."""

from procurement_hub.frameworks.queries.agreements import (
    agreement_for,
    agreements_of,
    own_agreements_page,
    signers_of,
)
from procurement_hub.frameworks.queries.calling_off import (
    NOT_NAMED,
    why_no_direct_award,
    why_not_by_lot,
    why_not_call_off,
)
from procurement_hub.frameworks.queries.drafting import (
    DemandValue,
    authorities,
    councils_with_demand,
    demand_value,
    rounds_to_draft_from,
)
from procurement_hub.frameworks.queries.price_changes import price_change_for, price_changes_of
from procurement_hub.frameworks.queries.reading import (
    entitled_to,
    framework_for,
    frameworks_page,
    is_entitled,
    named_in,
    naming,
    tender_of,
)
from procurement_hub.frameworks.queries.register import (
    RegisterRow,
    live_framework,
    live_register,
)

__all__ = [
    "NOT_NAMED",
    "DemandValue",
    "RegisterRow",
    "agreement_for",
    "agreements_of",
    "authorities",
    "councils_with_demand",
    "demand_value",
    "entitled_to",
    "framework_for",
    "frameworks_page",
    "is_entitled",
    "live_framework",
    "live_register",
    "named_in",
    "naming",
    "own_agreements_page",
    "price_change_for",
    "price_changes_of",
    "rounds_to_draft_from",
    "signers_of",
    "tender_of",
    "why_no_direct_award",
    "why_not_by_lot",
    "why_not_call_off",
]
