"""What suppliers do: register, say who they are, keep contacts, evidence and accounts up to date; and
what others do with their evidence: rely on it."""

from procurement_hub.suppliers.permissions import NotASupplier
from procurement_hub.suppliers.services.accounts import (
    Figures,
    TooManyYears,
    record_accounts,
    remove_accounts,
)
from procurement_hub.suppliers.services.contacts import (
    TooManyContacts,
    add_connected_person,
    add_contact,
    remove_connected_person,
    remove_contact,
)
from procurement_hub.suppliers.services.evidence import (
    AlreadySuperseded,
    EvidenceExpired,
    Proof,
    add_evidence,
    rely_on,
    replace_evidence,
)
from procurement_hub.suppliers.services.expiry import warn_of_expiry
from procurement_hub.suppliers.services.profile import (
    Details,
    IdentityReliedOn,
    describe,
    record_profile,
)
from procurement_hub.suppliers.services.registering import (
    LinkSpent,
    NameTaken,
    ask_to_register,
    confirm_registration,
    forget_unconfirmed,
)
from procurement_hub.suppliers.unique import CharityNumberTaken, CompanyNumberTaken, PponTaken

__all__ = [
    "AlreadySuperseded",
    "CharityNumberTaken",
    "CompanyNumberTaken",
    "Details",
    "EvidenceExpired",
    "Figures",
    "IdentityReliedOn",
    "LinkSpent",
    "NameTaken",
    "NotASupplier",
    "PponTaken",
    "Proof",
    "TooManyContacts",
    "TooManyYears",
    "add_connected_person",
    "add_contact",
    "add_evidence",
    "ask_to_register",
    "confirm_registration",
    "describe",
    "forget_unconfirmed",
    "record_accounts",
    "record_profile",
    "rely_on",
    "remove_accounts",
    "remove_connected_person",
    "remove_contact",
    "replace_evidence",
    "warn_of_expiry",
]
