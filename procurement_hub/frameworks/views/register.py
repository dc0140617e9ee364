"""The public register: live frameworks, for anybody to read."""

from flask import render_template, request

from procurement_hub.frameworks import queries
from procurement_hub.frameworks.models import AgreementStatus
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.web.access import access


@blueprint.route("/register")
@access.public
def register():
    page = queries.live_register(after=request.args.get("after", type=int))
    return render_template("frameworks/register.html", page=page)


@blueprint.route("/register/<int:framework_id>")
@access.public
def registered(framework_id: int):
    framework = queries.live_framework(framework_id)
    suppliers = [
        agreement
        for agreement in queries.agreements_of(framework_id)
        if agreement.status is AgreementStatus.IN_FORCE
    ]
    return render_template(
        "frameworks/registered.html",
        framework=framework,
        suppliers=suppliers,
        tender_id=queries.tender_of(framework),
        entitled=queries.entitled_to(framework_id),
    )
