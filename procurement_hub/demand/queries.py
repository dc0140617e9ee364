"""Reads of demand, scoped to the reader: rounds, a council's own lines, the sums, and baselines."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.demand.models import Commitment, DemandLine, DemandRound, RoundItem
from procurement_hub.demand.permissions import may_read_round, reads_every_line, reads_lines_of
from procurement_hub.savings.models import Baseline


def rounds_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """The rounds that the actor may read, newest first: a centre's own, or every one for a council."""
    query = select(DemandRound).options(joinedload(DemandRound.organisation))
    if actor.organisation_kind == Kind.RCE:
        query = query.where(DemandRound.organisation_id == actor.organisation_id)
    return newest_first(db.session, query, DemandRound.id, after=after, size=size)


def answered_by(actor: Actor, rounds: list[DemandRound]) -> set[int]:
    """Those of these rounds in which the actor's council has a line."""
    return set(
        db.session.scalars(
            select(RoundItem.round_id)
            .join(DemandLine, DemandLine.round_item_id == RoundItem.id)
            .where(
                DemandLine.council_id == actor.organisation_id,
                RoundItem.round_id.in_([demand_round.id for demand_round in rounds]),
            )
            .distinct()
        )
    )


def round_for(actor: Actor, round_id: int) -> DemandRound:
    """The round with its items, or NotFound if it is not the actor's to read."""
    demand_round = db.session.scalar(
        select(DemandRound)
        .where(DemandRound.id == round_id)
        .options(
            joinedload(DemandRound.organisation), selectinload(DemandRound.items).joinedload(RoundItem.item)
        )
    )
    if demand_round is None or not may_read_round(actor, demand_round):
        raise NotFound()
    return demand_round


@dataclass(frozen=True, slots=True)
class ItemSum:
    """What councils together need of an item, and the least and most they pay (£ net a unit)."""

    firm: Decimal
    soft: Decimal
    councils: int
    least: Decimal | None
    most: Decimal | None

    @property
    def spread(self) -> Decimal | None:
        """How many per cent the dearest price is above the cheapest, half up; None without two prices."""
        if self.least is None or self.least == self.most:
            return None
        return ((self.most - self.least) * 100 / self.least).quantize(Decimal(1), rounding=ROUND_HALF_UP)


NOTHING = ItemSum(Decimal(0), Decimal(0), 0, None, None)


def sums_of(demand_round: DemandRound) -> dict[int, ItemSum]:
    """The live sums of each item of the round, by round item."""

    def total(commitment: Commitment):
        return func.coalesce(
            func.sum(case((DemandLine.commitment == commitment, DemandLine.quantity), else_=0)), 0
        )

    rows = db.session.execute(
        select(
            DemandLine.round_item_id,
            total(Commitment.FIRM),
            total(Commitment.SOFT),
            func.count(DemandLine.council_id.distinct()),
            func.min(DemandLine.current_price),
            func.max(DemandLine.current_price),
        )
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(RoundItem.round_id == demand_round.id)
        .group_by(DemandLine.round_item_id)
    )
    found = {row[0]: ItemSum(*row[1:]) for row in rows}
    return {item.id: found.get(item.id, NOTHING) for item in demand_round.items}


def own_lines(actor: Actor, demand_round: DemandRound) -> list[DemandLine]:
    """The lines of the actor's own council, in the order of the round's items, firm first."""
    return list(
        db.session.scalars(
            select(DemandLine)
            .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
            .where(RoundItem.round_id == demand_round.id, DemandLine.council_id == actor.organisation_id)
            .options(
                joinedload(DemandLine.round_item).joinedload(RoundItem.item), joinedload(DemandLine.evidence)
            )
            .order_by(RoundItem.position, DemandLine.commitment)
        )
    )


def own_line(actor: Actor, line_id: int) -> DemandLine:
    """A line of the actor's own council with its item, or NotFound."""
    line = db.session.scalar(
        select(DemandLine)
        .where(DemandLine.id == line_id, DemandLine.council_id == actor.organisation_id)
        .options(joinedload(DemandLine.round_item).joinedload(RoundItem.item))
    )
    if line is None:
        raise NotFound()
    return line


@dataclass(frozen=True, slots=True)
class CouncilAnswer:
    """A council's lines in a round, by (round item, commitment)."""

    council: Organisation
    lines: dict[tuple[int, Commitment], DemandLine]


def answers_page(demand_round: DemandRound, *, after: int | None = None, size: int = PAGE) -> Page:
    """The councils that have answered, a page at a time, by name within the page."""
    in_round = (
        exists()
        .where(DemandLine.council_id == Organisation.id, DemandLine.round_item_id == RoundItem.id)
        .where(RoundItem.round_id == demand_round.id)
    )
    page = newest_first(
        db.session, select(Organisation).where(in_round), Organisation.id, after=after, size=size
    )
    lines = db.session.scalars(
        select(DemandLine)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(
            RoundItem.round_id == demand_round.id,
            DemandLine.council_id.in_([council.id for council in page.rows]),
        )
    ).all()
    answers = [
        CouncilAnswer(
            council,
            {(line.round_item_id, line.commitment): line for line in lines if line.council_id == council.id},
        )
        for council in sorted(page.rows, key=lambda council: council.name)
    ]
    return Page(answers, page.next_after)


@dataclass(frozen=True, slots=True)
class Silent:
    """Councils that have not answered: how many, and the first of them by name."""

    count: int
    names: list[str]


def silent_councils(demand_round: DemandRound, size: int = PAGE) -> Silent:
    answered = (
        select(DemandLine.council_id)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(RoundItem.round_id == demand_round.id)
    )
    waiting = (
        Organisation.kind == Kind.COUNCIL,
        Organisation.active,
        Organisation.id.not_in(answered),
    )
    rows = db.session.execute(
        select(Organisation.name, func.count().over()).where(*waiting).order_by(Organisation.name).limit(size)
    ).all()
    return Silent(rows[0][1] if rows else 0, [name for name, _ in rows])


def baselines_page(
    actor: Actor, demand_round: DemandRound, *, after: int | None = None, size: int = PAGE
) -> Page:
    """The round's frozen baselines, by council within a page: all for its centre, a council's own for
    a council."""
    query = (
        select(Baseline)
        .where(Baseline.round_id == demand_round.id)
        .options(
            joinedload(Baseline.council),
            joinedload(Baseline.item),
            joinedload(Baseline.frozen_by),
            joinedload(Baseline.evidence),
        )
    )
    if not reads_every_line(actor, demand_round):
        query = query.where(Baseline.council_id == actor.organisation_id)
    page = newest_first(db.session, query, Baseline.id, after=after, size=size)
    page.rows.sort(key=lambda baseline: (baseline.council.name, baseline.item.code))
    return page


def evidence_of_line(actor: Actor, line_id: int) -> StoredDocument:
    """The file given with a line, for its council and the round's centre; or NotFound."""
    row = db.session.execute(
        select(DemandLine.council_id, StoredDocument, DemandRound)
        .join(StoredDocument, StoredDocument.id == DemandLine.evidence_id)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .join(DemandRound, DemandRound.id == RoundItem.round_id)
        .where(DemandLine.id == line_id)
    ).first()
    return _readable(actor, row)


def evidence_of_baseline(actor: Actor, baseline_id: int) -> StoredDocument:
    """The file behind a frozen baseline, for its council and the round's centre; or NotFound."""
    row = db.session.execute(
        select(Baseline.council_id, StoredDocument, DemandRound)
        .join(StoredDocument, StoredDocument.id == Baseline.evidence_id)
        .join(DemandRound, DemandRound.id == Baseline.round_id)
        .where(Baseline.id == baseline_id)
    ).first()
    return _readable(actor, row)


def _readable(actor: Actor, row) -> StoredDocument:
    if row is None or not reads_lines_of(actor, row[2], row[0]):
        raise NotFound()
    return row[1]
