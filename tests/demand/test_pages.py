"""The pages of demand, as the centre, a council and a stranger see them."""

import html
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook

from procurement_hub.core.database import db
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem, RoundStatus
from procurement_hub.savings.models import Baseline
from procurement_hub.web import session
from tests.demand.test_lines import LAPTOP
from tests.makers import visitor
from tests.region import PAPER, closed_paper_round, make_region, open_paper_round, register
from tests.selecting import selects

MARCH = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def region(app, monkeypatch):
    monkeypatch.setattr(session, "utcnow", lambda: MARCH)
    return make_region()


@pytest.fixture
def lead(app, region):
    return visitor(app, ["procurement_lead"], region.organisations["SECE"])


@pytest.fixture
def buyer(app, region):
    return visitor(app, ["buyer"], region.organisations["WOK"])


@pytest.fixture
def demand_round(region):
    return open_paper_round(region, items=(PAPER, LAPTOP))


def url(demand_round, rest=""):
    return f"/demand-rounds/{demand_round.id}{rest}"


def lines():
    return db.session.scalars(sa.select(DemandLine).order_by(DemandLine.id)).all()


NEW = {
    "title": "Copier paper",
    "closes_on-day": "30",
    "closes_on-month": "4",
    "closes_on-year": "2026",
    "items-0-code": "A4-80",
    "items-0-title": "A4 copier paper",
    "items-0-unit": "ream",
    "items-0-cpv": "30197643-5",
    "items-0-specification": "",
}


def test_the_lead_opens_a_round(lead):
    answer = lead.post("/demand-rounds/new", data=NEW, follow_redirects=True)
    assert answer.status_code == 200
    assert "Demand round R-2026-001 is open." in answer.text
    assert "A4 copier paper" in answer.text


def test_a_wrong_cpv_code_comes_back_beside_its_row_with_everything_typed(lead):
    answer = lead.post("/demand-rounds/new", data=NEW | {"items-0-cpv": "30197643-4"})
    assert answer.status_code == 422
    assert "The check digit of 30197643-4 is wrong." in answer.text
    assert 'href="#items-0-cpv"' in answer.text
    assert 'value="A4 copier paper"' in answer.text


def test_rows_are_added_and_taken_away_without_javascript(lead):
    answer = lead.post("/demand-rounds/new", data=NEW | {"items-add": "yes"})
    assert (answer.status_code, "items-1-code" in answer.text) == (200, True)
    two = NEW | {"items-1-code": "LAP", "items-1-title": "Laptop", "items-1-unit": "", "items-1-cpv": ""}
    answer = lead.post("/demand-rounds/new", data=two | {"items-remove": "0"})
    assert 'value="LAP"' in answer.text
    assert "items-1-code" not in answer.text
    assert 'value="A4-80"' not in answer.text
    assert db.session.scalars(sa.select(DemandRound)).all() == []


def test_cpv_codes_are_found_from_the_form_and_what_was_typed_stays(lead):
    answer = lead.post("/demand-rounds/new", data=NEW | {"search": "yes", "cpv_search": "laptop"})
    assert answer.status_code == 200
    assert "30213100-6" in answer.text
    assert 'value="A4 copier paper"' in answer.text


def test_a_council_sees_rounds_and_which_wait_for_it(buyer, region, demand_round):
    answer = buyer.get("/demand-rounds")
    assert "Waiting for you" in answer.text
    register(region, demand_round, "WOK", 10)
    assert "Answered" in buyer.get("/demand-rounds").text
    assert buyer.get("/demand-rounds/new").status_code == 403


def line(**changes):
    return {
        "commitment": "firm",
        "quantity": "12,000",
        "current_price": "4.10",
        "price_date-day": "15",
        "price_date-month": "2",
        "price_date-year": "2026",
        "current_quantity": "12000",
        "current_supplier": "Present supplier",
        "evidence_note": "invoice",
    } | changes


def register_url(demand_round):
    item = next(row for row in items_of(demand_round) if row.position == 0)
    return url(demand_round, f"/items/{item.item_id}/register")


def items_of(demand_round):
    return db.session.scalars(sa.select(RoundItem).where(RoundItem.round_id == demand_round.id)).all()


def test_a_buyer_registers_with_evidence_and_finds_it_again(buyer, demand_round):
    sent = line(evidence=(io.BytesIO(b"%PDF-1.4 invoice"), "invoice-2026-02.pdf"))
    answer = buyer.post(register_url(demand_round), data=sent, follow_redirects=True)
    assert "Your demand is registered" in answer.text
    (registered,) = lines()
    assert registered.quantity == 12000
    evidence = buyer.get(f"/demand-rounds/lines/{registered.id}/evidence")
    assert evidence.data == b"%PDF-1.4 invoice"
    assert 'value="12,000"' in buyer.get(register_url(demand_round)).text


def test_the_evidence_stays_while_the_price_is_the_same(buyer, demand_round):
    buyer.post(
        register_url(demand_round), data=line(evidence=(io.BytesIO(b"%PDF-1.4 invoice"), "invoice.pdf"))
    )
    buyer.post(register_url(demand_round), data=line(quantity="13000"))
    (registered,) = lines()
    assert (registered.quantity, registered.evidence_id is not None) == (13000, True)
    buyer.post(register_url(demand_round), data=line(current_price="4.20"))
    (registered,) = lines()
    assert registered.evidence_id is None


def test_a_refused_line_comes_back_with_what_was_typed(buyer, demand_round):
    answer = buyer.post(register_url(demand_round), data=line(quantity="-5"))
    assert answer.status_code == 422
    assert 'value="-5"' in answer.text
    assert "quantity must be" in answer.text
    answer = buyer.post(register_url(demand_round), data=line(**{"price_date-year": "2027"}))
    assert answer.status_code == 422
    assert "today or in the past" in answer.text


def test_evidence_is_for_its_council_and_the_rounds_centre_only(app, region, buyer, lead, demand_round):
    buyer.post(
        register_url(demand_round), data=line(evidence=(io.BytesIO(b"%PDF-1.4 invoice"), "invoice.pdf"))
    )
    (registered,) = lines()
    address = f"/demand-rounds/lines/{registered.id}/evidence"
    assert lead.get(address).status_code == 200
    for code, role in (("WAM", "buyer"), ("NECE", "procurement_lead"), ("NECE", "auditor")):
        assert visitor(app, [role], region.organisations[code]).get(address).status_code == 404
    assert visitor(app, ["auditor"], region.organisations["SECE"]).get(address).status_code == 200


def test_a_council_does_not_see_what_another_pays(app, region, buyer, demand_round):
    register(
        region,
        demand_round,
        "WAM",
        9000,
        current_price=Decimal("3.85"),
        price_date=date(2026, 2, 15),
    )
    answer = buyer.get(url(demand_round))
    assert "9,000" in answer.text
    assert "3.85" not in answer.text
    assert "WAM organisation" not in answer.text


def test_the_lead_sees_each_council_and_who_is_silent(lead, region, demand_round):
    register(region, demand_round, "WAM", 9000)
    answer = lead.get(url(demand_round))
    assert "WAM organisation" in answer.text
    assert "Councils that have not answered" in answer.text
    assert "WOK organisation" in answer.text


def test_another_centre_finds_no_round(app, region, demand_round):
    stranger = visitor(app, ["procurement_lead"], region.organisations["NECE"])
    assert stranger.get(url(demand_round)).status_code == 404
    assert stranger.post(url(demand_round, "/close")).status_code == 404
    assert "Copier paper" not in stranger.get("/demand-rounds").text


def test_a_line_is_taken_back_after_a_question(buyer, region, demand_round):
    registered = register(region, demand_round, "WOK", 10)
    address = url(demand_round, f"/lines/{registered.id}/withdraw")
    assert "Take back this demand?" in buyer.get(address).text
    assert lines()
    buyer.post(address)
    assert lines() == []


def test_the_lead_closes_the_round_after_reading_what_that_does(lead, region, demand_round):
    register(region, demand_round, "WAM", 9000)
    address = url(demand_round, "/close")
    assert "cannot be undone" in lead.get(address).text
    answer = lead.post(address, follow_redirects=True)
    assert "Its totals and baselines are fixed" in answer.text
    assert db.session.scalars(sa.select(DemandRound)).one().status is RoundStatus.CLOSED
    again = lead.post(address)
    assert again.status_code == 422
    assert "This demand round is closed" in again.text


def test_a_buyer_cannot_register_once_the_round_is_closed(buyer, region):
    demand_round = closed_paper_round(region)
    answer = buyer.post(register_url(demand_round), data=line())
    assert answer.status_code == 422
    assert "closed on" in answer.text


def test_baselines_say_who_froze_them_and_a_council_sees_its_own(app, region, lead):
    demand_round = closed_paper_round(region)
    everybody = lead.get(url(demand_round, "/baselines"))
    assert "Person SECE" in everybody.text
    assert "£4.10" in everybody.text
    assert "£3.30" in everybody.text
    own = visitor(app, ["s151"], region.organisations["WOK"]).get(url(demand_round, "/baselines"))
    assert "£4.10" in own.text
    assert "£3.30" not in own.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Baseline)) == 6


# --- spreadsheets ---------------------------------------------------------------------------------

CSV = (
    "Item,Title,Unit,Quantity a year,Firm or soft,Current price,Quantity bought a year now,Price date,"
    "Current supplier,Evidence\n"
)


def upload(buyer, demand_round, content, name="demand.csv"):
    if isinstance(content, str):
        content = content.encode()
    return buyer.post(url(demand_round, "/upload"), data={"file": (io.BytesIO(content), name)})


def rows_of(answer):
    """The rows that the preview carries, as a browser would send them."""
    return html.unescape(re.search(r'name="rows" id="rows" value="([^"]*)"', answer.text).group(1))


def test_a_filled_in_template_is_shown_and_then_saved(buyer, demand_round):
    template = buyer.get(url(demand_round, "/template.xlsx"))
    workbook = load_workbook(io.BytesIO(template.data))
    sheet = workbook.active
    assert [sheet.cell(2, 1).value, sheet.cell(3, 1).value] == ["A4-80", "LAP-14"]
    for column, value in {4: 12000, 5: "Firm", 6: 4.1, 8: datetime(2026, 2, 15), 9: "Present"}.items():
        sheet.cell(2, column).value = value
    filled = io.BytesIO()
    workbook.save(filled)
    shown = upload(buyer, demand_round, filled.getvalue(), "demand.xlsx")
    assert "Nothing is saved yet" in shown.text
    assert "£4.10" in shown.text
    assert lines() == []
    answer = buyer.post(
        url(demand_round, "/upload/save"), data={"rows": rows_of(shown)}, follow_redirects=True
    )
    assert "Registered: 1 line of demand." in answer.text
    (registered,) = lines()
    assert (registered.quantity, str(registered.current_price)) == (12000, "4.100000")


def test_the_csv_template_is_read_back(buyer, demand_round):
    template = buyer.get(url(demand_round, "/template.csv")).data.decode("utf-8-sig")
    filled = template.replace("ream,,,", 'ream,"1,200",firm,')
    assert "1,200" in upload(buyer, demand_round, filled).text


def test_every_wrong_cell_is_named_and_nothing_is_saved(buyer, demand_round):
    content = (
        CSV
        + "A4-80,,ream,many,firm,,,,,\n"
        + "LAP-14,,each,40,perhaps,499,,31/02/2026,,\n"
        + "A4-80,,box,10,soft,,,,,\n"
    )
    answer = upload(buyer, demand_round, content)
    assert answer.status_code == 422
    for sentence in (
        "Row 2, quantity a year: “many” is not a number.",
        "Row 3, firm or soft: “perhaps” must be firm or soft.",
        "Row 3, price date: “31/02/2026” is not a date.",
        "Row 4, unit: the unit of A4-80 is ream, not box.",
    ):
        assert sentence in answer.text
    assert lines() == []


def test_rows_that_break_a_rule_are_named_in_the_preview_step(buyer, demand_round):
    answer = upload(buyer, demand_round, CSV + "A4-80,,ream,-1,firm,,,,,\nPEN-1,,,5,firm,,,,,\n")
    assert answer.status_code == 422
    assert "Row 2, quantity: The quantity must be more than 0." in answer.text
    assert "Row 3, item: PEN-1 is not in this round." in answer.text


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"Name,Age\nx,1\n", "demand.csv"), (b"", "demand.csv"), (b"PK\x03\x04 no", "demand.xlsx")],
)
def test_a_file_that_is_not_the_template_is_refused(buyer, demand_round, content, name):
    assert upload(buyer, demand_round, content, name).status_code == 422


def test_a_workbook_with_other_columns_is_refused(buyer, demand_round):
    workbook, output = Workbook(), io.BytesIO()
    workbook.active.append(["Name"])
    workbook.save(output)
    answer = upload(buyer, demand_round, output.getvalue(), "demand.xlsx")
    assert "Use the template of this round" in answer.text


def test_rows_are_not_saved_when_the_round_closed_in_between(lead, buyer, demand_round):
    shown = upload(buyer, demand_round, CSV + "A4-80,,ream,10,firm,,,,,\n")
    lead.post(url(demand_round, "/close"))
    answer = buyer.post(url(demand_round, "/upload/save"), data={"rows": rows_of(shown)})
    assert answer.status_code == 422
    assert "closed on" in answer.text
    assert lines() == []


# --- many rows ------------------------------------------------------------------------------------


def test_a_page_asks_no_more_of_the_database_when_there_is_more_to_show(lead, buyer, region, demand_round):
    register(region, demand_round, "WAM", 1)
    pages = [(lead, url(demand_round)), (buyer, url(demand_round)), (buyer, "/demand-rounds")]
    before = [count(client, address) for client, address in pages]
    for code in ("WOK", "BRF", "RDG", "SLO", "KEN"):
        register(region, demand_round, code, 5)
        register(region, demand_round, code, 5, commitment="soft")
        open_paper_round(region, code=f"R-{code}")
    assert [count(client, address) for client, address in pages] == before
    assert max(before) <= 10


def count(client, address):
    with selects() as statements:
        assert client.get(address).status_code == 200
    return len(statements)


def test_the_lead_sees_how_far_prices_lie_apart(lead, region):
    demand_round = closed_paper_round(region)
    assert "33% more" in lead.get(url(demand_round)).text  # £4.40 against £3.30


def test_soft_demand_is_added_beside_firm(buyer, region, demand_round):
    register(region, demand_round, "WOK", 10)
    page = buyer.get(url(demand_round)).text
    assert "add soft demand" in page
    soft = buyer.get(register_url(demand_round) + "?commitment=soft").text
    assert re.search(r'value="soft"[^>]*checked', soft)
    assert 'value="10"' not in soft
    buyer.post(register_url(demand_round) + "?commitment=soft", data=line(commitment="soft", quantity="3"))
    assert [(each.commitment, each.quantity) for each in lines()] == [("firm", 10), ("soft", 3)]


def test_the_lead_reminds_councils_from_the_round(app, lead, region, demand_round):
    visitor(app, ["buyer"], region.organisations["WAM"])
    assert "Remind their buyers" in lead.get(url(demand_round)).text
    answer = lead.post(url(demand_round, "/remind"), follow_redirects=True)
    assert "Reminders are on their way: 1." in answer.text
    again = lead.post(url(demand_round, "/remind"))
    assert again.status_code == 422
    assert "reminded today already" in again.text
