"""Draft a framework from a closed round, and change the draft until it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, SeveralProblems, WrongState
from procurement_hub.core.money import PENNY, format_money
from procurement_hub.core.numbering import hold, next_reference
from procurement_hub.demand.models import DemandRound, RoundItem, RoundStatus
from procurement_hub.frameworks.gaps import why_too_long
from procurement_hub.frameworks.models import (
    DirectAward,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.frameworks.permissions import owns
from procurement_hub.frameworks.wording import description_of, price_mechanism_of, selection_process_of
from procurement_hub.frameworks.workflow import FRAMEWORK


class RoundStillOpen(WrongState):
    """A framework is drafted from demand that can no longer change."""


class RoundUsed(WrongState):
    """An item of the round has its framework already, such as after a form that was sent twice."""


class TermTooLong(DomainError):
    """Over four years without published reasons (PA 2023 s.47, law.md F2)."""


class FrameworkCodeTaken(DomainError):
    """Another framework has this reference."""


class FrameworkFixed(WrongState):
    """The framework has been published: its terms and its levy are fixed (law.md F11)."""


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to draft. `direct_award` None means a mini-competition for every order; `ceiling_gross`
    is an optional limit of its own, £ including VAT."""

    number: str
    title: str
    items: Sequence[Item]
    max_suppliers: int
    direct_award: DirectAward | None
    ceiling_gross: Decimal | None = None


def draft_framework(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    demand_round: DemandRound,
    starts_on: date,
    ends_on: date,
    ceiling_gross: Decimal,
    vat_rate: Decimal,
    levy_percent: Decimal,
    entitled: Sequence[Organisation],
    lots: Sequence[NewLot],
    code: str | None = None,
    description: str = "",
    price_mechanism: str = "",
    selection_process: str = "",
    light_touch: bool = False,
    longer_term_reasons: str = "",
) -> Framework:
    """A draft framework for the items and demand of the actor's own closed round.

    `ceiling_gross` is £ including VAT. Descriptions left out are worded from the items and lots,
    so that a plain draft can be published as it is. Refuses a term over four years without
    reasons (PA 2023 s.47), and a second framework for an item of the round. Without a `code` the
    framework gets the year's next one, F-2026-001."""
    require(actor, Permission.DRAFT_FRAMEWORK)
    if demand_round.organisation_id != actor.organisation_id:
        raise NotFound()
    if demand_round.status is not RoundStatus.CLOSED:
        raise RoundStillOpen(
            f"Demand round {demand_round.code} is still open. Close it first, so that the demand is fixed.",
            "demand_round",
        )
    code = _code(code, now)
    _check_unused(demand_round, lots)
    framework = Framework(
        code=code,
        organisation_id=actor.organisation_id,
        round_id=demand_round.id,
        status=FrameworkStatus.DRAFT,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        ceiling_gross=ceiling_gross,
        vat_rate=vat_rate,
        levy_percent=levy_percent,
        light_touch=light_touch,
        longer_term_reasons=longer_term_reasons.strip(),
        description=description.strip() or description_of(title.strip(), lots),
        price_mechanism=price_mechanism.strip() or price_mechanism_of(demand_round),
        selection_process=selection_process.strip() or selection_process_of(lots),
        drafted_at=now,
        drafted_by_id=actor.person_id,
    )
    _check_terms(framework)
    demand = _demand(demand_round.id)
    _check_lots(framework, lots, demand)
    _check_entitled(entitled)
    db.session.add(framework)
    db.session.flush()
    _add_parts(framework, lots, demand, entitled)
    audit.record(actor, "draft_framework", framework, now=now, detail=_summary(framework, lots, entitled))
    return framework


def amend_draft(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    title: str,
    starts_on: date,
    ends_on: date,
    ceiling_gross: Decimal,
    vat_rate: Decimal,
    levy_percent: Decimal,
    entitled: Sequence[Organisation],
    lots: Sequence[NewLot],
    description: str,
    price_mechanism: str,
    selection_process: str,
    light_touch: bool,
    longer_term_reasons: str,
) -> Framework:
    """Replace every term of a draft of the actor's own centre, lots and authorities included.

    Refused once it is published: the terms that suppliers bid on, and the levy, are fixed."""
    require(actor, Permission.DRAFT_FRAMEWORK)
    if not owns(actor, framework):
        raise NotFound()
    framework = db.session.scalars(
        select(Framework)
        .where(Framework.id == framework.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not FRAMEWORK.allows(framework, "amend"):
        raise FrameworkFixed(
            f"{framework.code} has been published, so its terms and its levy are fixed (section 45(7))."
        )
    framework.title = title.strip()
    framework.starts_on, framework.ends_on = starts_on, ends_on
    framework.ceiling_gross, framework.vat_rate = ceiling_gross, vat_rate
    framework.levy_percent = levy_percent
    framework.light_touch, framework.longer_term_reasons = light_touch, longer_term_reasons.strip()
    framework.description = description.strip()
    framework.price_mechanism = price_mechanism.strip()
    framework.selection_process = selection_process.strip()
    with db.session.no_autoflush:
        _check_terms(framework)
        demand = _demand(framework.round_id)
        _check_lots(framework, lots, demand)
        _check_entitled(entitled)
    db.session.flush()
    _remove_parts(framework)
    _add_parts(framework, lots, demand, entitled)
    audit.record(actor, "amend_draft", framework, now=now, detail=_summary(framework, lots, entitled))
    return framework


def _code(code: str | None, now: datetime) -> str:
    hold(db.session, Framework.code)
    if code is None:
        return next_reference(db.session, Framework.code, f"F-{uk_date(now).year}-")
    if db.session.scalar(select(Framework.id).where(Framework.code == code)) is not None:
        raise FrameworkCodeTaken(f"There is already a framework {code}.", "code")
    return code


def _check_unused(demand_round: DemandRound, lots: Sequence[NewLot]) -> None:
    """Called while `hold` keeps other drafts waiting, so that two cannot both find an item free.

    The items of a round may go to several frameworks, each item to one."""
    used = db.session.execute(
        select(Framework.code, Item.code)
        .join(Lot, Lot.framework_id == Framework.id)
        .join(LotItem, LotItem.lot_id == Lot.id)
        .join(Item, Item.id == LotItem.item_id)
        .where(
            Framework.round_id == demand_round.id,
            Framework.status != FrameworkStatus.WITHDRAWN,
            Item.id.in_([item.id for lot in lots for item in lot.items]),
        )
        .order_by(Framework.id)
        .limit(1)
    ).first()
    if used is not None:
        framework, item = used
        raise RoundUsed(
            f"{item} of round {demand_round.code} is in framework {framework} already. "
            "Edit that one, or withdraw it first."
        )


def _check_terms(framework: Framework) -> None:
    problems: list[tuple[str | None, str]] = []
    if not framework.title or len(framework.title) > 300:
        problems.append(("title", "Enter a title for the framework, in up to 300 characters."))
    if framework.ends_on <= framework.starts_on:
        problems.append(("ends_on", "The last day must be after the first day."))
    if framework.ceiling_gross <= 0 or framework.ceiling_gross != framework.ceiling_gross.quantize(PENNY):
        problems.append(("ceiling_gross", "Enter the value in pounds and pence, more than £0."))
    for field, value, words in (
        ("vat_rate", framework.vat_rate, "The VAT rate must be from 0% to 100%."),
        ("levy_percent", framework.levy_percent, "The levy must be from 0% to 100% (section 45(7))."),
    ):
        if not 0 <= value <= 100 or value != round(value, 4):
            problems.append((field, words))
    if problems:
        raise SeveralProblems(problems)
    if too_long := why_too_long(framework):
        raise TermTooLong(too_long, "ends_on")


def _demand(round_id: int) -> dict[int, RoundItem]:
    rows = db.session.scalars(select(RoundItem).where(RoundItem.round_id == round_id))
    return {row.item_id: row for row in rows}


def _check_lots(framework: Framework, lots: Sequence[NewLot], demand: dict[int, RoundItem]) -> None:
    problems: list[tuple[str | None, str]] = []
    numbers: set[str] = set()
    placed: dict[int, str] = {}
    for position, lot in enumerate(lots):
        field = f"lots-{position}"
        if not lot.number.strip() or len(lot.number) > 16:
            problems.append((f"{field}-number", "Enter a number for the lot, such as 1."))
        elif lot.number in numbers:
            problems.append((f"{field}-number", f"There are two lots with number {lot.number}."))
        numbers.add(lot.number)
        if not lot.title.strip() or len(lot.title) > 300:
            problems.append((f"{field}-title", "Enter a title for the lot, in up to 300 characters."))
        if lot.max_suppliers < 1:
            problems.append((f"{field}-max_suppliers", "A lot needs room for one supplier at least."))
        if lot.ceiling_gross is not None and not 0 < lot.ceiling_gross <= framework.ceiling_gross:
            limit = format_money(framework.ceiling_gross)
            problems.append(
                (f"{field}-ceiling_gross", f"The lot's value must be more than £0, and {limit} at most.")
            )
        for item in lot.items:
            if item.id not in demand:
                problems.append((f"{field}-items", f"{item.code} was not in the demand round."))
            elif item.id in placed:
                problems.append((f"{field}-items", f"{item.code} is in lot {placed[item.id]} already."))
            placed.setdefault(item.id, lot.number)
    if problems:
        raise SeveralProblems(problems)


def _check_entitled(entitled: Sequence[Organisation]) -> None:
    for organisation in entitled:
        if organisation.kind not in (Kind.COUNCIL, Kind.PARTNER):
            raise Invalid(f"{organisation.name} is not an authority that can order.", "entitled")


def _add_parts(
    framework: Framework,
    lots: Sequence[NewLot],
    demand: dict[int, RoundItem],
    entitled: Sequence[Organisation],
) -> None:
    for new in lots:
        lot = Lot(
            framework_id=framework.id,
            number=new.number.strip(),
            title=new.title.strip(),
            max_suppliers=new.max_suppliers,
            direct_award=new.direct_award,
            ceiling_gross=new.ceiling_gross,
        )
        db.session.add(lot)
        db.session.flush()
        db.session.add_all(
            LotItem(
                lot_id=lot.id,
                item_id=item.id,
                firm_quantity=demand[item.id].firm_total,
                soft_quantity=demand[item.id].soft_total,
            )
            for item in new.items
        )
    named = {organisation.id for organisation in entitled}
    db.session.add_all(
        Entitlement(framework_id=framework.id, organisation_id=organisation_id)
        for organisation_id in sorted(named)
    )
    db.session.flush()


def _remove_parts(framework: Framework) -> None:
    its_lots = select(Lot.id).where(Lot.framework_id == framework.id)
    for statement in (
        delete(LotItem).where(LotItem.lot_id.in_(its_lots)),
        delete(Lot).where(Lot.framework_id == framework.id),
        delete(Entitlement).where(Entitlement.framework_id == framework.id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.flush()
    for row in list(db.session.identity_map.values()):
        if isinstance(row, Lot | LotItem | Entitlement):
            db.session.expunge(row)


def _summary(framework: Framework, lots: Sequence[NewLot], entitled: Sequence[Organisation]) -> dict:
    return {
        "code": framework.code,
        "title": framework.title,
        "term": [framework.starts_on.isoformat(), framework.ends_on.isoformat()],
        "ceiling_gross": str(framework.ceiling_gross),
        "vat_rate": str(framework.vat_rate),
        "levy_percent": str(framework.levy_percent),
        "lots": [lot.number for lot in lots],
        "entitled": sorted(organisation.code for organisation in entitled),
    }
