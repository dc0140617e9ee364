"""The pause between the contract award notice and signing (PA 2023 s.51)."""

from dataclasses import dataclass
from datetime import date

from procurement_hub.core.calendar import ONE_DAY, format_date, working_days_ending
from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule, in_force


@dataclass(frozen=True, kw_only=True)
class Standstill(DatedRule):
    working_days: int


STANDSTILLS = (Standstill(valid_from=ACT_COMMENCED_ON, source="PA 2023 s.51(2)", working_days=8),)


def standstill_end(notice_published_on: date) -> date:
    """The last day of the mandatory standstill: 8 working days beginning with the day on which the
    contract award notice (UK6) was published (law 3.5, PA 2023 s.51).

    A bank holiday in any part of the UK is not counted. Not for call-offs or light touch contracts."""
    rule = in_force(STANDSTILLS, max(notice_published_on, ACT_COMMENCED_ON))
    return working_days_ending(notice_published_on, rule.working_days)


def sign_from(notice_published_on: date) -> date:
    """The first day on which the contract may be entered into, working day or not (rule T9)."""
    return standstill_end(notice_published_on) + ONE_DAY


def why_not_signed_yet(notice_published_on: date, on: date) -> str | None:
    """The sentence that refuses signing on the day, or None once the standstill has ended (rule T9)."""
    if on > standstill_end(notice_published_on):
        return None
    return (
        f"The standstill period ends on {format_date(standstill_end(notice_published_on))}. "
        f"You can sign from {format_date(sign_from(notice_published_on))} (section 51)."
    )
