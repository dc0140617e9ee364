"""A scenario plays the acts of targets, and its books say what they came to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.models import GainDecision, Outcome
from procurement_hub.savings.standing import standings
from procurement_hub.scenario.acts import ACTS
from procurement_hub.scenario.target_books import read_targets
from procurement_hub.targets import queries
from procurement_hub.targets.models import Excluded
from tests.market import Market, paper_market
from tests.targets.scene import NEXT_MAY


@pytest.fixture
def market(app) -> Market:
    market = paper_market()
    for code in ("WOK", "SLO"):
        market.buy(code, 100)
    return market


def play(market, code, role, do, **event):
    actor = market.actor(code, role)
    with transaction(do, actor=actor, now=NEXT_MAY):
        ACTS[do](event, actor, NEXT_MAY, {})


def test_the_acts_of_a_finance_officer_are_in_the_books(market):
    play(
        market,
        "SECE",
        "procurement_lead",
        "set_programme",
        title="South East 2026",
        base_year=2025,
        rates={"2026": "2.5"},
        source="Members' board",
    )
    play(
        market,
        "WOK",
        "s151",
        "set_base_expenditure",
        year=2025,
        basis="budget",
        gross="412000000",
        exclusions={"transfer_payments": "61500000", "delegated_schools": "88000000"},
    )
    play(
        market,
        "WOK",
        "s151",
        "agree_target",
        financial_year=2026,
        total="136",
        cashable="68",
        source="Cabinet",
    )
    for year, amount in ((2025, "500000"), (2026, "530000")):
        play(market, "WOK", "s151", "record_outturn", financial_year=year, category="30", amount=amount)
    play(
        market,
        "WOK",
        "s151",
        "explain_outturn",
        financial_year=2026,
        category="30",
        explanation="Spent on toner",
        virement="V-1",
    )
    books = read_targets()
    assert books["targets"]["2026"]["WOK"] == {
        "base": "262500000.00",
        "total": "136.00",
        "cashable": "68.00",
        "gained": "68.00",
        "gained_cashable": "68.00",
        "reached_percent": "50.0",
        "verdict": "red",
    }
    assert books["triangulation"]["2026"]["WOK"]["30"] == {
        "claim": "68.00",
        "expected": "499932.00",
        "residual": "30068.00",
        "rag": "RED",
        "reconciled": True,
    }


def test_the_acts_of_an_equalisation_are_in_the_books(market):
    where = {"framework": "F1", "financial_year": 2026}
    payments = {"WOK": "-12", "SLO": "12"}
    play(
        market,
        "SECE",
        "procurement_lead",
        "propose_equalisation",
        payments=payments,
        reason="Fairness",
        **where,
    )
    play(market, "WOK", "s151", "decline_equalisation", reason="Not yet", **where)
    play(
        market,
        "SECE",
        "procurement_lead",
        "propose_equalisation",
        payments=payments,
        reason="Once more",
        **where,
    )
    assert read_targets()["equalisations"] == {}
    for code in payments:
        play(market, code, "s151", "agree_equalisation", **where)
    assert read_targets()["equalisations"] == {"2026": {"F1": {"WOK": "-12.00", "SLO": "12.00"}}}


def test_gains_that_belong_to_an_excluded_category_are_seen_with_it_and_not_without(market):
    """Education gains stand outside, selectable (needs S3-42)."""
    council = market.council_id("WOK")
    (standing,) = standings(council, 2026)
    officer = market.actor("WOK", "s151")
    with transaction():
        db.session.add(
            GainDecision(
                council_id=council,
                financial_year=2026,
                item_id=market.item.id,
                framework_id=market.framework.id,
                outcome=Outcome.REJECTED,
                code="D10",
                reason="Bought by schools",
                grade=standing.grade,
                quantity=standing.total.quantity,
                gross=standing.total.gross,
                cashable=standing.total.cashable,
                costs=standing.total.costs,
                last_entry_id=standing.last.entry_id,
                decided_at=NEXT_MAY - timedelta(days=1),
                decided_by_id=officer.person_id,
            )
        )
    assert queries.position(council, 2026).gained.total == Decimal(0)
    with_schools = queries.position(council, 2026, included=[Excluded.DELEGATED_SCHOOLS])
    assert with_schools.gained.total == Decimal("68.00")
    with_benefits = queries.position(council, 2026, included=[Excluded.TRANSFER_PAYMENTS])
    assert with_benefits.gained.total == Decimal(0)
