"""The pages of frameworks: drafting, reading, agreements, what changes later, and the public register."""

from procurement_hub.frameworks.views import agreements, changes, drafting, reading, register
from procurement_hub.frameworks.views.blueprint import blueprint

__all__ = ["agreements", "blueprint", "changes", "drafting", "reading", "register"]
