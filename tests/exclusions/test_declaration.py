"""What a declaration says, in one way only, and what it asks of people (F02, F09)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.exclusions.declaration import (
    Answer,
    Assessed,
    Declaration,
    Subcontractor,
    assess,
    content_problems,
    in_review,
    months_later,
    problems,
    subcontractors,
)
from procurement_hub.law.exclusion_grounds import GROUNDS, Group, declared_grounds

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CODES = [ground.code for ground in declared_grounds(NOW.date())]

texts = st.text(max_size=40)
answers = st.builds(
    Answer,
    ground=st.sampled_from(CODES),
    applies=st.booleans(),
    what=texts,
    happened_on=st.none() | st.dates(),
    self_cleaning=texts,
    review=st.booleans(),
)
declarations = st.builds(
    Declaration,
    answers=st.lists(answers, unique_by=lambda answer: answer.ground).map(tuple),
    subcontractors=st.lists(st.builds(Subcontractor, name=texts, company_number=texts)).map(tuple),
    version=st.integers(0, 99),
    confirmed_by=texts,
    confirmed_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


def clean(**changes) -> Declaration:
    said = tuple(Answer(code, False) for code in CODES)
    return replace(Declaration(said, (), 1, "James Purcell", NOW), **changes)


def saying_yes(code: str, **more) -> Declaration:
    told = {"what": "It happened", "happened_on": date(2026, 1, 14)} | more
    answer = Answer(code, True, **told)
    return clean(answers=tuple(answer if each == code else Answer(each, False) for each in CODES))


@given(declarations)
def test_a_declaration_is_read_back_as_it_was_written(declaration):
    assert Declaration.from_json(declaration.to_json()) == declaration


@given(declarations, st.randoms())
def test_the_order_in_which_things_were_said_does_not_show(declaration, random):
    shuffled = list(declaration.answers), list(declaration.subcontractors)
    for each in shuffled:
        random.shuffle(each)
    again = replace(declaration, answers=tuple(shuffled[0]), subcontractors=tuple(shuffled[1]))
    assert again.to_json() == declaration.to_json()


def test_the_text_is_canonical():
    text = clean(subcontractors=(Subcontractor("B"), Subcontractor("A"))).to_json()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text.index('"name":"A"') < text.index('"name":"B"')


def test_no_ground_declared_is_clear():
    assert assess(clean()).outcome is Assessed.CLEAR
    assert not assess(clean()).decision_needed


def test_a_mandatory_ground_without_self_cleaning_excludes_unless_it_is_cleaned():
    assessment = assess(saying_yes("terrorism"))
    assert assessment.sentence == "Excluded unless self-cleaned: decision needed."
    assert assessment.grounds == (GROUNDS["terrorism"],)


def test_a_discretionary_ground_is_for_a_person_to_decide():
    assert assess(saying_yes("insolvency")).sentence == "Excludable: decision needed."


def test_self_cleaning_clears_nothing_by_itself():
    assessment = assess(saying_yes("terrorism", self_cleaning="New directors"))
    assert assessment.outcome is Assessed.SELF_CLEANING
    assert assessment.decision_needed


@given(declarations)
def test_only_a_declaration_without_a_yes_is_clear(declaration):
    assert assess(declaration).decision_needed == any(answer.applies for answer in declaration.answers)


def test_a_clean_declaration_of_today_has_no_problems():
    assert problems(clean(), NOW) == []


def test_without_a_declaration_one_is_asked_for():
    assert problems(None, NOW) == ["Make your declaration about the exclusion grounds."]


def test_a_group_with_one_ground_unanswered_is_asked_again():
    without = clean(answers=tuple(Answer(code, False) for code in CODES if code != "cartel_offence"))
    assert problems(without, NOW) == ["Say whether any of these apply: convictions."]


def test_a_yes_without_what_and_when_is_not_enough():
    bare = saying_yes("environment", what=" ", happened_on=None)
    heading = GROUNDS["environment"].heading
    assert content_problems(bare, NOW) == [
        f"Say what happened: {heading}.",
        f"Say when it happened: {heading}.",
    ]


def test_nothing_is_declared_of_tomorrow():
    early = saying_yes("environment", happened_on=date(2026, 11, 21))
    assert content_problems(early, NOW) == [
        f"It cannot have happened after today: {GROUNDS['environment'].heading}."
    ]


def test_every_answer_of_a_copy_waits_for_review():
    copied = clean().marked_for_review()
    assert all(answer.review for answer in copied.answers)
    assert in_review(copied) == list(Group)
    assert "Confirm your earlier answers about tax." in content_problems(copied, NOW)
    assert (copied.version, copied.confirmed_by, copied.confirmed_at) == (0, "", None)


def test_a_declaration_of_six_months_ago_still_counts_and_one_day_more_asks_for_review():
    confirmed = clean(confirmed_at=datetime(2026, 5, 20, 12, tzinfo=UTC))
    assert problems(confirmed, NOW) == []
    [sentence] = problems(confirmed, datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert sentence.startswith("You confirmed this declaration on 20 May 2026, more than 6 months ago.")


def test_six_months_after_the_end_of_august_is_the_end_of_february():
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2027, 8, 31), 6) == date(2028, 2, 29)


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_month_s_last(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later.day in (28, 29, 30)


def test_subcontractors_of_nobody_are_none():
    assert subcontractors(None) == []
    assert subcontractors(clean(subcontractors=(Subcontractor("A"),))) == [Subcontractor("A")]
