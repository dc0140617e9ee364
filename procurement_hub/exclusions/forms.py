"""What the exclusion pages ask for, and in which words."""

from collections.abc import Mapping, Sequence

from wtforms import HiddenField
from wtforms.validators import StopValidation

from procurement_hub.exclusions.models import Decision
from procurement_hub.law.exclusion_grounds import GROUNDS, Ground, GroundKind, Group
from procurement_hub.web.forms import (
    CheckboxesField,
    DateField,
    FieldList,
    FormField,
    HubForm,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
    UploadField,
)

NONE = "none"
MOST_SUBCONTRACTORS = 50


class GroundsField(CheckboxesField):
    """The grounds of a group that apply, or the one box that says none of them does."""

    def items(self, mark: str) -> list[dict]:
        *grounds, none = super().items(mark)
        return [*grounds, {"divider": "or"}, none | {"behaviour": "exclusive"}]

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if NONE in self.data and len(self.data) > 1:
            raise StopValidation("Tick the grounds that apply, or “None of these”, not both")


class GroupRow(RowForm):
    grounds = GroundsField("Grounds")
    reviewed = TickField("I have looked at these answers again, and they still hold")


class GroundsForm(HubForm):
    """A part for each group of grounds, called by the group's name: a group of which nothing is sent
    is unanswered, and never takes the answers of another."""

    def offer(self, grounds: Mapping[Group, Sequence[Ground]], review: Sequence[Group]) -> None:
        """Put in the grounds; the groups in `review` also ask whether the copied answers still hold."""
        for group, found in grounds.items():
            asked, tick = self.part(group).grounds, self.part(group).reviewed
            asked.label.text = group.value
            asked.missing = f"Say whether any of these apply: {group.value.lower()}"
            asked.choices = [(ground.code, ground.heading, _paragraph(ground)) for ground in found]
            asked.choices.append((NONE, "None of these"))
            tick.optional = group not in review
            tick.missing = f"Look at your earlier answers again: {group.value.lower()}"

    def part(self, group: Group) -> GroupRow:
        return self[group.name.lower()].form


for _group in Group:
    setattr(GroundsForm, _group.name.lower(), FormField(GroupRow))


def _paragraph(ground: Ground) -> str:
    return ground.source.removeprefix("PA 2023 ")


class DetailRow(RowForm):
    ground = HiddenField()
    what = TextAreaField("What happened?", rows=4, missing="Say what happened")
    happened_on = DateField(
        "When did it happen?",
        hint="The day of the conviction, decision or event. For example, 14 1 2026.",
        missing="Enter when it happened",
    )
    self_cleaning = TextAreaField(
        "What have you done so that it cannot happen again?",
        hint="Self-cleaning (section 58): what you paid or put right, changes of people or procedures, "
        "training, and your evidence of it.",
        rows=4,
        optional=True,
    )


class SubcontractorRow(RowForm):
    name = TextField("Name of the subcontractor", optional=True)
    company_number = TextField("Company number", optional=True, classes="govuk-input--width-10")


class DetailsForm(HubForm):
    details = FieldList(FormField(DetailRow))
    subcontractors = FieldList(FormField(SubcontractorRow), max_entries=MOST_SUBCONTRACTORS)


class ConfirmForm(HubForm):
    name = TextField("Your full name", autocomplete="name", missing="Enter your full name")
    true = TickField(
        "I am authorised to declare this for my organisation, and it is true and complete",
        missing="Confirm that the declaration is true and complete",
    )


def _grounds(*, cases: bool) -> list[tuple[str, str]]:
    return [
        (
            ground.code,
            f"{'Mandatory' if ground.kind is GroundKind.MANDATORY else 'Discretionary'}: {ground.heading}",
        )
        for ground in GROUNDS.values()
        if not (cases and ground.listed_only)
    ]


class CaseForm(HubForm):
    supplier_id = SelectField("Supplier", coerce=int, missing="Choose the supplier")
    ground = SelectField("Ground", choices=_grounds(cases=True), missing="Choose the ground")
    facts = TextAreaField(
        "Facts",
        hint="What is known, from where, and when it happened. The supplier reads it when you invite it to "
        "answer.",
        rows=6,
        missing="Write down the facts",
    )
    associated = TextField(
        "Associated person or subcontractor",
        hint="Only if the ground catches nobody but them. The supplier is then given time to replace them.",
        optional=True,
    )


class InviteForm(HubForm):
    reply_by = DateField(
        "Last day to reply", hint="The whole of the day counts.", missing="Enter the last day to reply"
    )
    replace_by = DateField("Last day to replace them", missing="Enter the last day to replace them")


class AnswerForm(HubForm):
    text = TextAreaField(
        "Your answer",
        hint="What you say to the facts, and what you have done so that it cannot happen again.",
        rows=8,
        missing="Write your answer",
    )
    evidence = UploadField("Evidence", hint="One file: PDF, image, Word, Excel, CSV or text.", optional=True)


class DecideForm(HubForm):
    decision = RadiosField(
        "Decision",
        choices=[
            (Decision.EXCLUDED.value, "Excluded", "Nothing is awarded to it until the last day."),
            (
                Decision.EXCLUDABLE.value,
                "Excludable, but not excluded",
                "The ground applies, and you use your discretion not to exclude.",
            ),
            (
                Decision.NOT_EXCLUDED.value,
                "Not excluded",
                "The ground does not apply, or is not continuing and not likely to occur again.",
            ),
        ],
        missing="Choose the decision",
    )
    reasons = TextAreaField(
        "Reasons",
        hint="Weigh what the supplier said and its self-cleaning (section 58). The supplier reads them.",
        rows=6,
        missing="Give the reasons",
    )
    ends_on = DateField(
        "Last day",
        hint="The decision lifts itself after this day. An exclusion needs one.",
        optional=True,
    )
    minister_reference = TextField(
        "Reference of the Minister’s agreement",
        hint="Without it no supplier is excluded on national security (section 29).",
        optional=True,
    )


class NotifyForm(HubForm):
    reference = TextField(
        "Reference of the notification",
        hint="Tell the Procurement Review Unit first, then record its reference here.",
        missing="Enter the reference of the notification",
    )


class EntryForm(HubForm):
    name = TextField("Name of the company", missing="Enter the name of the company")
    company_number = TextField("Company number", optional=True, classes="govuk-input--width-10")
    ppon = TextField("PPON", optional=True, classes="govuk-input--width-20")
    ground = SelectField("Ground", choices=_grounds(cases=False), missing="Choose the ground")
    listed_on = DateField("First day on the list", missing="Enter the first day on the list")
    until = DateField("Last day on the list", hint="Leave it empty if it has none.", optional=True)
    source = TextField(
        "Source",
        hint="Where the entry was published, such as the list’s reference.",
        missing="Say where the entry was published",
    )


class ImportForm(HubForm):
    file = UploadField("CSV file", accept=".csv", missing="Choose the file")
