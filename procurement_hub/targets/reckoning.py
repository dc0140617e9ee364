"""What a council is to have gained by the end of a year, and how far it has come: pure arithmetic.

A target is cumulative: a gain that lasts is in each year's books, so the books of year n are held
against the target of n years and no two years are ever added (savings-method 2.8, 2.12). £ are net of
VAT and unrounded; a percentage is rounded once and never capped: 120% shows 120%."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.savings import method
from procurement_hub.savings.method import Suppressed
from procurement_hub.savings.method.figures import half_up
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets.models import AgreedTarget, BaseExpenditure, Excluded, TargetProgramme

ZERO = Decimal(0)
HALF = Decimal(50)


@dataclass(frozen=True, slots=True)
class Gained:
    """What the books of a year allow, after costs: £, and how much of it is cashable."""

    total: Decimal = ZERO
    cashable: Decimal = ZERO

    def __add__(self, other: "Gained") -> "Gained":
        return Gained(self.total + other.total, self.cashable + other.cashable)


def to_the_penny(gains: Sequence[Gained]) -> list[Gained]:
    """The gains as the rows of a table show them: they add up to their sum, rounded once."""
    totals = rounded_to_total([gained.total for gained in gains])
    cashable = rounded_to_total([gained.cashable for gained in gains])
    return [Gained(total, cash) for total, cash in zip(totals, cashable, strict=True)]


@dataclass(frozen=True, slots=True)
class Aim:
    """A cumulative target in £. `percent` of `base` is None where the target was agreed instead."""

    total: Decimal
    cashable: Decimal
    source: str
    agreed: bool
    programme: str = ""
    percent: Decimal | None = None


class Verdict(StrEnum):
    """How a council stands against its target. It is shown and stops nobody."""

    REACHED = "reached"
    AMBER = "amber"
    RED = "red"
    NO_TARGET = "no_target"

    @property
    def label(self) -> str:
        return {
            "reached": "Reached",
            "amber": "Too little cash",
            "red": "Not reached",
            "no_target": "No target",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Test:
    """One of the three tests, with what is needed and what there is: £, or per cent."""

    title: str
    needed: Decimal
    found: Decimal
    met: bool
    in_percent: bool = False


def base_for(
    versions: Iterable[BaseExpenditure], *, base_year: int, financial_year: int
) -> BaseExpenditure | None:
    """The version of the base that the target of the year is reckoned on: the latest that counts
    from that year or before. Re-basing later leaves the targets of earlier years as they were."""
    fitting = [
        version
        for version in versions
        if version.base_year == base_year and version.counts_from <= financial_year
    ]
    return max(fitting, key=lambda version: version.number, default=None)


def cumulative_percent(programme: TargetProgramme, financial_year: int) -> Decimal:
    """The programme's rates up to the year, added up or compounded, as an unrounded percentage."""
    rates = [rate.percent for rate in programme.rates if rate.financial_year <= financial_year]
    return method.csr_target(rates) if programme.compounding else sum(rates, ZERO)


def programme_for(programmes: Iterable[TargetProgramme], financial_year: int) -> TargetProgramme | None:
    """The programme that has a rate for the year: a centre's own before the nation's, then the latest."""
    having = [p for p in programmes if any(rate.financial_year == financial_year for rate in p.rates)]
    return max(having, key=lambda p: (p.owner_id is not None, p.id), default=None)


def aim_for(
    financial_year: int,
    *,
    agreed: AgreedTarget | None,
    programme: TargetProgramme | None,
    base: BaseExpenditure | None,
    included: Collection[Excluded] = (),
) -> Aim | None:
    """The target of the year: as agreed, or else the programme's percentage of the base. `included` are
    excluded categories to count in for once, to see the target with and without them (needs S3-42)."""
    if agreed is not None:
        return Aim(agreed.total, agreed.cashable, agreed.source, agreed=True)
    if programme is None or base is None:
        return None
    percent = cumulative_percent(programme, financial_year)
    total = percent * base.excluding(included) / 100
    cashable = total * programme.cashable_percent / 100
    return Aim(total, cashable, programme.source, agreed=False, programme=programme.title, percent=percent)


def tests_of(aim: Aim, gained: Gained) -> list[Test]:
    """The total against its target, the cashable part against its own, and the cashable share of what
    was gained: two readings of "at least half cashable" were in use, so both are shown (2.12)."""
    found = method.targets(0, 1, gained.total, gained.cashable, agreed_target=aim.total)
    share = percent_of(gained.cashable, gained.total) if gained.total > 0 else None
    return [
        Test("Gains reach the target", aim.total, gained.total, found.total_reached),
        Test(
            "Cashable gains reach their part of it",
            aim.cashable,
            gained.cashable,
            gained.cashable >= aim.cashable,
        ),
        Test(
            "At least half of the gains are cashable",
            HALF,
            share or ZERO,
            found.half_of_claim_cashable,
            in_percent=True,
        ),
    ]


def verdict_of(aim: Aim | None, gained: Gained) -> Verdict:
    """Red while the target is not reached, amber when it is with too little that is cashable."""
    if aim is None:
        return Verdict.NO_TARGET
    total, *cashable = tests_of(aim, gained)
    if not total.met:
        return Verdict.RED
    return Verdict.REACHED if all(test.met for test in cashable) else Verdict.AMBER


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """To 1 decimal place, without a minus sign on nothing; None of nothing."""
    found = method.pct(part, whole)
    return None if found is None else found + 0


def reached_percent(aim: Aim | None, gained: Gained) -> Decimal | None:
    """Gains as a percentage of the target to 1 decimal place, whatever they come to."""
    return percent_of(gained.total, aim.total) if aim is not None else None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How several councils lie apart: percentages, from the lowest to the highest; nothing but why not
    where that may not be shown."""

    n: int
    lowest: Decimal = ZERO
    lower: Decimal = ZERO
    median: Decimal = ZERO
    upper: Decimal = ZERO
    highest: Decimal = ZERO
    withheld: Suppressed | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one council gained, and what it is held against: its base or its target (£)."""

    gained: Decimal
    whole: Decimal


def withheld(shares: Sequence[Share]) -> Suppressed | None:
    """Why no figure of these councils together may be shown (savings-method 2.14): they are too few, or
    most of the gains, whichever way they go, or of what these are held against, is one council's."""
    return method.why_suppressed([abs(share.gained) for share in shares]) or method.why_suppressed(
        [share.whole for share in shares]
    )


def distribution(shares: Sequence[Share]) -> Distribution:
    """The lowest, quartiles and highest share in per cent, to 1 decimal place."""
    why_not = withheld(shares)
    if why_not:
        return Distribution(len(shares), withheld=why_not)
    values = [share.gained * 100 / share.whole for share in shares]
    found = method.quartiles(values)
    five = (min(values), found.lower, found.median, found.upper, max(values))
    return Distribution(found.n, *(half_up(value, 1) + 0 for value in five))
