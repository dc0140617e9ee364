"""Dates in three boxes, and moments with a time of day, as the UK reads the clock."""

import re
from datetime import UTC, date, datetime, time

from markupsafe import Markup
from wtforms.utils import unset_value

from procurement_hub.core.calendar import UK
from procurement_hub.web.fields.asking import Field, clean, component

BOXES = {"day": "2", "month": "2", "year": "4"}
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|noon)?", re.ASCII)
YEARS = range(1900, 2201)


class DateField(Field):
    """A day. `data` is a date."""

    boxes = BOXES
    whole = "a real date"

    typed: dict[str, str] | None = None
    faulty: tuple[str, ...] = ()

    def process(self, formdata, data=None, extra_filters=None) -> None:
        self.process_errors = []
        if data is None or data is unset_value:
            data = self.default() if callable(self.default) else self.default
        self.object_data = self.data = data
        self.raw_data, self.typed, self.faulty = None, None, ()
        if formdata is None or not any(f"{self.name}-{box}" in formdata for box in self.boxes):
            if formdata:
                self.data = None
            return
        self.typed = {box: (formdata.get(f"{self.name}-{box}") or "")[:40] for box in self.boxes}
        self.raw_data = list(self.typed.values())
        try:
            self.data = self.compose({box: clean(text) for box, text in self.typed.items()})
        except ValueError as refusal:
            self.data = None
            self.process_errors.append(str(refusal))

    def compose(self, boxes: dict[str, str]):
        empty = [box for box, text in boxes.items() if not text]
        if len(empty) == len(boxes):
            return None
        if empty:
            self.faulty = tuple(empty)
            names = " and ".join(
                filter(None, [", ".join(f"a {box}" for box in empty[:-1]), f"a {empty[-1]}"])
            )
            raise ValueError(f"{self.noun} must include {names}")
        return self.meaning(boxes)

    def meaning(self, boxes: dict[str, str]):
        return self.day_of(boxes)

    def day_of(self, boxes: dict[str, str]) -> date:
        self.faulty = tuple(box for box in BOXES if not (boxes[box].isascii() and boxes[box].isdigit()))
        if self.faulty:
            raise ValueError(f"{self.noun} must be {self.whole}, with the day, month and year as numbers")
        day, month, year = (int(boxes[box]) for box in BOXES)
        if year not in YEARS:
            self.faulty = ("year",)
            raise ValueError(f"{self.noun} must have a year of four figures, like 2027")
        try:
            return date(year, month, day)
        except (ValueError, OverflowError):
            self.faulty = tuple(BOXES)
            raise ValueError(f"{self.noun} must be {self.whole}") from None

    @property
    def first_input(self) -> str:
        return f"{self.id}-{self.faulty[0] if self.faulty else next(iter(self.boxes))}"

    def parts(self) -> dict[str, str]:
        if self.typed is not None:
            return self.typed
        if self.data is None:
            return dict.fromkeys(self.boxes, "")
        return self.split(self.data)

    def split(self, data) -> dict[str, str]:
        return {"day": str(data.day), "month": str(data.month), "year": str(data.year)}

    def draw(self, **kwargs) -> Markup:
        parts = self.parts()
        wrong = self.faulty or tuple(self.boxes) if self.errors else ()
        items = [
            {
                "id": f"{self.id}-{box}",
                "name": box,
                "label": box.capitalize(),
                "value": parts[box],
                "inputmode": "numeric" if box in BOXES else "text",
                "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if box in wrong else ""),
            }
            for box, width in self.boxes.items()
        ]
        kwargs.setdefault("size", "s")
        params = self.fieldset(**kwargs) | {"id": self.id, "namePrefix": self.name, "items": items}
        params["fieldset"]["role"] = "group"
        return component("date-input", params)


class MomentField(DateField):
    """A day and a time of day in the UK. `data` is that moment, aware, in UTC.

    The hours that the clocks skip or repeat are refused: nobody can say which is meant."""

    boxes = {**BOXES, "time": "5"}

    def meaning(self, boxes: dict[str, str]) -> datetime:
        day = self.day_of(boxes)
        self.faulty = ("time",)
        wanted = datetime.combine(day, self.time_of(boxes["time"]), UK)
        moment = wanted.astimezone(UTC)
        if moment.astimezone(UK).replace(tzinfo=None) != wanted.replace(tzinfo=None):
            raise ValueError(f"{self.noun} is in the hour that is skipped when the clocks go forward")
        if wanted.utcoffset() != wanted.replace(fold=1).utcoffset():
            raise ValueError(f"{self.noun} is in the hour that comes twice when the clocks go back")
        self.faulty = ()
        return moment

    def time_of(self, text: str) -> time:
        text = " ".join(text.lower().replace("a.m.", "am").replace("p.m.", "pm").split())
        if "midnight" in text:
            raise ValueError(f"{self.noun} must not be at midnight: use 11:59pm or 12:01am")
        if text in ("noon", "midday"):
            return time(12)
        found = TIME.fullmatch(text)
        if found is None or (found[3] is None and found[2] is None):
            raise ValueError(f"{self.noun} must have a time, like 12 noon, 5pm or 17:30")
        hour, minute = int(found[1]), int(found[2] or 0)
        if (
            (found[3] and not 1 <= hour <= 12)
            or hour > 23
            or minute > 59
            or (found[3] == "noon" and hour != 12)
        ):
            raise ValueError(f"{self.noun} must have a time, like 12 noon, 5pm or 17:30")
        if found[3] in ("pm", "noon") and hour != 12:
            hour += 12
        if found[3] == "am" and hour == 12:
            hour = 0
        return time(hour, minute)

    def split(self, data: datetime) -> dict[str, str]:
        there = data.astimezone(UK)
        return super().split(there) | {"time": f"{there:%H:%M}"}
