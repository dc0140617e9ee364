"""The tables of suppliers."""

from procurement_hub.suppliers.models.accounts import YearOfAccounts
from procurement_hub.suppliers.models.evidence import (
    Evidence,
    EvidenceKind,
    EvidenceReliance,
    EvidenceState,
    EvidenceWarning,
    Mark,
)
from procurement_hub.suppliers.models.people import ConnectedPerson, Connection, Contact, ContactRole
from procurement_hub.suppliers.models.profile import SupplierProfile
from procurement_hub.suppliers.models.registration import Registration
from procurement_hub.suppliers.sizes import Size

__all__ = [
    "ConnectedPerson",
    "Connection",
    "Contact",
    "ContactRole",
    "Evidence",
    "EvidenceKind",
    "EvidenceReliance",
    "EvidenceState",
    "EvidenceWarning",
    "Mark",
    "Registration",
    "Size",
    "SupplierProfile",
    "YearOfAccounts",
]
