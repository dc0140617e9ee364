"""Retrospective rebates and who they belong to (savings-method 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.errors import DomainError
from procurement_hub.core.money import allocate
from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    half_up,
    not_negative,
    unrounded,
)

PENCE = 2


class AlreadyAccrued(DomainError):
    """The host pays out a rebate that councils have counted as theirs already."""


@unrounded
def tier_rebate(spend: Figure, tiers: Iterable[Sequence[Figure]]) -> Decimal:
    """£, unrounded, on the whole spend at the highest tier that it goes above.

    Tiers are (above, percent). Spend that only equals a tier's limit has not passed it.
    """
    invoiced = not_negative("spend", spend)
    limits = [
        (not_negative("tier limit", above), not_negative("rebate percentage", percent))
        for above, percent in tiers
    ]
    passed = [tier for tier in limits if invoiced > tier[0]]
    if not passed:
        return Decimal(0)
    _, percent = max(passed)
    return invoiced * percent / 100


@dataclass(frozen=True)
class SharedRebate:
    """Pence-exact £: what each council is paid, and what the host keeps.

    What the host keeps is nobody's gain (disallowance D16).
    """

    parts: list[Decimal]
    retained: Decimal


@unrounded
def share_rebate(rebate: Figure, spends: Sequence[Figure], retained_percent: Figure = 0) -> SharedRebate:
    """Share a rebate by invoiced spend after the host's percentage; the whole is kept."""
    whole = half_up(not_negative("rebate", rebate), PENCE)
    share = not_negative("host's percentage", retained_percent)
    if share > 100:
        raise ImpossibleFigure("The host cannot keep more than the whole rebate.")
    retained = half_up(whole * share / 100, PENCE)
    weights = [not_negative("spend", spend) for spend in spends]
    return SharedRebate(parts=allocate(whole - retained, weights), retained=retained)


@unrounded
def countable_dividend(
    amount: Figure, rebate_id: Hashable, accrued: Collection[Hashable], kept: Figure = 0
) -> Decimal:
    """£ of a host's later dividend that a council may count in the year in which it receives it.

    Refused when the rebate that it is paid from was counted already, but for what the host had `kept` of
    the council's part: that was nobody's gain until it is paid out."""
    dividend = not_negative("dividend", amount)
    if rebate_id in accrued and dividend > not_negative("what the host kept", kept):
        raise AlreadyAccrued("This rebate has been counted already, so its dividend is not a second gain.")
    return dividend
