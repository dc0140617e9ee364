"""Clients signed in as the people of a scene, at a moment of the test's choosing."""

import re
from datetime import datetime

import pytest
from flask_security import hash_password

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders.models import Bid
from tests.makers import sign_in
from tests.tenders.scene import Scene


def clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """What time pages think it is."""
    monkeypatch.setattr("procurement_hub.web.session.utcnow", lambda: moment)


def visit(app, scene: Scene, code: str, *roles: str):
    """A client signed in as the scene's person of that code, acting in these roles."""
    person, organisation = scene.region.people[code], scene.region.organisations[code]
    held = db.session.scalar(
        db.select(Membership).where(
            Membership.person_id == person.id, Membership.organisation_id == organisation.id
        )
    )
    if held is None:
        with transaction():
            db.session.add(
                Membership(
                    person_id=person.id,
                    organisation_id=organisation.id,
                    held_roles=[MembershipRole(role=Role(role)) for role in roles],
                )
            )
    return sign_in(app.test_client(), person)


PASSWORD = "harbour lantern teapot"


def visit_with_password(app, scene: Scene, code: str, *roles: str):
    """The same, of somebody who has a password to sign in again with."""
    client = visit(app, scene, code, *roles)
    with transaction():
        db.session.get(Person, scene.region.people[code].id).password = hash_password(PASSWORD)
    return client


ANSWERS = ("We deliver on two days a week.", "Electric vans.")
PRICES = {
    "prices-0-tiers-0-from_quantity": "1",
    "prices-0-tiers-0-unit_price": "£3.60",
    "prices-0-tiers-1-from_quantity": "75,000",
    "prices-0-tiers-1-unit_price": "3.48",
}


def lot_url(scene, rest=""):
    return f"/tenders/{scene.tender.id}/bid/{scene.lot.id}{rest}"


def receipt_url(scene, receipt):
    return f"/tenders/{scene.tender.id}/receipts/{receipt.act.value}/{receipt.content_sha256}"


def write(scene, client, **changed):
    """Both answers and the prices, each marked complete."""
    for code, text in zip(("Q1", "Q2"), ANSWERS, strict=True):
        answer(scene, client, code, text)
    return price(scene, client, **changed)


def answer(scene, client, code, text, *, version="", then="done"):
    fields = {"version": version, "text": text, "then": then}
    return client.post(lot_url(scene, f"/answers/{code}"), data=fields)


def price(scene, client, *, version="", then="done", **changed):
    return client.post(
        lot_url(scene, "/prices"), data={"version": version, **PRICES, "then": then, **changed}
    )


def put(scene, client, part, **content):
    """Save a part as a script does while it is being typed."""
    return client.put(lot_url(scene, f"/parts/{part}"), json=content)


def seen(scene, client) -> str:
    """The mark of the draft that the page for checking shows."""
    page = client.get(lot_url(scene, "/check")).text
    return re.search('name="seen" type="hidden" value="([^"]*)"', page)[1]


def submit(scene, client):
    return client.post(lot_url(scene, "/check"), data={"seen": seen(scene, client)})


def the_bid() -> Bid | None:
    db.session.expire_all()
    return db.session.scalars(db.select(Bid)).one_or_none()
