"""Open a round and close it: closing fixes the totals and the baselines."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select, update

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.catalogue.services import find_or_add_item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, SeveralProblems, WrongState
from procurement_hub.core.money import format_quantity
from procurement_hub.core.numbering import hold, next_reference
from procurement_hub.demand import letters
from procurement_hub.demand.models import Commitment, DemandLine, DemandRound, RoundItem, RoundStatus
from procurement_hub.demand.permissions import runs_round
from procurement_hub.demand.workflow import ROUND
from procurement_hub.savings import baselines


class RoundCodeTaken(DomainError):
    """Another round has this reference."""


class RemindedToday(WrongState):
    """One reminder a day is enough."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to ask councils about. `unit` is a UN/ECE code or name; `cpv` has its check digit."""

    code: str
    title: str
    unit: str
    cpv: str
    specification: str = ""


def open_round(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    closes_on: date,
    items: list[NewItem],
    code: str | None = None,
) -> DemandRound:
    """Ask councils for their demand for `items` until the end of `closes_on`.

    For the procurement lead of a centre. Without a `code` the round gets the year's next one,
    R-2026-001. Refusals name the field title, closes_on or items-N-unit."""
    require(actor, Permission.RUN_ROUND)
    if not title.strip() or len(title) > 300:
        raise Invalid("Enter a title for the round, in up to 300 characters.", "title")
    if closes_on < uk_date(now):
        raise Invalid("The closing date must be today or later.", "closes_on")
    if not items:
        raise Invalid("Enter at least one item.", "items")
    asked_about = _items(actor, now, items)
    demand_round = DemandRound(
        code=_code(code, now),
        title=title.strip(),
        organisation_id=actor.organisation_id,
        status=RoundStatus.OPEN,
        opened_at=now,
        opened_by_id=actor.person_id,
        closes_on=closes_on,
    )
    db.session.add(demand_round)
    db.session.flush()
    db.session.add_all(
        RoundItem(round_id=demand_round.id, item_id=item.id, position=position)
        for position, item in enumerate(asked_about)
    )
    db.session.flush()
    audit.record(
        actor,
        "open_round",
        demand_round,
        now=now,
        detail={"code": demand_round.code, "items": [item.code for item in asked_about]},
    )
    letters.announce(demand_round, actor.organisation_name, now=now)
    return demand_round


def _items(actor: Actor, now: datetime, items: list[NewItem]) -> list[Item]:
    found: list[Item] = []
    problems: list[tuple[str | None, str]] = []
    for position, new in enumerate(items):
        try:
            item = find_or_add_item(
                actor=actor,
                now=now,
                code=new.code,
                title=new.title,
                unit=new.unit,
                cpv=new.cpv,
                specification=new.specification,
            )
        except DomainError as refusal:
            if refusal.field is None:
                raise
            problems.append((f"items-{position}-{refusal.field}", refusal.sentence))
            continue
        if item in found:
            problems.append((f"items-{position}-code", f"{item.code} is in the round twice."))
        found.append(item)
    if problems:
        raise SeveralProblems(problems)
    return found


def _code(code: str | None, now: datetime) -> str:
    hold(db.session, DemandRound.code)
    if code is None:
        return next_reference(db.session, DemandRound.code, f"R-{uk_date(now).year}-")
    if db.session.scalar(select(DemandRound.id).where(DemandRound.code == code)) is not None:
        raise RoundCodeTaken(f"There is already a demand round {code}.", "code")
    return code


def remind_councils(*, actor: Actor, now: datetime, demand_round: DemandRound) -> int:
    """Write to the buyers of the councils that have not answered; returns to how many.

    For the procurement lead of the round's own centre, once a UK day and while councils can answer."""
    require(actor, Permission.RUN_ROUND)
    if not runs_round(actor, demand_round):
        raise NotFound()
    if demand_round.status is not RoundStatus.OPEN or uk_date(now) > demand_round.closes_on:
        raise WrongState("Councils cannot answer this round any more, so there is nothing to remind them of.")
    reminded_at = db.session.scalar(
        select(func.max(audit.AuditEvent.at)).where(
            audit.AuditEvent.subject_kind == DemandRound.__tablename__,
            audit.AuditEvent.subject_id == demand_round.id,
            audit.AuditEvent.verb == "remind_councils",
        )
    )
    if reminded_at is not None and uk_date(reminded_at) == uk_date(now):
        raise RemindedToday("Councils were reminded today already. You can remind them again tomorrow.")
    sent = letters.remind(demand_round, actor.organisation_name, now=now)
    audit.record(actor, "remind_councils", demand_round, now=now, detail={"letters": sent})
    return sent


def close_round(*, actor: Actor, now: datetime, demand_round: DemandRound) -> DemandRound:
    """Take no more demand: fix each item's firm and soft total, and freeze the baselines.

    For the procurement lead of the round's own centre. A council that gave a current price gets a
    baseline for the item, with who froze it and when; its firm line speaks before its soft one. One
    that the council set by hand before stays."""
    require(actor, Permission.RUN_ROUND)
    if not runs_round(actor, demand_round):
        raise NotFound()
    demand_round = db.session.scalars(
        select(DemandRound)
        .where(DemandRound.id == demand_round.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    ROUND.move(demand_round, "close")
    demand_round.closed_at, demand_round.closed_by_id = now, actor.person_id
    db.session.flush()
    totals = _fix_totals(demand_round)
    frozen = _freeze_baselines(actor, now, demand_round)
    audit.record(actor, "close_round", demand_round, now=now, detail={"totals": totals, "baselines": frozen})
    return demand_round


def _fix_totals(demand_round: DemandRound) -> dict[str, dict[str, str]]:
    """Both totals of each item, summed by the database, to the thousandth of a unit."""

    def total(commitment: Commitment):
        of_this = case((DemandLine.commitment == commitment, DemandLine.quantity), else_=0)
        return (
            select(func.coalesce(func.sum(of_this), 0))
            .where(DemandLine.round_item_id == RoundItem.id)
            .scalar_subquery()
        )

    db.session.execute(
        update(RoundItem)
        .where(RoundItem.round_id == demand_round.id)
        .values(firm_total=total(Commitment.FIRM), soft_total=total(Commitment.SOFT))
        .execution_options(synchronize_session=False)
    )
    rows = db.session.execute(
        select(Item.code, RoundItem.firm_total, RoundItem.soft_total)
        .join(Item, Item.id == RoundItem.item_id)
        .where(RoundItem.round_id == demand_round.id)
        .order_by(RoundItem.position)
    ).all()
    db.session.expire_all()
    return {code: {"firm": format_quantity(firm), "soft": format_quantity(soft)} for code, firm, soft in rows}


def _freeze_baselines(actor: Actor, now: datetime, demand_round: DemandRound) -> int:
    firm_first = case((DemandLine.commitment == Commitment.FIRM, 0), else_=1)
    lines = db.session.execute(
        select(DemandLine, RoundItem.item_id)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(RoundItem.round_id == demand_round.id, DemandLine.current_price.is_not(None))
        .order_by(DemandLine.council_id, RoundItem.position, firm_first)
    ).all()
    set_by_hand = baselines.set_in_round(demand_round.id)
    frozen: set[tuple[int, int]] = set()
    for line, item_id in lines:
        key = (line.council_id, item_id)
        if key in frozen or key in set_by_hand:
            continue
        frozen.add(key)
        baselines.freeze(
            actor=actor,
            now=now,
            council_id=line.council_id,
            item_id=item_id,
            round_id=demand_round.id,
            unit_price=line.current_price,
            annual_quantity=line.current_quantity,
            price_date=line.price_date,
            supplier_name=line.current_supplier,
            evidence_note=line.evidence_note,
            evidence_id=line.evidence_id,
        )
    db.session.flush()
    return len(frozen)
