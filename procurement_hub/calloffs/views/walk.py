"""A ledger entry with all that it rests on, and the centre's memo of what it made possible."""

from decimal import Decimal

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs.memo import (
    entitled,
    entries_through,
    framework_and_council,
    newest_year,
    own_frameworks,
)
from procurement_hub.calloffs.views.blueprints import walk_blueprint
from procurement_hub.calloffs.walk import walk_from
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.savings import explaining, wording, yearly
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
        index=explaining.index_read(walk.entry),
        wording=wording,
    )


@walk_blueprint.get("/memo")
@access(Permission.READ_MEMO)
def memo():
    """Facilitated gains by framework and council: noted, never a second claim.

    Opens on the newest year that has any."""
    this_year = financial_year_of(uk_date(now()))
    frameworks = {framework.id: framework for framework in own_frameworks(actor())}
    newest = newest_year(list(frameworks)) or this_year
    year = request.args.get("year", newest, type=int)
    rows = yearly.facilitated(framework_ids=list(frameworks), financial_year=year)
    groups = [
        (framework, [row for row in rows if row.framework_id == framework.id])
        for framework in frameworks.values()
    ]
    return render_template(
        "walk/memo.html",
        year=year,
        years=range(max(this_year, newest), this_year - YEARS, -1),
        groups=[(framework, found) for framework, found in groups if found],
        totals={
            name: sum((getattr(row, name) for row in rows), Decimal("0.00"))
            for name in ("gross", "cashable", "non_cashable", "costs", "net")
        },
        councils=len({row.council.id for row in rows}),
        entitled=entitled(list(frameworks)),
        signed=len({row.council.id for row in rows if row.status is YearStatus.SIGNED_OFF}),
    )


@walk_blueprint.get("/memo/<int:financial_year>/<int:framework_id>/<int:council_id>")
@access(Permission.READ_MEMO)
def facilitated(financial_year: int, framework_id: int, council_id: int):
    """The ledger entries behind one figure of the memo: a council's year through one framework."""
    framework, council = framework_and_council(actor(), framework_id, council_id)
    return render_template(
        "walk/facilitated.html",
        framework=framework,
        council=council,
        financial_year=financial_year,
        page=entries_through(framework, council, financial_year, after=request.args.get("after", type=int)),
    )
