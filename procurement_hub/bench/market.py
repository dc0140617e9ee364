"""A market to measure in: a centre, fifty councils with a buyer each, suppliers, and frameworks in force.

Written in bulk, straight into the tables, because the way there is not what is measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import insert, update

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import Base, db
from procurement_hub.core.money import ZERO, net_price, percentage_of, with_vat
from procurement_hub.core.transaction import transaction
from procurement_hub.demand.models import DemandRound, RoundItem, RoundStatus
from procurement_hub.frameworks.models import (
    AgreedPrice,
    AgreedTier,
    Agreement,
    AgreementStatus,
    DirectAward,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.suppliers.models import Size, SupplierProfile
from procurement_hub.web.passwords import hash_password

OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)  # the moment of every order that is placed in a bench
COUNCILS = 50
PASSWORD = "a paper lorry in the rain"
ITEMS = 3
UNIT_PRICE = Decimal("20.00")
VAT_RATE, LEVY = Decimal(20), Decimal(1)
QUANTITY = Decimal(1)  # of one item: what every measured order is for
NET = net_price(UNIT_PRICE, QUANTITY)
GROSS = with_vat(NET, VAT_RATE)


@dataclass(frozen=True)
class Place:
    """Where an order may go: the ids of a framework, its lot, and the one agreement there."""

    framework_id: int
    lot_id: int
    agreement_id: int
    supplier_id: int


@dataclass(frozen=True)
class Market:
    """Plain values only, so that it can be handed to another process or another copy."""

    buyers: list[Actor]
    emails: list[str]
    items: list[int]
    places: list[Place]


def open_market(ceilings: Sequence[Decimal]) -> Market:
    """Fill an empty database with one framework for each ceiling (£ including VAT).

    The lot and the supplier have the same limit as the framework: an order must fit under three."""
    with transaction():
        centre = add(Organisation, [{"code": "CENTRE", "name": "The centre", "kind": Kind.RCE}])[0]
        lead = add(Person, [person_row("lead@centre.example", "Lee Adams")])[0]
        add(Membership, [{"person_id": lead, "organisation_id": centre}], roles=[Role.PROCUREMENT_LEAD])
        buyers, emails = _add_councils()
        suppliers = _add_suppliers()
        items = add_items()
        places = _add_frameworks(
            ceilings, centre, lead, suppliers, items, [buyer.organisation_id for buyer in buyers]
        )
    return Market(buyers, emails, items, places)


def add(model: type[Base], rows: list[dict], roles: Sequence[Role] = ()) -> list[int]:
    """Insert the rows and return their ids in order; memberships get the roles too."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(statement, rows))
    if roles:
        held = [{"membership_id": one, "role": role} for one in ids for role in roles]
        db.session.execute(insert(MembershipRole), held)
    return ids


def person_row(email: str, name: str) -> dict:
    return {"email": email, "name": name, "fs_uniquifier": email}


def _add_councils() -> tuple[list[Actor], list[str]]:
    numbers = range(1, COUNCILS + 1)
    names = [f"Council {number:02}" for number in numbers]
    councils = add(
        Organisation,
        [
            {"code": f"C{number:02}", "name": name, "kind": Kind.COUNCIL}
            for number, name in zip(numbers, names, strict=True)
        ],
    )
    emails = [f"buyer@c{number:02}.example" for number in numbers]
    people = add(Person, [person_row(email, f"Buyer {email[7:9]}") for email in emails])
    add(
        Membership,
        [
            {"person_id": person, "organisation_id": council}
            for person, council in zip(people, councils, strict=True)
        ],
        roles=[Role.BUYER],
    )
    approvers = add(Person, [person_row(f"approver-{email}", "Approver") for email in emails])
    add(
        Membership,
        [
            {"person_id": person, "organisation_id": council}
            for person, council in zip(approvers, councils, strict=True)
        ],
        roles=[Role.APPROVER],
    )
    buyers = [
        Actor(person, f"Buyer {email[7:9]}", council, name, Kind.COUNCIL.value, frozenset({Role.BUYER.value}))
        for person, email, council, name in zip(people, emails, councils, names, strict=True)
    ]
    return buyers, emails


def _add_suppliers() -> list[int]:
    rows = [{"code": f"S{n}", "name": f"Supplier {n} Ltd", "kind": Kind.SUPPLIER} for n in range(1, 6)]
    suppliers = add(Organisation, rows)
    db.session.execute(
        insert(SupplierProfile), [{"organisation_id": supplier, "size": Size.SMALL} for supplier in suppliers]
    )
    return suppliers


def add_items() -> list[int]:
    db.session.execute(insert(Unit), [{"code": "RM", "name": "ream"}])
    db.session.execute(insert(CpvCode), [{"code": "30197643-5", "title": "Photocopier paper"}])
    rows = [
        {"code": f"PAPER-{n}", "title": f"Copier paper {n}", "unit_code": "RM", "cpv_code": "30197643-5"}
        for n in range(1, ITEMS + 1)
    ]
    return add(Item, rows)


def _add_frameworks(ceilings, centre, lead, suppliers, items, councils) -> list[Place]:
    numbers = range(1, len(ceilings) + 1)
    round_id = add_round(centre, lead, items)
    frameworks = add(
        Framework,
        [
            {
                "code": f"F-2026-{number:03}",
                "title": f"Copier paper framework {number}",
                "organisation_id": centre,
                "round_id": round_id,
                "status": FrameworkStatus.LIVE,
                "starts_on": date(2026, 2, 1),
                "ends_on": date(2126, 1, 31),
                "ceiling_gross": ceiling,
                "vat_rate": VAT_RATE,
                "levy_percent": LEVY,
                "drafted_at": OPENED,
                "drafted_by_id": lead,
                "published_at": OPENED,
                "award_notice_reference": f"2026/S 000-{number:06}",
                "award_notice_at": OPENED,
                "standstill_ends_on": date(2026, 1, 16),
            }
            for number, ceiling in zip(numbers, ceilings, strict=True)
        ],
    )
    lots = add(
        Lot,
        [
            {
                "framework_id": framework,
                "number": "1",
                "title": "Copier paper",
                "max_suppliers": 1,
                "direct_award": DirectAward.SOLE_SUPPLIER,
                "ceiling_gross": limit,
            }
            for framework, limit in zip(frameworks, ceilings, strict=True)
        ],
    )
    holders = [suppliers[number % len(suppliers)] for number in numbers]
    agreements = add(
        Agreement,
        [
            {
                "framework_id": framework,
                "lot_id": lot,
                "supplier_id": supplier,
                "rank": 1,
                "status": AgreementStatus.IN_FORCE,
                "ceiling_gross": limit,
                "awarded_at": OPENED,
                "signed_at": OPENED,
                "signed_by_id": lead,
                "countersigned_at": OPENED,
                "countersigned_by_id": lead,
            }
            for framework, lot, supplier, limit in zip(frameworks, lots, holders, ceilings, strict=True)
        ],
    )
    _add_terms(frameworks, lots, agreements, items, councils)
    return [Place(*ids) for ids in zip(frameworks, lots, agreements, holders, strict=True)]


def add_round(centre: int, lead: int, items: list[int]) -> int:
    row = {
        "code": "R-2026-001",
        "title": "Copier paper 2026 to 2030",
        "organisation_id": centre,
        "status": RoundStatus.CLOSED,
        "opened_at": OPENED,
        "opened_by_id": lead,
        "closes_on": date(2026, 1, 9),
        "closed_at": OPENED,
        "closed_by_id": lead,
    }
    round_id = add(DemandRound, [row])[0]
    add(
        RoundItem,
        [
            {"round_id": round_id, "item_id": item, "position": n, "firm_total": Decimal(1000)}
            for n, item in enumerate(items)
        ],
    )
    return round_id


def _add_terms(frameworks, lots, agreements, items, councils) -> None:
    """Who may order what, and at which price."""
    entitled = [
        {"framework_id": one, "organisation_id": council} for one in frameworks for council in councils
    ]
    wanted = [
        {"lot_id": lot, "item_id": item, "firm_quantity": Decimal(1000), "soft_quantity": Decimal(0)}
        for lot in lots
        for item in items
    ]
    keys = [{"agreement_id": agreement, "item_id": item} for agreement in agreements for item in items]
    prices = [{**key, "unit_price": UNIT_PRICE, "tier_from": Decimal(1)} for key in keys]
    tiers = [{**key, "unit_price": UNIT_PRICE, "from_quantity": Decimal(1)} for key in keys]
    for model, rows in (
        (Entitlement, entitled),
        (LotItem, wanted),
        (AgreedPrice, prices),
        (AgreedTier, tiers),
    ):
        db.session.execute(insert(model), rows)


def fill_order_book(market: Market, count: int) -> None:
    """`count` orders of the first council, spread over the frameworks, counted against their ceilings."""
    buyer = market.buyers[0]
    rows = []
    for number in range(count):
        place = market.places[number % len(market.places)]
        rows.append(
            {
                "number": f"OLD-{number:06}",
                "framework_id": place.framework_id,
                "lot_id": place.lot_id,
                "agreement_id": place.agreement_id,
                "supplier_id": place.supplier_id,
                "council_id": buyer.organisation_id,
                "status": OrderStatus.PLACED,
                "route": DirectAward.SOLE_SUPPLIER.label,
                "budget_code": "4000-STAT",
                "net": NET,
                "vat_rate": VAT_RATE,
                "gross": GROSS,
                "levy": percentage_of(NET, LEVY),
                "committed_gross": GROSS,
                "placed_at": OPENED,
                "placed_by_id": buyer.person_id,
            }
        )
    with transaction():
        orders = add(Order, rows)
        line = {"item_id": market.items[0], "quantity": QUANTITY, "unit_price": UNIT_PRICE, "net": NET}
        db.session.execute(insert(OrderLine), [{"order_id": order, **line} for order in orders])
        for index, place in enumerate(market.places):
            committed = GROSS * len(range(index, count, len(market.places))) or ZERO
            for model, key in (
                (Framework, place.framework_id),
                (Lot, place.lot_id),
                (Agreement, place.agreement_id),
            ):
                db.session.get_one(model, key).committed_gross = committed


def give_passwords(emails: Sequence[str]) -> None:
    """Let these people sign in through the form, each with PASSWORD."""
    stored = hash_password(PASSWORD)
    with transaction():
        db.session.execute(
            update(Person)
            .where(Person.email.in_(emails))
            .values(password=stored)
            .execution_options(synchronize_session=False)
        )
