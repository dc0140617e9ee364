"""The tables of the books of savings, one module for each part of them."""

from procurement_hub.savings.models.books import (
    Baseline,
    BaselineType,
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

__all__ = [
    "Baseline",
    "BaselineType",
    "Better",
    "BudgetRelease",
    "BudgetUse",
    "CouncilYear",
    "Decision",
    "EntryKind",
    "GainEntry",
    "GainTotal",
    "QualityCheck",
    "SignOff",
    "YearStatus",
]
