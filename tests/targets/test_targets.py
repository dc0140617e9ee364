"""Base expenditure, rates and agreed targets, and how a council stands against them."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.targets import queries, reckoning
from procurement_hub.targets.models import Basis, Excluded
from procurement_hub.targets.reckoning import Gained, Verdict
from procurement_hub.targets.services import NewExclusion
from tests.market import Market, paper_market
from tests.targets.scene import MILLION, agree, set_base, set_programme


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def stand(market, code="WOK", year=2026, **more) -> queries.Position:
    db.session.expire_all()
    return queries.position(market.council_id(code), year, **more)


# --- base expenditure -----------------------------------------------------------------------------


def test_the_base_is_the_gross_less_transfer_payments_and_delegated_schools(market):
    base = set_base(market)
    assert base.net == Decimal("262500000.00")
    assert base.basis is Basis.BUDGET


def test_a_base_with_an_excluded_category_counted_in_is_for_looking_only(market):
    base = set_base(market)
    assert base.excluding([Excluded.DELEGATED_SCHOOLS]) == Decimal("350500000.00")
    assert base.excluding(list(Excluded)) == base.gross
    assert base.net == Decimal("262500000.00")


def test_setting_a_base_again_adds_a_version_with_a_reason(market):
    first = set_base(market)
    with pytest.raises(DomainError, match="say why"):
        set_base(market, gross="400.0")
    second = set_base(market, gross="400.0", basis=Basis.OUTTURN, reason="The outturn is known.")
    versions = queries.versions(market.council_id("WOK"))
    assert [(version.number, version.gross) for version in versions] == [
        (2, second.gross),
        (1, first.gross),
    ]


def test_the_database_keeps_a_base_as_it_was_recorded(market):
    set_base(market)
    for statement in (
        "UPDATE base_expenditure SET gross = 1",
        "DELETE FROM base_exclusion",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_rebased_council_keeps_the_target_of_its_first_year(market):
    """Poole's was 2.5% of £100m, then 5% and 7.5% of £88m (savings-method 2.12)."""
    nothing = {"exclusions": [], "base_year": 2004}
    set_base(market, gross="100", **nothing)
    set_base(market, gross="88", counts_from=2006, reason="Outturn instead of budget", **nothing)
    aims = [stand(market, year=year).aim.total for year in (2005, 2006, 2007)]
    assert aims == [Decimal("2.5") * MILLION, Decimal("4.4") * MILLION, Decimal("6.6") * MILLION]


@pytest.mark.parametrize("role", ["buyer", "approver", "auditor"])
def test_only_the_finance_officer_records_a_base(market, role):
    with pytest.raises(NotPermitted):
        set_base(market, by=market.actor("WOK", role))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gross": "149.5"}, "exclusions come to £149,500,000"),
        ({"exclusions": [NewExclusion(Excluded.OTHER, MILLION)]}, "what the other exclusion is"),
        ({"exclusions": [NewExclusion(Excluded.POLICE, MILLION)] * 2}, "excluded once"),
        ({"exclusions": [NewExclusion(Excluded.POLICE, Decimal(0))]}, "more than £0"),
        ({"source": " "}, "document that the figures are taken from"),
        ({"base_year": 2028}, "year that has begun"),
        ({"base_year": 2003}, "year that has begun"),
        ({"counts_from": 2025}, "counts from a year after its own"),
    ],
)
def test_a_base_that_cannot_be_is_refused(market, changes, sentence):
    with pytest.raises(DomainError, match=sentence):
        set_base(market, **changes)


# --- rates ----------------------------------------------------------------------------------------


def test_the_national_rates_add_up_or_compound(market):
    programmes = queries.programmes_for_council(market.council_id("WOK"))

    def percents(years):
        return [
            method_percent(reckoning.cumulative_percent(reckoning.programme_for(programmes, year), year))
            for year in years
        ]

    def method_percent(value):
        return round(value, 1)

    assert percents([2005, 2006, 2007]) == [Decimal("2.5"), Decimal("5.0"), Decimal("7.5")]
    assert percents([2008, 2009, 2010]) == [Decimal("3.0"), Decimal("6.1"), Decimal("10.3")]
    assert reckoning.programme_for(programmes, 2026) is None


def test_three_years_of_the_national_rate_are_the_national_target(market):
    """7.5% of £86bn is £6.45bn (needs S3-07)."""
    programme = reckoning.programme_for(queries.programmes_for_council(market.council_id("WOK")), 2007)
    percent = reckoning.cumulative_percent(programme, 2007)
    assert percent * 86_000 * MILLION / 100 == Decimal("6450") * MILLION


def test_a_centre_s_programme_is_for_the_councils_that_it_serves(market):
    set_base(market)
    assert stand(market).aim is None
    set_programme(market)
    aim = stand(market).aim
    assert (aim.total, aim.cashable) == (Decimal("6562500"), Decimal("3281250"))
    assert stand(market, "KEN").programme is None


def test_the_target_of_a_later_year_is_cumulative(market):
    set_base(market)
    set_programme(market, rates=("2.5", "2.5"))
    assert stand(market, year=2027).aim.total == Decimal("13125000")


def test_only_the_centre_s_lead_sets_a_programme(market):
    with pytest.raises(NotPermitted):
        set_programme(market, by=market.actor("WOK", "s151"))


def test_rates_are_for_years_that_follow_the_base_year(market):
    with pytest.raises(DomainError, match="1 to 10 years"):
        set_programme(market, rates=())
    with pytest.raises(DomainError, match="0 to 100"):
        set_programme(market, rates=("101",))


# --- agreed targets -------------------------------------------------------------------------------


def test_an_agreed_target_goes_before_the_formula(market):
    set_base(market)
    set_programme(market)
    agree(market, total="100.00", cashable="60.00")
    aim = stand(market).aim
    assert (aim.total, aim.cashable, aim.agreed) == (Decimal("100.00"), Decimal("60.00"), True)


def test_a_target_for_a_category_is_the_council_s_own_choice(market):
    market.buy("WOK", 100)
    assert stand(market).categories[0].target is None
    agree(market, total="136.00", cashable="0.00", division="30197643-5")
    position = stand(market)
    assert position.aim is None
    (category,) = position.categories
    assert (category.division, category.reached) == ("30", Decimal("50.0"))


def test_a_changed_target_needs_a_reason_and_the_latest_counts(market):
    agree(market, total="100.00", cashable="50.00")
    with pytest.raises(DomainError, match="say why"):
        agree(market, total="90.00", cashable="45.00")
    agree(market, total="90.00", cashable="45.00", reason="Boundary change")
    assert stand(market).aim.total == Decimal("90.00")
    agreed = queries.targets_agreed(market.council_id("WOK"), 2026)
    assert [target.number for target in agreed] == [2, 1]


def test_the_cashable_part_is_a_part(market):
    with pytest.raises(DomainError, match="cannot be more than the whole"):
        agree(market, total="10.00", cashable="10.01")


# --- standing -------------------------------------------------------------------------------------


def test_a_target_that_is_passed_shows_by_how_much(market):
    """120% shows 120% (needs S3-02)."""
    market.buy("WOK", 120)
    agree(market, total="68.00", cashable="34.00")
    position = stand(market)
    assert position.gained == Gained(Decimal("81.60"), Decimal("81.60"))
    assert (position.reached, position.verdict) == (Decimal("120.0"), Verdict.REACHED)


def test_a_target_that_is_not_reached_is_red_and_stops_nothing(market):
    market.buy("WOK", 100)
    agree(market, total="68.01", cashable="0.00")
    position = stand(market)
    assert (position.reached, position.verdict) == (Decimal("100.0"), Verdict.RED)
    market.buy("WOK", 1)


def test_too_little_cash_is_amber_by_either_reading():
    aim = reckoning.Aim(Decimal(100), Decimal(50), "Agreed", agreed=True)
    less_than_its_part = Gained(Decimal(100), Decimal(49))
    less_than_half_of_all = Gained(Decimal(200), Decimal(99))
    assert reckoning.verdict_of(aim, less_than_its_part) is Verdict.AMBER
    assert reckoning.verdict_of(aim, less_than_half_of_all) is Verdict.AMBER
    assert reckoning.verdict_of(aim, Gained(Decimal(100), Decimal(50))) is Verdict.REACHED
    assert reckoning.verdict_of(None, less_than_its_part) is Verdict.NO_TARGET


def test_the_three_tests_of_a_year_are_shown_with_both_figures():
    aim = reckoning.Aim(Decimal(100), Decimal(50), "Agreed", agreed=True)
    tests = reckoning.tests_of(aim, Gained(Decimal(200), Decimal(90)))
    assert [(test.needed, test.found, test.met) for test in tests] == [
        (Decimal(100), Decimal(200), True),
        (Decimal(50), Decimal(90), True),
        (Decimal(50), Decimal("45.0"), False),
    ]


def test_a_council_that_lost_stands_below_nothing(market):
    market.buy("SLO", 100)
    agree(market, "SLO", total="12.00", cashable="6.00")
    position = stand(market, "SLO")
    assert position.gained.total == Decimal("-12.00")
    assert position.reached == Decimal("-100.0")


def test_nothing_reported_is_not_a_gain_of_nothing(market):
    assert not stand(market).reported
    market.buy("WOK", 1)
    assert stand(market).reported


def test_a_document_of_another_council_is_not_there(market):
    base = set_base(market)
    with pytest.raises(NotFound):
        queries.document_behind(market.actor("RDG", "s151"), "base", base.id)


def test_police_authorities_have_a_rate_of_their_own(market):
    """3% a year against the councils' 2.5% (needs S3-113)."""
    found = {programme.title: programme for programme in queries.programmes_of_centre(None, kind=None)}
    police = found["Spending Review 2004: police authorities"]
    assert reckoning.cumulative_percent(police, 2005) == Decimal(3)
    assert police not in queries.programmes_for_council(market.council_id("WOK"))
