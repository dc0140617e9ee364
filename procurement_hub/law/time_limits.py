"""How long suppliers must be given to tender (PA 2023 s.54)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from procurement_hub.core.calendar import format_date
from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule
from procurement_hub.law.terms import years_later


class ShorterPeriodReason(StrEnum):
    """Why a tendering period may be shorter than the ordinary one."""

    URGENCY = "urgency"
    QUALIFYING_PLANNED_NOTICE = "qualifying_planned_notice"
    DYNAMIC_MARKET = "dynamic_market"
    PRESELECTED = "preselected"


@dataclass(frozen=True, kw_only=True)
class TimeLimit(DatedRule):
    """A row of the table in s.54(4): whole days, counted from the day after publication."""

    days: int
    why: str


def _limit(days: int, why: str) -> TimeLimit:
    return TimeLimit(valid_from=ACT_COMMENCED_ON, source="PA 2023 s.54(4)", days=days, why=why)


SHORTER = {
    ShorterPeriodReason.URGENCY: _limit(10, "urgent tenders need 10 days"),
    ShorterPeriodReason.QUALIFYING_PLANNED_NOTICE: _limit(
        10, "tenders after a qualifying planned procurement notice need 10 days"
    ),
    ShorterPeriodReason.DYNAMIC_MARKET: _limit(10, "tenders by reference to a dynamic market need 10 days"),
    ShorterPeriodReason.PRESELECTED: _limit(10, "tenders from pre-selected suppliers need 10 days"),
}

# (electronic, all documents published with the notice)
ORDINARY = {
    (True, True): _limit(25, "electronic tenders with all documents published need 25 days"),
    (True, False): _limit(30, "electronic tenders without all documents published need 30 days"),
    (False, True): _limit(30, "tenders that are not electronic need 30 days with all documents published"),
    (False, False): _limit(
        35, "tenders that are not electronic need 35 days without all documents published"
    ),
}


class EarliestDeadline(NamedTuple):
    """The first lawful day for a tender deadline, and the sentence that says why."""

    first_day: date
    sentence: str


def earliest_deadline(
    published_on: date,
    electronic: bool,
    documents_complete: bool,
    reason: ShorterPeriodReason | str | None = None,
    *,
    light_touch: bool = False,
) -> EarliestDeadline:
    """The first day on which tenders may close, by the shortest row that applies (law 3.3, rule T1).

    The period begins with the day after publication and ends with the deadline day. A light touch
    contract has no shortest period: the day of publication itself is answered."""
    if light_touch:
        return EarliestDeadline(
            published_on, "The law sets no shortest tendering period for a light touch contract (section 54)."
        )
    rows = [ORDINARY[bool(electronic), bool(documents_complete)]]
    if reason:
        rows.append(SHORTER[ShorterPeriodReason(reason)])
    limit = min(rows, key=lambda row: row.days)
    first_day = published_on + timedelta(days=limit.days)
    return EarliestDeadline(
        first_day, f"The deadline must be {format_date(first_day)} or later: {limit.why} (section 54)."
    )


def planned_notice_qualifies(planned_on: date, published_on: date) -> bool:
    """Whether a planned procurement notice (UK3) shortens the period of a tender notice (PA 2023 s.15).

    It does when it came at least 40 days and at most 12 months before the tender notice."""
    return planned_on + timedelta(days=40) <= published_on <= years_later(planned_on, 1)
