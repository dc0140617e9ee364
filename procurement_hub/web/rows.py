"""Rows that can be added to and taken from a form without JavaScript: each button sends the form,
and it comes back with one row more or less and everything typed still there."""

import re

from flask import request
from werkzeug.datastructures import MultiDict


def rearranged(name: str) -> MultiDict | None:
    """What was typed, with a row of the FieldList `name` added or taken away; None if neither
    button (`items-add`, or `items-remove` with the row's number) was pressed."""
    typed = request.form
    if f"{name}-add" in typed:
        changed = MultiDict(typed)
        changed[f"{name}-{max(_rows(typed, name), default=-1) + 1}-added"] = ""
        return changed
    gone = typed.get(f"{name}-remove", "")
    if not re.fullmatch("[0-9]{1,6}", gone):
        return None
    return _without(typed, name, int(gone))


def _rows(typed: MultiDict, name: str) -> set[int]:
    row = re.compile(rf"{re.escape(name)}-([0-9]{{1,6}})-")
    return {int(found.group(1)) for key in typed if (found := row.match(key))}


def _without(typed: MultiDict, name: str, gone: int) -> MultiDict:
    """The later rows move up by one, so that rows are numbered without a hole."""
    left = sorted(_rows(typed, name) - {gone})
    place = {old: new for new, old in enumerate(left)}
    changed = MultiDict()
    for key, value in typed.items(multi=True):
        found = re.match(rf"{re.escape(name)}-([0-9]{{1,6}})-(.+)", key)
        if not found:
            changed.add(key, value)
        elif int(found.group(1)) in place:
            changed.add(f"{name}-{place[int(found.group(1))]}-{found.group(2)}", value)
    return changed
