"""What somebody still has to decide about a supplier: declared grounds, alike names and subcontractors
on the debarment list. The machine decides none of them (F09)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.exclusions.declaration import parties
from procurement_hub.exclusions.matching import Party
from procurement_hub.exclusions.models import DebarmentEntry, ExclusionCase
from procurement_hub.exclusions.queries.debarment import debarred
from procurement_hub.exclusions.queries.declarations import current_declarations
from procurement_hub.law.exclusion_grounds import GROUNDS
from procurement_hub.suppliers.models import SupplierProfile


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody has to decide about a supplier: what is kept of it, and the sentence."""

    code: str
    sentence: str


def questions(supplier_ids: list[int], on: date, authority_id: int | None) -> dict[int, list[Question]]:
    """Declared grounds, alike names and listed subcontractors about which nothing was decided since."""
    own = {
        row.id: Party(row.name, row.company_number or "", row.ppon or "")
        for row in db.session.execute(
            select(Organisation.id, Organisation.name, Organisation.ppon, SupplierProfile.company_number)
            .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Organisation.id)
            .where(Organisation.id.in_(supplier_ids))
        )
    }
    declared = current_declarations(supplier_ids)
    relied_on = {supplier_id: parties(found.subcontractors) for supplier_id, found in declared.items()}
    everybody = [*own.values(), *(party for found in relied_on.values() for party in found)]
    matches = debarred(list(dict.fromkeys(everybody)), on)
    decided = _decided(supplier_ids, authority_id)
    found: dict[int, list[Question]] = {supplier_id: [] for supplier_id in supplier_ids}

    def open_since(supplier_id: int, ground: str, since: date | None) -> bool:
        return not any(
            since is None or decided_on >= since for decided_on in decided.get((supplier_id, ground), [])
        )

    for supplier_id in supplier_ids:
        for answer in declared[supplier_id].yes if supplier_id in declared else []:
            if answer.ground in GROUNDS and open_since(supplier_id, answer.ground, answer.happened_on):
                ground = GROUNDS[answer.ground]
                found[supplier_id].append(
                    Question(
                        f"declared:{ground.code}",
                        f"It declares a {ground.kind.value} ground and nothing has been decided: "
                        f"{ground.heading} ({ground.source}).",
                    )
                )
        for match in matches:
            entry = match.entry
            if not open_since(supplier_id, entry.ground, entry.listed_on):
                continue
            if match.party == own.get(supplier_id) and not match.certain:
                found[supplier_id].append(
                    Question(
                        f"possible:debarment:{entry.id}",
                        f"Find out whether it is the {entry.name} of the debarment list "
                        f"({_number(entry)}, {entry.source}).",
                    )
                )
            elif match.party in relied_on.get(supplier_id, ()):
                is_it = "is" if match.certain else "may be"
                found[supplier_id].append(
                    Question(
                        f"subcontractor:debarment:{entry.id}",
                        f"Its subcontractor {match.party.name} {is_it} the {entry.name} of the debarment "
                        f"list ({_number(entry)}, {entry.source}). Let it be replaced, then decide "
                        "(section 28).",
                    )
                )
    return found


def _number(entry: DebarmentEntry) -> str:
    return f"company {entry.company_number}" if entry.company_number else "no company number"


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
