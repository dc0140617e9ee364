"""The tables of the books of savings, one module for each part of them."""

from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models.baselines import Baseline, Factor
from procurement_hub.savings.models.books import (
    CouncilYear,
    EntryKind,
    GainEntry,
    GainTotal,
    YearStatus,
)
from procurement_hub.savings.models.challenges import (
    Challenge,
    ChallengeRemark,
    ChallengeStatus,
    RemarkKind,
)
from procurement_hub.savings.models.decisions import GainDecision, Outcome
from procurement_hub.savings.models.gates import (
    Better,
    BudgetRelease,
    BudgetUse,
    Decision,
    GainNature,
    QualityCheck,
    QualityChoice,
    SignOff,
)
from procurement_hub.savings.models.indices import (
    IndexApproval,
    IndexChoice,
    IndexRelease,
    IndexSeries,
    IndexValue,
    YearValue,
)
from procurement_hub.savings.models.purchases import OffFrameworkPurchase
from procurement_hub.savings.models.watches import FloorBasis, PriceWatch, WatchKind

__all__ = [
    "Baseline",
    "BaselineType",
    "Better",
    "BudgetRelease",
    "BudgetUse",
    "Challenge",
    "ChallengeRemark",
    "ChallengeStatus",
    "CouncilYear",
    "Decision",
    "EntryKind",
    "Factor",
    "FloorBasis",
    "GainDecision",
    "GainEntry",
    "GainNature",
    "GainTotal",
    "IndexApproval",
    "IndexChoice",
    "IndexRelease",
    "IndexSeries",
    "IndexValue",
    "OffFrameworkPurchase",
    "Outcome",
    "PriceWatch",
    "QualityCheck",
    "QualityChoice",
    "RemarkKind",
    "SignOff",
    "WatchKind",
    "YearStatus",
    "YearValue",
]
