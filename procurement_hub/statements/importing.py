"""A new form, or a new version of one, from a JSON file: rows, and no code.

    {"code": "aes-backward-look", "version": 2, "title": "…", "look": "backward", "first_year": 2027,
     "source": "…", "takes_others": "miscellaneous", "headings": ["procurement", "miscellaneous"],
     "columns": [{"group": "…", "heading": "…", "measure": "cumulative", "part": "total"}]}

`last_year` may close it; a column may say "place": "below" and another "unit" than pounds."""

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.statements.measures import NAMES
from procurement_hub.statements.models import (
    Heading,
    Layout,
    LayoutColumn,
    LayoutHeading,
    Look,
    Part,
    Place,
    Unit,
)

PAGES = 2


class NotALayout(DomainError):
    """The file does not describe a form that can be drawn up."""


def read_layout(file: Path) -> dict:
    """The form as the file describes it. Raises NotALayout when it is no JSON."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise NotALayout(f"The file is not JSON: {broken}") from broken


def import_layout(described: Mapping) -> Layout:
    """Add the version of the form to the open transaction. A version that is there is never changed."""
    missing = {"code", "version", "title", "look", "first_year", "source", "columns"} - described.keys()
    if missing:
        raise NotALayout(f"The form does not say its {', '.join(sorted(missing))}.")
    unknown = {column["measure"] for column in described["columns"]} - NAMES
    if unknown:
        raise NotALayout(f"There is no measure called {', '.join(sorted(unknown))}.")
    code, version = described["code"], described["version"]
    there = select(Layout.id).where(Layout.code == code, Layout.version == version)
    if db.session.scalar(there) is not None:
        raise NotALayout(f"Version {version} of {code} is there already. Give the new one another number.")
    headings = {heading.code: heading for heading in db.session.scalars(select(Heading))}
    printed = described.get("headings") or list(headings)
    last = described.get("takes_others") or printed[-1]
    strange = {*printed, last} - headings.keys()
    if strange or last not in printed:
        raise NotALayout(f"These headings do not exist or are not printed: {', '.join(strange) or last}.")
    layout = Layout(
        code=code,
        version=version,
        title=described["title"],
        look=Look(described["look"]),
        first_year=described["first_year"],
        last_year=described.get("last_year"),
        page_size=described.get("page_size", "A4 landscape"),
        pages=described.get("pages", PAGES),
        source=described["source"],
    )
    db.session.add(layout)
    db.session.flush()
    for position, column in enumerate(described["columns"], 1):
        db.session.add(
            LayoutColumn(
                layout_id=layout.id,
                position=position,
                place=Place(column.get("place", Place.COLUMN)),
                group_title=column.get("group", ""),
                heading=column["heading"],
                measure=column["measure"],
                part=Part(column.get("part", Part.TOTAL)),
                unit=Unit(column.get("unit", Unit.POUNDS)),
            )
        )
    for position, heading in enumerate(printed, 1):
        db.session.add(
            LayoutHeading(
                layout_id=layout.id,
                heading_id=headings[heading].id,
                position=position,
                takes_others=heading == last,
            )
        )
    return layout
