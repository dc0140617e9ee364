"""The pages of gains: years, items and baselines, evidence, signing, and the statement."""

from procurement_hub.savings.views import costs, items, quality, signing, statement, years
from procurement_hub.savings.views.blueprint import blueprint

__all__ = ["blueprint", "costs", "items", "quality", "signing", "statement", "years"]
