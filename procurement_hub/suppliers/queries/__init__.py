"""Reads of suppliers: profiles, the search, evidence, what it affects, and financial standing."""

from procurement_hub.suppliers.queries import affected
from procurement_hub.suppliers.queries.affected import Affected, affected_by
from procurement_hub.suppliers.queries.evidence import (
    Piece,
    current_evidence,
    evidence_for,
    file_for,
    reliances,
    reliances_of_wallet,
    versions_of,
    wallet,
)
from procurement_hub.suppliers.queries.profiles import (
    Supplier,
    connected_persons_of,
    contacts_of,
    own_supplier,
    profiles_of,
    registration,
    supplier_for,
)
from procurement_hub.suppliers.queries.search import Found, search
from procurement_hub.suppliers.queries.standing import assess_years, standing_of, years_of

__all__ = [
    "Affected",
    "Found",
    "Piece",
    "Supplier",
    "affected",
    "affected_by",
    "assess_years",
    "connected_persons_of",
    "contacts_of",
    "current_evidence",
    "evidence_for",
    "file_for",
    "own_supplier",
    "profiles_of",
    "registration",
    "reliances",
    "reliances_of_wallet",
    "search",
    "standing_of",
    "supplier_for",
    "versions_of",
    "wallet",
    "years_of",
]
