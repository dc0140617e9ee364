"""A pound is claimed once, and by the council whose budget paid (savings-method 2.11; vector V25)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, exact, unrounded

ZERO = Decimal(0)


@dataclass(frozen=True)
class Claim:
    """A claim (£) by a body on one source, the invoice line; a facilitator's is a memo.

    `source` is whatever tells one supply from another: two claims on it are the same pound."""

    owner: str
    source: Hashable
    amount: Figure
    facilitator: bool = False


@dataclass(frozen=True)
class SectorTotal:
    """£, unrounded: what councils gained, and beside it what a facilitator says it helped with."""

    total: Decimal
    memo: Decimal


@unrounded
def sector_total(claims: Iterable[Claim]) -> SectorTotal:
    """Councils' claims added up; what a facilitator files never adds to them."""
    total, memo = ZERO, ZERO
    for claim in claims:
        if claim.facilitator:
            memo += exact("claim", claim.amount)
        else:
            total += exact("claim", claim.amount)
    return SectorTotal(total, memo)


def claimed_twice(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Groups of councils' claims on the same source, so that each names the others (D12)."""
    by_source: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.facilitator:
            by_source[claim.source].append(claim)
    return [group for group in by_source.values() if len(group) > 1]
