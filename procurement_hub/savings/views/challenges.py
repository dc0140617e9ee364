"""Challenges to gains: a reviewer asks, the council answers, the reviewer closes or asks on."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services
from procurement_hub.savings.desk_forms import AnswerForm, AskAgainForm, CloseForm, QuestionForm
from procurement_hub.savings.models import ChallengeStatus
from procurement_hub.savings.views.blueprint import blueprint
from procurement_hub.savings.views.desk import find_gain
from procurement_hub.web.access import access
from procurement_hub.web.forms import HubForm, render_form
from procurement_hub.web.session import actor, now

STATES = {state.value: state for state in ChallengeStatus}


@blueprint.route("/challenges")
@access(Permission.READ_GAINS)
def challenges():
    status = STATES.get(request.args.get("status", ""))
    return render_template(
        "savings/challenges.html",
        page=queries.challenges(actor(), status=status, after=request.args.get("after", type=int)),
        status=status,
        states=list(ChallengeStatus),
    )


@blueprint.route("/challenges/<int:challenge_id>")
@access(Permission.READ_GAINS)
def challenge(challenge_id: int):
    return _page(challenge_id)


def _page(challenge_id: int, **forms: HubForm):
    found = queries.challenge_for(actor(), challenge_id)
    asked = {"answer_form": AnswerForm, "again_form": AskAgainForm, "close_form": CloseForm}
    shown = {name: forms.get(name) or form(formdata=None) for name, form in asked.items()}
    form = next(iter(forms.values()), None) or HubForm(formdata=None)
    return render_form("savings/challenge.html", form=form, challenge=found, **shown)


@blueprint.route(
    "/<int:financial_year>/desk/<int:item_id>/<int:framework_id>/challenge", methods=["GET", "POST"]
)
@access(Permission.CHALLENGE_GAINS)
def ask(financial_year: int, item_id: int, framework_id: int):
    """A first question about a gain."""
    gain = find_gain(financial_year, item_id, framework_id)
    form = QuestionForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("challenge_gain", actor=actor(), now=now()):
                made = services.challenge_gain(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item_id=item_id,
                    framework_id=framework_id or None,
                    question=form.question.data,
                )
                challenge_id = made.id
            flash("Your question is sent. The council must answer it before the year is signed off.")
            return redirect(url_for("savings.challenge", challenge_id=challenge_id))
    return render_form(
        "savings/ask.html", form=form, gain=gain, financial_year=financial_year, framework_id=framework_id
    )


@blueprint.route("/challenges/<int:challenge_id>/answer", methods=["POST"])
@access(Permission.ANSWER_CHALLENGE)
def answer(challenge_id: int):
    found = queries.challenge_for(actor(), challenge_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("answer_challenge", actor=actor(), now=now()):
                services.answer_challenge(actor=actor(), now=now(), challenge=found, answer=form.answer.data)
            flash("Your answer is sent to the reviewer.")
            return redirect(url_for("savings.challenge", challenge_id=challenge_id))
    return _page(challenge_id, answer_form=form)


@blueprint.route("/challenges/<int:challenge_id>/ask-again", methods=["POST"])
@access(Permission.CHALLENGE_GAINS)
def ask_again(challenge_id: int):
    found = queries.challenge_for(actor(), challenge_id)
    form = AskAgainForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("ask_again", actor=actor(), now=now()):
                services.ask_again(actor=actor(), now=now(), challenge=found, question=form.question.data)
            flash("Your question is sent.")
            return redirect(url_for("savings.challenge", challenge_id=challenge_id))
    return _page(challenge_id, again_form=form)


@blueprint.route("/challenges/<int:challenge_id>/close", methods=["POST"])
@access(Permission.CHALLENGE_GAINS)
def close_challenge(challenge_id: int):
    found = queries.challenge_for(actor(), challenge_id)
    form = CloseForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("close_challenge", actor=actor(), now=now()):
                services.close_challenge(actor=actor(), now=now(), challenge=found, remark=form.remark.data)
            flash("The challenge is closed.")
            return redirect(url_for("savings.challenge", challenge_id=challenge_id))
    return _page(challenge_id, close_form=form)
