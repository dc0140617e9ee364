"""Targets and the tests against them (savings-method 2.12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    not_negative,
    pct,
    positive,
    unrounded,
)

CASHABLE_SHARE = Decimal("0.5")
SR04_SHARE = Decimal("0.075")


@dataclass(frozen=True)
class TargetRate:
    """What a kind of organisation was asked for: per cent of its base a year, and how much in cash."""

    yearly_percent: Decimal
    cashable_percent: Decimal = Decimal(50)


COUNCIL_RATE = TargetRate(Decimal("2.5"))
POLICE_RATE = TargetRate(Decimal(3))


@unrounded
def base_expenditure(gross: Figure, exclusions: Mapping[str, Figure]) -> Decimal:
    """£ of gross expenditure less what is named as outside the target (needs S3-36).

    Transfer payments, delegated schools and police have other methods. Exclusions of more than
    the whole are refused, and so is one below nothing."""
    whole = not_negative("gross expenditure", gross)
    outside = sum((not_negative(name, amount) for name, amount in exclusions.items()), Decimal(0))
    if outside > whole:
        raise ImpossibleFigure("The exclusions are more than the gross expenditure.")
    return whole - outside


@dataclass(frozen=True)
class TargetTests:
    """Cumulative targets in £ and whether each is reached.

    Two readings of "at least half cashable" were in use, half of the target and half of
    the claim, so both are kept. What is achieved is a percentage of the target to 1 decimal,
    above 100 where the target is passed, and None where the target is nothing.
    """

    cumulative: Decimal
    cumulative_cashable: Decimal
    total_reached: bool
    cashable_reached: bool
    half_of_claim_cashable: bool
    achieved_percent: Decimal | None
    cashable_achieved_percent: Decimal | None


@unrounded
def targets(
    base: Figure,
    n: int,
    total: Figure,
    cash: Figure,
    agreed_target: Figure | None = None,
    rate: TargetRate = COUNCIL_RATE,
) -> TargetTests:
    """The tests after n years, for gains of `total` of which `cash` is cashable, in £.

    The target is the rate's percentage a year of the base (2.5 for a council), not compounded,
    unless the recorded target differs: re-based years fit no formula.
    """
    if n < 1:
        raise ValueError("targets begin with year 1")
    if agreed_target is None:
        cumulative = rate.yearly_percent * n * not_negative("baseline expenditure", base) / 100
    else:
        cumulative = not_negative("target", agreed_target)
    cumulative_cashable = rate.cashable_percent * cumulative / 100
    gained, cashable = exact("total gain", total), exact("cashable gain", cash)
    return TargetTests(
        cumulative=cumulative,
        cumulative_cashable=cumulative_cashable,
        total_reached=gained >= cumulative,
        cashable_reached=cashable >= cumulative_cashable,
        half_of_claim_cashable=gained > 0 and cashable >= CASHABLE_SHARE * gained,
        achieved_percent=pct(gained, cumulative),
        cashable_achieved_percent=pct(cashable, cumulative_cashable),
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


@unrounded
def ni179_per_band_d(forecast: Figure, band_d_equivalents: Figure) -> Decimal:
    """£ of net cash-releasing gains for each Band D home, unrounded. No homes at all are refused."""
    return exact("forecast", forecast) / positive("number of Band D equivalents", band_d_equivalents)


@unrounded
def ni179_percent(forecast: Figure, base: Figure) -> Decimal | None:
    """Net cash-releasing gains as a percentage of the 2007/08 base, to 1 decimal."""
    return pct(forecast, base)
