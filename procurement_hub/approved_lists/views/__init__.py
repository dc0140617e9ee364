"""The pages of approved lists: lists, applying, places, suspensions, and the buyers' search."""

from procurement_hub.approved_lists.views import applying, keeping, lists, places, search, suspensions
from procurement_hub.approved_lists.views.blueprint import blueprint

__all__ = ["applying", "blueprint", "keeping", "lists", "places", "search", "suspensions"]
