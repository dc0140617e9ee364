"""Pages for signing in and out, one's own account, people and roles, and the demonstration."""

from procurement_hub.accounts.views import demonstration, organisations, people, sign_in, your_account
from procurement_hub.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "demonstration", "organisations", "people", "sign_in", "your_account"]
