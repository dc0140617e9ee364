"""The categories that targets and outturn are kept by: the divisions of CPV 2008."""

from procurement_hub.catalogue.starter import DIVISIONS

TITLES: dict[str, str] = {code[:2]: title for code, title in DIVISIONS}
WHOLE_YEAR = ""
"""Stands for costs that belong to no item, and for a council as a whole."""


def title_of(division: str) -> str:
    """The division in words; one that the vocabulary does not have by its number."""
    if division == WHOLE_YEAR:
        return "Costs of the whole year"
    return TITLES.get(division, f"Division {division}")
