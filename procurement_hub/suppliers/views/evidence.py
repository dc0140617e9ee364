"""The evidence wallet: what it holds, one piece with its versions, adding, replacing, and the files."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.forms import EvidenceForm, ReplaceEvidenceForm
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/evidence")
@access(Permission.KEEP_PROFILE)
def evidence():
    supplier_id = actor().organisation_id
    return render_template(
        "suppliers/evidence.html",
        pieces=queries.wallet(actor(), supplier_id),
        reliances=queries.reliances_of_wallet(supplier_id),
        affected=queries.affected_by(supplier_id),
        today=uk_date(now()),
    )


@blueprint.route("/evidence/new", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def add_evidence():
    organisation = queries.own_supplier(actor()).organisation
    form = EvidenceForm()
    if form.validate_on_submit():
        with form.refusals():
            file = form.file.store()
            with transaction("add_evidence", actor=actor(), now=now()):
                added = services.add_evidence(
                    actor=actor(),
                    now=now(),
                    organisation=organisation,
                    kind=form.kind.data,
                    proof=_proof(form),
                    file=file,
                    file_name=form.file.data.filename,
                )
                title = added.title
            flash(f"“{title}” is in the wallet.")
            return redirect(url_for("suppliers.evidence"))
    return render_form("suppliers/add_evidence.html", form=form)


@blueprint.route("/evidence/<int:evidence_id>")
@access(Permission.KEEP_PROFILE)
def piece(evidence_id: int):
    found = queries.evidence_for(actor(), evidence_id)
    versions = queries.versions_of(found)
    return render_template(
        "suppliers/piece.html",
        evidence=found,
        versions=versions,
        reliances=queries.reliances(version.id for version in versions),
        affected=queries.affected_by(found.organisation_id).get(found.kind, []),
        today=uk_date(now()),
    )


@blueprint.route("/evidence/<int:evidence_id>/replace", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def replace_evidence(evidence_id: int):
    old = queries.evidence_for(actor(), evidence_id)
    form = ReplaceEvidenceForm(title=old.title, issuer=old.issuer, reference=old.reference, amount=old.amount)
    if not old.kind.is_insurance:
        del form.amount
    if form.validate_on_submit():
        with form.refusals():
            file = form.file.store()
            with transaction("replace_evidence", actor=actor(), now=now()):
                new = services.replace_evidence(
                    actor=actor(),
                    now=now(),
                    evidence_id=evidence_id,
                    proof=_proof(form),
                    file=file,
                    file_name=form.file.data.filename,
                )
                new_id, title = new.id, new.title
            flash(f"The newer version of “{title}” is in its place. The old one is kept.")
            return redirect(url_for("suppliers.piece", evidence_id=new_id))
        old = queries.evidence_for(actor(), evidence_id)
    return render_form("suppliers/replace_evidence.html", form=form, evidence=old)


@blueprint.route("/evidence/<int:evidence_id>/file")
@access(Permission.KEEP_PROFILE, Permission.READ_SUPPLIERS)
def evidence_file(evidence_id: int):
    return send_stored(queries.file_for(actor(), evidence_id))


def _proof(form) -> services.Proof:
    return services.Proof(
        title=form.title.data,
        issuer=form.issuer.data,
        reference=form.reference.data,
        amount=form.amount.data if "amount" in form else None,
        issued_on=form.issued_on.data,
        expires_on=form.expires_on.data,
    )
