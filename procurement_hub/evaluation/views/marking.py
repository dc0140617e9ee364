"""Saving the scores typed on a page, all at once or those of one question."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import request

from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.evaluation.forms import MarksForm, name_of
from procurement_hub.evaluation.queries import Answer
from procurement_hub.tenders.models import Question

Mark = tuple[Question, int, str]


def asked_about(answers: Sequence[Answer], waiting: Sequence[Answer]) -> list[Question]:
    """The questions of the form: those that wait for a mark, and any that was typed on a page opened
    before it was settled, so that nothing typed is lost without a word."""
    return [
        answer.question
        for answer in answers
        if answer in waiting or f"{name_of(answer.question)}-score" in request.form
    ]


def rows(questions: list[Question], before: dict[int, tuple[int, str]]) -> dict[str, dict]:
    """What the form begins with."""
    return {
        name_of(question): dict(zip(("score", "reason"), before[question.id], strict=True))
        for question in questions
        if question.id in before
    }


def asked_alone(form: MarksForm, questions: list[Question]) -> Question | None:
    """The one question whose own button was pressed, or None for the whole page."""
    sent = request.form.get("only")
    if not sent:
        return None
    question = next((each for each in questions if str(each.id) == sent), None)
    if question is None:
        raise NotFound()
    form.only(question)
    return question


def changed(form: MarksForm, questions: list[Question], before: dict[int, tuple[int, str]]) -> list[Mark]:
    """What was typed and differs from `before` (question id → score and reason)."""
    marks = []
    for question in questions:
        row = form.row(question)
        if row.set_aside or row.untouched:
            continue
        typed = (row.score.data, row.reason.data)
        if before.get(question.id) != typed:
            marks.append((question, *typed))
    return marks


def unsaved(form: MarksForm, questions: list[Question], before: dict[int, tuple[int, str]]) -> bool:
    """Whether rows that were set aside hold something that is not saved."""
    return any(
        row.set_aside and (row.score.text.strip(), row.reason.data) != _typed(before.get(question.id))
        for question in questions
        for row in [form.row(question)]
    )


def _typed(saved: tuple[int, str] | None) -> tuple[str, str]:
    return (str(saved[0]), saved[1]) if saved else ("", "")


@contextmanager
def beside(question: Question) -> Iterator[None]:
    """A refusal of one question's mark goes beside that question's own field."""
    try:
        yield
    except DomainError as refusal:
        if refusal.field:
            refusal.field = f"{name_of(question)}-{refusal.field}"
        raise


def said(marks: list[Mark], noun: str) -> str:
    """What was saved, for the banner."""
    if not marks:
        return "Nothing had changed, so nothing was saved anew."
    codes = ", ".join(question.code for question, _, _ in marks)
    return f"Saved: your {noun}{'s' if len(marks) > 1 else ''} of {codes}."
