"""Answers go into the bank, change there, and leave it. Nothing of this is in the audit trail:
answers kept when a bid is submitted would tell who bid."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete as delete_rows
from sqlalchemy import insert

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.given import Given
from procurement_hub.tenders.answer_bank.models import BankedAnswer
from procurement_hub.tenders.answer_bank.queries import MOST_ENTRIES, entries_of, versions_of
from procurement_hub.tenders.answer_bank.shelf import shelf_to_fill
from procurement_hub.tenders.content import ANSWER_CHARACTERS, UNKEEPABLE

QUESTION_CHARACTERS = 500


class ChangedMeanwhile(DomainError):
    """Somebody saved a newer version of this answer after the person opened it."""


def keep(*, actor: Actor, now: datetime, answers: Sequence[Given]) -> int:
    """Keep these answers, and say how many of them are new to the bank in any way.

    The answer to a question that the bank has already, word for word, becomes a newer version of it;
    the same text again only takes a score along. Two lots of one tender are two answers. Empty
    answers, and whatever goes beyond 500 answers, are left out: keeping never stands in the way of
    the bid that the answers come from."""
    require(actor, Permission.BID)
    bank = entries_of(actor.organisation_id)
    count = len(bank)
    written: dict[tuple[str, int], Entry] = {}
    for given in answers:
        if not given.text.strip() or UNKEEPABLE.search(given.text):
            continue
        held = next((entry for entry in bank if _same_place(entry, given)), None)
        if held is None and count >= MOST_ENTRIES:
            continue
        score = given.score or (held.score if held and held.text == given.text else "")
        if held is not None and (held.text, held.score) == (given.text, score):
            continue
        entry = Entry(
            id=held.id if held else secrets.token_hex(16),
            version=held.version + 1 if held else 1,
            question=given.question[:QUESTION_CHARACTERS],
            text=given.text,
            tender=given.tender,
            lot=given.lot,
            kept_at=now,
            by=actor.person_name,
            score=score,
        )
        count += held is None
        bank = [entry, *(other for other in bank if other is not held)]
        written[entry.id, entry.version] = entry
    _write(actor, list(written.values()))
    return len(written)


def change(
    *, actor: Actor, now: datetime, entry_id: str, question: str, text: str, version: int | None
) -> Entry:
    """Keep a newer version of an answer, in place of the version that the person saw."""
    require(actor, Permission.BID)
    held = versions_of(actor, entry_id)[0]
    if held.version != version:
        raise ChangedMeanwhile(
            f"{held.by or 'Somebody in your organisation'} kept a newer version of this answer after you "
            "opened it. Nothing was overwritten. Read it below, then save yours again.",
            "text",
        )
    if not question.strip() or not text.strip():
        raise (
            Invalid("Enter the answer.", "text")
            if question.strip()
            else Invalid("Enter the question.", "question")
        )
    if len(text) > ANSWER_CHARACTERS:
        raise Invalid(f"This is {len(text) - ANSWER_CHARACTERS:,} characters too long.", "text")
    entry = replace(
        held,
        version=held.version + 1,
        question=question.strip()[:QUESTION_CHARACTERS],
        text=text,
        kept_at=now,
        by=actor.person_name,
        score=held.score if text == held.text else "",
    )
    _write(actor, [entry])
    return entry


def delete(*, actor: Actor, now: datetime, entry_id: str) -> None:
    """Take an answer out of the bank for good, with all its versions. Nothing says afterwards that, or
    when, it was there."""
    require(actor, Permission.BID)
    versions_of(actor, entry_id)
    db.session.execute(delete_rows(BankedAnswer).where(BankedAnswer.id == entry_id))


def _same_place(entry: Entry, given: Given) -> bool:
    if _plain(entry.question) != _plain(given.question):
        return False
    return entry.tender != given.tender or entry.lot == given.lot


def _plain(question: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in question.casefold()).split())


def _write(actor: Actor, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    shelf = shelf_to_fill(actor.organisation_id)
    rows = [
        {
            "id": entry.id,
            "version": entry.version,
            "owner": shelf.owner,
            "locked": shelf.lock(entry.id, entry.body),
        }
        for entry in entries
    ]
    db.session.execute(insert(BankedAnswer), rows)
