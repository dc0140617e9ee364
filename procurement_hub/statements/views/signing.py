"""The three signatures under a version that was filed."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import queries, services, versions
from procurement_hub.statements.forms import SignForm
from procurement_hub.statements.views.blueprint import blueprint
from procurement_hub.statements.views.statement import groups
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/<layout>/versions/<int:number>/sign", methods=["GET", "POST"])
@access(Permission.SIGN_STATEMENT)
def sign(financial_year: int, layout: str, number: int):
    """Shows the version and its fingerprint; that, and nothing else, is what is signed."""
    submission = queries.submission_for(actor(), financial_year=financial_year, code=layout, version=number)
    filed, sheet = versions.of(submission), versions.sheet_of(submission)
    form = SignForm()
    form.for_roles(services.signatories_of(actor()))
    if form.validate_on_submit():
        with form.refusals():
            with transaction("sign_statement", actor=actor(), now=now()):
                services.sign_statement(
                    actor=actor(),
                    now=now(),
                    layout_code=layout,
                    financial_year=financial_year,
                    sha256=form.sha256.data,
                    signatory=form.signatory.data,
                )
            flash(f"You have signed version {number} as {form.signatory.data.label.lower()}.")
            return redirect(
                url_for("statements.version", financial_year=financial_year, layout=layout, number=number)
            )
    return render_form(
        "statements/sign.html",
        form=form,
        filed=filed,
        sheet=sheet,
        groups=groups(sheet),
        financial_year=financial_year,
    )
