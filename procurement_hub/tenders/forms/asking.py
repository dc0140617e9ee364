"""Questions, answers, and a later deadline."""

from procurement_hub.web.forms import (
    HubForm,
    MomentField,
    TextAreaField,
    TickField,
)


class AskForm(HubForm):
    text = TextAreaField(
        "Your question",
        hint="Everybody will read it and its answer, without your name. Do not say who you are.",
        rows=8,
        max_length=4000,
        missing="Enter your question",
    )


class SendQuestionForm(HubForm):
    naming_is_meant = TickField(
        "Publish it in these words",
        hint="Everybody, your competitors too, will read who asks.",
    )


class AnswerForm(HubForm):
    text = TextAreaField(
        "Answer",
        hint="Every bidder can read it at once. It cannot be changed afterwards.",
        missing="Enter the answer",
    )


class DeadlineForm(HubForm):
    deadline_at = MomentField(
        "New deadline",
        noun="The new deadline",
        hint="UK time, from 8am to 6pm of a working day in England. It can only move later.",
    )
    reason = TextAreaField("Reason", hint="Every bidder can read it.", rows=3, missing="Enter the reason")
