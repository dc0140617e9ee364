"""Setting targets: a centre's programme, a council's agreed target, and its council tax base."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import Invalid
from procurement_hub.targets import keeping
from procurement_hub.targets.models import AgreedTarget, CouncilTaxBase, TargetProgramme, TargetRate

LONGEST_PROGRAMME = 10
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class NewRate:
    """The percentage of the base that a year adds to the target."""

    financial_year: int
    percent: Decimal


def set_programme(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    base_year: int,
    rates: Sequence[NewRate],
    source: str,
    cashable_percent: Decimal = Decimal(50),
    compounding: bool = False,
    kind: Kind = Kind.COUNCIL,
) -> TargetProgramme:
    """Set the yearly rates that the centre's councils agreed on, for years that follow one another from
    after the base year. The latest programme with a rate for a year counts."""
    require(actor, Permission.LEAD_TARGETS)
    title = keeping.words(title, "title", "Enter the name of the programme.", longest=200)
    source = keeping.words(source, "source", "Enter who decided the rates, and where that is written.")
    keeping.begun_year(base_year, now, "base_year")
    if not 0 < len(rates) <= LONGEST_PROGRAMME:
        raise Invalid(f"Give rates for 1 to {LONGEST_PROGRAMME} years.", "rates")
    years = [rate.financial_year for rate in rates]
    if years != list(range(years[0], years[0] + len(years))) or years[0] <= base_year:
        raise Invalid("The years follow one another and come after the base year.", "rates")
    for percent, field in [
        (cashable_percent, "cashable_percent"),
        *((rate.percent, "rates") for rate in rates),
    ]:
        if not 0 <= percent <= 100 or percent != percent.quantize(PLACES):
            raise Invalid("Enter a percentage from 0 to 100.", field)
    programme = TargetProgramme(
        owner_id=actor.organisation_id,
        kind=kind,
        title=title,
        base_year=base_year,
        compounding=compounding,
        cashable_percent=cashable_percent,
        source=source,
        set_at=now,
        set_by_id=actor.person_id,
        rates=[TargetRate(financial_year=rate.financial_year, percent=rate.percent) for rate in rates],
    )
    detail = {
        "base_year": base_year,
        "rates": {str(rate.financial_year): str(rate.percent) for rate in rates},
        "cashable_percent": str(cashable_percent),
        "compounding": compounding,
    }
    return keeping.keep(actor, "set_programme", programme, now=now, detail=detail)


def agree_target(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    total: Decimal,
    cashable: Decimal,
    source: str,
    division: str = "",
    reason: str = "",
) -> AgreedTarget:
    """Record what the actor's council agreed to have gained by the end of a year (£, cumulative): it goes
    before the formula. With a `division` it is a target of the council's own for that category, which
    nobody asks for (needs S3-19). A later one replaces it, with a reason."""
    require(actor, Permission.KEEP_TARGETS)
    keeping.target_year(financial_year, now)
    division = keeping.division_of(division) if division.strip() else ""
    total = keeping.amount(total, "total", least=Decimal(0))
    cashable = keeping.amount(cashable, "cashable", least=Decimal(0))
    if cashable > total:
        raise Invalid("The cashable part cannot be more than the whole target.", "cashable")
    source = keeping.words(source, "source", "Enter who agreed the target, and where that is written.")
    version_of = {
        "council_id": actor.organisation_id,
        "financial_year": financial_year,
        "division": division,
    }
    number = keeping.next_number(AgreedTarget, **version_of)
    target = AgreedTarget(
        **version_of,
        number=number,
        total=total,
        cashable=cashable,
        source=source,
        reason=keeping.reason_for_change(number, reason),
        agreed_at=now,
        agreed_by_id=actor.person_id,
    )
    detail = {
        "financial_year": financial_year,
        "division": division,
        "total": str(total),
        "cashable": str(cashable),
    }
    return keeping.keep(actor, "agree_target", target, now=now, reason=target.reason, detail=detail)


def set_council_tax_base(
    *, actor: Actor, now: datetime, financial_year: int, band_d: Decimal, source: str
) -> CouncilTaxBase:
    """Record the council's Band D equivalents of a year, by which gains are shown to taxpayers (2.12)."""
    require(actor, Permission.KEEP_TARGETS)
    keeping.target_year(financial_year, now)
    if not 0 < band_d < keeping.MOST or band_d != band_d.quantize(Decimal("0.001")):
        raise Invalid("Enter the number of Band D equivalents, such as 61,204.5.", "band_d")
    source = keeping.words(source, "source", "Enter the document that the number is taken from.")
    version_of = {"council_id": actor.organisation_id, "financial_year": financial_year}
    tax_base = CouncilTaxBase(
        **version_of,
        number=keeping.next_number(CouncilTaxBase, **version_of),
        band_d=band_d,
        source=source,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    detail = {"financial_year": financial_year, "band_d": str(band_d)}
    return keeping.keep(actor, "set_council_tax_base", tax_base, now=now, detail=detail)
