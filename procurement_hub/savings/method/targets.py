"""Targets and the tests against them (savings-method 2.12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, exact, not_negative, positive, unrounded

YEARLY_SHARE = Decimal("0.025")
CASHABLE_SHARE = Decimal("0.5")
SR04_SHARE = Decimal("0.075")


@dataclass(frozen=True)
class TargetTests:
    """Cumulative targets in £ and whether each is reached.

    Two readings of "at least half cashable" were in use, half of the target and half of
    the claim, so both are kept.
    """

    cumulative: Decimal
    cumulative_cashable: Decimal
    total_reached: bool
    cashable_reached: bool
    half_of_claim_cashable: bool


@unrounded
def targets(
    base: Figure,
    n: int,
    total: Figure,
    cash: Figure,
    agreed_target: Figure | None = None,
) -> TargetTests:
    """The tests after n years, for gains of `total` of which `cash` is cashable, in £.

    The target is 2.5% a year of the base, not compounded, unless the council's recorded
    target differs: re-based years fit no formula.
    """
    if n < 1:
        raise ValueError("targets begin with year 1")
    if agreed_target is None:
        cumulative = YEARLY_SHARE * n * not_negative("baseline expenditure", base)
    else:
        cumulative = not_negative("target", agreed_target)
    cumulative_cashable = CASHABLE_SHARE * cumulative
    gained, cashable = exact("total gain", total), exact("cashable gain", cash)
    return TargetTests(
        cumulative=cumulative,
        cumulative_cashable=cumulative_cashable,
        total_reached=gained >= cumulative,
        cashable_reached=cashable >= cumulative_cashable,
        half_of_claim_cashable=gained > 0 and cashable >= CASHABLE_SHARE * gained,
    )


@unrounded
def csr_target(rates: Iterable[Figure]) -> Decimal:
    """Yearly percentages compounded, as an unrounded percentage of the 2007/08 baseline."""
    growth = Decimal(1)
    for rate in rates:
        growth *= 1 + exact("yearly rate", rate) / 100
    return (growth - 1) * 100


@unrounded
def carry_forward(ongoing_cash: Figure, base: Figure, R: Figure = 1) -> Decimal:
    """£ of ongoing cashable gains above 7.5% of the 2004/05 base, at 2008/09 prices."""
    floor = SR04_SHARE * not_negative("baseline expenditure", base)
    above = exact("ongoing cashable gain", ongoing_cash) - floor
    return max(Decimal(0), above) * positive("uprating factor", R)
