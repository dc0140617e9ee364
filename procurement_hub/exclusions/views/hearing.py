"""One case, as the centre and the supplier read it, and the supplier's answer."""

from flask import Response, flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core import audit
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.forms import AnswerForm
from procurement_hub.exclusions.hearing import why_not_decide
from procurement_hub.exclusions.permissions import acts
from procurement_hub.exclusions.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

P = Permission


@blueprint.route("/cases/<int:case_id>")
@access(P.READ_EXCLUSIONS, P.DECLARE)
def case(case_id: int):
    found = queries.case_for(actor(), case_id)
    why_not = why_not_decide(found, now())
    centre = found.organisation_id == actor().organisation_id
    return render_form(
        "exclusions/case.html",
        form=ActForm(),
        case=found,
        acts=acts(actor(), found),
        why_not=why_not.sentence if why_not else None,
        centre=centre,
        today=uk_date(now()),
        events=audit.history(db.session, "exclusion_case", case_id) if centre else [],
    )


@blueprint.route("/cases/<int:case_id>/answer", methods=["GET", "POST"])
@access(P.DECLARE)
def answer(case_id: int):
    found = queries.case_for(actor(), case_id)
    if request.method == "GET" and "answer" not in acts(actor(), found):
        raise NotFound()
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            sent = form.evidence.data
            evidence = form.evidence.store() if sent else None
            with transaction("answer_case", actor=actor(), now=now()):
                services.answer_case(
                    actor=actor(),
                    now=now(),
                    case=found,
                    text=form.text.data,
                    evidence=evidence,
                    evidence_name=sent.filename if sent else "",
                )
            flash("Your answer is sent. You will be told what is decided.")
            return redirect(url_for("exclusions.case", case_id=case_id))
        found = queries.case_for(actor(), case_id)
    return render_form("exclusions/answer.html", form=form, case=found)


@blueprint.route("/cases/<int:case_id>/evidence")
@access(P.READ_EXCLUSIONS, P.DECLARE)
def evidence(case_id: int) -> Response:
    found = queries.case_for(actor(), case_id)
    if found.evidence is None:
        raise NotFound()
    return send_stored(found.evidence)
