"""Suspending a supplier, its comment and appeal, and the decision of somebody else."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.approved_lists import services
from procurement_hub.approved_lists.forms import AppealDecisionForm, SuspendForm
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.approved_lists.views.places import loaded
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, HubForm, render_form
from procurement_hub.web.session import actor, now

P = Permission


@dataclass(frozen=True, slots=True)
class Said:
    """An act that is one text: its service and the name of the text there, and how the page says it."""

    service: Callable
    text: str
    heading: str
    question: str
    button: str
    done: str
    hint: str = ""


COMMENT = Said(
    services.comment_on_suspension,
    "comment",
    "Comment on your suspension",
    "What do you say to it?",
    "Send your comment",
    "Your comment is sent to the owner of the list.",
)
APPEAL = Said(
    services.appeal_suspension,
    "appeal",
    "Appeal against your suspension",
    "Why is the suspension wrong?",
    "Send your appeal",
    "Your appeal is sent. Another officer than the one who suspended you decides.",
    "Another officer than the one who suspended you decides, and gives you reasons.",
)
LIFT = Said(
    services.lift_suspension,
    "reason",
    "End this suspension",
    "Why does it end before its last day?",
    "End the suspension",
    "The suspension has ended. The supplier has been told.",
    "The supplier reads this.",
)


@blueprint.route("/places/<int:place_id>/suspend", methods=["GET", "POST"])
@access(P.KEEP_APPROVED_LIST)
def suspend(place_id: int):
    place, _ = loaded(place_id, "suspend")
    form = SuspendForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("suspend_supplier", actor=actor(), now=now()):
                services.suspend_supplier(
                    actor=actor(),
                    now=now(),
                    place=place,
                    reason=form.reason.data,
                    comment_by=form.comment_by.data,
                    ends_on=form.ends_on.data,
                )
            return _done(place_id, "The supplier is suspended. It may comment and appeal.")
        place, _ = loaded(place_id)
    return render_form("approved_lists/suspend.html", form=form, place=place)


@blueprint.route("/places/<int:place_id>/comment", methods=["GET", "POST"])
@access(P.BID)
def comment(place_id: int):
    return _say(place_id, "comment", COMMENT)


@blueprint.route("/places/<int:place_id>/appeal", methods=["GET", "POST"])
@access(P.BID)
def appeal(place_id: int):
    return _say(place_id, "appeal", APPEAL)


@blueprint.route("/places/<int:place_id>/lift", methods=["GET", "POST"])
@access(P.KEEP_APPROVED_LIST)
def lift(place_id: int):
    return _say(place_id, "lift", LIFT)


@blueprint.route("/places/<int:place_id>/decide-appeal", methods=["GET", "POST"])
@access(P.DECIDE_APPEAL)
def decide_appeal(place_id: int):
    place, standing = loaded(place_id, "decide_appeal")
    form = AppealDecisionForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("decide_appeal", actor=actor(), now=now()):
                services.decide_appeal(
                    actor=actor(),
                    now=now(),
                    place=place,
                    allowed=form.outcome.data == "allow",
                    reason=form.reason.data,
                )
            return _done(place_id, "The appeal is decided. The supplier has been told.")
        place, standing = loaded(place_id)
    return render_form("approved_lists/decide_appeal.html", form=form, place=place, standing=standing)


def _say(place_id: int, act: str, said: Said):
    place, standing = loaded(place_id, act)
    form: HubForm = ActForm(reason=said.question, hint=said.hint)
    if form.validate_on_submit():
        with form.refusals():
            with transaction(said.service.__name__, actor=actor(), now=now()):
                said.service(actor=actor(), now=now(), place=place, **{said.text: form.reason.data})
            return _done(place_id, said.done)
        place, standing = loaded(place_id)
    return render_form("approved_lists/say.html", form=form, place=place, standing=standing, said=said)


def _done(place_id: int, said: str):
    flash(said)
    return redirect(url_for("approved_lists.place", place_id=place_id))
