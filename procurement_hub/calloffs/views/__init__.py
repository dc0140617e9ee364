"""The pages of orders, step by step, and the walk from a figure of a gain back to its evidence."""

from procurement_hub.calloffs.views import ordering, orders, receipts, walk
from procurement_hub.calloffs.views.blueprints import blueprint, walk_blueprint

__all__ = ["blueprint", "ordering", "orders", "receipts", "walk", "walk_blueprint"]
