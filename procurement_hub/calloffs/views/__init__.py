"""The pages of orders, step by step, shared money, and the walk from a figure of a gain to its evidence."""

from procurement_hub.calloffs.views import (
    baseline_prices,
    crediting,
    ordering,
    orders,
    receipts,
    sharing,
    walk,
)
from procurement_hub.calloffs.views.blueprints import blueprint, sharing_blueprint, walk_blueprint

__all__ = [
    "baseline_prices",
    "blueprint",
    "crediting",
    "ordering",
    "orders",
    "receipts",
    "sharing",
    "sharing_blueprint",
    "walk",
    "walk_blueprint",
]
