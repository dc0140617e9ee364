"""Invitations to act for another organisation: the mail, and the page on which they are answered."""

from flask import flash, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts import queries, services
from procurement_hub.accounts.models import InvitationState, Membership
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.jobs import send_mail
from procurement_hub.web.password_links import public_url
from procurement_hub.web.session import actor, now


@blueprint.route("/account/invitations")
@access.signed_in
def invitations():
    return _page(ActForm())


@blueprint.post("/account/invitations/<int:membership_id>/accept")
@access.signed_in
def accept_invitation(membership_id: int):
    return _answer(membership_id, services.accept_invitation, "You can now act for {} too.")


@blueprint.post("/account/invitations/<int:membership_id>/decline")
@access.signed_in
def decline_invitation(membership_id: int):
    return _answer(membership_id, services.decline_invitation, "You have declined to act for {}.")


def _answer(membership_id: int, service, said: str):
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction(service.__name__, actor=actor(), now=now()):
                membership = service(actor=actor(), now=now(), membership_id=membership_id)
                name = membership.organisation.name
            flash(said.format(name))
            return redirect(url_for("accounts.mine"))
    return _page(form)


def _page(form: ActForm):
    return render_form("accounts/invitations.html", form=form, invitations=queries.invitations(actor()))


def send_invitation(payload: dict) -> None:
    """The outbox's work: `payload` holds membership_id. One answered meanwhile is not sent."""
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == payload["membership_id"])
        .options(
            joinedload(Membership.person),
            joinedload(Membership.organisation),
            joinedload(Membership.invitation),
        )
    )
    if membership is None or membership.invitation is None:
        return
    if membership.invitation.state is not InvitationState.OPEN or not membership.person.active:
        return
    by, organisation = membership.invitation.asked_by, membership.organisation.name
    text = (
        f"Hello {membership.person.name},\n\n{by} asks you to act for {organisation} in Procurement Hub, "
        "beside what you do there now. Nothing changes until you accept. Sign in and answer here:\n\n"
        f"{public_url('accounts.invitations')}\n\n"
        "If you did not expect this, decline it or do nothing.\n"
    )
    subject = f"{by} asks you to act for {organisation}"
    send_mail({"to": membership.person.email, "subject": subject, "text": text})
