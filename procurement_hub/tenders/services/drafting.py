"""Working on a bid: an answer, the prices, and who does what. Nothing here is submitted by itself,
unless the supplier has declared that whatever is complete is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import Invalid, NotFound
from procurement_hub.demand.aggregation import Tier
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.boxing import keep_in_the_box
from procurement_hub.tenders.content import (
    MOST_TIERS,
    UNKEEPABLE,
    BidContent,
    plain_tiers,
    refuse_gaps,
    refuse_misfits,
)
from procurement_hub.tenders.desk import Desk, sit_down
from procurement_hub.tenders.models import BidReceipt
from procurement_hub.tenders.working import FROM_BANK, PRICES, TEAM, answer_part

MOST_TYPED = 200_000
"""Characters of a part that are kept however unfinished; what is submitted has its own limits."""

Typed = Mapping[str, Sequence[Sequence[str]]]
"""What was typed in the price grid: for each item code its rows of (from quantity, price)."""


@dataclass(frozen=True)
class Saved:
    """The part's new version, and the receipt when saving it put a complete bid in the box."""

    version: int
    receipt: BidReceipt | None


def save_answer(
    *, actor: Actor, now: datetime, lot: Lot, code: str, text: str, version: int | None, done: bool = False
) -> Saved:
    """Keep the answer to a question, as far as it is written; `done` marks it complete.

    `version` is the one that the person saw, None before the first. Raises BidChangedElsewhere
    when a colleague has saved another since."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    question = next((question for question in desk.questions if question.code == code), None)
    if question is None:
        raise NotFound()
    _refuse_unkeepable(text, f"answer:{code}")
    name = answer_part(code)
    body = {"text": text, "files": list(desk.draft.body(name).get("files", ())), "done": done}
    if not done and (note := desk.draft.from_bank(code)):
        body[FROM_BANK] = note
    if done:
        content = BidContent(answers={code: text}, files={code: body["files"]} if body["files"] else {})
        refuse_misfits(content, [question], ())
        refuse_gaps(content, [question], ())
    return _save(desk, actor, now, name, body, version)


def save_prices(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    typed: Typed,
    version: int | None,
    tiers: Mapping[str, Sequence[Tier]] | None = None,
) -> Saved:
    """Keep the price grid as it was typed, whatever that is; `tiers` (£ net) finish it.

    With tiers every item must have prices that could be submitted, or SeveralProblems says why not."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    known = {line.item.code for line in desk.items}
    kept = {
        code: [[str(quantity), str(price)] for quantity, price in rows]
        for code, rows in typed.items()
        if code in known
    }
    for code, rows in kept.items():
        if len(rows) > MOST_TIERS:
            raise Invalid(f"{code} may have {MOST_TIERS} tiers at most.", "prices")
    _refuse_unkeepable("\n".join(cell for rows in kept.values() for row in rows for cell in row), "prices")
    body = {"typed": kept, "done": tiers is not None}
    if tiers is not None:
        content = BidContent(prices=tiers)
        refuse_misfits(content, (), desk.items)
        refuse_gaps(content, (), desk.items)
        body["tiers"] = plain_tiers(tiers)
    return _save(desk, actor, now, PRICES, body, version)


def share_out(*, actor: Actor, now: datetime, lot: Lot, owners: Mapping[str, str]) -> None:
    """Say who looks after which part of the bid: the person's name, or empty for nobody."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    parts = {*(answer_part(question.code) for question in desk.questions), PRICES}
    if not set(owners) <= parts:
        raise NotFound()
    desk.begin(now)
    named = {name: person for name, person in owners.items() if person}
    desk.write(TEAM, {"owners": named, "by": actor.person_name}, now=now)


def _save(desk: Desk, actor: Actor, now: datetime, name: str, body: dict, version: int | None) -> Saved:
    written = desk.write_over(name, {**body, "by": actor.person_name}, version=version, now=now)
    return Saved(written, keep_in_the_box(desk, actor, now))


def _refuse_unkeepable(text: str, field: str) -> None:
    if len(text) > MOST_TYPED:
        raise Invalid(f"This is {len(text) - MOST_TYPED:,} characters more than can be kept.", field)
    if UNKEEPABLE.search(text):
        raise Invalid("This has a character that cannot be kept.", field)
