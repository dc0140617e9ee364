"""The pages of frameworks: drafting and its checks, the ceiling, agreements, and the public register."""

import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pypdf
import pytest
import sqlalchemy as sa
from page import ValidationProfile, validate_pdf_bytes

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import ceiling, services
from procurement_hub.frameworks.meter import meter
from procurement_hub.frameworks.models import Agreement, AgreementStatus, Framework, FrameworkStatus, Lot
from procurement_hub.web import session
from tests.makers import visitor
from tests.region import (
    FIRM,
    JUNE,
    awarded_framework,
    closed_paper_round,
    live_framework,
    make_region,
    paper_draft,
    the_item,
)
from tests.selecting import selects

MAY = datetime(2026, 5, 12, 9, tzinfo=UTC)
SIGNING = datetime(2026, 7, 17, 8, tzinfo=UTC)
AUGUST = datetime(2026, 8, 5, 9, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=MAY)
    monkeypatch.setattr(session, "utcnow", lambda: clock.now)
    return clock


@pytest.fixture
def region(app, clock):
    return make_region()


@pytest.fixture
def lead(app, region):
    return visitor(app, ["procurement_lead"], region.organisations["SECE"])


def buyer(app, region, code="WOK"):
    return visitor(app, ["buyer"], region.organisations[code])


def bidder(app, region, code="PEN"):
    return visitor(app, ["bidder"], region.organisations[code])


def the_framework():
    return db.session.scalars(sa.select(Framework)).one()


def form_data(region, **changes):
    return {
        "title": "Copier paper framework",
        "starts_on-day": "1",
        "starts_on-month": "8",
        "starts_on-year": "2026",
        "ends_on-day": "31",
        "ends_on-month": "7",
        "ends_on-year": "2030",
        "longer_term_reasons": "",
        "ceiling_gross": "£400,000",
        "vat_rate": "20",
        "levy_percent": "1",
        "entitled": [str(region.organisations[code].id) for code in FIRM],
        "lots-0-number": "1",
        "lots-0-title": "A4 paper",
        "lots-0-items": [str(the_item().id)],
        "lots-0-max_suppliers": "1",
        "lots-0-direct_award": "sole_supplier",
        "lots-0-ceiling_gross": "",
        "description": "",
        "price_mechanism": "",
        "selection_process": "",
    } | changes


def test_a_draft_starts_from_what_the_round_asked(lead, region):
    demand_round = closed_paper_round(region)
    assert "Draft from this round" in lead.get("/frameworks/new").text
    page = lead.get(f"/frameworks/draft/{demand_round.id}").text
    assert "£290,250.00 excluding VAT" in page
    assert "£348,300.00 including VAT" in page
    assert "Over a term of 4 years that is £1,393,200.00 including VAT." in page
    assert page.count("checked") >= len(FIRM) + 1


def test_the_lead_drafts_and_every_check_is_met(lead, region):
    demand_round = closed_paper_round(region)
    answer = lead.post(f"/frameworks/draft/{demand_round.id}", data=form_data(region), follow_redirects=True)
    assert "Framework F-2026-001 is drafted." in answer.text
    assert "Every check of sections 18, 45 and 47 is met" in answer.text


def test_a_form_sent_twice_drafts_one_framework(lead, region):
    demand_round = closed_paper_round(region)
    address = f"/frameworks/draft/{demand_round.id}"
    assert lead.post(address, data=form_data(region)).status_code == 302
    again = lead.post(address, data=form_data(region))
    assert again.status_code == 422
    assert "A4-80 of round R1 is in framework F-2026-001 already." in again.text
    assert the_framework().code == "F-2026-001"


def test_a_round_given_in_the_address_is_chosen_already(lead, region):
    demand_round = closed_paper_round(region)
    answer = lead.get(f"/frameworks/new?round_id={demand_round.id}")
    assert answer.location == f"/frameworks/draft/{demand_round.id}"


def test_only_the_rounds_own_lead_drafts_from_it(app, lead, region):
    demand_round = closed_paper_round(region)
    address = f"/frameworks/draft/{demand_round.id}"
    stranger = visitor(app, ["procurement_lead"], region.organisations["NECE"])
    assert stranger.post(address, data=form_data(region)).status_code == 404
    assert buyer(app, region).post(address, data=form_data(region)).status_code == 403
    assert app.test_client().get(address).location.startswith("/account/sign-in")


def test_a_term_too_long_comes_back_with_everything_typed(lead, region):
    demand_round = closed_paper_round(region)
    data = form_data(region, **{"ends_on-day": "1", "ends_on-month": "8"})
    answer = lead.post(f"/frameworks/draft/{demand_round.id}", data=data)
    assert answer.status_code == 422
    assert "A framework can run for 4 years at most." in answer.text
    assert 'href="#ends_on-day"' in answer.text
    assert "(section 47)" in answer.text
    assert 'value="£400,000"' in answer.text
    assert 'value="A4 paper"' in answer.text
    assert db.session.scalars(sa.select(Framework)).all() == []


def test_lots_are_added_and_taken_away_without_javascript(lead, region):
    demand_round = closed_paper_round(region)
    address = f"/frameworks/draft/{demand_round.id}"
    page = lead.post(address, data=form_data(region, **{"lots-add": "yes"}))
    assert (page.status_code, "lots-1-number" in page.text) == (200, True)
    page = lead.post(address, data=form_data(region, **{"lots-remove": "0"}))
    assert "lots-0-number" not in page.text
    assert "There is no lot." in page.text


def test_a_draft_lists_what_the_law_still_asks_with_a_link_to_it(lead, region):
    framework = paper_draft(region)
    address = f"/frameworks/{framework.id}"
    data = form_data(region, entitled=[])
    answer = lead.post(f"{address}/edit", data=data, follow_redirects=True)
    assert "The draft is saved." in answer.text
    assert f'href="{address}/edit#price_mechanism"' in answer.text
    assert "(section 45(5)(b))" in answer.text
    assert "(section 45(5)(f))" in answer.text
    assert "Publish the tender" not in answer.text


def test_a_gap_in_a_lot_leads_to_its_field(lead, region):
    framework = paper_draft(region)
    address = f"/frameworks/{framework.id}"
    lead.post(f"{address}/edit", data=form_data(region, **{"lots-0-items": []}))
    link = re.search(r'href="([^"]+#lots-0-items)"', lead.get(address).text)
    assert link
    assert 'id="lots-0-items"' in lead.get(link.group(1)).text


def test_a_draft_is_edited_as_it_stands(lead, region):
    framework = paper_draft(region)
    page = lead.get(f"/frameworks/{framework.id}/edit").text
    assert 'value="Copier paper framework"' in page
    assert 'value="400,000"' in page
    assert "CPV 30197643-5" in page


def test_a_draft_is_nobody_elses(app, region):
    framework = paper_draft(region)
    for client in (
        buyer(app, region),
        bidder(app, region),
        visitor(app, ["procurement_lead"], region.organisations["NECE"]),
    ):
        assert client.get(f"/frameworks/{framework.id}").status_code == 404
        assert "Copier paper framework" not in client.get("/frameworks").text


def test_a_published_framework_is_not_edited(lead, region):
    framework = paper_draft(region)
    with transaction():
        services.publish(actor=region.lead, now=JUNE, framework=framework)
    assert lead.get(f"/frameworks/{framework.id}/edit").location == f"/frameworks/{framework.id}"
    answer = lead.post(f"/frameworks/{framework.id}/edit", data=form_data(region, levy_percent="2"))
    assert answer.status_code == 422
    assert "its levy are fixed" in answer.text
    assert the_framework().levy_percent == 1


def test_a_draft_is_given_up_with_a_reason(lead, region):
    framework = paper_draft(region)
    address = f"/frameworks/{framework.id}/withdraw"
    assert lead.post(address, data={"reason": ""}).status_code == 422
    lead.post(address, data={"reason": "The councils changed their mind."})
    assert the_framework().status is FrameworkStatus.WITHDRAWN


def test_the_ceiling_is_a_bar_and_the_same_figures(lead, region):
    framework, agreement = live_framework(region)
    with transaction():
        ceiling.reserve(
            framework_id=framework.id,
            lot_id=agreement.lot_id,
            agreement_id=agreement.id,
            gross=Decimal("369999.99"),
        )
    page = lead.get(f"/frameworks/{framework.id}").text
    assert "<svg" in page
    assert "£369,999.99" in page
    assert "£30,000.01" in page
    assert "92.4% of the published value is committed" in page


@pytest.mark.parametrize(
    ("committed", "percent", "warns"),
    [("0", "0.0", False), ("319999.99", "79.9", False), ("320000", "80.0", True), ("400000", "100.0", True)],
)
def test_the_meter_warns_from_80_percent_and_never_rounds_up_to_it(committed, percent, warns):
    shown = meter(Decimal(400000), Decimal(committed))
    assert (str(shown.percent), shown.warning is not None) == (percent, warns)


def test_prices_are_for_the_centre_and_those_who_may_order(app, lead, region, clock):
    framework, agreement = live_framework(region)
    clock.now = AUGUST
    address = f"/frameworks/{framework.id}"
    assert "£3.42" in lead.get(address).text
    assert "£3.42" in buyer(app, region).get(address).text
    for stranger in (buyer(app, region, "KEN"), bidder(app, region, "ALB")):
        assert "£3.42" not in stranger.get(address).text
        assert stranger.get(f"/frameworks/agreements/{agreement.id}").status_code == 404


def test_a_council_reads_why_it_cannot_order(app, region, clock):
    framework, agreement = live_framework(region)
    address, order = f"/frameworks/{framework.id}", f'href="/orders/new/{agreement.lot_id}"'
    early = buyer(app, region).get(address).text
    assert "This framework starts on 1 August 2026. You can call off from it then." in early
    assert order not in early
    clock.now = AUGUST
    assert order in buyer(app, region).get(address).text
    approver = visitor(app, ["approver"], region.organisations["WOK"])
    assert order not in approver.get(address).text
    stranger = buyer(app, region, "KEN").get(address).text
    assert "Your authority is not named as able to use this framework." in stranger
    assert order not in stranger


def test_a_lot_without_a_supplier_says_so_beside_one_that_has(app, region, clock):
    framework, agreement = live_framework(region)
    with transaction():
        db.session.add(Lot(framework_id=framework.id, number="2", title="A3 paper", max_suppliers=1))
    clock.now = AUGUST
    page = buyer(app, region).get(f"/frameworks/{framework.id}").text
    assert f'href="/orders/new/{agreement.lot_id}"' in page
    assert "No supplier in lot 2 has an agreement in force yet." in page


def test_the_list_says_which_frameworks_name_the_council(app, region):
    live_framework(region)
    assert "You are not named" not in buyer(app, region).get("/frameworks").text
    assert "You are not named" in buyer(app, region, "KEN").get("/frameworks").text


def test_a_supplier_finds_the_frameworks_that_it_has_a_place_in(app, region):
    framework, _ = awarded_framework(region)
    address = f"/frameworks/{framework.id}"
    assert "Copier paper framework" in bidder(app, region).get("/frameworks").text
    assert "£3.42" in bidder(app, region).get(address).text
    assert "You have no place on a framework yet." in bidder(app, region, "ALB").get("/frameworks").text
    assert bidder(app, region, "ALB").get(address).status_code == 404


def test_the_centres_auditor_reads_and_changes_nothing(app, region):
    framework = paper_draft(region)
    auditor = visitor(app, ["auditor"], region.organisations["SECE"])
    page = auditor.get(f"/frameworks/{framework.id}")
    assert (page.status_code, "Edit the draft" in page.text) == (200, False)
    assert auditor.get(f"/frameworks/{framework.id}/edit").status_code == 403


def test_the_supplier_signs_after_the_standstill_and_the_centre_countersigns(app, lead, region, clock):
    _, agreement = awarded_framework(region)
    supplier = bidder(app, region)
    clock.now = datetime(2026, 7, 16, 12, tzinfo=UTC)
    assert "Standstill until the end of 16 July 2026" in supplier.get("/frameworks/agreements").text
    address = f"/frameworks/agreements/{agreement.id}"
    early = supplier.post(f"{address}/sign", data={"authorised": "yes"})
    assert early.status_code == 422
    assert "You can sign from 17 July 2026." in early.text

    clock.now = SIGNING
    page = supplier.get(f"{address}/sign").text
    assert "£3.42" in page
    assert "Within 30 days" not in page
    assert supplier.post(f"{address}/sign", data={}).status_code == 422
    assert (
        "The agreement is signed."
        in supplier.post(f"{address}/sign", data={"authorised": "yes"}, follow_redirects=True).text
    )
    answer = lead.post(f"{address}/countersign", data={"authorised": "yes"}, follow_redirects=True)
    assert "The agreement is in force." in answer.text
    assert db.session.scalars(sa.select(Agreement)).one().status is AgreementStatus.IN_FORCE
    assert the_framework().status is FrameworkStatus.LIVE


def test_the_centre_cannot_countersign_first(lead, region, clock):
    _, agreement = awarded_framework(region)
    clock.now = SIGNING
    address = f"/frameworks/agreements/{agreement.id}/countersign"
    assert "has not signed yet" in lead.get(address).text
    assert lead.post(address, data={"authorised": "yes"}).status_code == 422


def test_only_the_role_that_signs_gets_to_sign(app, lead, region, clock):
    _, agreement = awarded_framework(region)
    clock.now = SIGNING
    address = f"/frameworks/agreements/{agreement.id}"
    for client, view, status in (
        (lead, "sign", 403),
        (bidder(app, region), "countersign", 403),
        (bidder(app, region, "ALB"), "sign", 404),
        (visitor(app, ["procurement_lead"], region.organisations["NECE"]), "countersign", 404),
    ):
        assert client.post(f"{address}/{view}", data={"authorised": "yes"}).status_code == status
    assert db.session.scalars(sa.select(Agreement)).one().status is AgreementStatus.AWARDED


def test_a_signature_sent_twice_is_one_signature(app, region, clock):
    _, agreement = awarded_framework(region)
    clock.now = SIGNING
    supplier, address = bidder(app, region), f"/frameworks/agreements/{agreement.id}/sign"
    assert supplier.post(address, data={"authorised": "yes"}).status_code == 302
    clock.now = AUGUST
    assert supplier.post(address, data={"authorised": "yes"}).status_code == 422
    assert db.session.scalars(sa.select(Agreement)).one().signed_at == SIGNING


def test_the_agreement_is_a_document_that_everybody_can_read(app, region, clock):
    _, agreement = live_framework(region)
    answer = bidder(app, region).get(f"/frameworks/agreements/{agreement.id}/agreement.pdf")
    assert answer.mimetype == "application/pdf"
    assert "agreement-F1-1-PEN.pdf" in answer.headers["Content-Disposition"]
    report = validate_pdf_bytes(answer.data, profile=ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    sheets = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    for words in ("PEN organisation", "SECE organisation", "75,000 £3.42 At this price", "WOK organisation"):
        assert words in text
    assert text.count("Signed 17 July 2026") == 2


def test_anybody_reads_the_register_in_one_statement(app, client, region):
    framework, _ = live_framework(region)
    with selects() as statements:
        page = client.get("/frameworks/register")
    assert "Copier paper framework" in page.text
    assert "£400,000" in page.text
    reads = [statement for statement in statements if "FROM framework" in statement]
    assert len(reads) == 1
    one = client.get(f"/frameworks/register/{framework.id}").text
    assert "PEN organisation" in one
    assert "£3.42" not in one


def test_what_is_not_live_is_not_in_the_register(client, region):
    framework, _ = awarded_framework(region)
    assert "Copier paper framework" not in client.get("/frameworks/register").text
    assert client.get(f"/frameworks/register/{framework.id}").status_code == 404


def test_a_page_asks_no_more_of_the_database_when_there_is_more_to_show(app, client, lead, region):
    framework, _ = live_framework(region)
    supplier = bidder(app, region)
    pages = [
        (lead, "/frameworks"),
        (lead, f"/frameworks/{framework.id}"),
        (supplier, "/frameworks/agreements"),
        (client, "/frameworks/register"),
        (client, f"/frameworks/register/{framework.id}"),
    ]
    before = [count(reader, address) for reader, address in pages]
    lot = db.session.scalars(sa.select(Lot)).one()
    rows = db.session.execute(sa.select(Framework.__table__)).mappings().one()
    with transaction():
        for number in range(8):
            copy = dict(rows) | {"id": 100 + number, "code": f"C{number}"}
            db.session.execute(Framework.__table__.insert(), copy)
            db.session.add(
                Lot(framework_id=copy["id"], number="1", title="Paper", max_suppliers=1, direct_award=None)
            )
            db.session.add(
                Lot(framework_id=lot.framework_id, number=f"X{number}", title="More", max_suppliers=1)
            )
    assert [count(reader, address) for reader, address in pages] == before
    assert max(before) <= 10


def count(client, address):
    with selects() as statements:
        assert client.get(address).status_code == 200
    return len(statements)
