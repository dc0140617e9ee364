"""The pages of gains: years, items and baselines, evidence and signing."""

from procurement_hub.savings.views import baselines, costs, indices, items, quality, signing, years
from procurement_hub.savings.views.blueprint import blueprint

__all__ = ["baselines", "blueprint", "costs", "indices", "items", "quality", "signing", "years"]
