"""The standstill between the award notice and the first signature (PA 2023 s.51, law.md T9)."""

from datetime import date, timedelta

from procurement_hub.core.calendar import format_date
from procurement_hub.frameworks.models import Framework


def standstill_reason(framework: Framework, on: date) -> str | None:
    """Why nobody may sign on that day, or None (law.md T9)."""
    ends = framework.standstill_ends_on
    if ends is None or on > ends:
        return None
    return (
        f"The standstill period ends on {format_date(ends)}. "
        f"You can sign from {format_date(ends + timedelta(days=1))}."
    )
