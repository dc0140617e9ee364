"""Questions, answers, and a later deadline."""

from procurement_hub.web.forms import (
    HubForm,
    MomentField,
    TextAreaField,
)


class AskForm(HubForm):
    text = TextAreaField(
        "Your question",
        hint="Everybody can read it and its answer. Do not say who you are: your name is not shown.",
        max_length=4000,
        missing="Enter your question",
    )


class AnswerForm(HubForm):
    text = TextAreaField(
        "Answer",
        hint="Every bidder can read it at once. It cannot be changed afterwards.",
        missing="Enter the answer",
    )


class DeadlineForm(HubForm):
    deadline_at = MomentField(
        "New deadline", noun="The new deadline", hint="UK time. It can only move later."
    )
    reason = TextAreaField("Reason", hint="Every bidder can read it.", rows=3, missing="Enter the reason")
