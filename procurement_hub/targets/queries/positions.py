"""How a council stands against its target, and how the councils of a region stand together.

A region is the sum of its councils and of nothing else: what its centre made possible is the same money
seen once more, so it is a memo and is never added (savings-method 2.11). Every sum says how many of how
many councils it holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.targets import reckoning
from procurement_hub.targets.divisions import WHOLE_YEAR, title_of
from procurement_hub.targets.models import AgreedTarget, BaseExpenditure, Excluded, TargetProgramme
from procurement_hub.targets.queries.aims import (
    programmes_for_council,
    programmes_of_centre,
)
from procurement_hub.targets.queries.bases import bases_of
from procurement_hub.targets.queries.councils import (
    MOST,
    centres_of,
    served_by,
)
from procurement_hub.targets.queries.gains import ByDivision, altogether, gains_by_council
from procurement_hub.targets.reckoning import Aim, Distribution, Gained, Share, Test, Verdict

ZERO = Decimal(0)
TARGETS_OF_A_COUNCIL = 100


@dataclass(frozen=True, slots=True)
class Position:
    """A council's year: £ net of VAT, unrounded. Nothing reported is not the same as a gain of nothing."""

    council: Organisation
    financial_year: int
    status: YearStatus | None
    programme: TargetProgramme | None
    base_year: int
    base: BaseExpenditure | None
    base_amount: Decimal | None
    aim: Aim | None
    by_division: ByDivision
    own_targets: dict[str, AgreedTarget]

    @property
    def reported(self) -> bool:
        return bool(self.by_division)

    @property
    def signed(self) -> bool:
        return self.status is YearStatus.SIGNED_OFF

    @property
    def gained(self) -> Gained:
        return altogether(self.by_division)

    @property
    def verdict(self) -> Verdict:
        return reckoning.verdict_of(self.aim, self.gained)

    @property
    def reached(self) -> Decimal | None:
        """Gains in per cent of the target, never capped (needs S3-02)."""
        return reckoning.reached_percent(self.aim, self.gained)

    @property
    def of_base(self) -> Decimal | None:
        """Gains in per cent of the base expenditure."""
        return reckoning.percent_of(self.gained.total, self.base_amount) if self.base_amount else None

    @property
    def tests(self) -> list[Test]:
        return reckoning.tests_of(self.aim, self.gained) if self.aim else []

    @property
    def categories(self) -> list["Category"]:
        """The gains by category, with the council's own target where it chose one."""
        own = {division for division in self.own_targets if division}
        divisions = sorted({*self.by_division, *own}, key=_costs_last)
        gains = reckoning.to_the_penny([self.by_division.get(code, Gained()) for code in divisions])
        return [
            Category(code, gained, 1 if code in self.by_division else 0, self.own_targets.get(code))
            for code, gained in zip(divisions, gains, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Category:
    """A CPV division's gains to the penny, of how many councils, and a council's own target if it set one."""

    division: str
    gained: Gained
    councils: int
    target: AgreedTarget | None = None

    @property
    def title(self) -> str:
        return title_of(self.division)

    @property
    def reached(self) -> Decimal | None:
        return reckoning.percent_of(self.gained.total, self.target.total) if self.target else None


def _costs_last(division: str) -> tuple[bool, str]:
    return division == WHOLE_YEAR, division


@dataclass(frozen=True, slots=True)
class _Council:
    """A council with where its year stands and the targets that it agreed for it."""

    organisation: Organisation
    status: YearStatus | None
    agreed: dict[str, AgreedTarget]


def _councils(which: ColumnElement[bool], financial_year: int) -> list[_Council]:
    """By name, in one statement."""
    rows = db.session.execute(
        select(Organisation, CouncilYear.status, AgreedTarget)
        .outerjoin(
            CouncilYear,
            (CouncilYear.council_id == Organisation.id) & (CouncilYear.financial_year == financial_year),
        )
        .outerjoin(
            AgreedTarget,
            (AgreedTarget.council_id == Organisation.id) & (AgreedTarget.financial_year == financial_year),
        )
        .where(which)
        .order_by(Organisation.name, Organisation.id, AgreedTarget.division, AgreedTarget.number)
        .limit(MOST * TARGETS_OF_A_COUNCIL)
    )
    found: dict[int, _Council] = {}
    for organisation, status, agreed in rows:
        council = found.setdefault(organisation.id, _Council(organisation, status, {}))
        if agreed is not None:
            council.agreed[agreed.division] = agreed
    return list(found.values())


def _positions(
    councils: Sequence[_Council],
    financial_year: int,
    programmes: Sequence[TargetProgramme],
    included: Collection[Excluded],
) -> list[Position]:
    ids = [council.organisation.id for council in councils]
    programme = reckoning.programme_for(programmes, financial_year)
    base_year = programme.base_year if programme else financial_year - 1
    bases = bases_of(ids)
    gains = gains_by_council(ids, financial_year, included)
    positions = []
    for council in councils:
        council_id = council.organisation.id
        base = reckoning.base_for(
            bases.get(council_id, []), base_year=base_year, financial_year=financial_year
        )
        positions.append(
            Position(
                council=council.organisation,
                financial_year=financial_year,
                status=council.status,
                programme=programme,
                base_year=base_year,
                base=base,
                base_amount=base.excluding(included) if base else None,
                aim=reckoning.aim_for(
                    financial_year,
                    agreed=council.agreed.get(""),
                    programme=programme,
                    base=base,
                    included=included,
                ),
                by_division=gains.get(council_id, {}),
                own_targets=council.agreed,
            )
        )
    return positions


def position(council_id: int, financial_year: int, *, included: Collection[Excluded] = ()) -> Position:
    """How the council stands. `included`: excluded categories whose spending and gains are
    counted in for once."""
    councils = _councils(Organisation.id == council_id, financial_year)
    return _positions(councils, financial_year, programmes_for_council(council_id), included)[0]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the region's councils a sum holds."""

    councils: int
    with_base: int
    with_target: int
    reported: int
    signed: int


@dataclass(frozen=True, slots=True)
class RegionPosition:
    """The councils of a centre's region in a year, and their sums."""

    financial_year: int
    positions: list[Position]

    @property
    def coverage(self) -> Coverage:
        found = self.positions
        return Coverage(
            councils=len(found),
            with_base=sum(position.base is not None for position in found),
            with_target=sum(position.aim is not None for position in found),
            reported=sum(position.reported for position in found),
            signed=sum(position.signed for position in found),
        )

    @property
    def gained(self) -> Gained:
        return sum((position.gained for position in self.positions), Gained())

    @property
    def shown(self) -> list[tuple[Position, Gained]]:
        """Each council with its gains to the penny, which add up to the region's."""
        gains = reckoning.to_the_penny([position.gained for position in self.positions])
        return list(zip(self.positions, gains, strict=True))

    @property
    def signed_gains(self) -> Gained:
        """What finance officers have signed: the programme's proven effect (needs S1-03)."""
        return sum((position.gained for position in self.positions if position.signed), Gained())

    @property
    def base_amount(self) -> Decimal:
        return sum((position.base_amount or ZERO for position in self.positions), ZERO)

    @property
    def aim(self) -> Gained:
        """The councils' targets together, £ cumulative."""
        aims = [position.aim for position in self.positions if position.aim]
        return sum((Gained(aim.total, aim.cashable) for aim in aims), Gained())

    @property
    def gained_with_target(self) -> Gained:
        """The gains of those councils whose target is known: the only ones to hold against the targets."""
        return sum((position.gained for position in self.positions if position.aim), Gained())

    @property
    def reached(self) -> Decimal | None:
        return reckoning.percent_of(self.gained_with_target.total, self.aim.total)

    @property
    def of_base(self) -> Decimal | None:
        """The region's average: gains in per cent of base expenditure, over councils that have both."""
        shares = self.shares_of_base
        return reckoning.percent_of(
            sum((share.gained for share in shares), ZERO), sum((share.whole for share in shares), ZERO)
        )

    @property
    def in_average(self) -> int:
        return len(self.shares_of_base)

    @property
    def shares_of_base(self) -> list[Share]:
        """The councils that have both gains and a base."""
        return [
            Share(position.gained.total, position.base_amount)
            for position in self.positions
            if position.base_amount and position.reported
        ]

    @property
    def shares_of_target(self) -> list[Share]:
        """The councils that have both gains and a target."""
        return [
            Share(position.gained.total, position.aim.total)
            for position in self.positions
            if position.aim and position.aim.total and position.reported
        ]

    @property
    def distribution_of_base(self) -> Distribution:
        """How the councils' gains in per cent of their base lie apart."""
        return reckoning.distribution(self.shares_of_base)

    @property
    def distribution_of_target(self) -> Distribution:
        return reckoning.distribution(self.shares_of_target)

    @property
    def categories(self) -> list[Category]:
        """The region's gains by category, each with how many councils it holds."""
        sums: dict[str, Gained] = {}
        counts: dict[str, int] = {}
        for one in self.positions:
            for division, gained in one.by_division.items():
                sums[division] = sums.get(division, Gained()) + gained
                counts[division] = counts.get(division, 0) + 1
        divisions = sorted(sums, key=_costs_last)
        shown = reckoning.to_the_penny([sums[code] for code in divisions])
        return [Category(code, gained, counts[code]) for code, gained in zip(divisions, shown, strict=True)]


def region(centre_id: int, financial_year: int, *, included: Collection[Excluded] = ()) -> RegionPosition:
    """The region of a centre in a year, council by council, in nine statements whatever its size."""
    councils = _councils(served_by([centre_id]), financial_year)
    programmes = programmes_of_centre(centre_id)
    return RegionPosition(financial_year, _positions(councils, financial_year, programmes, included))


def region_gains(centre_id: int, financial_year: int) -> RegionPosition:
    """The region's gains without its bases and targets, for reports that ask only for gains."""
    councils = _councils(served_by([centre_id]), financial_year)
    gains = gains_by_council([council.organisation.id for council in councils], financial_year)
    positions = [
        Position(
            council=council.organisation,
            financial_year=financial_year,
            status=council.status,
            programme=None,
            base_year=financial_year - 1,
            base=None,
            base_amount=None,
            aim=None,
            by_division=gains.get(council.organisation.id, {}),
            own_targets=council.agreed,
        )
        for council in councils
    ]
    return RegionPosition(financial_year, positions)


def region_around(council_id: int, financial_year: int) -> RegionPosition:
    """The councils that share a centre with this one, for the sums and the spread that a council may
    compare itself with (needs S2-14). Which council has which figure is for the centre alone."""
    councils = _councils(served_by(centres_of(council_id)) | (Organisation.id == council_id), financial_year)
    programmes = programmes_for_council(council_id)
    return RegionPosition(financial_year, _positions(councils, financial_year, programmes, ()))
