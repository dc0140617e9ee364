"""The notices of the central digital platform, UK1 to UK17, and when each is due (law section 5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule

DUTIES_OF_2026 = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True)
class NoticeRule(DatedRule):
    """A notice and its period: `days` beginning with the day named in `counted_from`.

    `days` is None where the law counts no days, only says before or after what; `when` says which."""

    code: str
    name: str
    when: str
    counted_from: str | None = None
    days: int | None = None
    days_light_touch: int | None = None


def _notice(
    code: str, name: str, section: str, when: str, valid_from: date = ACT_COMMENCED_ON, **period
) -> NoticeRule:
    return NoticeRule(
        code=code, name=name, source=f"PA 2023 {section}", when=when, valid_from=valid_from, **period
    )


NOTICES = {
    rule.code: rule
    for rule in (
        _notice(
            "UK1",
            "Pipeline notice",
            "s.93",
            "within 56 days beginning with 1 April",
            counted_from="the first day of the financial year",
            days=56,
        ),
        _notice(
            "UK2",
            "Preliminary market engagement notice",
            "s.17",
            "before the tender notice, or reasons in it",
        ),
        _notice("UK3", "Planned procurement notice", "s.15", "40 days to 12 months before the tender notice"),
        _notice("UK4", "Tender notice", "s.21", "to start the competition"),
        _notice("UK5", "Transparency notice", "s.44", "before a direct award"),
        _notice("UK6", "Contract award notice", "s.50", "before the contract is entered into"),
        _notice(
            "UK7",
            "Contract details notice",
            "s.53",
            "within 30 days of entering into the contract, 120 for light touch",
            counted_from="the day the contract is entered into",
            days=30,
            days_light_touch=120,
        ),
        _notice(
            "UK8",
            "Contract payment notice",
            "s.70",
            "within 30 days of the end of the quarter",
            valid_from=date(2026, 4, 1),
            counted_from="the last day of the quarter",
            days=30,
        ),
        _notice(
            "UK9",
            "Contract performance notice",
            "s.71",
            "within 30 days of a breach or failure to perform",
            valid_from=DUTIES_OF_2026,
            counted_from="the day of the breach or failure",
            days=30,
        ),
        _notice("UK10", "Contract change notice", "s.75", "before the change is made"),
        _notice(
            "UK11",
            "Contract termination notice",
            "s.80",
            "within 30 days of the end",
            counted_from="the day the contract ends",
            days=30,
        ),
        _notice(
            "UK12",
            "Procurement termination notice",
            "s.55",
            "as soon as reasonably practicable after the decision not to award",
        ),
        _notice("UK13", "Dynamic market intention notice", "s.39", "before the market is established"),
        _notice("UK14", "Dynamic market establishment notice", "s.39", "as soon as reasonably practicable"),
        _notice("UK15", "Dynamic market modification notice", "s.39", "as soon as reasonably practicable"),
        _notice("UK16", "Dynamic market cessation notice", "s.39", "as soon as reasonably practicable"),
        _notice(
            "UK17",
            "Payments compliance notice",
            "s.69",
            "within 30 days of the end of the half-year",
            valid_from=DUTIES_OF_2026,
            counted_from="the last day of the half-year",
            days=30,
        ),
    )
}


def notice_due(notice: str, from_date: date, light_touch: bool = False) -> date | None:
    """The last day on which the notice may be published, counted from `from_date` (law section 5).

    `from_date` is day one, as in "30 days beginning with the day": a contract entered into on
    1 December has its details notice due by 30 December. None for a notice without a counted period,
    such as UK6, which must come before the contract. An unknown code is a KeyError."""
    rule = NOTICES[notice]
    days = rule.days_light_touch if light_touch and rule.days_light_touch else rule.days
    return from_date + timedelta(days=days - 1) if days else None
