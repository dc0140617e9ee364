"""Who visits the pages of an evaluation, where they are, and what is typed on them."""

import re

from tests.tenders.visiting import visit

BIDDERS = {"PEN": "PEN organisation", "ALB": "ALB organisation", "TVS": "TVS organisation"}
KEPT = "Words that must not be lost."


def lead_of(app, scene):
    return visit(app, scene, "SECE", "procurement_lead", "opening_officer")


def evaluator_of(app, scene, code="EV1"):
    return visit(app, scene, code, "evaluator")


def bidder_of(app, scene, code):
    return visit(app, scene, code, "bidder")


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
