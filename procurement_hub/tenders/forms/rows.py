"""Rows that come and go as a person asks, without a script."""

import re

from procurement_hub.web.forms import FieldList


def within(rows: FieldList, places: list[str]) -> bool:
    """Whether the first of `places` is a row that there is."""
    place = number_in(places[0]) if places else None
    return place is not None and place < len(rows)


def number_in(sent: str | None) -> int | None:
    """The number in a part of the form that nobody types, or None when it is none."""
    return int(sent) if re.fullmatch("[0-9]{1,9}", sent or "") else None
