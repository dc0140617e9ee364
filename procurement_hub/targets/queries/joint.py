"""The joint saving of a framework, council by council: whose it is, who lost, and who agreed to pay.

A share is what the council itself gained on what it received: the shares add up to the joint saving
because nothing else is in it (needs S3-16). Equalisation stands beside the shares as a memo."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import Gain, Quantity
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus
from procurement_hub.savings.method import Suppressed, why_suppressed
from procurement_hub.savings.models import CouncilYear, GainTotal, YearStatus
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets.models import Equalisation, EqualisationShare, EqualisationStatus
from procurement_hub.targets.reckoning import percent_of

ZERO = Decimal("0.00")
MOST = 500


@dataclass(frozen=True, slots=True)
class Share:
    """A council's part of the joint saving: £ net of VAT to the penny, gross gain after costs, and what
    it receives (above zero) or pays under a table in force, which is not in the gain."""

    council: Organisation
    status: YearStatus | None
    spend: Decimal
    gain: Decimal
    cashable: Decimal
    percent: Decimal | None
    equalised: Decimal

    @property
    def loses(self) -> bool:
        return self.gain < 0

    @property
    def after_equalisation(self) -> Decimal:
        """What the council keeps of the joint price once the payments are made: a memo, not a claim."""
        return self.gain + self.equalised


@dataclass(frozen=True, slots=True)
class UnitGain:
    """What a council gained on one unit of an item, unrounded £, and how much of the volume is its own."""

    item: Item
    council: Organisation
    quantity: Decimal
    volume_percent: Decimal | None
    per_unit: Decimal
    largest: bool
    least: bool


@dataclass(frozen=True, slots=True)
class JointSaving:
    """A framework's year. `shares` hold every council for the centre, and only its own for a council;
    `withheld` is why a council may not read the sums."""

    framework: Framework
    financial_year: int
    shares: list[Share]
    units: list[UnitGain]
    equalisation: Equalisation | None
    waiting: Equalisation | None
    entitled: int
    received: int
    signed: int
    total: Decimal | None
    cashable: Decimal | None
    withheld: Suppressed | None

    @property
    def losers(self) -> list[Share]:
        return [share for share in self.shares if share.loses]

    @property
    def largest_gain_least(self) -> list[UnitGain]:
        """The items of which the council that buys most gains least on each unit: an equal price for
        all serves the small ones best (savings-method 2.13)."""
        return [row for row in self.units if row.largest and row.least]


REAL = Framework.status != FrameworkStatus.PRACTICE


def frameworks_for(actor: Actor) -> Sequence[Framework]:
    """The frameworks whose joint saving the actor may read: the centre's own, or those that the
    council is entitled under. Newest first."""
    query = select(Framework).where(REAL).order_by(Framework.id.desc()).limit(MOST)
    if may(actor, Permission.READ_MEMO):
        return db.session.scalars(query.where(Framework.organisation_id == actor.organisation_id)).all()
    if not may(actor, Permission.READ_GAINS):
        raise NotFound()
    entitled = select(Entitlement.framework_id).where(Entitlement.organisation_id == actor.organisation_id)
    gained = select(GainTotal.framework_id).where(GainTotal.council_id == actor.organisation_id)
    return db.session.scalars(query.where(Framework.id.in_(entitled) | Framework.id.in_(gained))).all()


def newest_years(framework_ids: Sequence[int]) -> dict[int, int]:
    """The latest financial year in which something was counted through each framework that has any."""
    found = db.session.execute(
        select(GainTotal.framework_id, func.max(GainTotal.financial_year))
        .where(GainTotal.framework_id.in_(framework_ids))
        .group_by(GainTotal.framework_id)
    )
    return dict(found.all())


def framework_for(actor: Actor, framework_id: int) -> Framework:
    """One of `frameworks_for`, or NotFound."""
    if may(actor, Permission.READ_MEMO):
        mine = Framework.organisation_id == actor.organisation_id
    elif may(actor, Permission.READ_GAINS):
        mine = or_(
            exists().where(
                Entitlement.framework_id == Framework.id,
                Entitlement.organisation_id == actor.organisation_id,
            ),
            exists().where(
                GainTotal.framework_id == Framework.id, GainTotal.council_id == actor.organisation_id
            ),
        )
    else:
        raise NotFound()
    found = db.session.scalar(select(Framework).where(Framework.id == framework_id, REAL, mine))
    if found is None:
        raise NotFound()
    return found


def joint_saving(actor: Actor, framework: Framework, financial_year: int) -> JointSaving:
    """Every council's share of what the framework saved in a year, for the centre. A council reads its
    own, and the sum only when it holds at least five councils and no one is most of it (2.14)."""
    by_name = may(actor, Permission.READ_MEMO)
    rows = rows_of(framework.id, financial_year)
    in_force, waiting = _equalisations(framework.id, financial_year)
    paid = {share.council_id: share.amount for share in in_force.shares} if in_force else {}
    shares = _shares(rows, paid)
    units = _unit_gains(rows)
    total = sum((share.gain for share in shares), ZERO)
    cashable = sum((share.cashable for share in shares), ZERO)
    withheld = None if by_name else why_suppressed([abs(share.gain) for share in shares])
    return JointSaving(
        framework=framework,
        financial_year=financial_year,
        shares=[share for share in shares if by_name or share.council.id == actor.organisation_id],
        units=[unit for unit in units if by_name or unit.council.id == actor.organisation_id],
        equalisation=in_force,
        waiting=waiting,
        entitled=db.session.scalar(
            select(func.count()).select_from(Entitlement).where(Entitlement.framework_id == framework.id)
        )
        or 0,
        received=len(shares),
        signed=sum(share.status is YearStatus.SIGNED_OFF for share in shares),
        total=None if withheld else total,
        cashable=None if withheld else cashable,
        withheld=withheld,
    )


def rows_of(framework_id: int, financial_year: int) -> list:
    """Council, status, item and sums of the framework's year, by council and item, in one statement."""
    summed = [GainTotal.spend, GainTotal.gross, GainTotal.cashable]
    costs = [GainTotal.one_off_cost, GainTotal.recurring_cost]
    sums = (
        select(
            GainTotal.council_id,
            GainTotal.item_id,
            func.sum(GainTotal.quantity, type_=Quantity()).label("quantity"),
            *(func.sum(column, type_=Gain()).label(column.key) for column in [*summed, *costs]),
        )
        .where(GainTotal.framework_id == framework_id, GainTotal.financial_year == financial_year)
        .group_by(GainTotal.council_id, GainTotal.item_id)
        .subquery()
    )
    return list(
        db.session.execute(
            select(Organisation, CouncilYear.status, Item, sums)
            .select_from(sums)
            .join(Organisation, Organisation.id == sums.c.council_id)
            .outerjoin(Item, Item.id == sums.c.item_id)
            .outerjoin(
                CouncilYear,
                (CouncilYear.council_id == sums.c.council_id)
                & (CouncilYear.financial_year == financial_year),
            )
            .options(joinedload(Item.unit, innerjoin=False))
            .order_by(Organisation.name, Organisation.id, Item.title, Item.id)
            .limit(MOST * 20)
        )
    )


def _shares(rows: Sequence, paid: dict[int, Decimal]) -> list[Share]:
    councils: dict[int, list] = {}
    for row in rows:
        councils.setdefault(row.Organisation.id, []).append(row)
    groups = list(councils.values())

    def added(value) -> list[Decimal]:
        return rounded_to_total([sum((value(row) for row in group), Decimal(0)) for group in groups])

    gains = added(lambda row: row.gross - row.one_off_cost - row.recurring_cost)
    cashable = added(lambda row: row.cashable - row.one_off_cost - row.recurring_cost)
    spends = added(lambda row: row.spend)
    total = sum(gains, Decimal(0))
    return [
        Share(
            council=group[0].Organisation,
            status=group[0].status,
            spend=spend,
            gain=gain,
            cashable=cash,
            percent=percent_of(gain, total),
            equalised=paid.get(group[0].Organisation.id, ZERO),
        )
        for group, spend, gain, cash in zip(groups, spends, gains, cashable, strict=True)
    ]


def _unit_gains(rows: Sequence) -> list[UnitGain]:
    items: dict[int, list] = {}
    for row in rows:
        if row.Item is not None and row.quantity > 0:
            items.setdefault(row.Item.id, []).append(row)
    found = []
    for group in items.values():
        volume = sum((row.quantity for row in group), Decimal(0))
        most = max(row.quantity for row in group)
        per_unit = [row.gross / row.quantity for row in group]
        for row, gain in sorted(zip(group, per_unit, strict=True), key=lambda pair: -pair[0].quantity):
            found.append(
                UnitGain(
                    item=row.Item,
                    council=row.Organisation,
                    quantity=row.quantity,
                    volume_percent=percent_of(row.quantity, volume),
                    per_unit=gain,
                    largest=len(group) > 1 and row.quantity == most,
                    least=len(group) > 1 and gain == min(per_unit),
                )
            )
    return found


def _whole():
    return select(Equalisation).options(
        selectinload(Equalisation.shares).options(
            joinedload(EqualisationShare.council), joinedload(EqualisationShare.agreed_by)
        ),
        joinedload(Equalisation.framework),
        joinedload(Equalisation.proposed_by),
        joinedload(Equalisation.settled_by),
    )


def _equalisations(framework_id: int, financial_year: int) -> tuple[Equalisation | None, Equalisation | None]:
    """The table in force, the latest agreed, and the one that waits for answers."""
    rows = db.session.scalars(
        _whole()
        .where(
            Equalisation.framework_id == framework_id,
            Equalisation.financial_year == financial_year,
            Equalisation.status.in_([EqualisationStatus.IN_FORCE, EqualisationStatus.PROPOSED]),
        )
        .order_by(Equalisation.id)
        .limit(MOST)
    ).all()
    in_force = [row for row in rows if row.status is EqualisationStatus.IN_FORCE]
    waiting = [row for row in rows if row.status is EqualisationStatus.PROPOSED]
    return (in_force[-1] if in_force else None), (waiting[-1] if waiting else None)


def equalisations_in_force() -> Sequence[Equalisation]:
    """Every table that councils have agreed to, the earlier of a framework's year before the later."""
    return db.session.scalars(
        _whole()
        .where(Equalisation.status == EqualisationStatus.IN_FORCE)
        .order_by(Equalisation.financial_year, Equalisation.framework_id, Equalisation.id)
        .limit(MOST)
    ).all()


def equalisation_for(actor: Actor, equalisation_id: int) -> Equalisation:
    """A table of the actor's centre, or one that the actor's council is in; else NotFound. Councils in it
    read the whole table, because they agree to the whole."""
    found = db.session.scalar(
        _whole().where(Equalisation.id == equalisation_id).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    centres = may(actor, Permission.READ_MEMO) and found.framework.organisation_id == actor.organisation_id
    councils = may(actor, Permission.READ_GAINS) and actor.organisation_id in {
        share.council_id for share in found.shares
    }
    if not (centres or councils):
        raise NotFound()
    return found


_PROPOSED = (
    select(Equalisation)
    .options(joinedload(Equalisation.framework))
    .join(EqualisationShare, EqualisationShare.equalisation_id == Equalisation.id)
    .where(
        EqualisationShare.council_id == bindparam("council"),
        EqualisationShare.agreed_at.is_(None),
        Equalisation.status == EqualisationStatus.PROPOSED,
    )
    .order_by(Equalisation.id.desc())
    .limit(MOST)
)


def waiting_for(council_id: int) -> Sequence[Equalisation]:
    """Proposals that a council is in and has not answered, the latest first."""
    return db.session.scalars(_PROPOSED, {"council": council_id}).all()
