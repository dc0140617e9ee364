"""What somebody still has to decide about a supplier: declared grounds, alike names and subcontractors
on the debarment list. The machine decides none of them (F09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.exclusions.declaration import Answer, Declaration, parties
from procurement_hub.exclusions.matching import Party
from procurement_hub.exclusions.models import ExclusionCase
from procurement_hub.exclusions.queries.debarment import Match, debarred
from procurement_hub.law.exclusion_grounds import GROUNDS
from procurement_hub.suppliers.models import ConnectedPerson, SupplierProfile


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody has to decide about a supplier: what is kept of it, and the sentence."""

    code: str
    sentence: str


def questions(
    supplier_ids: list[int], declared: Mapping[int, Declaration], on: date, authority_id: int | None
) -> dict[int, list[Question]]:
    """Declared grounds, alike names, and subcontractors and connected persons on the list, about which
    nothing was decided since."""
    own = _own(supplier_ids)
    relied_on = {supplier_id: parties(found.subcontractors) for supplier_id, found in declared.items()}
    connected = _connected(supplier_ids)
    everybody = [
        *own.values(),
        *(party for found in relied_on.values() for party in found),
        *(party for people in connected.values() for party in people),
    ]
    matches = debarred(list(dict.fromkeys(everybody)), on)
    decided = _decided(supplier_ids, authority_id)
    found: dict[int, list[Question]] = {}
    for supplier_id in supplier_ids:
        asked = [
            (answer.ground, answer.happened_on, _of_declared(answer))
            for answer in (declared[supplier_id].yes if supplier_id in declared else [])
            if answer.ground in GROUNDS
        ]
        asked += [
            (match.entry.ground, match.entry.listed_on, question)
            for match in matches
            if (
                question := _of_match(
                    match,
                    own.get(supplier_id),
                    relied_on.get(supplier_id, []),
                    connected.get(supplier_id, {}),
                )
            )
        ]
        found[supplier_id] = [
            question
            for ground, since, question in asked
            if not any(
                since is None or decided_on >= since for decided_on in decided.get((supplier_id, ground), [])
            )
        ]
    return found


def _of_declared(answer: Answer) -> Question:
    ground = GROUNDS[answer.ground]
    return Question(
        f"declared:{ground.code}",
        f"It declares a {ground.kind.value} ground and nothing has been decided: "
        f"{ground.heading} ({ground.source}).",
    )


def _of_match(
    match: Match, own: Party | None, relied_on: list[Party], connected: dict[Party, str]
) -> Question | None:
    """What a match asks about one supplier; its own number is no question, because it excludes."""
    entry = match.entry
    number = f"company {entry.company_number}" if entry.company_number else "no company number"
    listed = f"the {entry.name} of the debarment list ({number}, {entry.source})"
    if match.party == own:
        if match.certain:
            return None
        return Question(f"possible:debarment:{entry.id}", f"Find out whether it is {listed}.")
    if match.party in relied_on:
        is_it = "is" if match.certain else "may be"
        return Question(
            f"subcontractor:debarment:{entry.id}",
            f"Its subcontractor {match.party.name} {is_it} {listed}. Let it be replaced, then decide "
            "(section 28).",
        )
    if match.party in connected:
        return Question(
            f"connected:debarment:{entry.id}",
            f"Find out whether {match.party.name}, connected with it ({connected[match.party]}), "
            f"is {listed}.",
        )
    return None


def _own(supplier_ids: list[int]) -> dict[int, Party]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.ppon, SupplierProfile.company_number)
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Organisation.id)
        .where(Organisation.id.in_(supplier_ids))
    )
    return {row.id: Party(row.name, row.company_number or "", row.ppon or "") for row in rows}


def _connected(supplier_ids: list[int]) -> dict[int, dict[Party, str]]:
    """Those connected with each supplier, known by name only, and how."""
    found: dict[int, dict[Party, str]] = {}
    for person in db.session.scalars(
        select(ConnectedPerson)
        .where(ConnectedPerson.organisation_id.in_(supplier_ids))
        .order_by(ConnectedPerson.id)
    ):
        found.setdefault(person.organisation_id, {})[Party(person.name)] = person.connection.label.lower()
    return found


def _decided(supplier_ids: list[int], authority_id: int | None) -> dict[tuple[int, str], list[date]]:
    query = select(ExclusionCase.supplier_id, ExclusionCase.ground, ExclusionCase.decided_on).where(
        ExclusionCase.supplier_id.in_(supplier_ids), ExclusionCase.decided_on.is_not(None)
    )
    if authority_id is not None:
        query = query.where(ExclusionCase.organisation_id == authority_id)
    found: dict[tuple[int, str], list[date]] = {}
    for supplier_id, ground, decided_on in db.session.execute(query):
        found.setdefault((supplier_id, ground), []).append(decided_on)
    return found
