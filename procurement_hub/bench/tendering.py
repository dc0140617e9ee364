"""Tenders to bid for in a bench: hundreds of suppliers, each with a finished draft and an open session.

Written in bulk where the way there is not what is measured; the drafts by the services themselves.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from procurement_hub.accounts.models import Membership, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.bench.load import post
from procurement_hub.bench.market import add, add_items, add_round, person_row
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.keys import ring
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions.declaration import Answer, Declaration
from procurement_hub.exclusions.models import ConfirmedDeclaration
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.law.exclusion_grounds import declared_grounds
from procurement_hub.suppliers.models import Size, SupplierProfile
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.models import Criterion, CriterionKind, Question, Tender, TenderStatus
from procurement_hub.tenders.sealing import new_box

ANSWERS = 2
ANSWER_BYTES = 10_000
PRICE = [(Decimal(1), Decimal("3.42"))]


@dataclass(frozen=True)
class Bidder:
    """A supplier's person, with the session of a browser that has signed in."""

    actor: Actor
    cookie: str
    token: str


@dataclass(frozen=True)
class Competition:
    """A tender with one lot, by its ids."""

    tender_id: int
    lot_id: int


@dataclass(frozen=True)
class Fair:
    """The bidders, and tenders that all of them bid for."""

    bidders: list[Bidder]
    competitions: list[Competition]


def open_fair(app: Flask, *, bidders: int, tenders: int) -> Fair:
    """Fill an empty database with so many suppliers and tenders; the deadlines are a day away."""
    with transaction():
        centre = add(Organisation, [{"code": "CENTRE", "name": "The centre", "kind": Kind.RCE}])[0]
        lead = add(Person, [person_row("lead@centre.example", "Lee Adams")])[0]
        items = add_items()[:1]
        round_id = add_round(centre, lead, items)
        actors = _add_bidders(bidders)
        found = [_add_tender(number, centre, lead, round_id, items) for number in range(1, tenders + 1)]
    return Fair([_signed_in(app, actor) for actor in actors], found)


def finish_drafts(fair: Fair, competition: Competition) -> list[tuple[Bidder, bytes]]:
    """Write every bidder's draft whole; each bidder with the request that submits it."""
    requests = []
    for bidder in fair.bidders:
        lot = db.session.get_one(Lot, competition.lot_id)
        for number in range(1, ANSWERS + 1):
            with transaction():
                services.save_answer(
                    actor=bidder.actor,
                    now=utcnow(),
                    lot=lot,
                    code=f"Q{number}",
                    text=secrets.token_hex(ANSWER_BYTES // 2),
                    version=None,
                    done=True,
                )
        with transaction():
            services.save_prices(
                actor=bidder.actor,
                now=utcnow(),
                lot=lot,
                typed=services.plain_tiers({"PAPER-1": PRICE}),
                tiers={"PAPER-1": PRICE},
                version=None,
            )
        own = queries.own_bid(bidder.actor, competition.tender_id, competition.lot_id)
        form = urlencode({"csrf_token": bidder.token, "seen": own.draft.seen}).encode()
        path = f"/tenders/{competition.tender_id}/bid/{competition.lot_id}/check"
        requests.append((bidder, post(path, form, bidder.cookie)))
        db.session.remove()
    return requests


def close_in(competition: Competition, seconds: float) -> datetime:
    """Move the deadline to so many seconds from now; the moment."""
    deadline = utcnow() + timedelta(seconds=seconds)
    with transaction():
        tender = db.session.get_one(Tender, competition.tender_id)
        tender.questions_until = tender.deadline_at = deadline
    return deadline


def _add_bidders(count: int) -> list[Actor]:
    numbers = range(1, count + 1)
    suppliers = add(
        Organisation,
        [{"code": f"S{n:04}", "name": f"Supplier {n:04} Ltd", "kind": Kind.SUPPLIER} for n in numbers],
    )
    people = add(Person, [person_row(f"bids@s{n:04}.example", f"Bidder {n:04}") for n in numbers])
    add(
        Membership,
        [
            {"person_id": person, "organisation_id": supplier}
            for person, supplier in zip(people, suppliers, strict=True)
        ],
        roles=[Role.BIDDER],
    )
    db.session.execute(
        insert(SupplierProfile), [{"organisation_id": one, "size": Size.SMALL} for one in suppliers]
    )
    now = utcnow()
    clear = Declaration(
        tuple(Answer(ground.code, False) for ground in declared_grounds(now.date())),
        version=1,
        confirmed_by="Bidder",
        confirmed_at=now,
    ).to_json()
    said = {"version": 1, "content": clear, "confirmed_at": now}
    db.session.execute(
        insert(ConfirmedDeclaration),
        [
            {"supplier_id": supplier, "confirmed_by_id": person, **said}
            for supplier, person in zip(suppliers, people, strict=True)
        ],
    )
    return [
        Actor(
            person,
            f"Bidder {n:04}",
            supplier,
            f"Supplier {n:04} Ltd",
            Kind.SUPPLIER.value,
            frozenset({Role.BIDDER.value}),
        )
        for n, person, supplier in zip(numbers, people, suppliers, strict=True)
    ]


def _add_tender(number: int, centre: int, lead: int, round_id: int, items: list[int]) -> Competition:
    now = utcnow()
    framework = Framework(
        code=f"T-{number:03}",
        title=f"Copier paper {number}",
        organisation_id=centre,
        round_id=round_id,
        status=FrameworkStatus.TENDERING,
        starts_on=now.date() + timedelta(days=60),
        ends_on=now.date() + timedelta(days=600),
        ceiling_gross=Decimal(1_000_000),
        vat_rate=Decimal(20),
        levy_percent=Decimal(1),
        drafted_at=now,
        drafted_by_id=lead,
        published_at=now,
        lots=[
            Lot(
                number="1",
                title="Copier paper",
                max_suppliers=1,
                items=[LotItem(item_id=item, firm_quantity=1000, soft_quantity=0) for item in items],
            )
        ],
    )
    db.session.add(framework)
    db.session.flush()
    answers_key, answers_wrapped = new_box(ring())
    prices_key, prices_wrapped = new_box(ring())
    questions = [
        Question(code=f"Q{n}", title=f"Question {n}", weight=Decimal(20), scale_max=5, position=n)
        for n in range(1, ANSWERS + 1)
    ]
    tender = Tender(
        framework_id=framework.id,
        status=TenderStatus.PUBLISHED,
        published_at=now,
        published_by_id=lead,
        deadline_at=now + timedelta(days=1),
        questions_until=now + timedelta(days=1),
        electronic=True,
        documents_complete=True,
        public_key=answers_key,
        wrapped_private_key=answers_wrapped,
        price_public_key=prices_key,
        wrapped_price_key=prices_wrapped,
        criteria=[
            Criterion(code="price", title="Price", weight=Decimal(60), kind=CriterionKind.PRICE, position=0),
            Criterion(
                code="quality",
                title="Quality",
                weight=Decimal(40),
                kind=CriterionKind.QUALITY,
                position=1,
                questions=questions,
            ),
        ],
    )
    db.session.add(tender)
    db.session.flush()
    lot = db.session.scalars(select(Lot.id).where(Lot.framework_id == framework.id)).one()
    return Competition(tender.id, lot)


def _signed_in(app: Flask, actor: Actor) -> Bidder:
    """The cookie and form token of somebody who signed in, without the second that a password takes."""
    key = db.session.get_one(Person, actor.person_id).fs_uniquifier
    with app.test_request_context():
        g.pop("csrf_token", None)  # of the bidder before, kept in the context around us
        session["_user_id"], session["_fresh"] = key, True
        token = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    return Bidder(actor, f"{app.config['SESSION_COOKIE_NAME']}={signed}", token)
