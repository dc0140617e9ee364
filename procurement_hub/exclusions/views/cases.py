"""A case of the centre: open it, invite the supplier, decide, notify, end it."""

from collections.abc import Callable
from datetime import timedelta

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.forms import CaseForm, DecideForm, InviteForm, NotifyForm
from procurement_hub.exclusions.hearing import why_not_decide
from procurement_hub.exclusions.models import Decision, ExclusionCase
from procurement_hub.exclusions.permissions import acts
from procurement_hub.exclusions.views.blueprint import blueprint
from procurement_hub.law.exclusion_grounds import NEEDS_A_MINISTER
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

USUAL_DAYS = timedelta(days=14)
"""What the form offers for a reply; the Act names no number of days."""

# act: (service, heading, question, button, what is said when it is done)
ENDS: dict[str, tuple[Callable, str, str, str, str]] = {
    "close": (
        services.close_case,
        "End this case without a decision",
        "Why does it end?",
        "End the case",
        "The case has ended without a decision.",
    ),
    "lift": (
        services.lift_decision,
        "Lift this decision",
        "Why is it lifted before its last day?",
        "Lift the decision",
        "The decision is lifted from today on. The supplier has been told.",
    ),
}


@blueprint.route("/cases/new", methods=["GET", "POST"])
@access(Permission.EXCLUDE_SUPPLIERS)
def new_case():
    asked_of = request.args.get("supplier_id", type=int)
    ground = request.args.get("ground", "")
    form = CaseForm(data={"supplier_id": asked_of, "ground": ground} if request.method == "GET" else None)
    form.supplier_id.choices = [(each.id, each.name) for each in queries.suppliers()]
    if form.validate_on_submit():
        with form.refusals():
            with transaction("open_case", actor=actor(), now=now()):
                case = services.open_case(
                    actor=actor(),
                    now=now(),
                    supplier=queries.supplier_for(form.supplier_id.data),
                    ground=form.ground.data,
                    facts=form.facts.data,
                    associated=form.associated.data or "",
                )
                case_id = case.id
            flash("The case is open. The supplier knows nothing of it until you invite it to answer.")
            return redirect(url_for("exclusions.case", case_id=case_id))
    return render_form("exclusions/new_case.html", form=form)


@blueprint.route("/cases/<int:case_id>/invite", methods=["GET", "POST"])
@access(Permission.EXCLUDE_SUPPLIERS)
def invite(case_id: int):
    case = _case(case_id, "invite")
    usual = uk_date(now()) + USUAL_DAYS
    form = InviteForm(data={"reply_by": usual, "replace_by": usual} if request.method == "GET" else None)
    if not case.associated:
        del form.replace_by
    if form.validate_on_submit():
        with form.refusals():
            with transaction("invite_representations", actor=actor(), now=now()):
                services.invite_representations(
                    actor=actor(),
                    now=now(),
                    case=case,
                    reply_by=form.reply_by.data,
                    replace_by=form.replace_by.data if case.associated else None,
                )
            flash("The supplier is invited to answer. Its people have been told by e-mail.")
            return redirect(url_for("exclusions.case", case_id=case_id))
        case = _case(case_id)
    return render_form("exclusions/invite.html", form=form, case=case)


@blueprint.route("/cases/<int:case_id>/decide", methods=["GET", "POST"])
@access(Permission.EXCLUDE_SUPPLIERS)
def decide(case_id: int):
    case = _case(case_id)
    form = DecideForm()
    if case.ground != NEEDS_A_MINISTER:
        del form.minister_reference
    if form.validate_on_submit():
        with form.refusals():
            with transaction("decide_case", actor=actor(), now=now()):
                services.decide_case(
                    actor=actor(),
                    now=now(),
                    case=case,
                    decision=form.decision.data,
                    reasons=form.reasons.data,
                    ends_on=form.ends_on.data,
                    minister_reference=(form.minister_reference.data or "")
                    if case.ground == NEEDS_A_MINISTER
                    else "",
                )
                excluded = case.decision is Decision.EXCLUDED
            tell = " Now tell the Minister of it, within 30 days." if excluded else ""
            flash(f"The decision is recorded and the supplier has been told.{tell}")
            return redirect(url_for("exclusions.case", case_id=case_id))
        case = _case(case_id)
    why_not = why_not_decide(case, now())
    if request.method == "GET" and "decide" not in acts(actor(), case) and why_not is None:
        raise NotFound()
    return render_form(
        "exclusions/decide.html", form=form, case=case, why_not=why_not.sentence if why_not else None
    )


@blueprint.route("/cases/<int:case_id>/notify", methods=["GET", "POST"])
@access(Permission.EXCLUDE_SUPPLIERS)
def notify(case_id: int):
    case = _case(case_id, "notify")
    form = NotifyForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("record_notification", actor=actor(), now=now()):
                services.record_notification(
                    actor=actor(), now=now(), case=case, reference=form.reference.data
                )
            flash("The notification is recorded.")
            return redirect(url_for("exclusions.case", case_id=case_id))
        case = _case(case_id)
    return render_form("exclusions/notify.html", form=form, case=case)


@blueprint.route("/cases/<int:case_id>/<any('close', 'lift'):act>", methods=["GET", "POST"])
@access(Permission.EXCLUDE_SUPPLIERS)
def end(case_id: int, act: str):
    case = _case(case_id, act)
    service, heading, question, button, said = ENDS[act]
    form = ActForm(reason=question)
    if form.validate_on_submit():
        with form.refusals():
            with transaction(f"{act}_case", actor=actor(), now=now()):
                service(actor=actor(), now=now(), case=case, reason=form.reason.data)
            flash(said)
            return redirect(url_for("exclusions.case", case_id=case_id))
        case = _case(case_id)
    return render_form("exclusions/end.html", form=form, case=case, heading=heading, button_text=button)


def _case(case_id: int, act: str | None = None) -> ExclusionCase:
    """The case; for the page of an act, only while the act is possible."""
    case = queries.case_for(actor(), case_id)
    if request.method == "GET" and act is not None and act not in acts(actor(), case):
        raise NotFound()
    return case
