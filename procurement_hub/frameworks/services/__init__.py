"""The verbs of frameworks: draft, amend, publish, withdraw; agree, sign and countersign."""

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
from procurement_hub.frameworks.services.practice import make_practice
from procurement_hub.frameworks.services.publishing import publish, withdraw

__all__ = [
    "FrameworkCodeTaken",
    "FrameworkFixed",
    "NewLot",
    "NoPriceReached",
    "RoundStillOpen",
    "RoundUsed",
    "StandstillRunning",
    "SuppliersFull",
    "TermTooLong",
    "add_agreement",
    "amend_draft",
    "countersign_agreement",
    "draft_framework",
    "gaps",
    "make_practice",
    "mark_awarded",
    "publish",
    "sign_agreement",
    "withdraw",
]
