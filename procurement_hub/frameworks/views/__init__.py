"""The pages of frameworks: drafting, reading, agreements and their signatures, and the public register."""

from procurement_hub.frameworks.views import agreements, drafting, reading, register
from procurement_hub.frameworks.views.blueprint import blueprint

__all__ = ["agreements", "blueprint", "drafting", "reading", "register"]
