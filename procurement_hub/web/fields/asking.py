"""What every field shares: label, hint, the sentence for an empty answer, and its drawing."""

import re

from flask import current_app
from markupsafe import Markup
from wtforms import Field as WTField
from wtforms.validators import StopValidation


def component(name: str, params: dict) -> Markup:
    """A GOV.UK component: component("date-input", {...}) calls govukDateInput."""
    template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
    return Markup(getattr(template.module, macro)(params))


class Field(WTField):
    """One question. `text` is what was typed; `data` is what it means, or None.

    Drawn with `heading=True` its label is the page's h1; with `label_hidden=True` the label is
    only heard (for a box in a table whose column says it already)."""

    empty = None

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        optional: bool = False,
        missing: str | None = None,
        noun: str | None = None,
        classes: str = "",
        autocomplete: str | None = None,
        **kwargs,
    ):
        super().__init__(label, **kwargs)
        self.hint = hint
        self.optional = optional
        self.missing = missing or f"{self.verb} {label[:1].lower()}{label[1:].rstrip('?')}"
        self._noun = noun
        self.classes = classes
        self.autocomplete = autocomplete

    verb = "Enter"

    @property
    def noun(self) -> str:
        """The subject of a refusal: "Quantity must be …"."""
        if self._noun:
            return self._noun
        return "This answer" if self.label.text.endswith("?") else self.label.text

    @property
    def first_input(self) -> str:
        """The id that the error summary leads to."""
        return self.id

    @property
    def text(self) -> str:
        if self.raw_data:
            return self.raw_data[0] if isinstance(self.raw_data[0], str) else ""
        return "" if self.data is None else self.shown(self.data)

    def shown(self, data) -> str:
        """`data` as the person would type it."""
        return str(data)

    def read(self, text: str):
        """What `text`, trimmed and not empty, means. Raises ValueError with the sentence."""
        return text

    def process_formdata(self, valuelist: list) -> None:
        text = clean(valuelist[0]) if valuelist and isinstance(valuelist[0], str) else ""
        self.data = self.empty
        if text:
            self.data = self.read(text)

    def answered(self) -> bool:
        return self.data is not None and self.data != self.empty

    def pre_validate(self, form) -> None:
        if self.process_errors:
            raise StopValidation()
        if not self.answered():
            if not self.optional:
                raise StopValidation(self.missing)
            raise StopValidation()

    def __call__(self, **kwargs) -> Markup:
        return self.draw(**kwargs)

    def draw(self, **kwargs) -> Markup:
        raise NotImplementedError

    def surround(self, *, heading: bool = False, label_hidden: bool = False, size: str = "") -> dict:
        """The parameters that components with one label share."""
        params = {"id": self.id, "name": self.name, "label": self.named(heading, label_hidden, "label", size)}
        return self.told(params)

    def fieldset(self, *, heading: bool = False, label_hidden: bool = False, size: str = "m") -> dict:
        """The parameters that components with a legend share."""
        legend = self.named(heading, label_hidden, "fieldset__legend", size)
        return self.told({"fieldset": {"legend": legend}})

    def named(self, heading: bool, hidden: bool, kind: str, size: str) -> dict:
        optional = self.optional and not hidden and "(optional)" not in self.label.text
        text = self.label.text + (" (optional)" if optional else "")
        name = {"text": text}
        if heading:
            name |= {"isPageHeading": True, "classes": f"govuk-{kind}--l"}
        elif hidden:
            name["classes"] = "govuk-visually-hidden"
        elif size:
            name["classes"] = f"govuk-{kind}--{size}"
        return name

    def told(self, params: dict) -> dict:
        if self.hint:
            params["hint"] = {"text": self.hint}
        if self.errors:
            params["errorMessage"] = {"text": self.errors[0]}
        return params


BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
EDGES = re.compile("^[\\s\u200b-\u200f\u2060\ufeff]+|[\\s\u200b-\u200f\u2060\ufeff]+$")


def clean(text: str) -> str:
    """What was typed, trimmed and with one kind of line end. Control characters and halves of characters
    go, which no database keeps, and so does what would show words in another order than they stand in."""
    return EDGES.sub("", UNKEPT.sub("", BREAKS.sub("\n", text)))


class Button(WTField):
    """A button that sends the form. `data` tells whether it was this one that was pressed."""

    def __init__(self, label: str, *, secondary: bool = False, warning: bool = False, **kwargs):
        super().__init__(label, **kwargs)
        self.classes = "govuk-button--secondary" if secondary else "govuk-button--warning" if warning else ""

    def process_formdata(self, valuelist: list) -> None:
        self.data = bool(valuelist)

    def __call__(self, **kwargs) -> Markup:
        params = {"text": kwargs.get("text") or self.label.text, "name": self.name, "value": "yes"}
        return component("button", params | {"classes": self.classes, "preventDoubleClick": True})
