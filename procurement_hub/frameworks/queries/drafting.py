"""What a draft starts from: closed rounds, their councils, and what their demand costs today."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import exists, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.money import round_money, with_vat
from procurement_hub.core.paging import PAGE
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem


def rounds_to_draft_from(actor: Actor) -> list[DemandRound]:
    """The centre's closed rounds, newest first, with an item that no framework in use has."""
    placed = (
        exists()
        .where(Lot.framework_id == Framework.id, LotItem.lot_id == Lot.id)
        .where(LotItem.item_id == RoundItem.item_id, Framework.round_id == RoundItem.round_id)
        .where(Framework.status != FrameworkStatus.WITHDRAWN)
        .correlate(RoundItem)
    )
    free = exists().where(RoundItem.round_id == DemandRound.id, ~placed).correlate(DemandRound)
    return list(
        db.session.scalars(
            select(DemandRound)
            .where(
                DemandRound.organisation_id == actor.organisation_id,
                DemandRound.closed_at.is_not(None),
                free,
            )
            .order_by(DemandRound.id.desc())
            .limit(PAGE)
        )
    )


def councils_with_demand(round_id: int) -> list[int]:
    """The councils with a line in the round: whom a first draft names."""
    return list(
        db.session.scalars(
            select(DemandLine.council_id)
            .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
            .where(RoundItem.round_id == round_id)
            .distinct()
            .order_by(DemandLine.council_id)
        )
    )


def authorities() -> list[Organisation]:
    """Every council and partner body that a framework can name, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.kind.in_((Kind.COUNCIL, Kind.PARTNER)), Organisation.active)
            .order_by(Organisation.name)
        )
    )


@dataclass(frozen=True, slots=True)
class DemandValue:
    """What a round's demand costs at the prices that councils pay today.

    `net` and `gross` are £ for the quantities registered; `priced` of `lines` gave a price, and
    the others are taken at the average of those, weighted by quantity."""

    net: Decimal
    gross: Decimal
    priced: int
    lines: int


def demand_value(demand_round: DemandRound, vat_rate: Decimal) -> DemandValue | None:
    """The round's demand, firm and soft, at today's prices; None when no line gave a price."""
    rows = db.session.execute(
        select(RoundItem.item_id, DemandLine.quantity, DemandLine.current_price)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(RoundItem.round_id == demand_round.id)
    ).all()
    by_item: dict[int, list[tuple[Decimal, Decimal | None]]] = {}
    for item_id, quantity, price in rows:
        by_item.setdefault(item_id, []).append((quantity, price))
    priced = sum(price is not None for _, _, price in rows)
    if not priced:
        return None
    net = round_money(sum((_at_todays_prices(lines) for lines in by_item.values()), Decimal(0)))
    return DemandValue(net=net, gross=with_vat(net, vat_rate), priced=priced, lines=len(rows))


def _at_todays_prices(lines: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal:
    lines = list(lines)
    paid = [(quantity, price) for quantity, price in lines if price is not None]
    bought = sum((quantity for quantity, _ in paid), Decimal(0))
    if not bought:
        return Decimal(0)
    spend = sum((quantity * price for quantity, price in paid), Decimal(0))
    return spend * sum((quantity for quantity, _ in lines), Decimal(0)) / bought
