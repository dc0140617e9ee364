"""The approved quality indicators: each with its direction and unit (savings-method 2.9).

A council that measures something else explains why. The first five suit goods and most services,
the rest suit care, where a lower price for an hour may come back as more hours."""

from dataclasses import dataclass

from procurement_hub.savings.models import Better

OTHER = "other"
"""Stands for an indicator that is not on the list and is explained."""


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    name: str
    better: Better
    unit: str
    care: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})"


APPROVED = (
    Indicator("OTIF", "Orders delivered on time and in full", Better.HIGHER, "%"),
    Indicator("DEFECTS", "Items returned or faulty", Better.LOWER, "%"),
    Indicator("SATISFACTION", "Users who are satisfied", Better.HIGHER, "%"),
    Indicator("SPECIFICATION", "Items certified as equivalent to the specification", Better.HIGHER, "%"),
    Indicator("BV8", "Invoices paid within 30 days", Better.HIGHER, "%"),
    Indicator("OUTCOMES", "People who reach the outcomes in their plan", Better.HIGHER, "%", care=True),
    Indicator("CQC", "Provision rated good or outstanding by the regulator", Better.HIGHER, "%", care=True),
    Indicator(
        "SAFEGUARDING", "Safeguarding concerns for each 100 people", Better.LOWER, "concerns", care=True
    ),
    Indicator("PACKAGE", "Hours of care for each person a week", Better.LOWER, "hours", care=True),
)
BY_CODE = {indicator.code: indicator for indicator in APPROVED}
