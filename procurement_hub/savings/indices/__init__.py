"""Price indices: by how much prices rose between two financial years, as it was known on a day.

A series has releases, each the whole series as it was published on one day (its vintage). A release
counts once a second person of the centre has approved it. Which series uprates a category is a choice
with a reason; the GDP deflator is the choice for every category until another is approved (2.5)."""

from procurement_hub.savings.indices.uprating import Published, Uprating, series_uprating, uprating

__all__ = ["Published", "Uprating", "series_uprating", "uprating"]
