"""A council's year against its target, and against the councils around it."""

from flask import redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.savings.queries import reader_council
from procurement_hub.targets import queries
from procurement_hub.targets.models import Excluded
from procurement_hub.targets.views.blueprint import blueprint, included, known, this_year, years_around
from procurement_hub.web.access import access
from procurement_hub.web.session import actor


@blueprint.route("/")
@access(Permission.READ_GAINS, Permission.READ_MEMO)
def index():
    """The newest year that has gains, or the one that runs: a council's own, or the centre's region."""
    if may(actor(), Permission.READ_MEMO):
        newest = queries.newest_year_of_region(queries.centre_of(actor()))
        return redirect(url_for("targets.region", financial_year=newest or this_year()))
    newest = queries.newest_year(reader_council(actor()))
    return redirect(url_for("targets.year", financial_year=newest or this_year()))


@blueprint.route("/<int:financial_year>")
@access(Permission.READ_GAINS)
def year(financial_year: int):
    known(financial_year)
    counted_in = included()
    position = queries.position(reader_council(actor()), financial_year, included=counted_in)
    return render_template(
        "targets/year.html",
        position=position,
        financial_year=financial_year,
        years=years_around(financial_year),
        counted_in=counted_in,
        begun=financial_year <= this_year(),
        ended=financial_year < this_year(),
        excluded=[
            category
            for category in Excluded
            if position.base and any(row.category is category for row in position.base.exclusions)
        ],
        keeps=may(actor(), Permission.KEEP_TARGETS),
    )


@blueprint.route("/<int:financial_year>/compared")
@access(Permission.READ_GAINS)
def compared(financial_year: int):
    """The council beside its region: sums, average and spread, with nobody else's name."""
    known(financial_year)
    council_id = reader_council(actor())
    around = queries.region_around(council_id, financial_year)
    own = next(position for position in around.positions if position.council.id == council_id)
    return render_template(
        "targets/compared.html",
        region=around,
        own=own,
        financial_year=financial_year,
        years=years_around(financial_year),
    )
