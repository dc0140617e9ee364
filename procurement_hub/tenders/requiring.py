"""What a tender may ask its bidders to have: checked when it is published. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.tenders.models import TenderRequirement

MOST_REQUIREMENTS = 15
NAMELESS = (EvidenceKind.ACCREDITATION, EvidenceKind.POLICY, EvidenceKind.OTHER)
"""Kinds that say nothing until somebody says which one."""


class NotProportionate(DomainError):
    """A condition of participation goes beyond what the framework is worth (PA 2023 s.22(1))."""


@dataclass(frozen=True)
class NewRequirement:
    """A kind of evidence that bidders are asked for; `minimum` is £ of cover, `must` pass or fail."""

    kind: EvidenceKind
    named: str = ""
    minimum: Decimal | None = None
    must: bool = False


def requirements_from(wanted: Sequence[NewRequirement], *, ceiling: Decimal) -> list[TenderRequirement]:
    """The rows of these requirements. Raises Invalid or NotProportionate, naming the form's field.

    `ceiling` is the framework's largest value, £ including VAT. Employers' liability has its own
    lowest sum by law (£5 million), so only the other insurances are held against it."""
    if len(wanted) > MOST_REQUIREMENTS:
        raise Invalid(f"A tender asks for {MOST_REQUIREMENTS} things at most.", "requirements")
    seen: set[tuple[EvidenceKind, str]] = set()
    rows = []
    for position, new in enumerate(wanted):
        named = new.named.strip()
        if new.kind in NAMELESS and not named:
            raise Invalid(f"Say which {new.kind.label.lower()} is meant, such as ISO 9001.", _field(position))
        if new.minimum is not None and not new.kind.is_insurance:
            raise Invalid("Only an insurance has a smallest sum.", _field(position, "minimum"))
        if new.minimum is not None and new.minimum <= 0:
            raise Invalid("The smallest sum must be more than £0.", _field(position, "minimum"))
        beyond = new.minimum is not None and new.minimum > max(ceiling * 10, Decimal(5_000_000))
        if beyond and new.kind is not EvidenceKind.EMPLOYERS_LIABILITY:
            raise NotProportionate(
                "This is more than ten times all that the framework may be worth, and more than "
                "£5,000,000. Conditions must be proportionate (section 22): ask for less.",
                _field(position, "minimum"),
            )
        key = (new.kind, named.casefold())
        if key in seen:
            raise Invalid(f"{named or new.kind.label} is asked for twice.", _field(position))
        seen.add(key)
        rows.append(
            TenderRequirement(
                position=position, kind=new.kind, named=named, minimum=new.minimum, must=new.must
            )
        )
    return rows


def _field(position: int, name: str = "named") -> str:
    return f"requirements-{position}-{name}"
