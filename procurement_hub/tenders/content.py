"""What a bid says, as canonical texts that can be hashed, sealed and repeated.

A text is JSON with sorted keys and no spaces, in UTF-8. A random nonce is part of every
submitted bid, so that its published hash cannot be used to guess prices before the opening.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

from procurement_hub.core.errors import Invalid, SeveralProblems
from procurement_hub.core.money import format_quantity
from procurement_hub.demand.aggregation import Tier, tier_price
from procurement_hub.frameworks.models import LotItem
from procurement_hub.tenders.models import Question

ANSWER_CHARACTERS = 20_000
MOST_TIERS = 12
FEWEST, MOST = Decimal("0.001"), Decimal(10) ** 12
CHEAPEST, DEAREST = Decimal("0.000001"), Decimal(10) ** 7
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""A null or half a surrogate pair: PostgreSQL would refuse it when the bid is opened."""


class BidUnfit(SeveralProblems):
    """What is missing or wrong in a bid. The sentences quote it, so the audit keeps none of them."""

    @property
    def for_audit(self) -> str:
        return "The bid was not complete, or held something that cannot be kept."


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to an answer. `key` decrypts its stored chunks; `scan` is what a virus
    scanner said, in words; `evidence_id` is the item of the supplier's wallet it was taken from."""

    file_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    key: str
    scan: str
    evidence_id: int | None = None


@dataclass(frozen=True)
class BidContent:
    """A bid for one lot.

    answers: the text for each question code. files: the attachments for each question code.
    prices: for each item code its tiers (from_quantity, £ excluding VAT for one unit once the
    quantity reaches from_quantity). declaration: what the supplier declared on exclusion grounds,
    as its own canonical text says it. signatory: who bound the supplier."""

    answers: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, Sequence[Tier]] = field(default_factory=dict)
    files: Mapping[str, Sequence[Attachment]] = field(default_factory=dict)
    declaration: Mapping | None = None
    signatory: str = ""

    def texts(self, *, tender_id: int, lot_id: int, supplier_id: int, nonce: str) -> tuple[bytes, bytes]:
        """The canonical texts of the two envelopes: answers, and prices.

        The first holds the SHA-256 of the second, so that its own hash stands for the whole bid.
        The same content and nonce give the same bytes."""
        place = {"lot": lot_id, "nonce": nonce, "tender": tender_id}
        prices = _canonical(place | {"prices": plain_tiers(self.prices)})
        answers = _canonical(
            place
            | {
                "answers": dict(self.answers),
                "declaration": self.declaration,
                "files": {code: [asdict(file) for file in files] for code, files in self.files.items()},
                "prices_sha256": sha256(prices).hexdigest(),
                "signatory": self.signatory,
                "supplier": supplier_id,
            }
        )
        return answers, prices

    @classmethod
    def from_texts(cls, answers: bytes, prices: bytes | None) -> "BidContent":
        """The content again; without the prices when their envelope is shut.

        Bids sealed before there were two envelopes have their prices among the answers."""
        read = json.loads(answers)
        priced = json.loads(prices) if prices is not None else read
        return cls(
            answers=read["answers"],
            prices=tiers_in(priced.get("prices", {})),
            files={
                code: [Attachment(**file) for file in files] for code, files in read.get("files", {}).items()
            },
            declaration=read.get("declaration"),
            signatory=read.get("signatory", ""),
        )


def tiers_in(prices: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[Tier]]:
    """Tiers from their plain texts."""
    return {
        item: [(Decimal(quantity), Decimal(price)) for quantity, price in tiers]
        for item, tiers in prices.items()
    }


def plain_tiers(prices: Mapping[str, Sequence[Tier]]) -> dict[str, list[list[str]]]:
    """Tiers as plain texts."""
    return {
        item: [[_plain(quantity), _plain(price)] for quantity, price in tiers]
        for item, tiers in prices.items()
    }


def supplier_in(text: bytes) -> int:
    """Who wrote a bid's canonical text of answers: the supplier's id."""
    return json.loads(text)["supplier"]


def prices_hash_in(text: bytes) -> str | None:
    """The SHA-256 that a bid's canonical text of answers gives for its prices."""
    return json.loads(text).get("prices_sha256")


def fingerprint(nonce: str, text: str) -> str:
    """The SHA-256 of one answer on a receipt: salted, so that nobody can guess a short answer."""
    return sha256(f"{nonce}|{text}".encode()).hexdigest()


def _canonical(content: Mapping) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def refuse_misfits(content: BidContent, questions: Sequence[Question], items: Sequence[LotItem]) -> None:
    """Raise unless every answer and price is for something that the lot asks, and is a sane number.

    A draft may be incomplete, but what is in it must be able to be kept."""
    problems: list[tuple[str | None, str]] = []
    asked = {question.code for question in questions}
    wanted = {line.item.code for line in items}
    problems += [
        (None, f"There is no question {code} in this tender.")
        for code in content.answers
        if code not in asked
    ]
    problems += [
        (None, f"There is no item {code} in this lot.") for code in content.prices if code not in wanted
    ]
    for code, answer in content.answers.items():
        if len(answer) > ANSWER_CHARACTERS:
            over = len(answer) - ANSWER_CHARACTERS
            problems.append((f"answer:{code}", f"The answer to {code} is {over:,} characters too long."))
        if UNKEEPABLE.search(answer):
            problems.append((f"answer:{code}", f"The answer to {code} has a character that cannot be kept."))
    for code, tiers in content.prices.items():
        problems += [(f"price:{code}", sentence) for sentence in _tier_problems(code, tiers)]
    if problems:
        raise BidUnfit(problems)


def refuse_gaps(content: BidContent, questions: Sequence[Question], items: Sequence[LotItem]) -> None:
    """Raise SeveralProblems unless every question is answered, in words or by a file, and every item has
    a price that the councils' firm demand reaches: without one it could be neither evaluated nor ordered."""
    problems: list[tuple[str | None, str]] = [
        (f"answer:{question.code}", f"Answer {question.code}: {question.title}.")
        for question in questions
        if not content.answers.get(question.code, "").strip() and not content.files.get(question.code)
    ]
    for line in items:
        tiers = content.prices.get(line.item.code, ())
        firm = line.firm_quantity
        if not tiers:
            problems.append((f"price:{line.item.code}", f"Enter a price for {line.item.title}."))
        elif tier_price(tiers, firm) is None:
            problems.append(
                (
                    f"price:{line.item.code}",
                    f"The first price for {line.item.title} starts at {format_quantity(tiers[0][0])}, but "
                    f"councils have committed to {format_quantity(firm)}. "
                    f"Start it at {format_quantity(firm)} or fewer.",
                )
            )
    if problems:
        raise BidUnfit(problems)


def _tier_problems(code: str, tiers: Sequence[Tier]) -> list[str]:
    if len(tiers) > MOST_TIERS:
        return [f"{code} may have {MOST_TIERS} tiers at most."]
    for quantity, price in tiers:
        if not _fits(quantity, FEWEST, MOST, 3):
            return [f"A quantity of {code} must be more than 0, with at most 3 decimal places."]
        if not _fits(price, CHEAPEST, DEAREST, 6):
            return [
                f"A price of {code} must be more than £0 and less than £10,000,000, with at most 6 decimal "
                "places."
            ]
    if any(lower[0] >= higher[0] for lower, higher in pairwise(tiers)):
        return [f"The quantities of {code} must rise from one tier to the next."]
    return []


def _fits(number: Decimal, least: Decimal, most: Decimal, places: int) -> bool:
    if not isinstance(number, Decimal) or not number.is_finite():
        return False
    return least <= number < most and number == round(number, places)


def _plain(number: Decimal) -> str:
    """3.60 as it was written, never 3.6E+1."""
    if not isinstance(number, Decimal):
        raise Invalid("A quantity or price must be a number.")
    return f"{number:f}"
