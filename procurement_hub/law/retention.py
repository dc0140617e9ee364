"""How long the records of a procurement must be kept (PA 2023 s.98)."""

from dataclasses import dataclass
from datetime import date

from procurement_hub.core.calendar import format_date
from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule, in_force
from procurement_hub.law.terms import years_later


@dataclass(frozen=True, kw_only=True)
class Retention(DatedRule):
    years: int


RETENTIONS = (Retention(valid_from=ACT_COMMENCED_ON, source="PA 2023 s.98(4)", years=3),)


def keep_until(last_contract_entered_on: date) -> date:
    """The day until which the records are kept: 3 years after the last contract was entered into, or
    after the procurement termination notice if none was (law 3.4, rule P5)."""
    rule = in_force(RETENTIONS, max(last_contract_entered_on, ACT_COMMENCED_ON))
    return years_later(last_contract_entered_on, rule.years)


def why_not_deleted_yet(last_contract_entered_on: date, on: date) -> str | None:
    """The sentence that refuses deletion on the day, or None once the records may go (rule P5)."""
    until = keep_until(last_contract_entered_on)
    return f"Keep until {format_date(until)} (section 98)." if on <= until else None
