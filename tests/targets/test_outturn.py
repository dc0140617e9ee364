"""Outturn against the gains that claim to have lowered it (savings-method 2.17)."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.indices import Uprating
from procurement_hub.savings.method import Rag
from procurement_hub.targets import queries, services
from procurement_hub.targets.models import Outturn
from procurement_hub.targets.queries import outturns
from procurement_hub.targets.services import outturns as recording
from tests.market import Market, paper_market
from tests.savings.gallery import record_check
from tests.targets.scene import NEXT_MAY, outturn, set_base


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def look(market, code="WOK", year=2026) -> queries.Reconciliation:
    db.session.expire_all()
    return queries.reconciliation(market.council_id(code), year)


def explain(market, found: Outturn, *, by=None, virement="V-117", explanation="Spent on toner."):
    actor = by or market.actor("WOK", "s151")
    with transaction("explain_outturn", actor=actor, now=NEXT_MAY):
        return services.explain_outturn(
            actor=actor, now=NEXT_MAY, outturn=found, explanation=explanation, virement=virement
        )


def beside(market, division="30", other="79"):
    actor = market.actor("WOK", "s151")
    with transaction("name_adjacent_heads", actor=actor, now=NEXT_MAY):
        services.name_adjacent_heads(
            actor=actor,
            now=NEXT_MAY,
            division=division,
            beside=other,
            reason="Printing bought outside",
        )


# --- V27 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "residual", "rag"),
    [("350000", "-91090", Rag.GREEN), ("600000", "158910", Rag.AMBER), ("800000", "358910", Rag.RED)],
)
def test_a_claim_is_green_amber_or_red_by_what_outturn_bears_out(market, monkeypatch, claim, residual, rag):
    """V27: £10.0m uprated by 2.09% with 1% more need, against £9.87m (claims of £350,000 and £600,000)."""
    monkeypatch.setattr(outturns, "_claims", lambda *_: {"30": Decimal(claim)})
    outturn(market, amount="10000000", year=2025)
    found = outturn(market, amount="9870000", demand_factor=Decimal("1.01"))
    monkeypatch.setattr(Outturn, "index_factor", Decimal("1.0209"))
    assert found.number == 1
    (check,) = look(market).checks
    assert check.result.counterfactual == Decimal("10311090")
    assert (check.result.residual, check.result.rag) == (Decimal(residual), rag)
    assert check.result.tolerance == Decimal("98700")


# --- what is claimed ------------------------------------------------------------------------------


def test_the_claim_of_a_category_is_its_new_cashable_gain(market):
    market.buy("WOK", 100)
    (check,) = look(market).checks
    assert (check.division, check.claim, check.result) == ("30", Decimal("68.00"), None)


def test_a_gain_that_was_sustained_lowered_the_year_before_already(market):
    market.buy("WOK", 100)
    market.buy("WOK", 100, at=NEXT_MAY)
    (check,) = look(market, year=2027).checks
    assert check.claim == Decimal("0.00")


def test_a_gain_that_a_gate_held_the_year_before_is_new_once_it_is_allowed(market):
    """The statement does not call it sustained, so the outturn has to show it now."""
    market.buy("WOK", 1000)
    record_check(market, after="80")
    market.buy("WOK", 1000, at=NEXT_MAY)
    assert look(market, year=2027).checks[0].claim == 680


def test_a_gain_that_is_lost_raises_the_outturn(market):
    market.buy("WOK", 100)
    (check,) = look(market, year=2027).checks
    assert check.claim == Decimal("-68.00")


def test_a_category_is_checked_once_both_outturns_are_known(market):
    market.buy("WOK", 100)
    outturn(market, amount="500000")
    assert look(market).summary == queries.Summary(1, 0, 0, 0, 0, 0, 0)
    outturn(market, amount="500000", year=2025)
    (check,) = look(market).checks
    assert check.result.residual == Decimal("68.00")
    assert look(market).summary == queries.Summary(1, 1, 1, 0, 0, 0, 1)
    assert queries.summary(market.council_id("WOK"), 2026).reconciled == 1


def test_new_burdens_and_growth_of_need_are_no_fault_of_the_claim(market):
    outturn(market, amount="500000", year=2025)
    outturn(market, amount="525000")
    assert look(market).checks[0].result.rag is Rag.RED
    outturn(
        market,
        amount="525000",
        new_burdens=Decimal("15000"),
        demand_factor=Decimal("1.02"),
        reason="Burdens and clients left out before",
    )
    check = look(market).checks[0]
    assert (check.result.residual, check.result.rag) == (Decimal("0.00"), Rag.GREEN)


def test_the_index_of_the_category_is_kept_with_its_values(market, monkeypatch):
    from_release = release("100.000", "102.090")
    monkeypatch.setattr(recording.indices, "uprating", lambda *_: from_release)
    outturn(market, amount="1000000", year=2025)
    found = outturn(market, amount="1020900")
    assert found.index_name == "GDP as published on 31 March 2027"
    assert found.index_factor == Decimal("1.0209")
    assert look(market).checks[0].result.residual == Decimal("0")


def release(before: str, now: str):
    return Uprating("GDP", date(2027, 3, 31), 2025, Decimal(before), 2026, Decimal(now))


def test_without_an_approved_index_the_year_before_is_not_uprated(market):
    found = outturn(market, amount="1000000")
    assert (found.index_name, found.index_factor) == ("", Decimal(1))


# --- explaining -----------------------------------------------------------------------------------


def test_a_red_category_is_reconciled_by_its_virement(market):
    outturn(market, amount="500000", year=2025)
    found = outturn(market, amount="600000")
    council = market.council_id("WOK")
    assert queries.reconciled(council, 2026) == frozenset()
    explain(market, found)
    assert queries.reconciled(council, 2026) == {"30"}
    (check,) = look(market).checks
    assert (check.result.rag, check.explanation.virement) == (Rag.RED, "V-117")


def test_an_explanation_names_its_virement(market):
    found = outturn(market, amount="600000")
    with pytest.raises(DomainError, match="reference of the virement"):
        explain(market, found, virement=" ")


def test_another_council_explains_nothing_here(market):
    found = outturn(market, amount="600000")
    with pytest.raises(NotFound):
        explain(market, found, by=market.actor("RDG", "s151"))
    with pytest.raises(NotFound):
        queries.outturn_for(market.actor("RDG", "s151"), found.id)


# --- recording ------------------------------------------------------------------------------------


def test_a_corrected_outturn_is_a_new_version_with_a_reason(market):
    outturn(market, amount="500000")
    with pytest.raises(DomainError, match="say why"):
        outturn(market, amount="510000")
    assert outturn(market, amount="510000", reason="Late accruals").number == 2
    assert look(market).checks[0].outturn.amount == Decimal("510000.00")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "-1"}, "£0 or more"),
        ({"amount": "1", "division": "99"}, "list of CPV divisions"),
        ({"amount": "1", "demand_factor": Decimal(0)}, "as a factor"),
        ({"amount": "1", "year": 2028}, "year that has begun"),
    ],
)
def test_an_outturn_that_cannot_be_is_refused(market, changes, sentence):
    with pytest.raises(DomainError, match=sentence):
        outturn(market, **changes)


def test_only_the_finance_officer_records_outturn(market):
    with pytest.raises(NotPermitted):
        outturn(market, amount="1", by=market.actor("WOK", "buyer"))


def test_the_database_keeps_outturn_as_it_was_recorded(market):
    outturn(market, amount="1")
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("UPDATE outturn SET amount = 2"))
    db.session.rollback()


# --- side by side ---------------------------------------------------------------------------------


def test_a_cost_that_moved_to_the_head_beside_it_is_seen(market):
    """2.11: consultancy fell as claimed, and the staff beside it rose by as much."""
    for division, before, now in (("30", "500000", "440000"), ("79", "300000", "360000")):
        outturn(market, division=division, amount=before, year=2025)
        outturn(market, division=division, amount=now)
    beside(market, "79", "30")
    beside(market, "30", "79")
    (pair,) = look(market).pairs
    assert (pair.first.division, pair.second.division) == ("30", "79")
    assert (pair.residual, pair.may_have_moved) == (Decimal("0.00"), True)


def test_two_heads_that_both_bear_their_claims_out_moved_nothing(market):
    for division in ("30", "79"):
        outturn(market, division=division, amount="500000", year=2025)
        outturn(market, division=division, amount="500000")
    beside(market)
    (pair,) = look(market).pairs
    assert not pair.may_have_moved


def test_a_head_beside_itself_is_refused(market):
    with pytest.raises(DomainError, match="two categories that differ"):
        beside(market, "30", "30")


# --- for the taxpayer -----------------------------------------------------------------------------


def test_gains_are_shown_for_each_band_d_home_and_of_the_base(market):
    market.buy("WOK", 100)
    officer = market.actor("WOK", "s151")
    with transaction("set_council_tax_base", actor=officer, now=NEXT_MAY):
        services.set_council_tax_base(
            actor=officer, now=NEXT_MAY, financial_year=2026, band_d=Decimal("42.5"), source="Return"
        )
    set_base(market, gross="0.00068", exclusions=[])
    found = queries.band_d(market.council_id("WOK"), 2026)
    assert (found.gain, found.per_band_d, found.percent) == (
        Decimal("68.00"),
        Decimal("1.6"),
        Decimal("10.0"),
    )
    assert (queries.band_d(1, 2008).base_year, queries.band_d(1, 2010).base_year) == (2007, 2007)
