"""Refusals: exceptions named for the broken rule, with the sentence a person sees."""


class DomainError(Exception):
    """An act that may not happen. `sentence` is shown to the person; `field` names the form
    field that it belongs beside, when there is one. The status code is the page's answer.
    `subject` is the record that the audit files the refusal under, where that says nothing sealed."""

    status = 422
    subject: object | None = None

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    @property
    def for_audit(self) -> str:
        """What the audit keeps as the reason: the sentence, unless it repeats something sealed."""
        return self.sentence


class NotPermitted(DomainError):
    """The person's role does not allow the act."""

    status = 403


class NotFound(DomainError):
    """No such record, or one that belongs to another organisation: the two look the same."""

    status = 404

    def __init__(self, sentence: str = "There is no such record, or it is not yours to see."):
        super().__init__(sentence)


class WrongState(DomainError):
    """The act does not fit the state that the record is in."""


class Invalid(DomainError):
    """A value that makes no sense in its field: empty, negative, not a number."""


class SeveralProblems(DomainError):
    """More than one refusal at once, such as each legal gap of a draft or each row of a file.

    `problems` is a list of (field or None, sentence)."""

    def __init__(self, problems: list[tuple[str | None, str]]):
        super().__init__(" ".join(sentence for _, sentence in problems), problems[0][0])
        self.problems = problems
