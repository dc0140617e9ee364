"""The pages of an evaluation, in the order of its steps, and those of the bidders' results."""

from procurement_hub.evaluation.views import agreeing, awarding, control, declaring, pricing, results, scoring
from procurement_hub.evaluation.views import attachments as attachments
from procurement_hub.evaluation.views.blueprint import blueprint

__all__ = ["agreeing", "awarding", "blueprint", "control", "declaring", "pricing", "results", "scoring"]
