"""The chief finance officer's decision on a year, and taking it back."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import format_financial_year, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import checklist, parts, queries, services, wording
from procurement_hub.savings.forms import SignForm
from procurement_hub.savings.models import Decision
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/sign", methods=["GET", "POST"])
@access(Permission.SIGN_OFF)
def sign(financial_year: int):
    """Shows exactly the figures that will be signed; if they move meanwhile, nothing is."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    form = SignForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("sign_off_gains", actor=actor(), now=now()):
                services.sign_off_gains(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    decision=form.decision.data,
                    reason=form.reason.data,
                    seen=form.seen.data or None,
                )
            done = "signed off" if form.decision.data is Decision.ACCEPT else "rejected. The year stays open"
            flash(f"The gains of {format_financial_year(financial_year)} are {done}.")
            return redirect(url_for("savings.year", financial_year=financial_year))
    books = checklist.position(council_id, financial_year, signer_id=actor().person_id)
    conditions = checklist.conditions(books, on=uk_date(now()))
    figures = parts.figures_to_sign(books.standings)
    return render_form(
        "savings/sign.html",
        form=form,
        financial_year=financial_year,
        status=queries.year_status(council_id, financial_year),
        figures=figures,
        parts=parts.of_year(books.standings),
        seen=parts.as_shown(figures, queries.last_entry_id(council_id, financial_year)),
        conditions=conditions,
        first_why_not=next((c.why_not for c in conditions if not c.met), None),
        wording=wording,
    )


@blueprint.route("/<int:financial_year>/sign/withdraw", methods=["GET", "POST"])
@access(Permission.SIGN_OFF)
def withdraw(financial_year: int):
    begun(financial_year)
    council_id = queries.reader_council(actor())
    form = ActForm(reason="Why is the sign-off withdrawn?")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("withdraw_sign_off", actor=actor(), now=now()):
                services.withdraw_sign_off(
                    actor=actor(), now=now(), financial_year=financial_year, reason=form.reason.data
                )
            flash(f"The sign-off of {format_financial_year(financial_year)} is withdrawn.")
            return redirect(url_for("savings.year", financial_year=financial_year))
    signed = queries.current_sign_off(council_id, financial_year)
    if signed is None and not form.is_submitted():
        raise NotFound()
    return render_form(
        "savings/withdraw.html", form=form, financial_year=financial_year, signed=signed, wording=wording
    )
