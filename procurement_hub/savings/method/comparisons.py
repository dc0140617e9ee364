"""Two editions of the method over the same workings, side by side (needs S3-28, S3-29)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from procurement_hub.savings.method.amounts import Amounts
from procurement_hub.savings.method.editions import edition
from procurement_hub.savings.method.figures import unrounded
from procurement_hub.savings.method.workings import Working

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Differing(Generic[Key]):
    """One working that the editions do not agree on; the difference is the other less the one."""

    key: Key
    one: Amounts
    other: Amounts

    @property
    def difference(self) -> Amounts:
        return self.other - self.one


@dataclass
class Comparison(Generic[Key]):
    """Both totals (£, unrounded), how many workings there were, and where they differ.

    `differing` is kept up to a bound; `differing_count` counts them all."""

    one: Amounts = field(default_factory=Amounts)
    other: Amounts = field(default_factory=Amounts)
    count: int = 0
    differing_count: int = 0
    differing: list[Differing[Key]] = field(default_factory=list)

    @property
    def difference(self) -> Amounts:
        return self.other - self.one


@unrounded
def compare_editions(
    workings: Iterable[tuple[Key, Working]], one: str, other: str, *, keep: int = 100
) -> Comparison[Key]:
    """Work out each working by both editions. Nothing is stored by it and nothing is changed.

    An unknown version is UnknownEdition; keeps the first `keep` differing workings."""
    first, second = edition(one), edition(other)
    found: Comparison[Key] = Comparison()
    for key, working in workings:
        mine, theirs = first.work_out(working), second.work_out(working)
        found.count += 1
        found.one += mine
        found.other += theirs
        if mine != theirs:
            found.differing_count += 1
            if len(found.differing) < keep:
                found.differing.append(Differing(key, mine, theirs))
    return found
