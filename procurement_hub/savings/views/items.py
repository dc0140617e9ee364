"""From a figure to what it is made of: an item's ledger entries, and the baseline they count against."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.savings import queries, wording, yearly
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor


@blueprint.route("/<int:financial_year>/items/<int:item_id>")
@access(Permission.READ_GAINS)
def item(financial_year: int, item_id: int):
    """The ledger of one item in a year; number 0 stands for the costs of the whole year."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    account = yearly.account(council_id=council_id, financial_year=financial_year)
    row = next((row for row in account.rows if row.total.item_id == item_id), None)
    if row is None:
        raise NotFound()
    page = queries.entries(
        council_id, financial_year, item_id=item_id, after=request.args.get("after", type=int)
    )
    return render_template(
        "savings/item.html",
        financial_year=financial_year,
        row=row,
        title=wording.title_of(row.total.item),
        status=account.figures.status,
        page=page,
        reversed_entries=queries.reversed_among({entry.id for entry in page.rows}),
        baselines=queries.baselines_of_item(council_id, item_id) if item_id else [],
        leaks=[leak for leak in queries.leakage(council_id, financial_year) if leak.item.id == item_id],
        wording=wording,
    )
