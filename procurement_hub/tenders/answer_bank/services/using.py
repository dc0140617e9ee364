"""Kept answers come into a bid: as the next version of its draft, marked "to review", and never
over something that the person has not seen."""

from collections.abc import Mapping
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.queries import entry_for, known
from procurement_hub.tenders.desk import Desk, sit_down
from procurement_hub.tenders.services.drafting import Saved
from procurement_hub.tenders.working import FROM_BANK, answer_part


def use(*, actor: Actor, now: datetime, lot: Lot, code: str, entry_id: str, version: int | None) -> Saved:
    """Put a kept answer in the draft of this question. What stood there is kept beside it, to be put
    back. `version` is the one that the person saw; raises BidChangedElsewhere for another."""
    require(actor, Permission.BID)
    entry = entry_for(actor, entry_id)
    desk = _desk(actor, now, lot, code)
    body = _body(desk, actor, code, entry)
    return Saved(desk.write_over(answer_part(code), body, version=version, now=now), None)


def put_back(*, actor: Actor, now: datetime, lot: Lot, code: str, version: int | None) -> Saved:
    """Undo `use`: the answer that stood there before stands there again."""
    require(actor, Permission.BID)
    desk = _desk(actor, now, lot, code)
    held = desk.draft.body(answer_part(code))
    note = held.get(FROM_BANK)
    if not note:
        raise NotFound()
    body = {name: kept for name, kept in held.items() if name != FROM_BANK}
    body |= {"text": note["before"], "done": False, "by": actor.person_name}
    return Saved(desk.write_over(answer_part(code), body, version=version, now=now), None)


def fill_in(*, actor: Actor, now: datetime, lot: Lot, chosen: Mapping[str, str]) -> list[str]:
    """Fill empty answers in from the bank: for each question code the entry that was chosen.

    An answer that somebody has begun is left alone. The codes that were filled in."""
    require(actor, Permission.BID)
    entries = {entry.id: entry for entry in known(actor).all}
    desk = sit_down(actor, lot, now)
    asked = {question.code for question in desk.questions}
    if not chosen.keys() <= asked or not set(chosen.values()) <= entries.keys():
        raise NotFound()
    desk.begin(now)
    filled = []
    for code, entry_id in chosen.items():
        if desk.draft.text(code).strip() or desk.draft.files(code):
            continue
        desk.write(answer_part(code), _body(desk, actor, code, entries[entry_id]), now=now)
        filled.append(code)
    return filled


def _desk(actor: Actor, now: datetime, lot: Lot, code: str) -> Desk:
    desk = sit_down(actor, lot, now)
    if code not in {question.code for question in desk.questions}:
        raise NotFound()
    return desk


def _body(desk: Desk, actor: Actor, code: str, entry: Entry) -> dict:
    held = desk.draft.body(answer_part(code))
    note = {"question": entry.question, "tender": entry.tender, "before": held.get("text", "")}
    return {
        "text": entry.text,
        "files": list(held.get("files", ())),
        "done": False,
        "by": actor.person_name,
        FROM_BANK: note,
    }
