"""What the pages of approved lists ask for, and in which words."""

from collections.abc import Sequence

from wtforms import HiddenField

from procurement_hub.approved_lists.inviting import WORDS
from procurement_hub.approved_lists.services.lists import LONGEST_TITLE, NewCriterion
from procurement_hub.law.thresholds import ContractKind
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.web.forms import (
    DateField,
    FieldList,
    FormField,
    HubForm,
    MoneyField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
)

MOST_ROWS = 30
STATEMENT = "statement"
ASKED = [(kind.value, kind.label) for kind in EvidenceKind] + [(STATEMENT, "A statement to say yes to")]


class CriterionRow(RowForm):
    """One entry criterion; which of the boxes count follows from what is asked."""

    asked = SelectField("What is asked", choices=ASKED, missing="Choose what is asked")
    minimum = MoneyField(
        "Least cover", hint="For an insurance, such as 5,000,000.", optional=True, noun="The least cover"
    )
    named = TextField(
        "What it is called",
        hint="For an accreditation or policy, such as ISO 9001. The title of the evidence must have it.",
        optional=True,
        classes="govuk-input--width-20",
    )
    statement = TextField(
        "Statement",
        hint="For a statement, such as We pay our own suppliers within 30 days.",
        optional=True,
        max_length=LONGEST_TITLE,
    )

    def criterion(self) -> NewCriterion:
        if self.asked.data == STATEMENT:
            return NewCriterion(statement=self.statement.data or "")
        return NewCriterion(
            evidence_kind=EvidenceKind(self.asked.data),
            minimum=self.minimum.data,
            named=self.named.data or "",
        )


class DetailsForm(HubForm):
    """What a list says of itself."""

    title = TextField("Title", hint="Such as Grounds maintenance.", missing="Enter a title for the list")
    purpose = TextAreaField(
        "What it is for", hint="What is bought from it, by whom.", rows=4, missing="Say what the list is for"
    )
    cpv = TextField(
        "CPV codes",
        hint="The first digits are enough. 3019 covers all office supplies. Put commas between several.",
        missing="Enter at least one CPV code, or its first digits",
    )
    shared = TickField(
        "Share this list",
        hint="Other councils see its suppliers and can rely on your approval.",
    )

    def codes(self) -> list[str]:
        return (self.cpv.data or "").replace(",", " ").replace(";", " ").split()


class ListForm(DetailsForm):
    criteria = FieldList(FormField(CriterionRow), min_entries=1, max_entries=MOST_ROWS)


class CriteriaForm(HubForm):
    """A new version of the criteria."""

    criteria = FieldList(FormField(CriterionRow), min_entries=1, max_entries=MOST_ROWS)
    comply_by = DateField(
        "Until when are the earlier criteria enough?",
        hint="Suppliers on the list meet the new ones from the next day. For example, 31 3 2027.",
        missing="Enter the last day on which the earlier criteria are enough",
    )
    reason = TextAreaField(
        "Why do the criteria change?",
        hint="The suppliers on the list read this.",
        rows=3,
        missing="Say why the criteria change",
    )


class StatementRow(RowForm):
    """The answer to one statement; `sent` says that it was on the page."""

    sent = HiddenField(default="yes")
    agreed = RadiosField("Statement", choices=[("yes", "Yes"), ("no", "No")], inline=True)


class StatementsForm(HubForm):
    """Yes or no to each statement of a list."""

    statements = FieldList(FormField(StatementRow))

    def ask(self, statements: Sequence[str]) -> None:
        """A row for each statement, in their order, each with its words."""
        while len(self.statements) < len(statements):
            self.statements.append_entry()
        del self.statements.entries[len(statements) :]
        for row, statement in zip(self.statements, statements, strict=True):
            row.form.agreed.label.text = statement
            row.form.agreed.missing = f"Say yes or no: {statement}"

    def answers(self, statements: Sequence[str]) -> dict[str, bool]:
        given = zip(statements, self.statements, strict=True)
        return {text: row.form.agreed.data == "yes" for text, row in given}


class DecideForm(HubForm):
    decision = RadiosField(
        "Your decision",
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        missing="Choose whether to approve or refuse",
    )
    reason = TextAreaField(
        "Reason", hint="The supplier reads this.", rows=3, missing="Give the reason for the decision"
    )


class SuspendForm(HubForm):
    reason = TextAreaField(
        "Why is the supplier suspended?",
        hint="The supplier reads this. Other councils see only that it is suspended.",
        rows=4,
        missing="Say why the supplier is suspended",
    )
    comment_by = DateField(
        "Last day for the supplier to comment",
        hint="For example, 12 1 2027.",
        missing="Enter the last day for the supplier to comment",
    )
    ends_on = DateField(
        "Last day of the suspension",
        hint="It then ends by itself. A year at most.",
        missing="Enter the last day of the suspension",
    )


class AppealDecisionForm(HubForm):
    outcome = RadiosField(
        "Your decision",
        choices=[
            ("allow", "Allow the appeal", "The suspension ends at once."),
            ("dismiss", "Dismiss the appeal", "The suspension lasts to its last day."),
        ],
        missing="Choose whether to allow or dismiss the appeal",
    )
    reason = TextAreaField(
        "Reasons", hint="The supplier reads them.", rows=4, missing="Give the reasons for the decision"
    )


class EnoughForm(HubForm):
    estimated_gross = MoneyField(
        "Estimated value, including VAT",
        hint="Of the whole purchase over its whole term. Leave it empty if it cannot be estimated.",
        optional=True,
        noun="The value",
        minimum="0.01",
    )
    kind = RadiosField(
        "What do you buy?",
        choices=[(kind.value, words[:1].upper() + words[1:]) for kind, words in WORDS.items()],
        coerce=ContractKind,
        missing="Choose what you buy",
    )


class SearchForm(RowForm):
    """The buyers' search, asked in the page's address."""

    cpv = TextField(
        "What do you buy?",
        hint="A CPV code, its first digits, or words such as copier paper.",
        optional=True,
        classes="govuk-input--width-20",
    )
    name = TextField("Supplier’s name", optional=True, classes="govuk-input--width-20")
    sme = TickField("Small or medium enterprises (SME) only")
    vcse = TickField("Voluntary, community or social enterprises (VCSE) only")
    every_state = TickField("Show suppliers that cannot be invited today too")
