"""What the Act asks of a contract below the threshold (PA 2023 Part 6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule, in_force


@dataclass(frozen=True, kw_only=True)
class BelowThreshold(DatedRule):
    """£ including VAT from which a council tells of a contract below the threshold."""

    notifiable_from: Decimal


RULES = (
    BelowThreshold(
        valid_from=ACT_COMMENCED_ON, source="PA 2023 s.87(4)(b)", notifiable_from=Decimal("30000")
    ),
)


def notifiable_from(on: date) -> Decimal:
    """£ including VAT from which the details of a below-threshold contract are published (section 87)."""
    return in_force(RULES, on).notifiable_from
