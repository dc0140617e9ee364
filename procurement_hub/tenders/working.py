"""What a supplier is working on: the parts of its bid for one lot, each saved and locked by itself.

Every answer is a part, the prices are one, and so are who does what, the standing declaration, and
a copy of what is in the box. A part's body is JSON that only the bidder's key reads:

    answer:Q1   text, files, done, by; bank (where the text was brought in from, until it is reviewed);
                worded (since which version the text is this, when only files changed since)
    prices      typed (as it was typed, even half a number), tiers (once it made sense), done, by
    team        owners: who looks after which part
    standing    by and at: who declared that every complete version is submitted; keep (whether the
                answers of such a version are kept in the answer bank)
    box         answers, prices: the texts that were sealed; versions: the parts they were made from
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select

from procurement_hub.core.database import db
from procurement_hub.core.errors import SeveralProblems
from procurement_hub.frameworks.models import LotItem
from procurement_hub.tenders.content import (
    Attachment,
    BidContent,
    refuse_gaps,
    refuse_misfits,
    tiers_in,
)
from procurement_hub.tenders.models import Bid, BidPart, Question
from procurement_hub.tenders.sealing import Box

PRICES, TEAM, STANDING, IN_THE_BOX = "prices", "team", "standing", "box"
DECISION = "decision"
"""What the supplier decided about bidding: locked like a part, but it belongs to no lot and no bid."""

FROM_BANK = "bank"
"""In an answer's body: the question and tender that its text was kept from, and what stood there before."""


def answer_part(code: str) -> str:
    return f"answer:{code}"


class Progress(StrEnum):
    """How far a part of a bid is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Part:
    """A saved part: which version it is, when that was saved, and what it says."""

    version: int
    saved_at: datetime
    body: Mapping


@dataclass(frozen=True)
class Draft:
    """All saved parts of one bid by name; none of them before the first save."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    def body(self, name: str) -> Mapping:
        part = self.parts.get(name)
        return part.body if part else {}

    def version(self, name: str) -> int | None:
        part = self.parts.get(name)
        return part.version if part else None

    def text(self, code: str) -> str:
        return self.body(answer_part(code)).get("text", "")

    def files(self, code: str) -> list[Attachment]:
        return [Attachment(**file) for file in self.body(answer_part(code)).get("files", ())]

    def from_bank(self, code: str) -> Mapping | None:
        """Where the answer was brought in from, while nobody has marked it complete since."""
        return self.body(answer_part(code)).get(FROM_BANK)

    def owner(self, name: str) -> str:
        return self.body(TEAM).get("owners", {}).get(name, "")

    def progress(self, name: str) -> Progress:
        body = self.body(name)
        if body.get("done"):
            return Progress.COMPLETE
        begun = body.get("text") or body.get("files") or body.get("typed")
        return Progress.IN_PROGRESS if begun else Progress.NOT_STARTED

    def versions(self) -> dict[str, int]:
        """The versions of the parts that a bid is made of."""
        return {
            name: part.version
            for name, part in sorted(self.parts.items())
            if name == PRICES or name.startswith("answer:")
        }

    @property
    def seen(self) -> str:
        """A mark for this state of the draft: another state has another mark."""
        return hashlib.sha256(json.dumps(self.versions()).encode()).hexdigest()[:16]

    @property
    def changed_since_submitted(self) -> bool:
        """Whether something was saved after the version in the box was made."""
        held = self.body(IN_THE_BOX)
        return bool(held) and held["versions"] != self.versions()

    def content(
        self, questions: Sequence[Question], *, declaration: Mapping | None = None, signatory: str = ""
    ) -> BidContent:
        """What would be sealed now. Prices that are not finished are left out."""
        prices = self.body(PRICES)
        answers = {question.code: self.text(question.code) for question in questions}
        files = {question.code: self.files(question.code) for question in questions}
        return BidContent(
            answers={code: text for code, text in answers.items() if text},
            files={code: attached for code, attached in files.items() if attached},
            prices=tiers_in(prices.get("tiers", {})) if prices.get("done") else {},
            declaration=declaration,
            signatory=signatory,
        )

    def unfinished(self, questions: Sequence[Question]) -> list[str]:
        """Names of the parts that are not marked complete, in the order of the page."""
        names = [*(answer_part(question.code) for question in questions), PRICES]
        return [name for name in names if self.progress(name) is not Progress.COMPLETE]


def gaps(content: BidContent, questions: Sequence[Question], items: Sequence[LotItem]) -> list[str]:
    """What still stands in the way of submitting this content, in sentences."""
    found = []
    for refuse in (refuse_misfits, refuse_gaps):
        try:
            refuse(content, questions, items)
        except SeveralProblems as problems:
            found += [sentence for _, sentence in problems.problems]
    return found


_PART = BidPart.__table__.c
_PARTS = select(_PART.bid_id, _PART.name, _PART.version, _PART.saved_at, _PART.locked).where(
    _PART.bid_id.in_(bindparam("bids", expanding=True))
)


def draft_of(box: Box, bid: Bid | None) -> Draft:
    return drafts_of(box, [bid])[bid.id] if bid else Draft()


def drafts_of(box: Box, bids: Sequence[Bid]) -> dict[int, Draft]:
    """The drafts of these bids of one supplier, by bid, in one statement."""
    by_id = {bid.id: bid for bid in bids}
    parts: dict[int, dict[str, Part]] = {bid_id: {} for bid_id in by_id}
    for bid_id, name, version, saved_at, locked in db.session.execute(_PARTS, {"bids": list(by_id)}):
        bid = by_id[bid_id]
        body = json.loads(box.read_working_copy(locked, lot_id=bid.lot_id, token=bid.token, part=name))
        parts[bid_id][name] = Part(version, saved_at, body)
    return {bid_id: Draft(found) for bid_id, found in parts.items()}
