"""Plays a scenario's acts in order and holds what happens against what must happen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.scenario.acts import ACTS, NAMELESS
from procurement_hub.scenario.cast import actors, assemble

AUDIT = {"audit_event", "audit_chain"}


@dataclass(frozen=True, slots=True)
class Surprise:
    """An act that did not go as its line says; `line` counts from 1."""

    line: int
    act: str
    what: str

    def __str__(self) -> str:
        return f"events.jsonl line {self.line}, {self.act}: {self.what}"


def read(folder: Path) -> tuple[dict, list[dict]]:
    """The cast and the dated acts of a scenario folder."""
    cast = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return cast, [json.loads(line) for line in lines if line.strip()]


def play(cast: dict, events: Iterable[dict], *, opening: datetime) -> list[Surprise]:
    """Put the cast into the empty database at `opening` and play every act; what went otherwise
    comes back. Raises NotEmpty when the database already holds organisations."""
    with transaction():
        assemble(cast, now=opening)
    people = actors()
    surprises = []
    for line, event in enumerate(events, 1):
        if what := perform(event, people):
            surprises.append(Surprise(line, event["do"], what))
    return surprises


def perform(event: dict, people: dict) -> str | None:
    """Play one act; None when it went as written, else a sentence that says how it did not."""
    expected = event.get("refused")
    before = traces() if expected else None
    actor = people[event["by"]]
    now = datetime.fromisoformat(event["at"])
    named = actor.unnamed() if event["do"] in NAMELESS else actor
    try:
        with transaction(event["do"], actor=named, now=now):
            ACTS[event["do"]](event, actor, now, people)
    except NoResultFound:
        return "it names something that is not there"
    except DomainError as refusal:
        if expected is None:
            return f"it was refused: {refusal.sentence}"
        if expected.lower() not in refusal.sentence.lower():
            return f"its refusal does not say “{expected}”: {refusal.sentence}"
        changed = [table for table, digest in traces().items() if before[table] != digest]
        return f"its refusal left a trace in {', '.join(changed)}" if changed else None
    return None if expected is None else f"it happened, though it must be refused with “{expected}”"


def traces() -> dict[str, str]:
    """A digest of every row of every table but the audit's own."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name not in AUDIT:
            rows = db.session.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    db.session.rollback()
    return found
