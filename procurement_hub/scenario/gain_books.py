"""What the books say of gains after the gates, of what was bought beside the frameworks, and of the
statements drawn up from both, as plain JSON values: by year and council."""

from collections.abc import Iterator

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.calendar import last_day
from procurement_hub.core.database import db
from procurement_hub.core.money import round_money
from procurement_hub.savings import queries, standing
from procurement_hub.savings.models import CouncilYear
from procurement_hub.statements import prepared
from procurement_hub.statements.sheets import Sheet

PARTS = ("claimed", "allowed", "held", "disallowed")
STATEMENTS = ("aes-forward-look", "aes-backward-look")


def read_gains() -> dict:
    """`gates`: each part of a claim as [total, cashable] in £ after costs, the grades, and the leakage;
    `statements`: the totals of the forward and the backward look in whole pounds, by measure."""
    years: dict[str, dict] = {}
    drawn: dict[str, dict] = {}
    for year, code, council_id in _council_years():
        years.setdefault(year, {})[code] = _gates(council_id, int(year))
        drawn.setdefault(year, {})[code] = {
            layout: _totals(
                prepared.prepare(
                    council_id=council_id,
                    layout_code=layout,
                    financial_year=int(year),
                    today=last_day(int(year)),
                ).sheet
            )
            for layout in STATEMENTS
        }
    return {"gates": years, "statements": drawn}


def _council_years() -> Iterator[tuple[str, str, int]]:
    rows = db.session.execute(
        select(CouncilYear.financial_year, Organisation.code, Organisation.id)
        .join(Organisation, Organisation.id == CouncilYear.council_id)
        .order_by(CouncilYear.financial_year, Organisation.code)
    ).all()
    for year, code, council_id in rows:
        yield str(year), code, council_id


def _gates(council_id: int, financial_year: int) -> dict:
    gains = standing.standings(council_id, financial_year)
    return {
        part: [
            str(round_money(sum(getattr(getattr(gain, part), name) for gain in gains)))
            for name in ("total", "cashable")
        ]
        for part in PARTS
    } | {
        "grades": {gain.item.code: gain.grade.value for gain in gains if gain.is_gain},
        "leakage": {
            found.item.code: {
                "memo": None if found.leakage.memo is None else str(round_money(found.leakage.memo)),
                "compliance_percent": str(round(found.compliance_percent, 1)),
            }
            for found in queries.leakage(council_id, financial_year)
        },
    }


def _totals(sheet: Sheet) -> dict[str, str]:
    return {
        f"{column.measure} {column.part.value}": str(value)
        for column, value in zip(sheet.columns, sheet.totals, strict=True)
        if value is not None
    }
