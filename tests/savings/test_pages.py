"""The gains pages, as the people who read, check and sign gains meet them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.savings import queries, yearly
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import (
    Baseline,
    EntryKind,
    GainEntry,
    Outcome,
    QualityCheck,
    SignOff,
    YearStatus,
)
from tests.makers import make_organisation, make_person
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market
from tests.region import MARCH
from tests.savings.desk import decide
from tests.savings.gallery import (
    INDICATOR,
    Visit,
    charge,
    links,
    move_clock,
    record_check,
    record_release,
    visit,
)
from tests.selecting import selects

YEAR = "/gains/2026"
STATEMENT = "/statements/2026/aes-backward-look"
READERS = ["buyer", "approver", "s151", "auditor"]
QUALITY = {"indicator": INDICATOR, "better": "higher", "before": "96", "after": "98", "tolerance": "1"}


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()


@pytest.fixture
def at(app, market):
    return lambda code, role: visit(app, market, code, role)


def the_check() -> QualityCheck:
    db.session.expire_all()
    return db.session.scalars(db.select(QualityCheck)).one()


def entry_ids() -> list[int]:
    return list(db.session.scalars(db.select(GainEntry.id).order_by(GainEntry.id)))


def baseline_of(market: Market, code: str) -> Baseline:
    return db.session.scalars(db.select(Baseline).where(Baseline.council_id == market.council_id(code))).one()


def paths_of(market: Market, code: str) -> list[str]:
    return [
        f"/gains/baselines/{baseline_of(market, code).id}",
        f"/gains/quality/{the_check().id}/explain",
        f"/gains/entries/{entry_ids()[0]}/take-back",
    ]


# --- who reads what ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_everybody_of_the_council_reads_its_gains(market, at, role):
    market.buy("WOK", 100)
    reader = at("WOK", role)
    for path in ("/gains/", YEAR, f"{YEAR}/items/{market.item.id}", STATEMENT):
        assert "£68" in reader.get(path), path
    assert "£4.10" in reader.get(f"/gains/baselines/{baseline_of(market, 'WOK').id}")
    for ending in ("pdf", "xlsx", "csv"):
        assert reader.response(f"{STATEMENT}/statement.{ending}").data


def test_another_council_finds_nothing_there(market, at):
    market.buy("WOK", 100)
    record_check(market, after="80")
    stranger = at("WAM", "s151")
    for path in paths_of(market, "WOK"):
        stranger.get(path, 404)
    assert "£68" not in stranger.get(YEAR)
    assert "£68" not in stranger.get(STATEMENT)
    stranger.get(f"{YEAR}/items/{market.item.id}", 404)
    stranger.get(f"/gains/baselines/{baseline_of(market, 'WOK').id}/evidence", 404)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("buyer", f"{YEAR}/sign"),
        ("buyer", f"{YEAR}/sign/withdraw"),
        ("buyer", f"{YEAR}/budget"),
        ("approver", f"{YEAR}/quality"),
        ("auditor", "/gains/costs/new"),
        ("auditor", f"{YEAR}/sign"),
        ("s151", f"{YEAR}/quality"),
    ],
)
def test_each_act_is_for_its_own_role(market, at, role, path):
    assert "You may not" in at("WOK", role).get(path, 403)


def test_the_centre_and_suppliers_have_no_gains_of_their_own(app, market):
    for kind, role in ((Kind.RCE, Role.PROCUREMENT_LEAD), (Kind.SUPPLIER, Role.BIDDER)):
        Visit(app, make_person([role], make_organisation(kind))).get("/gains/", 403)


@pytest.mark.parametrize("year", [2003, 2028])
def test_a_year_that_has_not_begun_or_came_before_all_is_not_there(at, year):
    at("WOK", "s151").get(f"/gains/{year}", 404)
    at("WOK", "s151").get(f"/statements/{year}/aes-backward-look", 404)


# --- the year ---------------------------------------------------------------------------------


def test_a_council_without_gains_is_told_how_they_begin(at):
    reader = at("WOK", "auditor")
    assert "There are no gains yet" in reader.get("/gains/")
    assert "Nothing has been received and invoiced" in reader.get(YEAR)
    assert "Nothing has been received and invoiced" in reader.get(STATEMENT)


def test_the_list_counts_signed_years_and_never_adds_years_up(market, at):
    market.buy("WOK", 100, at=DECEMBER)
    market.buy("WOK", 200, at=NEXT_APRIL)
    page = at("WOK", "auditor").get("/gains/")
    assert "0 of 2 years are signed off" in page
    assert "£68.00" in page
    assert "£136.00" in page
    assert "£204.00" not in page


def test_costs_of_the_whole_year_come_off_its_gain(market, at):
    market.buy("WOK", 100)
    charge(market, "100.00", DECEMBER)
    page = at("WOK", "s151").get(YEAR)
    assert "Costs of the whole year" in page
    assert re.search(r"−£32\.00</span> <span[^>]*>a loss</span>", page)
    assert "=2+2 legal fee" in at("WOK", "s151").get(f"{YEAR}/items/0")


def test_a_loss_is_said_with_its_sign_and_in_words(market, at):
    market.buy("SLO", 15000)
    reader = at("SLO", "s151")
    for path, figure in ((YEAR, "−£1,800.00"), ("/gains/", "−£1,800.00"), (STATEMENT, "−£1,800")):
        assert re.search(rf"{figure}</span> <span[^>]*>a loss</span>", reader.get(path)), path


def test_the_main_button_is_the_next_step_of_the_reader(market, at):
    def main(role):
        found = re.findall(r'class="govuk-button"[^>]*>([^<]+)<', at("WOK", role).get(YEAR))
        assert len(found) <= 1
        return found[0] if found else None

    market.buy("WOK", 100)
    assert main("buyer") == "Record a quality check"
    assert main("s151") == "Record the budget released"
    assert main("approver") is main("auditor") is None
    check = record_check(market, after="80")
    assert main("s151") == "Explain the quality check"
    at("WOK", "s151").post(f"/gains/quality/{check.id}/explain", explanation="Snow in March.")
    record_release(market, "68.00")
    assert main("s151") == "Sign off these gains"
    at("WOK", "s151").post(f"{YEAR}/sign", decision="accept")
    assert main("buyer") is main("s151") is None


def test_the_first_reason_why_not_is_on_the_page(market, at):
    market.buy("WOK", 100)
    assert "There is no quality check yet for A4 copier paper" in at("WOK", "auditor").get(YEAR)


# --- evidence ---------------------------------------------------------------------------------


def test_a_buyer_records_a_quality_check(market, at):
    market.buy("WOK", 100)
    buyer = at("WOK", "buyer")
    assert INDICATOR not in buyer.get(YEAR)
    assert buyer.post(f"{YEAR}/quality", item=market.item.id, **QUALITY).endswith(YEAR)
    assert the_check().met
    page = buyer.get(YEAR)
    assert "It is met." in page
    assert f"{INDICATOR}: 96 before, 98 now. <strong>Met</strong>" in page
    assert "1 of 1" in page


def test_a_refused_check_keeps_everything_typed(market, at):
    market.buy("WOK", 100)
    typed = QUALITY | {"after": "many", "tolerance": "-1"}
    page = at("WOK", "buyer").post(f"{YEAR}/quality", 422, item=market.item.id, **typed)
    assert 'value="many"' in page
    assert 'value="-1"' in page
    assert "The value now must be a number, like 96.5" in page
    assert "The tolerance must be 0 or more" in page
    assert 'href="#after"' in page


def test_an_unmet_check_holds_the_year_until_it_is_explained(market, at):
    market.buy("WOK", 100)
    at("WOK", "buyer").post(f"{YEAR}/quality", item=market.item.id, **QUALITY | {"after": "80"})
    officer = at("WOK", "s151")
    assert "Held until every quality check is met or explained" in officer.get(YEAR)
    assert "Held and not claimed: A4 copier paper" in officer.get(STATEMENT)
    where = f"/gains/quality/{the_check().id}/explain"
    assert where in officer.get(YEAR)
    assert "Enter why the gain still stands" in officer.post(where, 422, explanation=" ")
    officer.post(where, explanation="Two weeks of snow; no complaint.")
    page = officer.get(STATEMENT)
    assert "Not met, explained" in page
    assert "Two weeks of snow" in page
    assert "Held and not claimed: " not in page
    again = officer.post(where, 422, explanation="Once more")
    assert "has already been explained" in again


def test_a_cost_is_charged_to_the_year_it_is_recorded_in_and_can_be_taken_back(market, at):
    buyer = at("WOK", "buyer")
    refused = buyer.post("/gains/costs/new", 422, amount="0.001", reason="Legal advice")
    assert "The cost must have no more than 2 decimal places" in refused
    assert "Select whether the cost is one-off or recurring" in refused
    assert "Legal advice" in refused
    buyer.post("/gains/costs/new", kind="one_off_cost", amount="1,250.50", reason="Legal advice")
    assert "£1,250.50" in buyer.get("/gains/2027")
    where = f"/gains/entries/{entry_ids()[0]}/take-back"
    assert where in buyer.get("/gains/2027/items/0")
    assert "Give the reason" in buyer.post(where, 422, reason="")
    buyer.post(where, reason="Charged twice")
    page = buyer.get("/gains/2027/items/0")
    assert "Charged twice" in page
    assert where not in page
    assert "already been reversed" in buyer.post(where, 422, reason="Again")


def test_a_cost_is_charged_to_the_year_whose_page_led_to_it(market, at):
    buyer = at("WOK", "buyer")
    year_page = buyer.get(YEAR)
    assert "/gains/costs/new?year=2026" in year_page
    assert "/gains/claims/new?year=2026" in year_page
    assert "/gains/substitutions/new?year=2026" in year_page
    cost = {"kind": "one_off_cost", "amount": "1,250.50", "reason": "Legal advice in March"}
    buyer.post("/gains/costs/new?year=2026", **cost)
    assert "£1,250.50" in buyer.get(YEAR)
    assert "£1,250.50" not in buyer.get("/gains/2027")
    buyer.get("/gains/costs/new?year=2028", 404)


def test_a_signed_year_warns_that_a_claim_opens_it_again(market, at):
    market.buy("WOK", 100)
    record_check(market)
    record_release(market, "68.00")
    officer = at("WOK", "s151")
    seen = re.search(r'name="seen" value="([^"]+)"', officer.get(f"{YEAR}/sign"))[1]
    officer.post(f"{YEAR}/sign", decision="accept", reason="Agreed", seen=seen)
    for page in ("costs", "claims", "substitutions"):
        assert "2026 to 2027 is signed off." in at("WOK", "buyer").get(f"/gains/{page}/new?year=2026")


def test_a_gain_is_disallowed_by_the_finance_officer_alone(market, at):
    market.buy("WOK", 100)
    where = f"/gains/entries/{entry_ids()[0]}/take-back"
    assert where not in at("WOK", "buyer").get(f"{YEAR}/items/{market.item.id}")
    at("WOK", "buyer").get(where, 404)
    at("WOK", "s151").post(where, reason="Bought for another council")
    assert "Everything that was counted has been taken back" in at("WOK", "s151").get(STATEMENT)


def test_budget_is_released_once_for_each_reference(market, at):
    market.buy("WOK", 100)
    officer = at("WOK", "s151")
    form = {"item": market.item.id, "amount": "60", "use": "council_tax", "reference": "V-7"}
    officer.post(f"{YEAR}/budget", **form)
    page = officer.post(f"{YEAR}/budget", 422, **form | {"amount": "£8.00"})
    assert "has already been recorded" in page
    assert 'value="£8.00"' in page
    assert "£60.00" in page
    assert "£8.00" in officer.get(f"{YEAR}/budget")


# --- signing ----------------------------------------------------------------------------------


def test_the_officer_signs_exactly_the_figures_shown(market, at):
    market.buy("WOK", 100)
    record_check(market)
    record_release(market, "68.00")
    officer = at("WOK", "s151")
    page = officer.get(f"{YEAR}/sign")
    assert "£68.00" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    charge(market, "0.01", DECEMBER)
    refused = officer.post(f"{YEAR}/sign", 422, decision="accept", reason="Agreed", seen=seen)
    assert "The books have changed since you opened this page" in refused
    assert "£67.99" in refused
    assert "Agreed" in refused
    seen = re.search(r'name="seen" value="([^"]+)"', refused)[1]
    officer.post(f"{YEAR}/sign", decision="accept", reason="Agreed", seen=seen)
    signed = db.session.scalars(db.select(SignOff)).one()
    assert signed.net == Decimal("67.99")
    assert re.search(r"Signed off</strong>\s+by s151@wok", officer.get(YEAR))
    assert "1 of 1 year is signed off" in officer.get("/gains/")


def test_the_officer_signs_no_figures_that_another_decision_has_moved(market, at):
    """No entry is added by a decision, a quality check or a review: the figures move all the same."""
    market.buy("WOK", 100)
    record_check(market)
    record_release(market, "68.00")
    officer = at("WOK", "s151")
    seen = re.search(r'name="seen" value="([^"]+)"', officer.get(f"{YEAR}/sign"))[1]
    decide(market, Outcome.REJECTED, under=Disallowance.DUPLICATE)
    refused = officer.post(f"{YEAR}/sign", 422, decision="accept", seen=seen)
    assert "The books have changed since you opened this page" in refused
    assert db.session.scalar(db.select(db.func.count()).select_from(SignOff)) == 0


def test_what_is_missing_refuses_the_signature_in_the_form(market, at):
    market.buy("WOK", 100)
    record_check(market)
    page = at("WOK", "s151").post(f"{YEAR}/sign", 422, decision="accept", reason="Agreed to invoices")
    assert "only £0 of budget" in page
    assert "Agreed to invoices" in page
    assert queries.year_status(market.council_id("WOK"), 2026) is YearStatus.PROVISIONAL


def test_a_rejection_needs_a_reason_and_leaves_the_year_open(market, at):
    market.buy("WOK", 100)
    officer = at("WOK", "s151")
    assert "Enter the reason for rejecting the gains" in officer.post(f"{YEAR}/sign", 422, decision="reject")
    officer.post(f"{YEAR}/sign", decision="reject", reason="The price is old")
    page = officer.get(YEAR)
    assert "Rejected" in page
    assert "The price is old" in page
    assert "These figures can still change" in page


def test_a_sign_off_is_withdrawn_with_a_reason(market, at):
    market.buy("SLO", 100)
    record_check(market, "SLO")
    officer = at("SLO", "s151")
    officer.get(f"{YEAR}/sign/withdraw", 404)
    officer.post(f"{YEAR}/sign", decision="accept")
    assert "−£12.00" in officer.get(f"{YEAR}/sign/withdraw")
    assert "Give the reason" in officer.post(f"{YEAR}/sign/withdraw", 422, reason="")
    officer.post(f"{YEAR}/sign/withdraw", reason="A credit note came in")
    page = officer.get(YEAR)
    assert "Accepted, then withdrawn" in page
    assert "A credit note came in" in page
    assert "are not signed off" in officer.post(f"{YEAR}/sign/withdraw", 422, reason="Again")


def test_a_year_that_still_runs_is_not_signed(market, at, monkeypatch):
    move_clock(monkeypatch, DECEMBER)
    market.buy("WOK", 100)
    page = at("WOK", "s151").post(f"{YEAR}/sign", 422, decision="accept")
    assert "The year 2026 to 2027 ends on 31 March 2027" in page


# --- from a figure to its evidence ------------------------------------------------------------


def with_evidence_file(app, market: Market) -> Baseline:
    """The baseline of a council whose round held a copy of its invoice."""
    region = market.region
    with transaction():
        round_two = demand.open_round(
            actor=region.lead,
            now=MARCH,
            title="Paper again",
            closes_on=date(2026, 4, 30),
            items=[demand.NewItem(code="A4-80", title=market.item.title, unit="ream", cpv="30197643-5")],
        )
    stored = app.extensions["files"].put(b"%PDF-1.4 the old invoice", media_type="application/pdf")
    with transaction():
        demand.register_demand(
            actor=region.buyer("WOK"),
            now=MARCH,
            demand_round=round_two,
            item=market.item,
            quantity=Decimal(5),
            commitment="firm",
            current_price=Decimal("4.00"),
            current_quantity=Decimal(5),
            price_date=date(2026, 2, 1),
            current_supplier="Present supplier",
            evidence=stored,
            evidence_name="invoice.pdf",
        )
    with transaction():
        demand.close_round(actor=region.lead, now=datetime(2026, 5, 2, 9, tzinfo=UTC), demand_round=round_two)
    return db.session.scalars(db.select(Baseline).where(Baseline.round_id == round_two.id)).one()


def clicks_to(reader: Visit, start: str, goal: str) -> int | None:
    """How many links away `goal` is, every link on the way being good; None beyond four."""
    seen, layer = {start}, [start]
    for clicks in range(1, 5):
        following = []
        for path in layer:
            response = reader.client.get(path)
            assert response.status_code == 200, f"{path}: {response.status_code}"
            if response.mimetype == "text/html":
                following += [link for link in links(response.text) if link.startswith(("/gains", "/orders"))]
        if goal in following:
            return clicks
        layer = [path for path in dict.fromkeys(following) if path not in seen]
        seen.update(layer)
    return None


def test_every_figure_of_the_statement_leads_to_invoice_and_baseline_evidence(app, market, at):
    market.buy("WOK", 100)
    charge(market, "5.00", DECEMBER, kind=EntryKind.RECURRING_COST, item=market.item)
    baseline = with_evidence_file(app, market)
    reader = at("WOK", "auditor")
    page = reader.get(STATEMENT)
    figures = re.findall(r'<a class="govuk-link" href="([^"]+)"><span class="govuk-visually-hidden">', page)
    assert len(figures) == 24  # a heading, its item and the total
    assert page.count("govuk-table__cell--numeric") == len(figures)
    for figure in dict.fromkeys(figures):
        for goal in (f"/gains/entries/{entry_ids()[0]}", f"/gains/baselines/{baseline.id}/evidence"):
            assert clicks_to(reader, figure, goal) <= 3, (figure, goal)
    response = reader.response(f"/gains/baselines/{baseline.id}/evidence")
    assert response.data == b"%PDF-1.4 the old invoice"
    assert "attachment" in response.headers["Content-Disposition"]
    note_only = baseline_of_first_round(market)
    assert "invoice-2026-02.pdf" in reader.get(f"/gains/baselines/{note_only.id}")
    reader.get(f"/gains/baselines/{note_only.id}/evidence", 404)


def baseline_of_first_round(market: Market) -> Baseline:
    return db.session.scalars(
        db.select(Baseline)
        .where(Baseline.council_id == market.council_id("WOK"), Baseline.evidence_id.is_(None))
        .order_by(Baseline.id)
    ).first()


def test_what_was_sustained_leads_to_the_year_before(market, at):
    market.buy("WOK", 100, at=DECEMBER)
    market.buy("WOK", 60, at=NEXT_APRIL)
    reader = at("WOK", "auditor")
    page = reader.get("/statements/2027/aes-backward-look")
    assert f'href="/gains/2026/items/{market.item.id}"' in page
    assert "Gains of the year before that were not sustained" in page
    assert clicks_to(reader, "/statements/2027/aes-backward-look", f"/gains/entries/{entry_ids()[0]}") == 2


def test_an_item_no_longer_bought_is_lost_and_still_leads_somewhere(market, at, monkeypatch):
    market.buy("WOK", 100, at=DECEMBER)
    charge(market, "1.00", NEXT_APRIL)
    reader = at("WOK", "auditor")
    page = reader.get("/statements/2027/aes-backward-look")
    assert "Nothing was bought in this year" in page
    for link in links(page):
        reader.response(link)


def test_ledger_entries_come_page_by_page(market, at):
    order = market.accepted("WOK", 60)
    for _ in range(52):
        market.receive(order, "WOK", 1)
    market.invoice(order, 52)
    reader = at("WOK", "auditor")
    first = reader.get(f"{YEAR}/items/{market.item.id}")
    older = re.search(r'href="([^"]*after=\d+)"', first)[1].replace("&amp;", "&")
    assert first.count(">Entry ") == 50
    assert reader.get(older).count(">Entry ") == 2


def test_a_page_asks_few_questions_of_the_database(market, at):
    market.buy("WOK", 100)
    record_check(market)
    record_release(market, "68.00")
    reader = at("WOK", "s151")
    reader.post(f"{YEAR}/sign", decision="accept")
    for path in ("/gains/", YEAR, f"{YEAR}/items/{market.item.id}", STATEMENT, f"{YEAR}/sign"):
        with selects() as asked:
            reader.get(path)
        assert len(asked) <= 10, (path, asked)


def test_pages_and_ledger_agree(market, at):
    for quantity in (100, 50):
        market.buy("WOK", quantity)
    account = yearly.account(council_id=market.council_id("WOK"), financial_year=2026)
    page = at("WOK", "auditor").get(YEAR)
    assert f"£{account.figures.gross}" in page
    assert account.figures.gross == Decimal("102.00")
