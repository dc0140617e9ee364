"""Agreements: a supplier's own, one agreement and its document, and the two signatures."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import documents, queries, services
from procurement_hub.frameworks.forms import SignForm
from procurement_hub.frameworks.models import Agreement, AgreementStatus
from procurement_hub.frameworks.permissions import may_countersign, may_sign, owns
from procurement_hub.frameworks.standstill import standstill_reason
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.frameworks.wording import agreement_clauses
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/agreements")
@access(Permission.SIGN_AS_SUPPLIER)
def agreements():
    page = queries.own_agreements_page(actor(), after=request.args.get("after", type=int))
    return render_template("frameworks/agreements.html", page=page, today=uk_date(now()))


@blueprint.route("/agreements/<int:agreement_id>")
@access(Permission.READ_FRAMEWORK)
def agreement(agreement_id: int):
    agreed = queries.agreement_for(actor(), agreement_id)
    return render_template("frameworks/agreement.html", **_whole(agreed))


@blueprint.route("/agreements/<int:agreement_id>/agreement.pdf")
@access(Permission.READ_FRAMEWORK)
def agreement_pdf(agreement_id: int):
    agreed = queries.agreement_for(actor(), agreement_id)
    whole = _whole(agreed)
    data = documents.agreement_pdf(
        agreed, [body.name for body in whole["entitled"]], whole["signers"], whole["changes"]
    )
    name = f"agreement-{agreed.framework.code}-{agreed.lot.number}-{agreed.supplier.code}.pdf"
    return send_bytes(data, name, "application/pdf")


@blueprint.route("/agreements/<int:agreement_id>/sign", methods=["GET", "POST"])
@access(Permission.SIGN_AS_SUPPLIER)
def sign(agreement_id: int):
    agreed = queries.agreement_for(actor(), agreement_id)
    if agreed.supplier_id != actor().organisation_id:
        raise NotFound()
    return _signing(
        "frameworks/sign.html",
        agreed,
        "sign_agreement",
        services.sign_agreement,
        "The agreement is signed. It is in force when the centre has countersigned it.",
    )


@blueprint.route("/agreements/<int:agreement_id>/countersign", methods=["GET", "POST"])
@access(Permission.COUNTERSIGN)
def countersign(agreement_id: int):
    agreed = queries.agreement_for(actor(), agreement_id)
    if not owns(actor(), agreed.framework):
        raise NotFound()
    return _signing(
        "frameworks/countersign.html",
        agreed,
        "countersign_agreement",
        services.countersign_agreement,
        "The agreement is in force.",
    )


def _signing(template: str, agreed: Agreement, verb: str, service, said: str):
    form = SignForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction(verb, actor=actor(), now=now()):
                service(actor=actor(), now=now(), agreement=agreed)
            flash(said)
            return redirect(url_for("frameworks.agreement", agreement_id=agreed.id))
        agreed = queries.agreement_for(actor(), agreed.id)
    return render_form(template, form=form, **_whole(agreed))


def _whole(agreed: Agreement) -> dict:
    changes = queries.price_changes_of([agreed.id])
    return {
        "agreement": agreed,
        "changes": changes,
        "today": uk_date(now()),
        "may_propose": may(actor(), Permission.CHANGE_PRICES)
        and owns(actor(), agreed.framework)
        and agreed.status is AgreementStatus.IN_FORCE,
        "may_answer": may(actor(), Permission.SIGN_AS_SUPPLIER)
        and agreed.supplier_id == actor().organisation_id,
        "clauses": agreement_clauses(agreed),
        "entitled": queries.entitled_to(agreed.framework_id),
        "signers": queries.signers_of(agreed),
        "standstill": standstill_reason(agreed.framework, uk_date(now())),
        "may_sign": may_sign(actor(), agreed),
        "may_countersign": may_countersign(actor(), agreed),
    }
