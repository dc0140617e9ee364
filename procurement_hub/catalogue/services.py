"""The catalogue's verb: add an item that councils buy alike."""

import re
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.catalogue.queries import unit_named, units_like
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.upsert import insert_if_absent


class UnknownCpvCode(DomainError):
    """The code is not in the Common Procurement Vocabulary, or its check digit is wrong."""


class UnknownUnit(DomainError):
    """Neither a UN/ECE code nor the name of a unit."""


class ItemIsSomethingElse(DomainError):
    """The reference already names an item with another unit or CPV code."""


def find_or_add_item(
    *, actor: Actor, now: datetime, code: str, title: str, unit: str, cpv: str, specification: str = ""
) -> Item:
    """The item with this reference, added to the catalogue if it is new.

    `unit` is a UN/ECE Recommendation 20 code or a unit's name; `cpv` needs its check digit. An
    item that is there already keeps its title and specification, and must agree in unit and CPV
    code: prices and demand are counted in them. Refusals name the field code, title, unit or cpv."""
    require(actor, Permission.RUN_ROUND)
    code, title = code.strip(), title.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,31}", code):
        raise Invalid(
            "Enter a reference for the item: up to 32 letters, numbers, dots and hyphens, such as A4-80.",
            "code",
        )
    if not title or len(title) > 300:
        raise Invalid("Enter what the item is, in up to 300 characters.", "title")
    measured_in = _unit(unit)
    cpv_code = _cpv(cpv)
    item = _item(code)
    if item is None:
        insert_if_absent(
            db.session,
            Item.__table__,
            {
                "code": code,
                "title": title,
                "specification": specification.strip(),
                "unit_code": measured_in.code,
                "cpv_code": cpv_code.code,
            },
            ["code"],
        )
        item = _item(code)
        audit.record(
            actor,
            "add_item",
            item,
            now=now,
            detail={"code": code, "unit": item.unit_code, "cpv": item.cpv_code},
        )
    if item.unit_code != measured_in.code:
        raise ItemIsSomethingElse(
            f"{code} is already in the catalogue with the unit {item.unit.name}. "
            "Use that unit, or another reference.",
            "unit",
        )
    if item.cpv_code != cpv_code.code:
        raise ItemIsSomethingElse(
            f"{code} is already in the catalogue under CPV code {item.cpv_code}. "
            "Use that code, or another reference.",
            "cpv",
        )
    return item


def _item(code: str) -> Item | None:
    return db.session.scalar(select(Item).where(Item.code == code))


def _unit(text: str) -> Unit:
    if not text.strip():
        raise UnknownUnit("Enter the unit that the item is counted in, such as ream.", "unit")
    unit = unit_named(text)
    if unit is None:
        near = ", ".join(unit.name for unit in units_like(text)) or "each, box or hour"
        raise UnknownUnit(f"“{text.strip()}” is not a unit of measure that we know. Try {near}.", "unit")
    return unit


def _cpv(text: str) -> CpvCode:
    text = text.strip()
    if not text:
        raise UnknownCpvCode("Enter the CPV code, such as 30197643-5.", "cpv")
    found = db.session.get(CpvCode, text)
    if found is not None:
        return found
    digits = re.match(r"\d{8}(?=-|$)", text)
    near = (
        db.session.scalar(select(CpvCode).where(CpvCode.code.startswith(f"{digits.group()}-")).limit(1))
        if digits
        else None
    )
    if near is not None and "-" not in text:
        raise UnknownCpvCode(f"Enter the CPV code with its check digit: {near.code}.", "cpv")
    if near is not None:
        raise UnknownCpvCode(f"The check digit of {text} is wrong. {near.code} is “{near.title}”.", "cpv")
    raise UnknownCpvCode(f"“{text}” is not a CPV code. Search for one by what it buys, such as paper.", "cpv")
