"""What hangs on a supplier's evidence: the places that it loses, or may lose, when a piece expires.

Evidence does not know who needs it: areas above this one do, approved lists for one. Each gives its
own answer once, where the house is put together:

    affected.SOURCES.append(approved_lists.queries.places_that_need)

A source takes the supplier's id and gives an `Affected` for each of its places and each kind of
evidence that the place needs, in one bounded statement."""

from collections.abc import Callable
from dataclasses import dataclass

from procurement_hub.suppliers.models import EvidenceKind


@dataclass(frozen=True, slots=True)
class Affected:
    """A place that needs evidence of this kind: what it is in words ("Approved list: Grounds
    maintenance"), whose it is, and the address of its page for the supplier, when there is one."""

    kind: EvidenceKind
    what: str
    organisation_name: str = ""
    url: str = ""


Source = Callable[[int], list[Affected]]
SOURCES: list[Source] = []


def affected_by(supplier_id: int) -> dict[EvidenceKind, list[Affected]]:
    """What needs each kind of the supplier's evidence, from every source."""
    found: dict[EvidenceKind, list[Affected]] = {}
    for source in SOURCES:
        for place in source(supplier_id):
            found.setdefault(place.kind, []).append(place)
    return found
