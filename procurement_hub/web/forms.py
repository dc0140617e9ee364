"""Forms: what is asked, how it is read, and how a refusal comes back beside what was typed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, render_template
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from wtforms import FieldList, Form, FormField, ValidationError
from wtforms.utils import unset_value

from procurement_hub.core.errors import DomainError, SeveralProblems
from procurement_hub.web.fields import (
    Button,
    CheckboxesField,
    DateField,
    EmailField,
    MomentField,
    MoneyField,
    PasswordField,
    PercentField,
    QuantityField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
    UnitPriceField,
    UploadField,
    WholeNumberField,
)

__all__ = [
    "ActForm",
    "Button",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "FieldList",
    "FixedRows",
    "FormField",
    "HubForm",
    "MomentField",
    "MoneyField",
    "PasswordField",
    "PercentField",
    "QuantityField",
    "RadiosField",
    "RowForm",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TickField",
    "UnitPriceField",
    "UploadField",
    "WholeNumberField",
    "problems",
    "render_form",
]

STALE = (
    "This page was open when you signed in or out, or began to act for another organisation, so nothing "
    "has been saved. "
    "Check what you typed and send it again."
)


class _KindCSRF(_FlaskFormCSRF):
    """A token that no longer fits is a sentence at the top, with everything typed still there."""

    def validate_csrf_token(self, form, field):
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(STALE) from None
        g.csrf_valid = True


class HubForm(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        csrf_class = _KindCSRF

    @property
    def verified(self) -> bool:
        """Whether the form was sent by our own page, once it has been validated."""
        return "csrf_token" not in self or not self.csrf_token.errors

    def refuse(self, refusal: DomainError) -> None:
        """Put the refusal beside the field that it names, or at the top of the form."""
        found = (
            refusal.problems if isinstance(refusal, SeveralProblems) else [(refusal.field, refusal.sentence)]
        )
        by_name = {field.name: field for field in leaves(self)}
        for name, sentence in found:
            field = by_name.get(_plain(name)) if name else None
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Catch what the service refuses with 422, and show it on this form.

        403 and 404 go on to their own pages."""
        try:
            yield
        except DomainError as refusal:
            if refusal.status != 422:
                raise
            self.refuse(refusal)


class RowForm(Form):
    """One row of a FieldList: no token of its own."""


class FixedRows(FieldList):
    """A row for each thing on the page, in its place: one that was not sent is empty and moves no other."""

    MOST = 1000

    def process(self, formdata, data=unset_value, extra_filters=None):
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        shown = self.object_data or []
        sent = [index for index in self._extract_indices(self.name, formdata) if index < self.MOST]
        self.last_index, self.entries = -1, []
        for index in range(max(len(shown), *(index + 1 for index in sent), 0)):
            self._add_entry(formdata, shown[index] if index < len(shown) else unset_value, index=index)


class ActForm(HubForm):
    """A page's single act, such as approve or close; `reason` asks why, in those words.

    ActForm()                            just the button
    ActForm(reason="Why is it closed early?")"""

    reason = TextAreaField("Reason", rows=3)

    def __init__(self, *args, reason: str | None = None, hint: str = "", optional: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if reason is None:
            del self.reason
        else:
            self.reason.label.text = reason
            self.reason.hint = hint
            self.reason.optional = optional
            self.reason.missing = "Give the reason"


def leaves(form) -> Iterator:
    """Every field that a person fills in, through rows and parts of the form, in order."""
    for field in form:
        yield from _below(field)


def _below(field) -> Iterator:
    if isinstance(field, FormField):
        yield from leaves(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _below(entry)
    else:
        yield field


def _plain(name: str) -> str:
    return name.replace(".", "-").replace("[", "-").replace("]", "")


def problems(form) -> list[tuple[str | None, str]]:
    """(address of the first input or None, sentence) for everything wrong, in the form's order."""
    found = [(None, sentence) for sentence in form.form_errors]
    if "csrf_token" in form and form.csrf_token.errors:
        found += [(None, sentence) for sentence in form.csrf_token.errors]
    for field in form:
        found += _problems_below(field)
    return found


def _problems_below(field) -> list[tuple[str | None, str]]:
    if field.name == "csrf_token":
        return []
    if isinstance(field, FormField):
        nested = [(None, sentence) for sentence in field.form.form_errors]
        return nested + [problem for inner in field.form for problem in _problems_below(inner)]
    if isinstance(field, FieldList):
        return _of_rows(field) + [(f"#{field.id}", e) for e in field.errors if isinstance(e, str)]
    first = getattr(field, "first_input", field.id)
    return [(f"#{first}", sentence) for sentence in field.errors]


def _of_rows(rows: FieldList) -> list[tuple[str | None, str]]:
    """A sentence that several rows share names its row, so that each link says where it leads."""
    found = [
        (number, *problem) for number, row in enumerate(rows.entries, 1) for problem in _problems_below(row)
    ]
    said = Counter(sentence for _, _, sentence in found)
    return [
        (address, f"{sentence} (row {number})" if said[sentence] > 1 else sentence)
        for number, address, sentence in found
    ]


def render_form(template: str, *, form, **context):
    """The page; with status 422 when the form has something wrong."""
    return render_template(template, form=form, **context), 422 if problems(form) else 200
