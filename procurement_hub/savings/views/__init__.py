"""The pages of gains: years, items and baselines, evidence, signing, and the statement."""

from procurement_hub.savings.views import baselines, costs, indices, items, quality, signing, statement, years
from procurement_hub.savings.views.blueprint import blueprint

__all__ = ["baselines", "blueprint", "costs", "indices", "items", "quality", "signing", "statement", "years"]
