"""How alike questions are, and why: the measure behind the answer bank."""

from datetime import UTC, datetime

import pytest

from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.finding import best, holding, plan
from procurement_hub.tenders.answer_bank.likeness import NEAR, alike, stems
from tests.tenders.questionnaires import FIRST, SECOND, UNRELATED

KEPT = datetime(2026, 6, 30, tzinfo=UTC)


def entry(question, text="An answer.", *, number=1, kept_at=KEPT):
    return Entry(f"{number:032d}", 1, question, text, "Copier paper", "1: A4", kept_at, "Ann")


def percent(one, other):
    return alike(frozenset(stems(one)), frozenset(stems(other)))


BANK = [entry(question, number=number) for number, question in enumerate(FIRST)]


def test_the_same_question_is_wholly_alike():
    assert all(percent(question, question) == 100 for question in FIRST)


@pytest.mark.parametrize(
    "other",
    [
        "Please explain how your organisation would be delivering to councils",
        "Deliveries to each council",
        "How will you deliver to the councils?",
    ],
)
def test_endings_and_words_that_every_question_has_do_not_count(other):
    assert percent("Describe your delivery to the council", other) == 100


def test_words_that_councils_use_for_the_same_thing_count_as_one():
    assert percent("Employees' skills", "Training of staff") == 100


def test_questions_about_different_things_are_not_alike():
    assert percent("How do you prevent modern slavery?", "Which spare parts do you hold?") == 0
    assert percent("", "Which spare parts do you hold?") == 0


def test_the_best_three_come_first_and_say_why():
    found = best("How will you handle complaints from councils?", BANK)
    assert len(found) <= 3
    assert found[0].entry.question == "Describe your procedure for handling complaints from councils"
    assert "“complaints”" in found[0].why
    assert f"{found[0].percent}%" in found[0].why


def test_among_equals_the_latest_kept_is_the_best():
    older = entry("Lead times", number=1, kept_at=datetime(2025, 1, 1, tzinfo=UTC))
    newer = entry("Lead times", number=2)
    assert [match.entry.id for match in best("Lead times", [older, newer])] == [newer.id, older.id]


def test_one_answer_is_not_planned_for_two_questions():
    chosen = plan(
        {"Q1": "Lead times for delivery", "Q2": "Delivery lead times"}, [entry("Delivery lead times")]
    )
    assert len(chosen) == 1


def test_questions_that_nothing_is_about_stay_empty():
    assert plan({str(n): question for n, question in enumerate(UNRELATED)}, BANK) == {}


def test_what_is_planned_is_near_enough():
    chosen = plan({str(n): question for n, question in enumerate(SECOND)}, BANK)
    assert chosen
    assert all(match.percent >= NEAR for match in chosen.values())


def test_a_rewording_is_filled_in_from_the_question_it_rewords():
    chosen = plan({str(n): question for n, question in enumerate(SECOND)}, BANK)
    wrong = {
        SECOND[int(code)]: match.entry.question
        for code, match in chosen.items()
        if FIRST.index(match.entry.question) != int(code)
    }
    assert wrong == {}


def test_a_search_finds_answers_that_have_every_word():
    bank = [entry("Delivery", "Electric vans twice a week.", number=1), entry("Vans", "None.", number=2)]
    assert [each.id for each in holding(bank, "VANS week")] == [bank[0].id]
    assert holding(bank, "bicycles") == []
