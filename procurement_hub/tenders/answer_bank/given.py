"""Answers on their way into the bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.models import Question, Tender


@dataclass(frozen=True)
class Given:
    """An answer that was given: to which question, where, and the score that it got, in words."""

    question: str
    text: str
    tender: str
    lot: str
    score: str = ""


def given_in(tender: Tender, lot: Lot, answers: Sequence[tuple[Question, str, str]]) -> list[Given]:
    """Answers (question, text, score in words) of one lot's bid, ready to be kept."""
    return [
        Given(question.title, text, tender.framework.title, f"{lot.number}: {lot.title}", score)
        for question, text, score in answers
    ]
