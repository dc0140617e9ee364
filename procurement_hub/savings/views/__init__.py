"""The pages of gains: years, items and baselines, evidence, the desk, challenges and signing."""

from procurement_hub.savings.views import (
    baselines,
    challenges,
    choosing,
    claims,
    costs,
    desk,
    indices,
    items,
    method,
    outside,
    quality,
    signing,
    watches,
    years,
)
from procurement_hub.savings.views.blueprint import blueprint

__all__ = [
    "baselines",
    "blueprint",
    "challenges",
    "choosing",
    "claims",
    "costs",
    "desk",
    "indices",
    "items",
    "method",
    "outside",
    "quality",
    "signing",
    "watches",
    "years",
]
