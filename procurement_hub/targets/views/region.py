"""The region of a centre: its councils against their targets, and the same as files."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.targets import queries
from procurement_hub.targets.documents import rows, workbook
from procurement_hub.targets.models import Excluded
from procurement_hub.targets.views.blueprint import blueprint, included, known, this_year, years_around
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes, send_pieces
from procurement_hub.web.session import actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/region/<int:financial_year>")
@access(Permission.READ_MEMO)
def region(financial_year: int):
    known(financial_year)
    counted_in = included()
    return render_template(
        "targets/region.html",
        region=queries.region(queries.centre_of(actor()), financial_year, included=counted_in),
        financial_year=financial_year,
        years=years_around(financial_year),
        begun=financial_year <= this_year(),
        ended=financial_year < this_year(),
        counted_in=counted_in,
        excluded=list(Excluded),
    )


@blueprint.route("/region/<int:financial_year>/sectors")
@access(Permission.READ_MEMO)
def sectors(financial_year: int):
    """The region's gains by service sector and by workstream, which come to the same."""
    known(financial_year)
    found = queries.region_gains(queries.centre_of(actor()), financial_year)
    return render_template(
        "targets/sectors.html",
        region=found,
        grid=queries.by_sector(found),
        financial_year=financial_year,
        years=years_around(financial_year),
    )


@blueprint.route("/region/<int:financial_year>.csv")
@access(Permission.READ_MEMO)
def region_csv(financial_year: int):
    known(financial_year)
    found = queries.region_gains(queries.centre_of(actor()), financial_year)
    return send_pieces(rows.region(found, queries.places()), _name(financial_year, "csv"), "text/csv")


@blueprint.route("/region/<int:financial_year>.xlsx")
@access(Permission.READ_MEMO)
def region_xlsx(financial_year: int):
    known(financial_year)
    found = queries.region_gains(queries.centre_of(actor()), financial_year)
    data = workbook.region(found, queries.places(), actor().organisation_name)
    return send_bytes(data, _name(financial_year, "xlsx"), XLSX)


def _name(financial_year: int, ending: str) -> str:
    return f"region-{financial_year}-{financial_year + 1}.{ending}"
