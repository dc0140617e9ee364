"""A council's own year in pictures, one page for each question, and one item of it."""

from flask import url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import financial_year_bounds, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.pictures.queries import item as item_reads
from procurement_hub.pictures.queries.ledger import gross_by_month, substituted
from procurement_hub.pictures.queries.old_prices import old_prices
from procurement_hub.pictures.queries.targets import aims
from procurement_hub.pictures.questions import certainty as certain
from procurement_hub.pictures.questions import item as one_item
from procurement_hub.pictures.questions import money as went
from procurement_hub.pictures.questions import progress as how_far
from procurement_hub.pictures.questions import track as on_track
from procurement_hub.pictures.views.blueprint import YEARS_BACK, blueprint, item_page, page, year_page
from procurement_hub.savings import queries as savings
from procurement_hub.savings.baselines import benchmark
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.standing import books_of_years, standings
from procurement_hub.savings.views.blueprint import begun
from procurement_hub.statements import planned, stages
from procurement_hub.targets import queries as targets
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>")
@access(Permission.READ_GAINS)
def money(financial_year: int):
    """Where did the money go?"""
    begun(financial_year)
    council_id = savings.reader_council(actor())
    totals = savings.gain_totals(council_id, financial_year)
    frameworks = {total.framework_id for total in totals if total.framework_id}
    found = went.spending(totals, old_prices(council_id, frameworks), substituted(council_id, financial_year))
    costs_page = (
        item_page(financial_year, 0)
        if any(total.item is None for total in totals)
        else year_page(financial_year)
    )
    return page(
        "money",
        financial_year,
        money=went.money_picture(
            financial_year, found, year_page=year_page(financial_year), costs_page=costs_page
        )
        if totals
        else None,
        items=went.items_picture(
            financial_year, totals, page_of=lambda item_id: item_page(financial_year, item_id)
        ),
        bought=[total for total in _each_item(totals) if total.quantity],
    )


def _each_item(totals):
    """The first of each item's sums: enough to name it."""
    return {total.item_id: total for total in reversed(totals) if total.item}.values()


@blueprint.route("/<int:financial_year>/on-track")
@access(Permission.READ_GAINS)
def track(financial_year: int):
    """Is the council on track, and did its gains last?"""
    begun(financial_year)
    council_id = savings.reader_council(actor())
    shown = range(financial_year - YEARS_BACK + 1, financial_year + 1)
    books = {
        year: found.standings
        for (_, year), found in books_of_years([council_id], [shown[0] - 1, *shown]).items()
    }
    first = min((year for year in shown if books[year]), default=financial_year)
    years = on_track.years_of_gains(range(first, financial_year + 1), books, aims(council_id, shown))
    return page(
        "track",
        financial_year,
        target=on_track.target_picture(
            years, page_of=lambda year: url_for("targets.year", financial_year=year)
        ),
        stock=on_track.stock_picture(years, page_of=year_page),
    )


@blueprint.route("/<int:financial_year>/how-far")
@access(Permission.READ_GAINS)
def progress(financial_year: int):
    """How far has the year come?"""
    begun(financial_year)
    reached = stages.funnel(
        council_id=savings.reader_council(actor()), financial_year=financial_year, on=uk_date(now())
    )
    orders_page = url_for("calloffs.index") if may(actor(), Permission.READ_ORDER) else None
    return page(
        "progress",
        financial_year,
        stages=how_far.stage_picture(
            financial_year,
            reached,
            pages={
                Stage.CONTRACTED: url_for("statements.index"),
                Stage.ORDERED: orders_page,
                Stage.DELIVERED: orders_page,
                Stage.INVOICED: year_page(financial_year),
                Stage.RECONCILED: url_for("targets.outturn", financial_year=financial_year),
            },
        ),
    )


@blueprint.route("/<int:financial_year>/months")
@access(Permission.READ_GAINS)
def months(financial_year: int):
    """When did the gain come in?"""
    begun(financial_year)
    council_id = savings.reader_council(actor())
    plans = planned.plans(council_id=council_id, financial_year=financial_year, on=uk_date(now()))
    return page(
        "months",
        financial_year,
        months=how_far.month_picture(
            financial_year,
            gross_by_month(council_id, financial_year),
            how_far.expected_by_month(financial_year, plans),
            begun=_months_begun(financial_year),
            ledger_page=year_page(financial_year),
        ),
    )


def _months_begun(financial_year: int) -> int:
    """How many of the year's months have begun, from April."""
    today = uk_date(now())
    opens, closes = financial_year_bounds(financial_year)
    if today > closes:
        return 12
    return (today.year - opens.year) * 12 + today.month - opens.month + 1


@blueprint.route("/<int:financial_year>/how-sure")
@access(Permission.READ_GAINS)
def certainty(financial_year: int):
    """How sure are the figures?"""
    begun(financial_year)
    found = standings(savings.reader_council(actor()), financial_year)
    return page(
        "certainty",
        financial_year,
        outcome=certain.outcome_picture(financial_year, found, desk_page=_desk(financial_year)),
        grades=certain.grade_picture(
            financial_year, found, page_of=lambda grade: _desk(financial_year, grade=grade.value)
        ),
        colours=certain.colour_picture(financial_year, found),
        refused=certain.refused_picture(
            financial_year, found, page=url_for("savings.disallowed", financial_year=financial_year)
        ),
    )


def _desk(financial_year: int, **filters: str) -> str:
    return url_for("savings.desk", financial_year=financial_year, **filters)


@blueprint.route("/<int:financial_year>/outturn")
@access(Permission.READ_GAINS)
def outturn(financial_year: int):
    """Does the outturn bear the claims out?"""
    begun(financial_year)
    found = targets.reconciliation(savings.reader_council(actor()), financial_year)
    of_outturn = url_for("targets.outturn", financial_year=financial_year)
    return page(
        "outturn",
        financial_year,
        outturn=certain.outturn_picture(found, page=of_outturn),
    )


def _order_page(order_id: int) -> str:
    return url_for("calloffs.show", order_id=order_id)


@blueprint.route("/<int:financial_year>/items/<int:item_id>")
@access(Permission.READ_GAINS)
def item(financial_year: int, item_id: int):
    """What did one item cost?"""
    begun(financial_year)
    council_id = savings.reader_council(actor())
    of_item = [total for total in savings.gain_totals(council_id, financial_year) if total.item_id == item_id]
    found = next((total.item for total in of_item), None)
    if found is None:
        raise NotFound()
    frameworks = {total.framework_id for total in of_item if total.framework_id}
    old = next(iter(savings.baselines_of_item(council_id, item_id)), None)
    baseline_page = url_for("savings.baseline", baseline_id=old.id) if old else None
    return page(
        "item",
        financial_year,
        item=found,
        prices=one_item.price_picture(
            financial_year,
            found,
            item_reads.orders_of(council_id, item_id, financial_year),
            item_reads.schedules_of(item_id, frameworks),
            old,
            order_page=_order_page if may(actor(), Permission.READ_ORDER) else lambda order_id: None,
            baseline_page=baseline_page,
        ),
        peers=one_item.peers_picture(
            found,
            old,
            benchmark(item_id, apart_from=council_id, on=uk_date(now())),
            baseline_page=baseline_page,
        ),
    )
