"""A supplier applies from its wallet, answers statements again, and leaves a list."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.forms import StatementsForm
from procurement_hub.approved_lists.models import ListPlace, ListStatus, PlaceStatus
from procurement_hub.approved_lists.permissions import acts, is_suppliers
from procurement_hub.approved_lists.standing import Standing
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:list_id>/apply", methods=["GET", "POST"])
@access(Permission.BID)
def apply(list_id: int):
    """What the list asks beside what the supplier has; only statements are answered here."""
    approved_list, today = queries.list_for(list_id), uk_date(now())
    if request.method == "GET" and approved_list.status is not ListStatus.OPEN:
        raise NotFound()
    form = StatementsForm()
    newest = queries.versions_of([list_id])[list_id][-1]
    statements = [criterion.statement for criterion in newest.criteria if criterion.statement]
    form.ask(statements)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("apply_for_list", actor=actor(), now=now()):
                place = services.apply_for_list(
                    actor=actor(), now=now(), approved_list=approved_list, answers=form.answers(statements)
                )
            flash("You have applied. You are told by e-mail when it is decided.")
            return redirect(url_for("approved_lists.place", place_id=place.id))
        approved_list = queries.list_for(list_id)
        newest = queries.versions_of([list_id])[list_id][-1]
    checks, excluded = queries.checks_for(newest, actor().organisation_id, today)
    return render_form(
        "approved_lists/apply.html",
        form=form,
        approved_list=approved_list,
        checks=checks,
        excluded=excluded,
        today=today,
    )


@blueprint.route("/places/<int:place_id>/answers", methods=["GET", "POST"])
@access(Permission.BID)
def answers(place_id: int):
    """The statements of the criteria, with the answers given, to be given anew."""
    place, standing = _own_place(place_id, "answer")
    statements = _statements(standing)
    given = {answer.statement: "yes" if answer.agreed else "no" for answer in place.answers}
    form = StatementsForm(data={"statements": [{"agreed": given.get(text)} for text in statements]})
    form.ask(statements)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("answer_statements", actor=actor(), now=now()):
                services.answer_statements(
                    actor=actor(), now=now(), place=place, answers=form.answers(statements)
                )
            flash("Your answers are kept. They count from now on.")
            return redirect(url_for("approved_lists.place", place_id=place_id))
        place, standing = _own_place(place_id, "answer")
    return render_form("approved_lists/answers.html", form=form, place=place)


@blueprint.route("/places/<int:place_id>/withdraw", methods=["GET", "POST"])
@access(Permission.BID)
def withdraw(place_id: int):
    place, _ = _own_place(place_id, "withdraw")
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("withdraw_application", actor=actor(), now=now()):
                services.withdraw_application(actor=actor(), now=now(), place=place)
            flash("Done. You can apply again whenever you like.")
            return redirect(url_for("approved_lists.place", place_id=place_id))
        place, _ = _own_place(place_id, "withdraw")
    approved = place.status is PlaceStatus.APPROVED
    return render_form("approved_lists/withdraw.html", form=form, place=place, approved=approved)


def _own_place(place_id: int, act: str) -> tuple[ListPlace, Standing]:
    place = queries.place_for(actor(), place_id)
    if not is_suppliers(actor(), place):
        raise NotFound()
    standing = queries.standing_of(place, uk_date(now()))
    if request.method == "GET" and act not in acts(actor(), place, standing):
        raise NotFound()
    return place, standing


def _statements(standing: Standing) -> Sequence[str]:
    asked = [c.criterion.statement for c in (*standing.checks, *standing.coming) if c.criterion.statement]
    return list(dict.fromkeys(asked))
