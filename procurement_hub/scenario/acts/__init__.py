"""Each act of a scenario: its fields turned into one call of the service that a page calls.

A module for each part of the business; importing it adds its acts to the registry."""

from procurement_hub.scenario.acts import (
    baselines,
    evaluation,
    exclusions,
    frameworks,
    gates,
    interest,
    lists,
    orders,
    rounds,
    savings,
    sources,
    statements,
    targets,
    tenders,
)
from procurement_hub.scenario.acts.registry import ACTS, NAMELESS

__all__ = [
    "ACTS",
    "NAMELESS",
    "baselines",
    "evaluation",
    "exclusions",
    "frameworks",
    "gates",
    "interest",
    "lists",
    "orders",
    "rounds",
    "savings",
    "sources",
    "statements",
    "targets",
    "tenders",
]
