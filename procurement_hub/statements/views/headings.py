"""Under which heading each item of a year stands, and putting one under another."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries as books
from procurement_hub.statements import queries, services
from procurement_hub.statements.forms import HeadingForm
from procurement_hub.statements.views.blueprint import blueprint, stated
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now

BACKWARD = "aes-backward-look"


@blueprint.route("/<int:financial_year>/headings")
@access(Permission.READ_GAINS)
def headings(financial_year: int):
    stated(financial_year)
    council = books.reader_council(actor())
    form = queries.form_for(BACKWARD, financial_year=financial_year, council_id=council)
    items = books.items_bought(council, financial_year)
    return render_template(
        "statements/headings.html",
        financial_year=financial_year,
        rows=[(item, form.heading_of(item.id, item.cpv_code), item.id in form.chosen) for item in items],
    )


@blueprint.route("/<int:financial_year>/headings/<int:item_id>", methods=["GET", "POST"])
@access(Permission.SUBMIT_STATEMENT)
def heading(financial_year: int, item_id: int):
    stated(financial_year)
    council = books.reader_council(actor())
    item = next((i for i in books.items_bought(council, financial_year) if i.id == item_id), None)
    if item is None:
        raise NotFound()
    layout = queries.form_for(BACKWARD, financial_year=financial_year, council_id=council)
    form = HeadingForm(heading=layout.heading_of(item.id, item.cpv_code).code)
    form.offer(layout.headings)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("choose_heading", actor=actor(), now=now()):
                services.choose_heading(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item=item,
                    heading_code=form.heading.data,
                )
            flash(f"The heading of {item.title} is saved.")
            return redirect(url_for("statements.headings", financial_year=financial_year))
    return render_form("statements/heading.html", form=form, financial_year=financial_year, item=item)
