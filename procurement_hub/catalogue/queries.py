"""Reads of the catalogue: CPV codes by word or number, units and items."""

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from procurement_hub.catalogue.models import CpvCode, Unit
from procurement_hub.core.database import db

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
    """A unit by its UN/ECE code or its name, whatever the letter case: RM, ream, Reams, tonne."""
    code, name = text.strip().upper(), text.strip().lower()
    is_code = func.upper(Unit.code) == code
    is_name = func.lower(Unit.name).in_({name, name.removesuffix("s"), name.removesuffix("es")})
    begins_name = func.lower(Unit.name).startswith(f"{name.removesuffix('s')} (", autoescape=True)
    best_first = (case((is_code, 0), (is_name, 1), else_=2), Unit.code)
    return db.session.scalars(
        select(Unit).where(or_(is_code, is_name, begins_name)).order_by(*best_first).limit(1)
    ).first()


def units_like(text: str, limit: int = 5) -> list[Unit]:
    """Units whose name has the text in it, the shortest names first."""
    return list(
        db.session.scalars(
            select(Unit)
            .where(Unit.name.icontains(text.strip(), autoescape=True))
            .order_by(func.length(Unit.name), Unit.code)
            .limit(limit)
        )
    )
