"""The verbs of frameworks: draft, publish, withdraw; agree, sign, countersign; change a price; leave."""

from procurement_hub.frameworks.gaps import gaps
from procurement_hub.frameworks.services.agreements import (
    NoPriceReached,
    StandstillRunning,
    SuppliersFull,
    add_agreement,
    countersign_agreement,
    mark_awarded,
    sign_agreement,
)
from procurement_hub.frameworks.services.drafting import (
    FrameworkCodeTaken,
    FrameworkFixed,
    NewLot,
    RoundStillOpen,
    RoundUsed,
    TermTooLong,
    amend_draft,
    draft_framework,
)
from procurement_hub.frameworks.services.leaving import leave_framework
from procurement_hub.frameworks.services.practice import make_practice
from procurement_hub.frameworks.services.price_changes import (
    PriceFixed,
    agree_price,
    propose_price,
    refuse_price,
    withdraw_price,
)
from procurement_hub.frameworks.services.publishing import publish, withdraw

__all__ = [
    "FrameworkCodeTaken",
    "FrameworkFixed",
    "NewLot",
    "NoPriceReached",
    "PriceFixed",
    "RoundStillOpen",
    "RoundUsed",
    "StandstillRunning",
    "SuppliersFull",
    "TermTooLong",
    "add_agreement",
    "agree_price",
    "amend_draft",
    "countersign_agreement",
    "draft_framework",
    "gaps",
    "leave_framework",
    "make_practice",
    "mark_awarded",
    "propose_price",
    "publish",
    "refuse_price",
    "sign_agreement",
    "withdraw",
    "withdraw_price",
]
