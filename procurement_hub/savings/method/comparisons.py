"""Two editions of the method over the same workings, side by side (needs S3-28, S3-29)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from procurement_hub.savings.method.amounts import Amounts
from procurement_hub.savings.method.editions import edition
from procurement_hub.savings.method.figures import unrounded

Key = TypeVar("Key", bound=Hashable)

AS_RECORDED = "recorded"
"""Not an edition: each working by the edition that it was recorded with."""


class Workable(Protocol):
    """Anything that an edition works out: the working of a gain, or a correction of one."""

    def amounts(self, version: str) -> Amounts: ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """A working with the edition that it was recorded with."""

    working: Workable
    version: str

    def amounts(self, version: str) -> Amounts:
        return self.working.amounts(self.version if version == AS_RECORDED else version)


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
    workings: Iterable[tuple[Key, Workable]], one: str, other: str, *, keep: int = 100
) -> Comparison[Key]:
    """Work out each working by both editions. Nothing is stored by it and nothing is changed.

    Keeps the first `keep` differing workings. Either may be AS_RECORDED when the workings are
    Recorded; another unknown version is UnknownEdition."""
    for version in {one, other} - {AS_RECORDED}:
        edition(version)
    found: Comparison[Key] = Comparison()
    for key, working in workings:
        mine, theirs = working.amounts(one), working.amounts(other)
        found.count += 1
        found.one += mine
        found.other += theirs
        if mine != theirs:
            found.differing_count += 1
            if len(found.differing) < keep:
                found.differing.append(Differing(key, mine, theirs))
    return found
