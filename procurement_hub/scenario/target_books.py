"""What the books say of targets and outturn, as plain JSON values: by year and council."""

from sqlalchemy import select, union

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.money import round_money
from procurement_hub.savings.models import CouncilYear
from procurement_hub.targets import queries
from procurement_hub.targets.models import AgreedTarget, Equalisation, Outturn


def read_targets() -> dict:
    """`targets` of every council's year that has one, and `triangulation` of every outturn held against
    its claim."""
    return {"targets": _targets(), "triangulation": _triangulation(), "equalisations": _equalisations()}


def _targets() -> dict:
    asked = union(
        select(CouncilYear.council_id, CouncilYear.financial_year),
        select(AgreedTarget.council_id, AgreedTarget.financial_year),
    ).subquery()
    rows = db.session.execute(
        select(asked.c.financial_year, Organisation.code, Organisation.id)
        .join(Organisation, Organisation.id == asked.c.council_id)
        .order_by(asked.c.financial_year, Organisation.code)
    ).all()
    years: dict[str, dict] = {}
    for year, code, council_id in rows:
        position = queries.position(council_id, year)
        if position.aim is None:
            continue
        years.setdefault(str(year), {})[code] = {
            "base": str(position.base_amount) if position.base_amount is not None else None,
            "total": str(round_money(position.aim.total)),
            "cashable": str(round_money(position.aim.cashable)),
            "gained": str(round_money(position.gained.total)),
            "gained_cashable": str(round_money(position.gained.cashable)),
            "reached_percent": str(position.reached),
            "verdict": position.verdict.value,
        }
    return years


def _triangulation() -> dict:
    rows = db.session.execute(
        select(Outturn.financial_year, Organisation.code, Organisation.id)
        .join(Organisation, Organisation.id == Outturn.council_id)
        .distinct()
        .order_by(Outturn.financial_year, Organisation.code)
    ).all()
    years: dict[str, dict] = {}
    for year, code, council_id in rows:
        checked = {
            check.division: {
                "claim": str(round_money(check.claim)),
                "expected": str(round_money(check.result.expected)),
                "residual": str(round_money(check.result.residual)),
                "rag": check.result.rag.value,
                "reconciled": check.reconciled,
            }
            for check in queries.reconciliation(council_id, year).checks
            if check.result
        }
        if checked:
            years.setdefault(str(year), {})[code] = checked
    return years


def _equalisations() -> dict:
    """The tables in force by year and framework: council → £."""
    found: dict[str, dict] = {}
    for table in queries.equalisations_in_force():
        found.setdefault(str(table.financial_year), {})[table.framework.code] = _payments(table)
    return found


def _payments(table: Equalisation) -> dict[str, str]:
    return {share.council.code: str(share.amount) for share in table.shares}
