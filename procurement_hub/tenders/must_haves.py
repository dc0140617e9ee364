"""What a tender requires, held against what a supplier's wallet proves. No database.

Everything is looked at as it will be on the day the framework starts, insurance above all: it has
to be there by the start of the contract, and never before (PA 2023 s.22(3))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_money
from procurement_hub.suppliers.models import Evidence, EvidenceKind, EvidenceState
from procurement_hub.tenders.models import TenderRequirement


class Have(StrEnum):
    """Whether the wallet proves it."""

    YES = "you_have_it"
    EXPIRES = "expires"
    TOO_LITTLE = "too_little"
    MISSING = "missing"


@dataclass(frozen=True)
class MustHave:
    """A requirement, whether the supplier has it, and what that means in a sentence."""

    requirement: TenderRequirement
    have: Have
    sentence: str

    @property
    def met(self) -> bool:
        return self.have is Have.YES

    @property
    def title(self) -> str:
        return self.requirement.title

    @property
    def warning(self) -> str:
        """What somebody who submits without it should know."""
        return f"{self.title}: {self.sentence[:1].lower()}{self.sentence[1:]}"


def held_against(
    requirements: Iterable[TenderRequirement], evidence: Sequence[Evidence], *, starts_on: date
) -> list[MustHave]:
    """Each requirement beside the best that the wallet has for it on the day the framework starts."""
    return [_one(requirement, evidence, starts_on) for requirement in requirements]


def _one(requirement: TenderRequirement, evidence: Sequence[Evidence], starts_on: date) -> MustHave:
    fitting = [piece for piece in evidence if _fits(requirement, piece)]
    enough = [piece for piece in fitting if _covers(requirement, piece)]
    for piece in enough:
        if piece.state(starts_on) is not EvidenceState.EXPIRED:
            until = f", good until {format_date(piece.expires_on)}" if piece.expires_on else ""
            return MustHave(requirement, Have.YES, f"You have it: {piece.title}{until}.")
    if enough:
        last = max(enough, key=lambda piece: piece.expires_on)
        return MustHave(
            requirement,
            Have.EXPIRES,
            f"{last.title} expires on {format_date(last.expires_on)}, before the framework starts on "
            f"{format_date(starts_on)}.",
        )
    if fitting:
        most = max(fitting, key=lambda piece: piece.amount or Decimal(0))
        return MustHave(
            requirement,
            Have.TOO_LITTLE,
            f"{most.title} covers {format_money(most.amount or Decimal(0))}, and "
            f"{format_money(requirement.minimum)} is needed.",
        )
    return MustHave(requirement, Have.MISSING, "There is nothing for it in your evidence wallet.")


def _fits(requirement: TenderRequirement, piece: Evidence) -> bool:
    if piece.kind is not requirement.kind:
        return False
    if requirement.kind.is_insurance or requirement.kind is EvidenceKind.ACCOUNTS:
        return True
    return _letters(requirement.named) in _letters(piece.title)


def _covers(requirement: TenderRequirement, piece: Evidence) -> bool:
    return requirement.minimum is None or (piece.amount or Decimal(0)) >= requirement.minimum


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
