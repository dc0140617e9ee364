"""What a receipt's statement says, in the words of a page or a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from procurement_hub.tenders.models import ReceiptAct

SHA256_DIGITS = 64


@dataclass(frozen=True)
class Hashed:
    """A SHA-256 on a receipt, what it is of, and for answers and files the question's code."""

    what: str
    digest: str
    code: str = ""


@dataclass(frozen=True)
class Statement:
    """The act, its moment and place, and the hashes. It names nobody."""

    act: ReceiptAct
    at: datetime
    tender: str
    title: str
    lot: str
    lot_title: str
    key: str
    content: str
    prices: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Mapping) -> "Statement":
        """From the facts of a statement whose signature was checked."""
        files = facts.get("files", {})
        return cls(
            act=ReceiptAct(facts["act"]),
            at=datetime.fromisoformat(facts["at"]),
            tender=facts["tender"],
            title=facts.get("title", ""),
            lot=facts["lot"],
            lot_title=facts.get("lot_title", ""),
            key=facts["key"],
            content=facts["sha256"],
            prices=facts.get("prices"),
            answers=facts.get("answers", {}),
            files=files if isinstance(files, dict) else {"": files},
        )

    @property
    def submitted(self) -> bool:
        return self.act is ReceiptAct.SUBMITTED

    @property
    def place(self) -> str:
        return f"{self.lot}: {self.lot_title}" if self.lot_title else self.lot

    @property
    def codes(self) -> list[str]:
        """The questions that something on the receipt belongs to."""
        return sorted({*self.answers, *self.files})

    @property
    def hashes(self) -> list[Hashed]:
        """Every SHA-256 on the receipt."""
        found = [Hashed("The content of the bid", self.content)]
        if self.prices:
            found.append(Hashed("The prices", self.prices))
        for code in self.codes:
            if code in self.answers:
                found.append(Hashed(f"Answer to {code}", self.answers[code], code))
            for number, digest in enumerate(self.files.get(code, ()), 1):
                found.append(Hashed(f"File {number} of {code}" if code else f"File {number}", digest, code))
        return found

    def with_digest(self, digest: str) -> list[Hashed]:
        """What on the receipt has this SHA-256; nothing when it is not on it."""
        return [each for each in self.hashes if each.digest == digest.lower()]
