"""The pages of exclusions: the supplier's declaration, the debarment list, and cases."""

from procurement_hub.exclusions.views import cases, debarment, declaring, hearing, reading
from procurement_hub.exclusions.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "debarment", "declaring", "hearing", "reading"]
