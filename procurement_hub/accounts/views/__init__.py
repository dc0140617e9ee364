"""Pages for signing in and out, one's own account, people and roles, and the demonstration."""

from procurement_hub.accounts.views import (
    demonstration,
    invitations,
    mail,
    organisations,
    people,
    sign_in,
    your_account,
)
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.accounts.views.invitations import send_invitation

__all__ = [
    "blueprint",
    "demonstration",
    "invitations",
    "mail",
    "organisations",
    "people",
    "send_invitation",
    "sign_in",
    "your_account",
]
