"""A kept answer as its supplier reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from procurement_hub.tenders.answer_bank.likeness import stems


@dataclass(frozen=True)
class Entry:
    """One version of an answer: the question it answered, in which tender and lot, when it was kept,
    by whom, and the score it got, when that is known ("scored 4 of 5")."""

    id: str
    version: int
    question: str
    text: str
    tender: str = ""
    lot: str = ""
    kept_at: datetime | None = None
    by: str = ""
    score: str = ""

    @classmethod
    def of(cls, entry_id: str, version: int, body: Mapping) -> "Entry":
        kept_at = datetime.fromisoformat(body["kept_at"])
        told = {name: body.get(name, "") for name in ("tender", "lot", "by", "score")}
        return cls(entry_id, version, body["question"], body["text"], kept_at=kept_at, **told)

    @property
    def body(self) -> dict:
        """What is locked of it."""
        return {
            "question": self.question,
            "text": self.text,
            "tender": self.tender,
            "lot": self.lot,
            "kept_at": self.kept_at.isoformat(),
            "by": self.by,
            "score": self.score,
        }

    @cached_property
    def asked(self) -> frozenset[str]:
        """What its question is about."""
        return frozenset(stems(self.question))

    @property
    def from_profile(self) -> bool:
        """Whether it is a fact of the supplier's profile, and not in the bank at all."""
        return self.kept_at is None
