"""Reads of approved lists: lists, places on them, standings, and the buyers' search."""

from procurement_hub.approved_lists.queries.lists import cpv_prefix, list_for, lists_page, own_list
from procurement_hub.approved_lists.queries.places import (
    CURRENT,
    checks_for,
    evidence_behind,
    own_places,
    place_for,
    place_on,
    places_page,
    reliances_of,
    standing_of,
    waiting_for,
)
from procurement_hub.approved_lists.queries.search import Wanted, suppliers_page
from procurement_hub.approved_lists.queries.standings import standings_of, versions_of

__all__ = [
    "CURRENT",
    "Wanted",
    "checks_for",
    "cpv_prefix",
    "evidence_behind",
    "list_for",
    "lists_page",
    "own_list",
    "own_places",
    "place_for",
    "place_on",
    "places_page",
    "reliances_of",
    "standing_of",
    "standings_of",
    "suppliers_page",
    "versions_of",
    "waiting_for",
]
