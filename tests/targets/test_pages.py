"""The pages of targets, walked by a finance officer, a buyer and the centre's lead."""

import io
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.targets import queries
from procurement_hub.targets.models import BaseExpenditure, Equalisation, EqualisationStatus
from tests.makers import sign_in
from tests.market import NEXT_APRIL, Market, paper_market
from tests.savings.gallery import move_clock
from tests.targets.scene import NEXT_MAY, agree, outturn, propose, set_base, set_programme

YEAR = "/targets/2026"


@pytest.fixture
def market(app) -> Market:
    market = paper_market()
    for code, quantity in (("WOK", 100), ("SLO", 100)):
        market.buy(code, quantity)
    return market


@pytest.fixture
def visit(app, market):
    def as_person(code: str, role: str):
        market.actor(code, role)
        return sign_in(app.test_client(), market.people[code, role])

    return as_person


BASE = {
    "base_year": "2025",
    "basis": "budget",
    "gross": "£412,000,000",
    "transfer_payments": "61,500,000",
    "delegated_schools": "88,000,000",
    "source": "Budget book, page 4",
}


def test_targets_begins_with_the_newest_year_that_has_gains(visit, monkeypatch):
    move_clock(monkeypatch, NEXT_APRIL)
    assert visit("WOK", "buyer").get("/targets/").location == "/targets/2026"
    assert visit("SECE", "auditor").get("/targets/").location == "/targets/region/2026"


def test_targets_begins_with_the_running_year_while_the_books_are_empty(visit, monkeypatch):
    move_clock(monkeypatch, NEXT_APRIL)
    assert visit("RDG", "buyer").get("/targets/").location == "/targets/2027"


def test_a_target_of_a_year_that_still_runs_is_not_missed_yet(visit, market, monkeypatch):
    move_clock(monkeypatch, NEXT_MAY)
    agree(market, total="10000.00", year=2026)
    agree(market, total="10000.00", year=2027)
    officer = visit("WOK", "s151")
    assert "Not reached yet" in officer.get("/targets/2027").text
    assert "Not reached yet" not in officer.get("/targets/2026").text


def test_a_share_too_small_to_write_says_on_which_side_of_nothing_it_lies(visit, market):
    for code in ("WOK", "SLO", "RDG"):
        set_base(market, code)
    region = visit("SECE", "procurement_lead").get("/targets/region/2026").text
    assert region.count("less than 0.1%") == 3  # Wokingham, the region and its average
    assert region.count("between −0.1% and 0%") == 1
    assert '<td class="govuk-table__cell govuk-table__cell--numeric hub-money">0%</td>' not in region


def test_a_finance_officer_records_the_base_with_its_document(visit, market):
    officer = visit("WOK", "s151")
    page = officer.post(
        "/targets/base/new",
        data=BASE | {"file": (io.BytesIO(b"%PDF-1.7 budget book"), "budget.pdf")},
        follow_redirects=True,
    )
    assert "The base of 2025 to 2026 is recorded: £262,500,000." in page.text
    assert "less Transfer payments" in page.text
    base = db.session.scalars(db.select(BaseExpenditure)).one()
    document = officer.get(f"/targets/base/{base.id}/document")
    assert document.data == b"%PDF-1.7 budget book"
    assert visit("RDG", "s151").get(f"/targets/base/{base.id}/document").status_code == 404


def test_what_was_typed_stays_when_the_base_is_refused(visit):
    refused = visit("WOK", "s151").post("/targets/base/new", data=BASE | {"gross": "1,000"})
    assert refused.status_code == 422
    assert "The exclusions come to £149,500,000, and the gross is £1,000." in refused.text
    assert 'value="1,000"' in refused.text
    assert 'value="61,500,000"' in refused.text


def test_another_exclusion_needs_its_name(visit):
    refused = visit("WOK", "s151").post("/targets/base/new", data=BASE | {"other": "5"})
    assert refused.status_code == 422
    assert "Enter what the other exclusion is." in refused.text


def test_the_year_shows_the_target_the_tests_and_that_it_is_passed(visit, market):
    agree(market, total="50.00", cashable="25.00")
    page = visit("WOK", "buyer").get(YEAR).text
    for words in ("£50.00", "£68.00", "136%", "Three tests", "Cabinet, minute 84", "stops nothing"):
        assert words in page
    assert "Record an agreed target" not in page


def test_the_year_says_what_is_missing_for_a_target(visit, market):
    assert "No rate is set for this year" in visit("WOK", "s151").get(YEAR).text
    set_programme(market)
    page = visit("WOK", "s151").get(YEAR).text
    assert "the base expenditure of 2025 to 2026 is not recorded" in page
    assert "Record the base expenditure" in page


def test_the_year_can_be_seen_with_what_the_base_leaves_out(visit, market):
    set_base(market)
    set_programme(market)
    assert "£6,562,500.00" in visit("WOK", "buyer").get(YEAR).text
    page = visit("WOK", "buyer").get(f"{YEAR}?include=delegated_schools&include=nonsense").text
    assert "£8,762,500.00" in page
    assert "Counted in for this view only: Delegated schools budgets, with the gains" in page


def test_a_finance_officer_agrees_a_target_and_changes_it_with_a_reason(visit, market):
    officer = visit("WOK", "s151")
    form = {"total": "100", "cashable": "50", "source": "Cabinet"}
    assert officer.post(f"{YEAR}/agreed", data=form).location == YEAR
    refused = officer.post(f"{YEAR}/agreed", data=form)
    assert refused.status_code == 422
    assert "say why" in refused.text
    assert officer.post(f"{YEAR}/agreed", data=form | {"reason": "Rounding"}).location == YEAR


def test_a_council_compares_itself_without_reading_another_s_name(visit, market):
    page = visit("WOK", "buyer").get(f"{YEAR}/compared").text
    assert "2 of 6 councils have reported gains" in page
    assert "Suppressed" in page
    assert "SLO organisation" not in page


def test_the_region_names_its_councils_to_the_centre_alone(visit, market):
    agree(market, total="50.00", cashable="25.00")
    page = visit("SECE", "procurement_lead").get("/targets/region/2026").text
    for words in ("WOK organisation", "136%", "2 of 6 councils have reported", "1 of 6 councils have one"):
        assert words in page
    assert "a memo" in page
    assert visit("WOK", "s151").get("/targets/region/2026").status_code == 403


def test_the_region_s_files_are_sent_as_they_are_written(visit):
    lead = visit("SECE", "procurement_lead")
    sent = lead.get("/targets/region/2026.csv")
    assert "Content-Length" not in sent.headers
    assert sent.data.decode("utf-8-sig").splitlines()[0].startswith("council,name,financial_year")
    assert "region-2026-2027.csv" in sent.headers["Content-Disposition"]
    assert lead.get("/targets/region/2026.xlsx").data.startswith(b"PK")
    assert "By service sector" in lead.get("/targets/region/2026/sectors").text


def test_the_lead_sets_a_programme_for_years_after_its_base(visit, market):
    lead = visit("SECE", "procurement_lead")
    form = {
        "title": "South East 2026",
        "base_year": "2025",
        "rates-0-percent": "2.5",
        "rates-1-percent": "3",
        "cashable_percent": "50",
        "source": "Members' board",
    }
    page = lead.post("/targets/programmes/new", data=form, follow_redirects=True).text
    assert "2026 to 2027: 2.5%; 2027 to 2028: 3%" in page
    assert "2028 to 2029: 2.5%" not in page
    refused = lead.post("/targets/programmes/new", data=form | {"rates-0-percent": ""})
    assert refused.status_code == 422
    assert "Enter the rate of the first year" in refused.text


def test_outturn_is_recorded_held_against_the_gains_and_explained(visit, market):
    officer = visit("WOK", "s151")
    page = officer.get(f"{YEAR}/outturn").text
    assert "0 of 1 category is checked" in page
    outturn(market, amount="500000", year=2025)
    form = {"division": "30", "amount": "600,000", "source": "Return"}
    assert officer.post(f"{YEAR}/outturn/new", data=form).location == f"{YEAR}/outturn"
    page = officer.get(f"{YEAR}/outturn").text
    assert "1 red" in page
    assert "£100,068.00" in page
    found = queries.reconciliation(market.council_id("WOK"), 2026).checks[0].outturn
    explained = officer.post(
        f"/targets/outturn/{found.id}/explain",
        data={"explanation": "Spent on toner.", "virement": "V-9"},
        follow_redirects=True,
    )
    assert "Virement V-9" in explained.text
    assert "1 of 1 is reconciled" in explained.text
    assert "Explain it" not in visit("WOK", "buyer").get(f"{YEAR}/outturn").text


def test_two_categories_are_named_to_be_read_side_by_side(visit):
    officer = visit("WOK", "s151")
    page = officer.post(
        f"{YEAR}/outturn/side-by-side",
        data={"division": "79", "beside": "30", "reason": "Printing bought outside"},
        follow_redirects=True,
    )
    assert "Side by side: could a cost have moved?" in page.text
    assert "Printing bought outside" in page.text


def test_the_gain_of_each_band_d_home_is_shown(visit):
    officer = visit("WOK", "s151")
    assert "Not recorded" in officer.get(f"{YEAR}/council-tax").text
    page = officer.post(
        f"{YEAR}/council-tax/base", data={"band_d": "42.5", "source": "Return"}, follow_redirects=True
    )
    assert "£1.60" in page.text


def test_payments_are_proposed_agreed_and_shown_beside_the_gains(visit, market):
    lead = visit("SECE", "procurement_lead")
    address = f"/targets/joint/{market.framework.id}/2026"
    assert "SLO organisation pays £12.00 more together than it would alone." in lead.get(address).text
    assert "Price alone" in lead.get(f"{address}/alone").text
    councils = ["SLO", "WOK"]
    form = {f"payments-{n}-amount": {"SLO": "12", "WOK": "-12"}[code] for n, code in enumerate(councils)}
    proposed = lead.post(f"{address}/equalise", data=form | {"reason": "Fairness"})
    table = db.session.scalars(db.select(Equalisation)).one()
    assert proposed.location == f"/targets/equalisations/{table.id}"
    assert "waits for answers" in lead.get(address).text
    for code in councils:
        officer = visit(code, "s151")
        assert "Waiting for your council" in officer.get("/targets/joint").text
        assert "Payments to agree" in officer.get("/").text
        agreed = officer.post(f"/targets/equalisations/{table.id}/agree", follow_redirects=True)
        assert "Your council has agreed." in agreed.text
    page = lead.get(address).text
    assert "Memo: agreed payment" in page
    assert "in nobody&#39;s claim" in page or "in nobody's claim" in page


def test_payments_that_do_not_sum_are_refused_with_what_was_typed(visit, market):
    lead = visit("SECE", "procurement_lead")
    refused = lead.post(
        f"/targets/joint/{market.framework.id}/2026/equalise",
        data={"payments-0-amount": "12", "payments-1-amount": "-11.50", "reason": "Fairness"},
    )
    assert refused.status_code == 422
    assert "more is received than paid, by £0.50" in refused.text
    assert 'value="-11.50"' in refused.text


def test_a_proposal_is_declined_or_withdrawn_with_a_reason(visit, market):
    table = propose(market, {"WOK": "-12.00", "SLO": "12.00"})
    officer = visit("WOK", "s151")
    assert officer.post(f"/targets/equalisations/{table.id}/decline", data={}).status_code == 422
    officer.post(f"/targets/equalisations/{table.id}/decline", data={"reason": "No"})
    db.session.expire_all()
    assert db.session.get(Equalisation, table.id).status is EqualisationStatus.DECLINED
    again = propose(market, {"WOK": "-12.00", "SLO": "12.00"})
    lead = visit("SECE", "procurement_lead")
    lead.post(f"/targets/equalisations/{again.id}/withdraw", data={"reason": "Miscounted"})
    db.session.expire_all()
    assert db.session.get(Equalisation, again.id).status is EqualisationStatus.WITHDRAWN
    assert visit("BRF", "s151").get(f"/targets/equalisations/{again.id}").status_code == 404


@pytest.mark.parametrize("address", ["/targets/1999", "/targets/2040", "/targets/2099/outturn"])
def test_years_without_targets_are_not_there(visit, address):
    assert visit("WOK", "buyer").get(address).status_code == 404


def test_a_year_ahead_has_a_target_and_no_outturn(visit, market, monkeypatch):
    ahead = visit("WOK", "buyer").get("/targets/2028").status_code
    assert (ahead, visit("WOK", "buyer").get("/targets/2030/outturn").status_code) == (200, 404)
    assert Decimal(0) == queries.position(market.council_id("WOK"), 2028).gained.total
