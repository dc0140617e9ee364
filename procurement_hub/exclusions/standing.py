"""How a supplier stands on a day: clear, excludable or excluded, and what still has to be decided
(PA 2023 s.57).

Two things put a supplier in its place: a centre's decision, and an entry of the debarment list that
bears its company number or PPON. A name that is merely alike, a declared ground and a subcontractor
on the list change nothing by themselves: they ask for somebody's decision.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.exclusions.declaration import Declaration
from procurement_hub.exclusions.models import Outcome
from procurement_hub.exclusions.queries.declarations import current_declarations
from procurement_hub.exclusions.sources import heaviest_first, in_force
from procurement_hub.exclusions.undecided import Question, questions
from procurement_hub.law.exclusion_grounds import GROUNDS


@dataclass(frozen=True, slots=True)
class Source:
    """What a supplier's stand rests on; as text it is what the stored check keeps."""

    outcome: Outcome
    kind: str
    id: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.outcome.value}:{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Stand:
    """Clear, excludable or excluded, why, what somebody still has to decide, and what it declares."""

    outcome: Outcome
    sources: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    declaration: Declaration | None = None

    @property
    def excluded(self) -> bool:
        return self.outcome is Outcome.EXCLUDED

    @property
    def sentence(self) -> str:
        if self.sources:
            return self.sources[0].sentence
        return "No exclusion or debarment is in force."

    @property
    def kept(self) -> str:
        lines = [str(source) for source in self.sources]
        return "\n".join(lines + [question.code for question in self.questions])


def stand(supplier_id: int, on: date, *, authority_id: int | None = None) -> Stand:
    """How the supplier stands on that UK day for the centre `authority_id`.

    Each authority decides for itself; without one, the decisions of every centre count."""
    return stands([supplier_id], on, authority_id=authority_id)[supplier_id]


def stands(supplier_ids: Collection[int], on: date, *, authority_id: int | None = None) -> dict[int, Stand]:
    """`stand` of each of these suppliers, in as many statements as for one."""
    wanted = sorted(set(supplier_ids))
    if not wanted:
        return {}
    sources: dict[int, list[Source]] = {supplier_id: [] for supplier_id in wanted}
    keys = {"suppliers": wanted, "on": on, "authority": authority_id}
    for row in db.session.execute(_EVERY_SOURCE, keys):
        sources[row.supplier_id].append(_worded(row))
    declared = current_declarations(wanted)
    to_decide = questions(wanted, declared, on, authority_id)
    return {
        supplier_id: Stand(
            max((source.outcome for source in found), key=_WEIGHT.get, default=Outcome.CLEAR),
            tuple(found),
            tuple(to_decide[supplier_id]),
            declared.get(supplier_id),
        )
        for supplier_id, found in sources.items()
    }


def excluded_among(
    supplier_ids: Collection[int], on: date, *, authority_id: int | None = None
) -> frozenset[int]:
    """Which of these suppliers are excluded on that UK day, in one statement."""
    keys = {"suppliers": sorted(set(supplier_ids)), "on": on, "authority": authority_id}
    return frozenset(db.session.connection().scalars(_EXCLUDED, keys))


_WEIGHT = {Outcome.CLEAR: 0, Outcome.EXCLUDABLE: 1, Outcome.EXCLUDED: 2}

_SUPPLIERS = bindparam("suppliers", expanding=True)
_IN_FORCE = in_force(lambda supplier_id: supplier_id.in_(_SUPPLIERS), worded=True)
_EVERY_SOURCE = select(_IN_FORCE).distinct().order_by(*heaviest_first(_IN_FORCE))
_EXCLUDED = select(_IN_FORCE.c.supplier_id).where(_IN_FORCE.c.outcome == Outcome.EXCLUDED.value).distinct()


def _worded(row) -> Source:
    ground = GROUNDS[row.ground]
    until = f"until {format_date(row.until)}" if row.until else "until it is removed"
    since = format_date(row.since)
    if row.kind == "debarment":
        said = f"On the debarment list from {since} {until} ({row.reference})"
    else:
        decided = (
            "excluded it"
            if row.outcome == Outcome.EXCLUDED
            else "found it excludable, and did not exclude it,"
        )
        said = f"{row.reference} {decided} on {since}" + (f", {until}" if row.until else "")
    return Source(Outcome(row.outcome), row.kind, row.id, f"{said}: {ground.heading} ({ground.source}).")
