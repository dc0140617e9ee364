"""Recording outturn by category, explaining it, and naming budget heads that lie side by side."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import first_day, format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound
from procurement_hub.core.files import StoredFile
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.savings import indices
from procurement_hub.targets import keeping
from procurement_hub.targets.models import AdjacentHeads, Outturn, OutturnExplanation

NOTHING = Decimal("0.00")
PLACES = Decimal("0.000001")
LARGEST_FACTOR = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Index:
    name: str = ""
    before: Decimal | None = None
    now: Decimal | None = None


def record_outturn(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    division: str,
    amount: Decimal,
    new_burdens: Decimal = NOTHING,
    demand_factor: Decimal = Decimal(1),
    source: str,
    reason: str = "",
    file: StoredFile | None = None,
    file_name: str = "",
) -> Outturn:
    """Record what the actor's council spent on a category in a year (£ net of VAT), with what else moved
    the spending (savings-method 2.17).

    The index from the year before is the one that uprates the category as it is known now; where
    none is approved the year before is not uprated. A correction is a new version with a reason."""
    require(actor, Permission.KEEP_TARGETS)
    keeping.begun_year(financial_year, now, "year")
    division = keeping.division_of(division)
    amount = keeping.amount(amount, "amount", least=Decimal(0))
    new_burdens = keeping.amount(new_burdens, "new_burdens", least=-keeping.MOST)
    if not 0 < demand_factor <= LARGEST_FACTOR or demand_factor != demand_factor.quantize(PLACES):
        raise Invalid("Enter the growth of need as a factor, such as 1.01 for 1% more.", "demand_factor")
    source = keeping.words(source, "source", "Enter the document that the outturn is taken from.")
    version_of = {
        "council_id": actor.organisation_id,
        "financial_year": financial_year,
        "division": division,
    }
    number = keeping.next_number(Outturn, **version_of)
    reason = keeping.reason_for_change(number, reason)
    document = keeping.kept(file, file_name, actor=actor, now=now)
    index = _index(division, financial_year, now)
    outturn = Outturn(
        **version_of,
        number=number,
        amount=amount,
        new_burdens=new_burdens,
        demand_factor=demand_factor,
        index_name=index.name,
        index_before=index.before,
        index_now=index.now,
        source=source,
        document_id=document.id if document else None,
        reason=reason,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    detail = {
        "financial_year": financial_year,
        "division": division,
        "amount": str(amount),
        "new_burdens": str(new_burdens),
        "demand_factor": str(demand_factor),
        "index": index.name,
    }
    return keeping.keep(actor, "record_outturn", outturn, now=now, reason=reason, detail=detail)


def _index(division: str, financial_year: int, now: datetime) -> _Index:
    stands_for_all = Item(cpv_code=f"{division}000000")
    found = indices.uprating(
        stands_for_all, first_day(financial_year - 1), first_day(financial_year), uk_date(now)
    )
    if found is None:
        return _Index()
    return _Index(f"{found.code} as published on {format_date(found.vintage)}", found.base_value, found.value)


def explain_outturn(
    *, actor: Actor, now: datetime, outturn: Outturn, explanation: str, virement: str
) -> OutturnExplanation:
    """Say why a category's spending fell less than the gains claimed, with the virement by which the
    money went on inside the same service. Later explanations stand beside earlier ones."""
    require(actor, Permission.KEEP_TARGETS)
    if outturn.council_id != actor.organisation_id:
        raise NotFound()
    explanation = keeping.words(
        explanation, "explanation", "Enter why spending did not fall as claimed.", longest=2000
    )
    virement = keeping.words(
        virement, "virement", "Enter the reference of the virement that moved the money.", longest=100
    )
    given = OutturnExplanation(
        outturn_id=outturn.id,
        explanation=explanation,
        virement=virement,
        given_at=now,
        given_by_id=actor.person_id,
    )
    db.session.add(given)
    db.session.flush()
    audit.record(
        actor, "explain_outturn", outturn, now=now, reason=explanation, detail={"virement": virement}
    )
    return given


def name_adjacent_heads(*, actor: Actor, now: datetime, division: str, beside: str, reason: str) -> None:
    """Have two categories of the council read side by side, because a cost could move from one to the
    other (savings-method 2.11)."""
    require(actor, Permission.KEEP_TARGETS)
    lower, higher = sorted((keeping.division_of(division), keeping.division_of(beside)))
    if lower == higher:
        raise Invalid("Select two categories that differ.", "beside")
    row = {
        "council_id": actor.organisation_id,
        "division": lower,
        "beside": higher,
        "reason": keeping.words(reason, "reason", "Enter what could move from one to the other."),
        "named_at": now,
        "named_by_id": actor.person_id,
    }
    insert_if_absent(db.session, AdjacentHeads.__table__, row, ("council_id", "division", "beside"))
    audit.record(
        actor,
        "name_adjacent_heads",
        None,
        now=now,
        reason=row["reason"],
        detail={"division": lower, "beside": higher},
    )
