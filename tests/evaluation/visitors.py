"""Who visits the pages of an evaluation, where they are, and what is typed on them."""

import re

from procurement_hub.accounts.models import Membership, MembershipRole
from procurement_hub.accounts.roles import Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from tests.makers import sign_in

BIDDERS = {"PEN": "PEN organisation", "ALB": "ALB organisation", "TVS": "TVS organisation"}
KEPT = "Words that must not be lost."


def client_of(app, scene, code, *roles):
    """A client signed in as the scene's person `code`, with these roles."""
    person, organisation = scene.region.people[code], scene.region.organisations[code]
    held = db.session.scalar(
        db.select(Membership.id).where(
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


def lead_of(app, scene):
    return client_of(app, scene, "SECE", "procurement_lead", "opening_officer")


def evaluator_of(app, scene, code="EV1"):
    return client_of(app, scene, code, "evaluator")


def bidder_of(app, scene, code):
    return client_of(app, scene, code, "bidder")


def text(response) -> str:
    """What the page says, without its mark-up."""
    plain = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", plain)


def show(scene) -> str:
    return f"/evaluations/{scene.tender.id}"


def score_page(scene, code="PEN") -> str:
    return f"{show(scene)}/bids/{scene.bid(code).id}/score"


def agree_page(scene, code="PEN") -> str:
    return f"{show(scene)}/bids/{scene.bid(code).id}/agree"


def result_page(scene) -> str:
    return f"{show(scene)}/lots/{scene.lot.id}/result"


def marks(scene, **typed) -> dict:
    """marks(scene, Q1=(4, "why")) as the boxes of the page send it."""
    sent = {}
    for code, (score, reason) in typed.items():
        name = f"q{scene.question(code).id}"
        sent |= {f"{name}-score": str(score), f"{name}-reason": reason}
    return sent
