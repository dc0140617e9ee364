"""The debarment list: read it, add to it, take over a file, lift an entry."""

from flask import Response, flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.entries import COLUMNS, NewEntry, read_entries, template
from procurement_hub.exclusions.forms import EntryForm, ImportForm
from procurement_hub.exclusions.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import read


@blueprint.route("/debarment")
@access(Permission.READ_EXCLUSIONS)
def debarment():
    return render_template(
        "exclusions/debarment.html",
        page=queries.entries_page(after=request.args.get("after", type=int)),
        today=uk_date(now()),
    )


@blueprint.route("/debarment/new", methods=["GET", "POST"])
@access(Permission.KEEP_DEBARMENT)
def new_debarment():
    form = EntryForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("add_debarment", actor=actor(), now=now()):
                services.add_debarment(
                    actor=actor(),
                    now=now(),
                    entry=NewEntry(
                        name=form.name.data,
                        company_number=form.company_number.data or "",
                        ppon=form.ppon.data or "",
                        ground=form.ground.data,
                        listed_on=form.listed_on.data,
                        until=form.until.data,
                        source=form.source.data,
                    ),
                )
            flash(f"{form.name.data} is on the debarment list.")
            return redirect(url_for("exclusions.debarment"))
    return render_form("exclusions/new_debarment.html", form=form)


@blueprint.route("/debarment/import", methods=["GET", "POST"])
@access(Permission.KEEP_DEBARMENT)
def import_debarment():
    """Takes over the whole file, or says row by row what is wrong with it."""
    form = ImportForm()
    if form.validate_on_submit():
        with form.refusals():
            data, _ = read(form.file.data, field="file")
            entries = read_entries(data)
            with transaction("import_debarments", actor=actor(), now=now()):
                added, known = services.import_debarments(actor=actor(), now=now(), entries=entries)
            flash(f"Added to the list: {added}. On it already: {known}.")
            return redirect(url_for("exclusions.debarment"))
    return render_form("exclusions/import_debarment.html", form=form, columns=COLUMNS)


@blueprint.route("/debarment/template.csv")
@access(Permission.KEEP_DEBARMENT)
def debarment_template() -> Response:
    return send_bytes(template(), "debarment.csv", "text/csv")


@blueprint.route("/debarment/<int:entry_id>/lift", methods=["GET", "POST"])
@access(Permission.KEEP_DEBARMENT)
def lift_debarment(entry_id: int):
    entry = queries.entry_for(entry_id)
    form = ActForm(reason="Why is it lifted?", hint="Such as the Minister’s decision and its date.")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("lift_debarment", actor=actor(), now=now()):
                services.lift_debarment(actor=actor(), now=now(), entry=entry, reason=form.reason.data)
            flash(f"{entry.name} is lifted from the debarment list.")
            return redirect(url_for("exclusions.debarment"))
        entry = queries.entry_for(entry_id)
    return render_form("exclusions/lift_debarment.html", form=form, entry=entry)
