"""Financial standing on two axes, so that no firm fails for its size alone (needs S4-14). No database.

How healthy the firm is, from its accounts; and how much of its turnover the contract would be. A
healthy firm that would depend on the contract wins with safeguards; a weak one is asked further
questions. Nothing here ever fails anybody: that is a decision for people, with reasons.

Health, each test on its own:
* profit: strong with three years in profit up to the latest, adequate if the latest year made one,
  weak otherwise;
* current ratio (current assets ÷ current liabilities): strong from 1.5, adequate from 1.0, else weak;
* net assets: strong above zero, weak otherwise.
Two weak tests make weak health; three strong ones, strong; anything else is adequate.

Dependency is the contract's value for one year as a share of the latest year's turnover: low up to a
quarter, medium up to a half, high above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

YEARS_OF_PROFIT = 3
STRONG_RATIO = Decimal("1.5")
ADEQUATE_RATIO = Decimal(1)
MEDIUM_ABOVE = Decimal(25)
HIGH_ABOVE = Decimal(50)
"""Per cent of turnover."""


class Health(StrEnum):
    STRONG = "strong"
    ADEQUATE = "adequate"
    WEAK = "weak"
    UNKNOWN = "unknown"


class Dependency(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What the grid advises. There is no outcome called fail."""

    AWARD = "award"
    WITH_SAFEGUARDS = "award_with_safeguards"
    ENQUIRE = "further_enquiry"


GUARANTEE = "A parent company or bank guarantee"
STEP_IN = "Step-in rights: the council may take the work over if the firm cannot go on"
STAGES = "Payment in stages, each after its part is delivered"
LOT_CAP = "A cap on the lots that one supplier may win"
SECOND = "A second supplier, ready to take over"
SAFEGUARDS = (GUARANTEE, STEP_IN, STAGES, LOT_CAP, SECOND)
LIGHTER = (STAGES, SECOND)

OTHER_PROOF = (
    "Accounts of a later or part year",
    "A forecast of cash for the term of the contract",
    "A letter from its bank",
    "A guarantee by its parent, its directors or a bank",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """£ of one year of accounts; a loss and net liabilities are below zero."""

    ended_on: date
    turnover: Decimal
    profit: Decimal
    current_assets: Decimal
    current_liabilities: Decimal
    net_assets: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of health: what it found, in words."""

    name: str
    found: str
    health: Health


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands for a contract worth `yearly_value` (£) a year, and why.

    `share` is that value in per cent of turnover, to a tenth; None without a turnover."""

    health: Health
    tests: tuple[Finding, ...]
    dependency: Dependency
    yearly_value: Decimal | None
    turnover: Decimal | None
    share: Decimal | None
    outcome: Outcome | None
    advice: tuple[str, ...]


def assess(
    years: Sequence[Year], *, yearly_value: Decimal | None, years_in_profit: int | None = None
) -> Standing:
    """The firm's standing from up to three years of accounts.

    `years_in_profit` is what the firm says of the years up to its latest; it counts when every year
    here bears it out. Without a value there is no dependency and no outcome."""
    newest_first = sorted(years, key=lambda year: year.ended_on, reverse=True)
    tests = _tests(newest_first, years_in_profit)
    health = overall(test.health for test in tests)
    turnover = newest_first[0].turnover if newest_first else None
    dependency = dependency_of(yearly_value, turnover)
    outcome, advice = (None, ()) if yearly_value is None else advise(health, dependency)
    return Standing(
        health, tests, dependency, yearly_value, turnover, share_of(yearly_value, turnover), outcome, advice
    )


def overall(tests) -> Health:
    """The health that the tests make together; unknown without any."""
    found = list(tests)
    if not found:
        return Health.UNKNOWN
    if found.count(Health.WEAK) >= 2:
        return Health.WEAK
    return Health.STRONG if found.count(Health.STRONG) == len(found) else Health.ADEQUATE


def dependency_of(yearly_value: Decimal | None, turnover: Decimal | None) -> Dependency:
    if yearly_value is None or turnover is None:
        return Dependency.UNKNOWN
    hundredfold = yearly_value * 100
    if hundredfold > turnover * HIGH_ABOVE:
        return Dependency.HIGH
    return Dependency.MEDIUM if hundredfold > turnover * MEDIUM_ABOVE else Dependency.LOW


def share_of(yearly_value: Decimal | None, turnover: Decimal | None) -> Decimal | None:
    """The value in per cent of turnover, to a tenth."""
    if yearly_value is None or not turnover:
        return None
    return (yearly_value * 100 / turnover).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def advise(health: Health, dependency: Dependency) -> tuple[Outcome, tuple[str, ...]]:
    """The square of the grid, with the safeguards or the proof that it names."""
    if health in (Health.WEAK, Health.UNKNOWN) or dependency is Dependency.UNKNOWN:
        return Outcome.ENQUIRE, OTHER_PROOF
    if dependency is Dependency.HIGH:
        return Outcome.WITH_SAFEGUARDS, SAFEGUARDS
    if dependency is Dependency.MEDIUM and health is Health.ADEQUATE:
        return Outcome.WITH_SAFEGUARDS, LIGHTER
    return Outcome.AWARD, ()


def grid() -> list[tuple[Health, list[tuple[Dependency, Outcome]]]]:
    """Every square, for the page: health down, dependency across."""
    across = (Dependency.LOW, Dependency.MEDIUM, Dependency.HIGH)
    down = (Health.STRONG, Health.ADEQUATE, Health.WEAK)
    return [
        (health, [(dependency, advise(health, dependency)[0]) for dependency in across]) for health in down
    ]


def in_a_row(newest_first: Sequence[Year], stated: int | None) -> int:
    """Years in profit up to the latest: counted, or as stated when all the years here bear it out."""
    counted = next((n for n, year in enumerate(newest_first) if year.profit <= 0), len(newest_first))
    if counted == len(newest_first) and stated is not None:
        return max(counted, stated)
    return counted


def _tests(newest_first: Sequence[Year], years_in_profit: int | None) -> tuple[Finding, ...]:
    if not newest_first:
        return ()
    return (
        _profit(in_a_row(newest_first, years_in_profit)),
        _ratio(newest_first[0]),
        _net_assets(newest_first[0]),
    )


def _profit(years: int) -> Finding:
    if years >= YEARS_OF_PROFIT:
        health = Health.STRONG
    else:
        health = Health.ADEQUATE if years else Health.WEAK
    found = f"{years} year{'' if years == 1 else 's'} in a row" if years else "None in the latest year"
    return Finding("Profit", found, health)


def _ratio(year: Year) -> Finding:
    assets, liabilities = year.current_assets, year.current_liabilities
    if not liabilities:
        return Finding("Current ratio", "No current liabilities", Health.STRONG)
    if assets >= liabilities * STRONG_RATIO:
        health = Health.STRONG
    else:
        health = Health.ADEQUATE if assets >= liabilities * ADEQUATE_RATIO else Health.WEAK
    ratio = (assets / liabilities).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return Finding("Current ratio", f"{ratio}", health)


def _net_assets(year: Year) -> Finding:
    above = year.net_assets > 0
    return Finding("Net assets", "Above zero" if above else "Not above zero", _strong_or_weak(above))


def _strong_or_weak(good: bool) -> Health:
    return Health.STRONG if good else Health.WEAK
