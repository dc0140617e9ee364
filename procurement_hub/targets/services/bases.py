"""Setting a council's base expenditure, and setting it anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.files import StoredFile
from procurement_hub.core.money import format_money
from procurement_hub.targets import keeping
from procurement_hub.targets.models import BaseExclusion, BaseExpenditure, Basis, Excluded

ONCE = (Excluded.TRANSFER_PAYMENTS, Excluded.DELEGATED_SCHOOLS, Excluded.POLICE)
MOST_EXCLUSIONS = 20


class ExclusionsExceedTheGross(DomainError):
    """What is left out is part of the gross, so something has to be left."""


@dataclass(frozen=True, slots=True)
class NewExclusion:
    """£ of the gross that are no part of the base. `name` is needed for other ones."""

    category: Excluded
    amount: Decimal
    name: str = ""


def set_base_expenditure(
    *,
    actor: Actor,
    now: datetime,
    base_year: int,
    basis: Basis,
    gross: Decimal,
    exclusions: Sequence[NewExclusion],
    source: str,
    reason: str = "",
    counts_from: int | None = None,
    file: StoredFile | None = None,
    file_name: str = "",
) -> BaseExpenditure:
    """Record what the actor's council spent in a base year (£ net of VAT), what of it does not count, and
    from which document that is known (needs S3-36, S3-37).

    A base is never edited: setting it again adds a version with a reason, for the targets of
    `counts_from` (the year after the base year unless given) and later ones."""
    require(actor, Permission.KEEP_TARGETS)
    keeping.begun_year(base_year, now, "base_year")
    if counts_from is None:
        counts_from = base_year + 1
    if not base_year < counts_from <= base_year + 10:
        raise Invalid("A base counts from a year after its own, at most 10 years later.", "counts_from")
    gross = keeping.amount(gross, "gross")
    source = keeping.words(source, "source", "Enter the document that the figures are taken from.")
    left_out = _checked(exclusions)
    excluded = sum((row.amount for row in left_out), Decimal(0))
    if excluded >= gross:
        raise ExclusionsExceedTheGross(
            f"The exclusions come to {format_money(excluded)}, and the gross is {format_money(gross)}.",
            "gross",
        )
    version_of = {"council_id": actor.organisation_id, "base_year": base_year}
    number = keeping.next_number(BaseExpenditure, **version_of)
    reason = keeping.reason_for_change(number, reason)
    document = keeping.kept(file, file_name, actor=actor, now=now)
    base = BaseExpenditure(
        **version_of,
        number=number,
        counts_from=counts_from,
        basis=basis,
        gross=gross,
        source=source,
        document_id=document.id if document else None,
        reason=reason,
        recorded_at=now,
        recorded_by_id=actor.person_id,
        exclusions=[
            BaseExclusion(position=position, category=row.category, name=row.name, amount=row.amount)
            for position, row in enumerate(left_out, 1)
        ],
    )
    detail = {
        "base_year": base_year,
        "basis": basis.value,
        "gross": str(gross),
        "excluded": str(excluded),
        "counts_from": counts_from,
    }
    return keeping.keep(actor, "set_base_expenditure", base, now=now, reason=reason, detail=detail)


def _checked(exclusions: Sequence[NewExclusion]) -> list[NewExclusion]:
    if len(exclusions) > MOST_EXCLUSIONS:
        raise Invalid(f"Give at most {MOST_EXCLUSIONS} exclusions.", "other_name")
    found: list[NewExclusion] = []
    for row in exclusions:
        field = row.category.value if row.category is not Excluded.OTHER else "other"
        name = row.name.strip()
        if row.category is Excluded.OTHER:
            name = keeping.words(name, "other_name", "Enter what the other exclusion is.", longest=200)
        if row.category in ONCE and any(known.category is row.category for known in found):
            raise Invalid(f"{row.category.label} are excluded once.", field)
        found.append(NewExclusion(row.category, keeping.amount(row.amount, field), name))
    return found
