"""From agreed scores to the award: recommend a lot, release the summaries, record the award notice."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.forms import NoticeForm, RecommendationForm
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.law.standstill import sign_from, standstill_end
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/lots/<int:lot_id>/result", methods=["GET", "POST"])
@access(Permission.READ_EVALUATION)
def result(tender_id: int, lot_id: int):
    """The ranking with its sums, for whoever reads everything; a POST by the lead recommends."""
    evaluation = _whole(tender_id)
    found = queries.lot_result(evaluation.tender, lot_id, on=uk_date(now()))
    form = RecommendationForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("recommend_award", actor=actor(), now=now()):
                services.recommend_award(actor=actor(), now=now(), lot=found.lot, draw=form.draw.data or "")
            flash("The award is recommended. You can withdraw it until the summaries are released.")
            return redirect(url_for("evaluation.result", tender_id=tender_id, lot_id=lot_id))
        evaluation = _whole(tender_id)
        found = queries.lot_result(evaluation.tender, lot_id, on=uk_date(now()))
    return render_form("evaluation/result.html", form=form, evaluation=evaluation, found=found)


@blueprint.route("/<int:tender_id>/lots/<int:lot_id>/withdraw", methods=["GET", "POST"])
@access(Permission.LEAD_EVALUATION)
def withdraw(tender_id: int, lot_id: int):
    evaluation = _led(tender_id)
    found = queries.lot_result(evaluation.tender, lot_id, on=uk_date(now()))
    form = ActForm(
        reason="Why is the recommendation withdrawn?",
        hint="Kept in the audit trail. The agreed scores stay, and can then be agreed anew.",
    )
    if form.validate_on_submit():
        with form.refusals():
            with transaction("withdraw_recommendation", actor=actor(), now=now()):
                services.withdraw_recommendation(
                    actor=actor(), now=now(), lot=found.lot, reason=form.reason.data
                )
            flash("The recommendation is withdrawn.")
            return redirect(url_for("evaluation.result", tender_id=tender_id, lot_id=lot_id))
        evaluation = _led(tender_id)
        found = queries.lot_result(evaluation.tender, lot_id, on=uk_date(now()))
    return render_form("evaluation/withdraw.html", form=form, evaluation=evaluation, found=found)


@blueprint.route("/<int:tender_id>/release", methods=["GET", "POST"])
@access(Permission.LEAD_EVALUATION)
def release(tender_id: int):
    """Shows what goes to whom; a POST sends it, all at one moment."""
    evaluation = _led(tender_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("release_summaries", actor=actor(), now=now()):
                count = services.release_summaries(actor=actor(), now=now(), tender=evaluation.tender)
            flash(
                f"{count} assessment summar{'y is' if count == 1 else 'ies are'} released, "
                "and the bidders are told by e-mail."
            )
            return redirect(url_for("evaluation.show", tender_id=tender_id))
        evaluation = _led(tender_id)
    return render_form(
        "evaluation/release.html",
        form=form,
        evaluation=evaluation,
        whole=queries.whole_progress(evaluation),
    )


@blueprint.route("/<int:tender_id>/notice", methods=["GET", "POST"])
@access(Permission.LEAD_EVALUATION)
def notice(tender_id: int):
    """Shows the standstill that the notice would begin today; a POST records it."""
    evaluation = _led(tender_id)
    framework = evaluation.framework
    form = NoticeForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("publish_award_notice", actor=actor(), now=now()):
                services.publish_award_notice(
                    actor=actor(),
                    now=now(),
                    framework=framework,
                    reference=form.reference.data,
                )
            flash("The award notice is recorded and the agreements are made.")
            return redirect(url_for("evaluation.show", tender_id=tender_id))
        evaluation = _led(tender_id)
    today = uk_date(now())
    return render_form(
        "evaluation/notice.html",
        form=form,
        evaluation=evaluation,
        whole=queries.whole_progress(evaluation),
        today=today,
        standstill_ends_on=standstill_end(today),
        sign_from=sign_from(today),
    )


def _whole(tender_id: int) -> queries.Evaluation:
    """The opened evaluation of a reader of everything; for others, and before the opening, NotFound."""
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.reads_all or not evaluation.opened:
        raise NotFound()
    return evaluation


def _led(tender_id: int) -> queries.Evaluation:
    evaluation = _whole(tender_id)
    if not evaluation.leads:
        raise NotFound()
    return evaluation
