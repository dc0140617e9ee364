"""A council's whole answer in a spreadsheet: template, upload, preview, and saving it."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound, SeveralProblems
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries, services, spreadsheet
from procurement_hub.demand.forms import ConfirmLinesForm, UploadForm
from procurement_hub.demand.models import DemandRound
from procurement_hub.demand.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import read

TEMPLATES = {
    "csv": (spreadsheet.template_csv, "text/csv"),
    "xlsx": (
        spreadsheet.template_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@blueprint.route("/<int:round_id>/template.<kind>")
@access(Permission.REGISTER_DEMAND)
def template(round_id: int, kind: str):
    if kind not in TEMPLATES:
        raise NotFound()
    demand_round = queries.round_for(actor(), round_id)
    make, media_type = TEMPLATES[kind]
    data = make(row.item for row in demand_round.items)
    return send_bytes(data, f"demand-{demand_round.code}.{kind}", media_type)


@blueprint.route("/<int:round_id>/upload", methods=["GET", "POST"])
@access(Permission.REGISTER_DEMAND)
def upload(round_id: int):
    """Reads the file and shows what it says; nothing is saved yet."""
    demand_round = queries.round_for(actor(), round_id)
    form = UploadForm()
    if form.validate_on_submit():
        with form.refusals():
            data, _ = read(form.file.data, field="file")
            lines = spreadsheet.read_lines(data, _units(demand_round))
            if wrong := services.problems_of_rows(demand_round=demand_round, rows=lines, now=now()):
                raise SeveralProblems(wrong)
            confirm = ConfirmLinesForm(formdata=None, rows=spreadsheet.write_lines(lines))
            return render_template(
                "demand/preview.html", form=confirm, demand_round=demand_round, lines=lines
            )
    return render_form("demand/upload.html", form=form, demand_round=demand_round)


@blueprint.route("/<int:round_id>/upload/save", methods=["POST"])
@access(Permission.REGISTER_DEMAND)
def save_upload(round_id: int):
    """Registers the rows that were shown, all of them or none."""
    demand_round = queries.round_for(actor(), round_id)
    form = ConfirmLinesForm()
    lines: list[services.LineRow] = []
    if form.validate_on_submit():
        with form.refusals():
            lines = spreadsheet.read_lines(form.rows.data.encode(), _units(demand_round))
            with transaction("register_demand", actor=actor(), now=now()):
                services.register_lines(actor=actor(), now=now(), demand_round=demand_round, rows=lines)
            flash(f"Registered: {len(lines)} {'line' if len(lines) == 1 else 'lines'} of demand.")
            return redirect(url_for("demand.show", round_id=round_id))
        demand_round = queries.round_for(actor(), round_id)
    return render_form("demand/preview.html", form=form, demand_round=demand_round, lines=lines)


def _units(demand_round: DemandRound) -> dict[str, str]:
    return {row.item.code: row.item.unit.name for row in demand_round.items}
