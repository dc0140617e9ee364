"""How gains are worked out, for whoever reads them, and two editions of the method side by side."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.savings import method, queries, trials
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.session import actor


@blueprint.route("/method", endpoint="method")
@access(Permission.READ_GAINS, Permission.READ_MEMO)
def in_words():
    looks = {stage: [method.counting(stage, look).label for look in method.Look] for stage in method.Stage}
    return render_template("savings/method.html", method=method, looks=looks)


@blueprint.route("/<int:financial_year>/method")
@access(Permission.READ_GAINS)
def compare_methods(financial_year: int):
    begun(financial_year)
    one, other = _editions()
    trial = trials.run(queries.reader_council(actor()), financial_year, one=one, other=other)
    return render_template(
        "savings/method_compare.html", financial_year=financial_year, trial=trial, trials=trials
    )


@blueprint.route("/<int:financial_year>/method.csv")
@access(Permission.READ_GAINS)
def compare_methods_csv(financial_year: int):
    begun(financial_year)
    one, other = _editions()
    data = trials.as_file(queries.reader_council(actor()), financial_year, one=one, other=other)
    name = f"gains-{financial_year}-{financial_year + 1}-{one}-against-{other}.csv"
    return send_bytes(data, name, "text/csv")


def _editions() -> tuple[str, str]:
    return request.args.get("edition", method.AS_RECORDED), request.args.get("against", "nominal")
