"""What an addendum would change of a tender: told before it is published, and published as told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from procurement_hub.core.errors import DomainError, NotFound, SeveralProblems
from procurement_hub.tenders.addenda import ChangeKind
from procurement_hub.tenders.models import Question

QUESTION_CHARACTERS = 500

RULE = (
    "Until 48 hours before the deadline the centre can put the description or a question in other words, "
    "and add a notice or a document, in a numbered addendum with its reason. With less time left the "
    "deadline has to be moved first. Criteria, weights and the number of questions never change. Whoever "
    "has begun a bid is asked to confirm each addendum."
)


class NothingChanged(DomainError):
    """An addendum that changes and adds nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text before and after; a notice and a document have nothing before."""

    kind: ChangeKind
    before: str
    after: str
    question: Question | None = None


def changes_of(
    questions: Sequence[Question],
    *,
    description: str,
    new_description: str | None = None,
    new_questions: Mapping[str, str] | None = None,
    notice: str = "",
) -> list[Change]:
    """The changes, what stays as it is left out. `new_questions` are whole texts by code.

    Raises SeveralProblems for a text that is left empty or too long."""
    changes: list[Change] = []
    problems: list[tuple[str | None, str]] = []
    if new_description is not None and new_description.strip() != description.strip():
        if not new_description.strip():
            problems.append(("description", "Enter the description. It cannot be taken away."))
        changes.append(Change(ChangeKind.DESCRIPTION, description, new_description.strip()))
    asked = {question.code: question for question in questions}
    for code, text in (new_questions or {}).items():
        if code not in asked:
            raise NotFound()
        text, question = " ".join(text.split()), asked[code]
        if text == question.title:
            continue
        if not text or len(text) > QUESTION_CHARACTERS:
            sentence = (
                f"Enter question {code} in up to {QUESTION_CHARACTERS} characters. It cannot be taken away."
            )
            problems.append((f"question:{code}", sentence))
        changes.append(Change(ChangeKind.QUESTION, question.title, text, question))
    if notice.strip():
        changes.append(Change(ChangeKind.NOTICE, "", notice.strip()))
    if problems:
        raise SeveralProblems(problems)
    return changes
