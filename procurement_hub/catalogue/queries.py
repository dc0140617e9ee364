"""Reads of the catalogue: CPV codes by word or number, units and items."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select

from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound

LIMIT = 20

SAME_THING = {
    "laptop": "portable computers",
    "notebook": "portable computers",
    "desktop": "desktop computers",
    "copier": "photocopier",
    "homecare": "social work",
    "printer": "print",
    "bin": "waste",
    "gritting": "road salt",
    "grit": "road salt",
}
"""Words that people use → words that the vocabulary has."""


def search_cpv(text: str, limit: int = LIMIT) -> list[CpvCode]:
    """CPV codes whose title has every word of `text`, or whose number begins with it.

    The shortest title first: a broad heading says it in fewer words than its special cases."""
    text = text.strip()
    words = text.lower().split()[:8]
    if not words:
        return []
    if text.replace("-", "").isdigit():
        matches = CpvCode.code.startswith(text, autoescape=True)
        order = (CpvCode.code,)
    else:
        matches = and_(*[_has(word) for word in words])
        order = (func.length(CpvCode.title), CpvCode.code)
    return list(db.session.scalars(select(CpvCode).where(matches).order_by(*order).limit(limit)))


def _has(word: str) -> ColumnElement[bool]:
    singular = word.removesuffix("s") or word
    condition = CpvCode.title.icontains(singular, autoescape=True)
    if singular in SAME_THING:
        condition = or_(condition, CpvCode.title.icontains(SAME_THING[singular], autoescape=True))
    return condition


def units() -> list[Unit]:
    """Every unit of measure, by name."""
    return list(db.session.scalars(select(Unit).order_by(Unit.name, Unit.code)))


def unit_named(text: str) -> Unit | None:
    """A unit by its UN/ECE code or its name, whatever the letter case: RM, ream, Ream."""
    wanted = text.strip()
    by_code_first = (func.upper(Unit.code) != wanted.upper(), Unit.code)
    return db.session.scalars(
        select(Unit)
        .where(or_(func.upper(Unit.code) == wanted.upper(), func.lower(Unit.name) == wanted.lower()))
        .order_by(*by_code_first)
        .limit(1)
    ).first()


def item_by_code(code: str) -> Item:
    """The item with this reference, or NotFound."""
    item = db.session.scalar(select(Item).where(Item.code == code.strip()))
    if item is None:
        raise NotFound(f"There is no item {code} in the catalogue.")
    return item


def items_by_code(codes: Iterable[str]) -> dict[str, Item]:
    """Those items of these references that exist, by reference."""
    wanted = sorted({code.strip() for code in codes})
    return {item.code: item for item in db.session.scalars(select(Item).where(Item.code.in_(wanted)))}
