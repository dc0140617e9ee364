"""Choices: one of several, any of several, a single box."""

from collections.abc import Callable

from markupsafe import Markup
from wtforms.validators import StopValidation

from procurement_hub.web.fields.asking import Field, component


class ChoiceField(Field):
    """One of `choices`, each (value, label) or (value, label, hint). `data` is the value, or None.

    `coerce` turns what is sent back into the value: int for an id, the enum for a status.
    Choices may be set on the field after the form is made."""

    verb = "Select"

    def __init__(self, label: str, *, choices=(), coerce: Callable = str, **kwargs):
        super().__init__(label, **kwargs)
        self.choices = choices
        self.coerce = coerce

    def process_formdata(self, valuelist: list) -> None:
        self.data = None
        if valuelist and valuelist[0] != "":
            self.data = self.coerced(valuelist[0])

    def coerced(self, sent: str):
        try:
            return self.coerce(sent)
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{self.missing} from the list") from None

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if not any(self.data == choice[0] for choice in self.choices):
            raise StopValidation(f"{self.missing} from the list")

    def chosen(self, value) -> bool:
        if self.raw_data:
            return str(_plain(value)) == self.raw_data[0]
        return self.data is not None and value == self.data

    def items(self, mark: str) -> list[dict]:
        found = []
        for value, label, *hint in self.choices:
            item = {"value": str(_plain(value)), "text": label, mark: self.chosen(value)}
            if hint and hint[0]:
                item["hint"] = {"text": hint[0]}
            found.append(item)
        return found


def _plain(value):
    return getattr(value, "value", value)


class RadiosField(ChoiceField):
    """One of a few, all in view. `inline=True` puts two short ones side by side."""

    def __init__(self, label: str, *, inline: bool = False, **kwargs):
        super().__init__(label, **kwargs)
        self.inline = inline

    def draw(self, **kwargs) -> Markup:
        kwargs.setdefault("size", "s")
        params = self.fieldset(**kwargs) | {
            "idPrefix": self.id,
            "name": self.name,
            "items": self.items("checked"),
        }
        return component("radios", params | {"classes": "govuk-radios--inline" if self.inline else ""})


class SelectField(ChoiceField):
    """One of many, in a list that opens. Begins with an empty line, worded `unchosen`."""

    def __init__(self, label: str, *, unchosen: str = "Choose one", **kwargs):
        super().__init__(label, **kwargs)
        self.unchosen = unchosen

    def draw(self, **kwargs) -> Markup:
        empty = {"value": "", "text": self.unchosen}
        params = self.surround(**kwargs) | {
            "items": [empty, *self.items("selected")],
            "classes": self.classes,
        }
        return component("select", params)


class CheckboxesField(ChoiceField):
    """Any of several. `data` is the list of values chosen, in the order of the choices."""

    def process_formdata(self, valuelist: list) -> None:
        sent = [self.coerced(value) for value in valuelist]
        order = [choice[0] for choice in self.choices]
        self.data = sorted(dict.fromkeys(sent), key=lambda v: order.index(v) if v in order else len(order))

    def answered(self) -> bool:
        return bool(self.data)

    def pre_validate(self, form) -> None:
        Field.pre_validate(self, form)
        if not set(self.data) <= {choice[0] for choice in self.choices}:
            raise StopValidation(f"{self.missing} from the list")

    def chosen(self, value) -> bool:
        if self.raw_data is not None:
            return str(_plain(value)) in self.raw_data
        return value in (self.data or [])

    def draw(self, **kwargs) -> Markup:
        kwargs.setdefault("size", "s")
        params = self.fieldset(**kwargs) | {
            "idPrefix": self.id,
            "name": self.name,
            "items": self.items("checked"),
        }
        return component("checkboxes", params)


class TickField(Field):
    """One box. `data` is True or False; with `missing` given it must be ticked."""

    empty = False

    def __init__(self, label: str, *, missing: str | None = None, **kwargs):
        kwargs["optional"] = missing is None
        super().__init__(label, missing=missing, **kwargs)

    def process_formdata(self, valuelist: list) -> None:
        self.data = bool(valuelist) and valuelist[0] not in ("", "no", "false")

    def draw(self, **kwargs) -> Markup:
        item = {"value": "yes", "text": self.label.text, "checked": bool(self.data)}
        if self.hint:
            item["hint"] = {"text": self.hint}
        params = {"idPrefix": self.id, "name": self.name, "items": [item], "classes": self.classes}
        if self.errors:
            params["errorMessage"] = {"text": self.errors[0]}
        return component("checkboxes", params)
