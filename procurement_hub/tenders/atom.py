"""The feed of tenders: an Atom document (RFC 4287), for readers and for other portals."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from procurement_hub.core.calendar import format_moment
from procurement_hub.core.money import format_money
from procurement_hub.tenders.queries.opportunities import Row

ATOM = "http://www.w3.org/2005/Atom"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries last changed; also the date in every entry's tag (RFC 4151)."""

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("", ATOM)


def changed_at(rows: Sequence[Row]) -> datetime:
    return max((row.changed_at for row in rows), default=BEGINNING)


def feed(rows: Sequence[Row], *, here: str, page: str, host: str, page_of: Callable[[Row], str]) -> bytes:
    """The rows as entries. `here` and `page` are the full addresses of the feed and of its list.

    An entry keeps its id for good, and `updated` moves when its deadline does."""
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(root, "title", "Tenders on Procurement Hub")
    _add(root, "id", here)
    _add(root, "updated", _written(changed_at(rows)))
    _add(root, "link", rel="self", type="application/atom+xml", href=here)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for row in rows:
        entry = _add(root, "entry")
        _add(entry, "title", row.title)
        _add(entry, "id", f"tag:{host},{BEGINNING:%Y}:tender/{row.id}")
        _add(entry, "published", _written(row.published_at))
        _add(entry, "updated", _written(row.changed_at))
        _add(entry, "link", rel="alternate", type="text/html", href=page_of(row))
        _add(_add(entry, "author"), "name", row.centre)
        _add(entry, "summary", _summary(row), type="text")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _summary(row: Row) -> str:
    lots = "1 lot" if row.lots == 1 else f"{row.lots} lots"
    return (
        f"Bids until {format_moment(row.deadline_at)}. "
        f"Up to {format_money(row.ceiling_gross)} including VAT, in {lots}. Tender {row.code}."
    )


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str):
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if text is None else _UNPRINTABLE.sub("", text)
    return element


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
