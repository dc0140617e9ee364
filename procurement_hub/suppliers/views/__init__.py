"""Pages of suppliers, by what they are about; and the work that is done for suppliers in the background."""

from procurement_hub.suppliers.views import contacts, evidence, profile, reading, registering, standing
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.suppliers.views.mail import send_registration_link, warn_once_a_day

__all__ = [
    "blueprint",
    "contacts",
    "evidence",
    "profile",
    "reading",
    "registering",
    "send_registration_link",
    "standing",
    "warn_once_a_day",
]
