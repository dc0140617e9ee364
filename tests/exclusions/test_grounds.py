"""The exclusion grounds are those of Schedules 6 and 7, each said once (PA 2023 s.57)."""

from datetime import date

from procurement_hub.law.exclusion_grounds import (
    GROUNDS,
    Group,
    by_group,
    declared_grounds,
    grounds_on,
    notification_due,
)
from procurement_hub.law.rules import ACT_COMMENCED_ON

TODAY = date(2026, 11, 20)


def paragraphs(schedule: str) -> list[str]:
    return [ground.source for ground in GROUNDS.values() if f"Schedule {schedule} " in ground.source]


def test_a_ground_is_mandatory_by_schedule_6_and_discretionary_by_schedule_7():
    assert len(paragraphs("6")) + len(paragraphs("7")) == len(GROUNDS)
    for ground in GROUNDS.values():
        assert ground.mandatory == ("Schedule 6" in ground.source)


def test_no_paragraph_and_no_heading_is_there_twice():
    assert len({ground.source for ground in GROUNDS.values()}) == len(GROUNDS)
    assert len({ground.heading for ground in GROUNDS.values()}) == len(GROUNDS)


def test_no_ground_held_before_the_act():
    assert grounds_on(date(2025, 2, 23)) == []
    assert len(grounds_on(ACT_COMMENCED_ON)) == len(GROUNDS)


def test_suppliers_are_not_asked_about_what_only_a_minister_applies():
    asked = declared_grounds(TODAY)
    assert [ground.code for ground in GROUNDS.values() if ground not in asked] == ["listed_national_security"]


def test_every_ground_is_asked_in_one_group_and_no_group_is_empty():
    grouped = by_group(declared_grounds(TODAY))
    assert list(grouped) == list(Group)
    assert sum(len(found) for found in grouped.values()) == len(declared_grounds(TODAY))


def test_the_law_looks_back_three_or_five_years_and_five_for_every_mandatory_ground():
    assert {ground.look_back_years for ground in GROUNDS.values()} == {3, 5}
    assert all(ground.look_back_years == 5 for ground in GROUNDS.values() if ground.mandatory)
    assert GROUNDS["poor_performance"].look_back_years == 5
    assert GROUNDS["contract_breach"].look_back_years == 3


def test_thirty_days_begin_with_the_day_of_the_decision():
    assert notification_due(date(2026, 12, 1)) == date(2026, 12, 30)
