"""How long a framework may run (PA 2023 s.47)."""

from dataclasses import dataclass
from datetime import date

from procurement_hub.core.calendar import ONE_DAY
from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule, in_force


@dataclass(frozen=True, kw_only=True)
class LongestTerm(DatedRule):
    years: int


FRAMEWORK_TERMS = (LongestTerm(valid_from=ACT_COMMENCED_ON, source="PA 2023 s.47(1)", years=4),)


def years_later(day: date, years: int) -> date:
    """The same day in a later year; 1 March where the year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def framework_last_day(starts_on: date) -> date:
    """The last day of the longest ordinary term: four years less a day (law 2.2, PA 2023 s.47).

    1 August 2026 gives 31 July 2030; a start on 29 February 2028 gives 28 February 2032. Frameworks
    let before the Act had the same four years, so an earlier start is answered too."""
    rule = in_force(FRAMEWORK_TERMS, max(starts_on, ACT_COMMENCED_ON))
    return years_later(starts_on, rule.years) - ONE_DAY


def why_term_too_long(
    starts_on: date,
    ends_on: date,
    *,
    light_touch: bool = False,
    under_open_framework: bool = False,
    longer_term_reasons: str | None = None,
) -> str | None:
    """The sentence that refuses the term, or None when it is allowed (law 2.2, rule F2).

    Light touch frameworks, those under an open framework and those whose reasons for a longer term
    will be published may run longer than four years."""
    if light_touch or under_open_framework or (longer_term_reasons or "").strip():
        return None
    if ends_on <= framework_last_day(starts_on):
        return None
    return (
        "A framework can run for 4 years at most. To go longer, give the reasons that will be "
        "published in the tender notice (section 47)."
    )
