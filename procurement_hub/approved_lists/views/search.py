"""The buyers' search: which suppliers are approved for what they buy."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.approved_lists import queries
from procurement_hub.approved_lists.forms import SearchForm
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.catalogue.queries import search_cpv
from procurement_hub.core.calendar import uk_date
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.get("/suppliers")
@access(Permission.READ_APPROVALS)
def search():
    form = SearchForm(request.args)
    form.validate()
    asked = form.cpv.data or ""
    prefix = queries.cpv_prefix(asked)
    codes = search_cpv(asked) if asked and prefix is None else []
    wanted = queries.Wanted(
        prefix=prefix,
        name=form.name.data or "",
        sme=form.sme.data,
        vcse=form.vcse.data,
        every_state=form.every_state.data,
    )
    unknown = bool(asked) and prefix is None  # words lead to codes first: nothing is found by them
    page, standings, profiles = (
        (None, {}, {})
        if unknown
        else queries.suppliers_page(
            actor(), wanted, uk_date(now()), after=request.args.get("after", type=int)
        )
    )
    kept = {key: value for key, value in request.args.items() if key != "after"}
    return render_template(
        "approved_lists/search.html",
        form=form,
        page=page,
        standings=standings,
        profiles=profiles,
        codes=codes,
        kept=kept,
        today=uk_date(now()),
    )
