"""Saving the scores typed on a page, all at once or those of one question."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import flash, redirect, request, url_for

from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import queries
from procurement_hub.evaluation.forms import MarksForm, marks_form, name_of
from procurement_hub.evaluation.queries import Answer
from procurement_hub.tenders.models import Question
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now

Mark = tuple[Question, int, str]


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked on a page: the sheet it shows, the answers that wait, the mark that one has, and
    the service that keeps another. `words` label the boxes."""

    page: str
    noun: str
    words: dict[str, str]
    sheet: Callable
    waiting: Callable
    given: Callable
    keep: Callable


def marked(marking: Marking, evaluation, bid_id: int):
    """The page, or what follows once the marks that were typed are kept."""
    tender_id = evaluation.tender.id
    sheet = marking.sheet(actor(), evaluation.tender, bid_id)
    questions = _asked_about(sheet.answers, marking.waiting(evaluation, sheet))
    marks = ((answer.question.id, marking.given(answer)) for answer in sheet.answers)
    before = {question_id: (mark.score, mark.reason) for question_id, mark in marks if mark}
    form = marks_form(questions, **marking.words)(data=_rows(questions, before))
    one = _asked_alone(form, questions)
    if form.validate_on_submit():
        with form.refusals():
            typed = _changed(form, questions, before)
            told = _said(typed, marking.noun)
            left = _unsaved(form, questions, before)
            place = {"bid_id": bid_id, "_anchor": name_of(one)} if one else {}
            with transaction(marking.keep.__name__, actor=actor(), now=now()):
                for question, score, reason in typed:
                    with _beside(question):
                        marking.keep(
                            actor=actor(),
                            now=now(),
                            bid=sheet.bid,
                            question=question,
                            score=score,
                            reason=reason,
                        )
            flash(told + (" The rest of this page is not saved yet." if left else ""))
            if not left:
                following = f"evaluation.{marking.page if one else 'show'}"
                return redirect(url_for(following, tender_id=tender_id, **place))
        evaluation = queries.evaluation_for(actor(), tender_id)
        sheet = marking.sheet(actor(), evaluation.tender, bid_id)
    return render_form(f"evaluation/{marking.page}.html", form=form, evaluation=evaluation, sheet=sheet)


def _asked_about(answers: Sequence[Answer], waiting: Sequence[Answer]) -> list[Question]:
    """The questions of the form: those that wait for a mark, and any that was typed on a page opened
    before it was settled, so that nothing typed is lost without a word."""
    return [
        answer.question
        for answer in answers
        if answer in waiting or f"{name_of(answer.question)}-score" in request.form
    ]


def _rows(questions: list[Question], before: dict[int, tuple[int, str]]) -> dict[str, dict]:
    """What the form begins with."""
    return {
        name_of(question): dict(zip(("score", "reason"), before[question.id], strict=True))
        for question in questions
        if question.id in before
    }


def _asked_alone(form: MarksForm, questions: list[Question]) -> Question | None:
    """The one question whose own button was pressed, or None for the whole page."""
    sent = request.form.get("only")
    if not sent:
        return None
    question = next((each for each in questions if str(each.id) == sent), None)
    if question is None:
        raise NotFound()
    form.only(question)
    return question


def _changed(form: MarksForm, questions: list[Question], before: dict[int, tuple[int, str]]) -> list[Mark]:
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


def _unsaved(form: MarksForm, questions: list[Question], before: dict[int, tuple[int, str]]) -> bool:
    """Whether rows that were set aside hold something that is not saved."""
    return any(
        row.set_aside and (row.score.text.strip(), row.reason.data) != _typed(before.get(question.id))
        for question in questions
        for row in [form.row(question)]
    )


def _typed(saved: tuple[int, str] | None) -> tuple[str, str]:
    return (str(saved[0]), saved[1]) if saved else ("", "")


@contextmanager
def _beside(question: Question) -> Iterator[None]:
    """A refusal of one question's mark goes beside that question's own field."""
    try:
        yield
    except DomainError as refusal:
        if refusal.field:
            refusal.field = f"{name_of(question)}-{refusal.field}"
        raise


def _said(marks: list[Mark], noun: str) -> str:
    """What was saved, for the banner."""
    if not marks:
        return "Nothing had changed, so nothing was saved anew."
    codes = ", ".join(question.code for question, _, _ in marks)
    return f"Saved: your {noun}{'s' if len(marks) > 1 else ''} of {codes}."
