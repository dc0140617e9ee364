"""What a lead changes of a published tender, in one form with the texts as they are now."""

from collections.abc import Sequence

from procurement_hub.core.errors import SeveralProblems
from procurement_hub.tenders.models import Question
from procurement_hub.web.forms import (
    FieldList,
    FormField,
    HubForm,
    RowForm,
    TextAreaField,
    UploadField,
)


class QuestionRow(RowForm):
    text = TextAreaField("Question", rows=2, missing="Enter the question: it cannot be taken away")


class AddendumForm(HubForm):
    reason = TextAreaField(
        "Why the tender is changed", hint="Every bidder can read it.", rows=3, missing="Enter the reason"
    )
    notice = TextAreaField(
        "Notice to bidders", hint="Anything that bidders must know and no text below says.", optional=True
    )
    description = TextAreaField("Description of the framework", rows=8)
    questions = FieldList(FormField(QuestionRow))
    document = UploadField("Document", hint="It can be downloaded by everybody.", optional=True)

    @classmethod
    def of(cls, description: str, questions: Sequence[Question]) -> "AddendumForm":
        form = cls(
            data={"description": description, "questions": [{"text": asked.title} for asked in questions]}
        )
        while len(form.questions) > len(questions):
            form.questions.pop_entry()
        form.codes = [asked.code for asked in questions]
        for code, row in zip(form.codes, form.questions, strict=False):
            row.form.text.label.text = f"Question {code}"
        return form

    @property
    def texts(self) -> dict[str, str]:
        """The questions' texts by their codes."""
        return {code: row.form.text.data for code, row in zip(self.codes, self.questions, strict=False)}

    def placed(self, refusal: SeveralProblems) -> SeveralProblems:
        """The refusal beside the boxes of this form: "question:Q2" is questions-1-text."""
        return SeveralProblems([(self._box(name), sentence) for name, sentence in refusal.problems])

    def _box(self, name: str | None) -> str | None:
        kind, _, code = (name or "").partition(":")
        return f"questions-{self.codes.index(code)}-text" if kind == "question" else name
