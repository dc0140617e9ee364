"""Rows that come and go as a person asks, without a script."""

from procurement_hub.web.forms import FieldList


def within(rows: FieldList, places: list[str]) -> bool:
    """Whether the first of `places` is a row that there is."""
    return bool(places) and places[0].isdigit() and int(places[0]) < len(rows)
