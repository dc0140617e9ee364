"""The pages of demand: rounds for the centre, lines for councils, uploads, and baselines."""

from procurement_hub.demand.views import baselines, lines, rounds, uploads
from procurement_hub.demand.views.blueprint import blueprint

__all__ = ["baselines", "blueprint", "lines", "rounds", "uploads"]
