"""The tables of the books of savings, one module for each part of them."""

from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models.baselines import Baseline, Factor
from procurement_hub.savings.models.books import (
    Avoidance,
    CouncilYear,
    EntryKind,
    GainEntry,
    GainTotal,
    YearStatus,
)
from procurement_hub.savings.models.gates import (
    Better,
    BudgetRelease,
    BudgetUse,
    Decision,
    QualityCheck,
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

__all__ = [
    "Avoidance",
    "Baseline",
    "BaselineType",
    "Better",
    "BudgetRelease",
    "BudgetUse",
    "CouncilYear",
    "Decision",
    "EntryKind",
    "Factor",
    "GainEntry",
    "GainTotal",
    "IndexApproval",
    "IndexChoice",
    "IndexRelease",
    "IndexSeries",
    "IndexValue",
    "QualityCheck",
    "SignOff",
    "YearStatus",
    "YearValue",
]
