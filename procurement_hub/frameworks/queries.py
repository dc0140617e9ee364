"""Reads of frameworks, scoped to the reader: lists, one framework, agreements, and why not to call off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import round_money, with_vat
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem
from procurement_hub.frameworks.models import (
    AgreedPrice,
    Agreement,
    AgreementStatus,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.frameworks.permissions import (
    PUBLISHED,
    may_read_agreement,
    may_read_framework,
)

NOT_NAMED = "Your authority is not named as able to use this framework."


def why_not_call_off(framework: Framework, lot: Lot | None, council_id: int, on: date) -> str | None:
    """The first reason why the council may not call off on that UK day, or None if it may.

    Page, button and service all ask here (law.md F3, F4). With a lot, it also needs a supplier
    whose agreement is in force."""
    named = exists().where(
        Entitlement.framework_id == framework.id, Entitlement.organisation_id == council_id
    )
    in_force = exists().where(
        Agreement.lot_id == (lot.id if lot is not None else -1), Agreement.status == AgreementStatus.IN_FORCE
    )
    is_named, has_supplier = db.session.execute(select(named, in_force)).one()
    if not is_named:
        return NOT_NAMED
    if framework.status is not FrameworkStatus.LIVE:
        return "This framework is not live: no agreement under it has been signed by both sides yet."
    if on < framework.starts_on:
        return f"This framework starts on {format_date(framework.starts_on)}. You can call off from it then."
    if on > framework.ends_on:
        return f"This framework ended on {format_date(framework.ends_on)}. You cannot call off from it."
    if lot is not None and not has_supplier:
        return f"No supplier in lot {lot.number} has an agreement in force yet."
    return None


def why_no_direct_award(lot: Lot) -> str | None:
    """Why an order in this lot needs a competition, or None if its mechanism picks the supplier (F5)."""
    if lot.direct_award is None:
        return "This lot needs a mini-competition (section 45(3))."
    return None


def is_entitled(framework_id: int, organisation_id: int | None) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Entitlement.framework_id == framework_id,
                    Entitlement.organisation_id == organisation_id,
                )
            )
        )
    )


def frameworks_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """Frameworks that the actor may read, newest first: a centre's own in every state, and all
    those that have been published."""
    readable = or_(Framework.organisation_id == actor.organisation_id, Framework.status.in_(PUBLISHED))
    query = select(Framework).where(readable).options(joinedload(Framework.organisation))
    return newest_first(db.session, query, Framework.id, after=after, size=size)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A live framework as the public register shows it. Its ceiling is £ including VAT."""

    id: int
    code: str
    title: str
    centre: str
    starts_on: date
    ends_on: date
    ceiling_gross: Decimal
    levy_percent: Decimal


_REGISTER = (
    select(
        Framework.id,
        Framework.code,
        Framework.title,
        Organisation.name,
        Framework.starts_on,
        Framework.ends_on,
        Framework.ceiling_gross,
        Framework.levy_percent,
    )
    .join(Organisation, Organisation.id == Framework.organisation_id)
    .where(Framework.status == FrameworkStatus.LIVE)
    .order_by(Framework.id.desc())
)


def live_register(*, after: int | None = None, size: int = PAGE) -> Page:
    """Live frameworks for anybody to read, newest first, in one statement of plain columns."""
    query = _REGISTER if after is None else _REGISTER.where(Framework.id < after)
    rows = [RegisterRow(*row) for row in db.session.execute(query.limit(size + 1))]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, rows[-1].id if more else None)


def live_framework(framework_id: int) -> Framework:
    """A live framework with all that is public of it, or NotFound."""
    framework = db.session.scalar(
        _whole().where(Framework.id == framework_id, Framework.status == FrameworkStatus.LIVE)
    )
    if framework is None:
        raise NotFound()
    return framework


def _whole():
    return select(Framework).options(
        joinedload(Framework.organisation),
        joinedload(Framework.round),
        selectinload(Framework.lots).selectinload(Lot.items).joinedload(LotItem.item),
    )


def framework_for(actor: Actor, framework_id: int) -> Framework:
    """The framework with its round, lots and items, or NotFound if it is not the actor's to read."""
    framework = db.session.scalar(_whole().where(Framework.id == framework_id))
    if framework is None or not may_read_framework(actor, framework):
        raise NotFound()
    return framework


def entitled_to(framework_id: int) -> list[Organisation]:
    """The authorities named in the framework, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Entitlement, Entitlement.organisation_id == Organisation.id)
            .where(Entitlement.framework_id == framework_id)
            .order_by(Organisation.name)
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


def agreements_of(framework_id: int) -> list[Agreement]:
    """A framework's agreements by lot and rank, with supplier, prices and tiers."""
    return list(
        db.session.scalars(
            select(Agreement)
            .join(Lot, Lot.id == Agreement.lot_id)
            .where(Agreement.framework_id == framework_id)
            .options(*_WITH_PRICES)
            .order_by(Lot.number, Agreement.rank, Agreement.id)
        )
    )


_WITH_PRICES = (
    joinedload(Agreement.supplier),
    joinedload(Agreement.lot),
    selectinload(Agreement.prices).joinedload(AgreedPrice.item),
    selectinload(Agreement.prices).selectinload(AgreedPrice.tiers),
)


def agreements_in_force(lot_id: int) -> list[Agreement]:
    """The lot's agreements that orders can be placed under, best rank first, with prices."""
    return list(
        db.session.scalars(
            select(Agreement)
            .where(Agreement.lot_id == lot_id, Agreement.status == AgreementStatus.IN_FORCE)
            .options(joinedload(Agreement.supplier), selectinload(Agreement.prices))
            .order_by(Agreement.rank, Agreement.id)
        )
    )


def own_agreements_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """A supplier's own agreements, newest first, once their award has been published."""
    query = (
        select(Agreement)
        .join(Framework, Framework.id == Agreement.framework_id)
        .where(
            Agreement.supplier_id == actor.organisation_id,
            Framework.status.in_((FrameworkStatus.AWARDED, FrameworkStatus.LIVE)),
        )
        .options(
            joinedload(Agreement.framework).joinedload(Framework.organisation), joinedload(Agreement.lot)
        )
    )
    return newest_first(db.session, query, Agreement.id, after=after, size=size)


def agreement_for(actor: Actor, agreement_id: int) -> Agreement:
    """The agreement with its framework, lot and price schedule, or NotFound."""
    agreement = db.session.scalar(
        select(Agreement)
        .where(Agreement.id == agreement_id)
        .options(
            *_WITH_PRICES,
            joinedload(Agreement.framework).joinedload(Framework.organisation),
            joinedload(Agreement.framework).joinedload(Framework.round),
        )
    )
    if agreement is None:
        raise NotFound()
    entitled = is_entitled(agreement.framework_id, actor.organisation_id)
    if not may_read_agreement(actor, agreement, entitled=entitled):
        raise NotFound()
    return agreement


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


def signers_of(agreement: Agreement) -> dict[int, str]:
    """The names of the people who have signed the agreement, by id."""
    people = [key for key in (agreement.signed_by_id, agreement.countersigned_by_id) if key is not None]
    if not people:
        return {}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())


def rounds_to_draft_from(actor: Actor) -> list[DemandRound]:
    """The centre's closed rounds, newest first, that no framework in use was drafted from."""
    used = (
        select(Framework.round_id)
        .where(
            Framework.status != FrameworkStatus.WITHDRAWN,
            Framework.organisation_id == actor.organisation_id,
        )
        .scalar_subquery()
    )
    return list(
        db.session.scalars(
            select(DemandRound)
            .where(
                DemandRound.organisation_id == actor.organisation_id,
                DemandRound.closed_at.is_not(None),
                DemandRound.id.not_in(used),
            )
            .order_by(DemandRound.id.desc())
            .limit(PAGE)
        )
    )
