"""What a look finds in the books, before a layout gives it columns and headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from procurement_hub.statements.measures import CouncilFacts, ItemBooks
from procurement_hub.statements.sheets import Check, Expected, Penny, Standing


@dataclass(frozen=True, slots=True)
class Gathered:
    """The books of each item, and what is said about it: words pre-written for the key actions and the
    comment, quality checks, the year to the penny or the lines of a forecast, and notes for the whole.

    `cpv` is each item's code, by which it finds its heading; in which years it stands is in
    `in_year` and `in_year_before`."""

    items: list[ItemBooks]
    cpv: Mapping[int, str]
    actions: Mapping[int, list[str]] = field(default_factory=dict)
    checks: Mapping[int, tuple[Check, ...]] = field(default_factory=dict)
    in_year: frozenset[int] = frozenset()
    in_year_before: frozenset[int] = frozenset()
    penny: tuple[Penny, ...] = ()
    expected: tuple[Expected, ...] = ()
    standings: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()
    strategy: str = ""
    facts: CouncilFacts = field(default_factory=CouncilFacts)
    wants_checks: bool = True
    unknown: frozenset[str] = frozenset()
    """Measures that nothing is known of: their columns stay empty."""
