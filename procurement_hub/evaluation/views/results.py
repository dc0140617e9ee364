"""A bidder's own results: the list, one assessment summary, and the same as a document."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import ONE_DAY
from procurement_hub.evaluation import documents, queries
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.session import actor


@blueprint.route("/results")
@access(Permission.BID)
def results():
    page = queries.own_results(actor(), after=request.args.get("after", type=int))
    return render_template("evaluation/results.html", page=page)


@blueprint.route("/results/<int:bid_id>")
@access(Permission.BID)
def my_result(bid_id: int):
    summary = queries.own_summary(actor(), bid_id)
    ends_on = summary.framework.standstill_ends_on
    return render_template(
        "evaluation/my_result.html", summary=summary, sign_from=ends_on + ONE_DAY if ends_on else None
    )


@blueprint.route("/results/<int:bid_id>/summary.pdf")
@access(Permission.BID)
def summary_pdf(bid_id: int):
    summary = queries.own_summary(actor(), bid_id)
    data = documents.assessment_summary(summary)
    lot = summary.own.bid.lot.number
    return send_bytes(data, f"assessment-{summary.framework.code}-lot-{lot}.pdf", "application/pdf")
