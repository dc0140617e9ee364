"""The published reference lists, CPV 2008 and UN/ECE Recommendation 20: read from a file and kept."""

import json
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from procurement_hub.catalogue.models import CpvCode, Unit
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.upsert import upsert


class NotThatList(DomainError):
    """The file does not hold the list that was asked for."""


def read_cpv(path: str | PathLike[str]) -> list[tuple[str, str]]:
    """(code with check digit, English title) pairs from a JSON object {code: title}."""
    return [
        (code.strip(), str(title).strip())
        for code, title in _object(path, "CPV codes").items()
        if _is_cpv(code)
    ]


def _is_cpv(code: str) -> bool:
    digits, _, check = code.strip().partition("-")
    return len(digits) == 8 and digits.isdigit() and len(check) == 1 and check.isdigit()


def read_units(path: str | PathLike[str]) -> list[tuple[str, str, str]]:
    """(code, name, symbol) from a JSON object {code: {name, symbol}} or {code: {name_en, symbol_en}}."""
    return list(_units(path))


def _units(path: str | PathLike[str]) -> Iterator[tuple[str, str, str]]:
    for code, unit in _object(path, "units of measure").items():
        name = unit.get("name") or unit.get("name_en")
        if name:
            symbol = unit.get("symbol") or unit.get("symbol_en") or ""
            yield code.strip(), name.strip()[:200], symbol.strip()[:50]


def _object(path: str | PathLike[str], what: str) -> dict:
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise NotThatList(f"{path} could not be read as a list of {what}: {problem}") from problem
    if not isinstance(content, dict):
        raise NotThatList(f"{path} is not a list of {what}.")
    return content


def import_cpv(pairs: Iterable[tuple[str, str]]) -> int:
    """Load (code with check digit, title) pairs; repeating it brings titles up to date."""
    rows = ({"code": code, "title": title} for code, title in pairs)
    return upsert(db.session, CpvCode.__table__, rows, ["code"])


def import_units(units: Iterable[tuple[str, str, str]]) -> int:
    """Load (UN/ECE code, name, symbol) rows; repeating it brings them up to date."""
    rows = ({"code": code, "name": name, "symbol": symbol} for code, name, symbol in units)
    return upsert(db.session, Unit.__table__, rows, ["code"])
