"""Pages of suppliers, by what they are about; and the work that is done for suppliers in the background."""

from procurement_hub.suppliers.views import contacts, evidence, profile, reading, registering, standing
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.suppliers.views.mail import look_after_suppliers, send_registration_link

__all__ = [
    "blueprint",
    "contacts",
    "evidence",
    "look_after_suppliers",
    "profile",
    "reading",
    "registering",
    "send_registration_link",
    "standing",
]
