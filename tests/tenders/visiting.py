"""Clients signed in as the people of a scene, at a moment of the test's choosing."""

from datetime import datetime

import pytest

from procurement_hub.accounts.models import Membership, MembershipRole
from procurement_hub.accounts.roles import Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
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
