"""A ledger entry with all that it rests on, and the centre's memo of what it made possible."""

from decimal import Decimal

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs.views.blueprints import walk_blueprint
from procurement_hub.calloffs.walk import own_frameworks, walk_from
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.savings import explaining, statements
from procurement_hub.savings.models import YearStatus
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now

YEARS = 6


@walk_blueprint.get("/entries/<int:entry_id>")
@access(Permission.READ_GAINS, Permission.READ_MEMO)
def entry(entry_id: int):
    walk = walk_from(actor(), entry_id)
    unit = walk.entry.item.unit.name if walk.entry.item else ""
    return render_template(
        "walk/entry.html",
        walk=walk,
        entry=walk.entry,
        words=explaining.in_words(walk.entry, unit),
        baseline_note=explaining.baseline_note(walk.entry),
    )


@walk_blueprint.get("/memo")
@access(Permission.READ_MEMO)
def memo():
    """Facilitated gains by framework and council: noted, never a second claim."""
    this_year = financial_year_of(uk_date(now()))
    year = request.args.get("year", this_year, type=int)
    frameworks = {framework.id: framework for framework in own_frameworks(actor())}
    rows = statements.facilitated(framework_ids=list(frameworks), financial_year=year)
    groups = [
        (framework, [row for row in rows if row.framework_id == framework.id])
        for framework in frameworks.values()
    ]
    return render_template(
        "walk/memo.html",
        year=year,
        years=range(this_year, this_year - YEARS, -1),
        groups=[(framework, found) for framework, found in groups if found],
        totals={
            name: sum((getattr(row, name) for row in rows), Decimal("0.00"))
            for name in ("gross", "cashable", "non_cashable", "costs", "net")
        },
        councils=len({row.council.id for row in rows}),
        signed=len({row.council.id for row in rows if row.status is YearStatus.SIGNED_OFF}),
    )
