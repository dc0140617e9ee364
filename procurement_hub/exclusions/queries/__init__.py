"""Reads of declarations, the debarment list, cases and checks."""

from procurement_hub.exclusions.declaration import assess, problems, subcontractors
from procurement_hub.exclusions.matching import Party
from procurement_hub.exclusions.queries.cases import (
    case_for,
    cases_about,
    cases_page,
    checks_of,
    checks_on,
    own_cases,
    supplier_for,
    suppliers,
    to_answer,
    to_notify,
    waiting_at_the_centre,
)
from procurement_hub.exclusions.queries.debarment import Match, debarred, entries_page, entry_for
from procurement_hub.exclusions.queries.declarations import (
    current_declaration,
    current_declarations,
    draft_of,
    version_of,
    versions_of,
)

__all__ = [
    "Match",
    "Party",
    "assess",
    "case_for",
    "cases_about",
    "cases_page",
    "checks_of",
    "checks_on",
    "current_declaration",
    "current_declarations",
    "debarred",
    "draft_of",
    "entries_page",
    "entry_for",
    "own_cases",
    "problems",
    "subcontractors",
    "supplier_for",
    "suppliers",
    "to_answer",
    "to_notify",
    "version_of",
    "versions_of",
    "waiting_at_the_centre",
]
