"""The pages of orders, step by step, and the walk from a figure of a gain back to its evidence."""

from procurement_hub.calloffs.views import baseline_prices, ordering, orders, receipts, walk
from procurement_hub.calloffs.views.blueprints import blueprint, walk_blueprint

__all__ = ["baseline_prices", "blueprint", "ordering", "orders", "receipts", "walk", "walk_blueprint"]
