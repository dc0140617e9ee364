"""Quality checks chosen before the award: which there are, and choosing one."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services, wording
from procurement_hub.savings.desk_forms import ChooseForm
from procurement_hub.savings.indicators import OTHER
from procurement_hub.savings.models import Better
from procurement_hub.savings.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/quality/choices")
@access(Permission.READ_GAINS)
def choices():
    return render_template(
        "savings/choices.html", choices=queries.choices(queries.reader_council(actor())), wording=wording
    )


@blueprint.route("/quality/choose", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY)
def choose():
    rows = queries.items_to_choose_for(queries.reader_council(actor()))
    form = ChooseForm(data={"what": request.args.get("what")})
    form.what.choose(rows)
    if form.validate_on_submit():
        row = next(row for row in rows if f"{row.Item.id}-{row.id}" == form.what.data)
        own = form.code.data == OTHER
        with form.refusals():
            with transaction("choose_quality_check", actor=actor(), now=now()):
                choice = services.choose_quality_check(
                    actor=actor(),
                    now=now(),
                    item=row.Item,
                    framework_id=row.id,
                    code=None if own else form.code.data,
                    indicator=form.indicator.data or "",
                    better=form.better.data or Better.HIGHER,
                    tolerance=form.tolerance.data,
                    explanation=form.explanation.data or "",
                )
                before_award = choice.before_award
            flash(
                "The quality check is chosen."
                if before_award
                else "The quality check is chosen. The award was made, so the evidence is grade B at best."
            )
            return redirect(url_for("savings.choices"))
    return render_form("savings/choose.html", form=form, rows=rows)
