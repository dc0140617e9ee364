"""The pages of approved lists, as the people who use them meet them."""

import re

import pytest

from procurement_hub.accounts.models import Person
from procurement_hub.approved_lists.duties import EVERY_MINUTE
from procurement_hub.approved_lists.models import ListPlace, PlaceStatus
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.suppliers.models import Evidence
from procurement_hub.web import session as identity
from tests.approved_lists.scene import NEXT_MAY, NOW, PAYS, Scene, mails, noon
from tests.makers import sign_in


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The pages' clock; `clock(moment)` moves it."""

    def move(moment):
        monkeypatch.setattr(identity, "utcnow", lambda: moment)

    move(NOW)
    return move


class Visit:
    """Somebody at the pages: `at("WOK", "buyer")`."""

    def __init__(self, app, scene: Scene, code: str, role: str):
        self.client = app.test_client()
        if code:
            sign_in(self.client, db.session.get(Person, scene.actor(code, role).person_id))

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return response.text

    def post(self, path: str, status: int = 302, **data) -> str:
        response = self.client.post(path, data={key.replace("__", "-"): value for key, value in data.items()})
        assert response.status_code == status, response.text
        return response.location or response.text


@pytest.fixture
def at(app, scene):
    return lambda code="", role="": Visit(app, scene, code, role)


LIST = {
    "title": "Paper and stationery",
    "purpose": "Small purchases",
    "cpv": "3019, 228",
    "shared": "yes",
    "criteria__0__asked": "public_liability",
    "criteria__0__minimum": "5,000,000",
    "criteria__1__asked": "accreditation",
    "criteria__1__named": "ISO 9001",
    "criteria__2__asked": "statement",
    "criteria__2__statement": PAYS,
}


def only_place() -> ListPlace:
    db.session.expire_all()
    return db.session.scalars(db.select(ListPlace)).one()


def words_of(page: str) -> str:
    """The page's text, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_from_an_empty_list_to_another_council_s_reliance_by_clicks(scene, at):
    lead, bidder, buyer = at("SECE", "procurement_lead"), at("PEN", "bidder"), at("WOK", "buyer")
    assert "Open a list" in lead.get("/approved-lists")
    where = lead.post("/approved-lists/new", **LIST)
    assert "Paper and stationery" in at().get(where)
    page = words_of(bidder.get(where))
    assert "Missing" in page
    assert "Add it to your evidence" in page
    scene.insure()
    scene.accredit()
    page = words_of(bidder.get(where))
    assert "You have it: it expires on 3 May 2027" in page
    refused = bidder.post(f"{where}/apply", status=422, statements__0__sent="yes")
    assert f"Say yes or no: {PAYS}" in refused
    mine = bidder.post(f"{where}/apply", statements__0__sent="yes", statements__0__agreed="yes")
    assert "Waiting" in bidder.get(mine)
    assert "PEN organisation" in lead.get(f"{where}/suppliers")
    assert "Decide on this application" in lead.get(mine)
    buyer.get(mine, status=404)
    lead.post(f"{mine}/decide", decision="approve", reason="Certificates seen")
    assert "Certificates seen" in bidder.get(mine)
    page = buyer.get(mine)
    assert "Rely on this approval" in page
    assert "Certificates seen" not in page
    buyer.post(f"{mine}/rely")
    assert "Who has relied on this approval" in words_of(bidder.get(mine))
    assert "WOK organisation" in bidder.get(mine)
    assert len(db.session.scalars(db.select(Evidence)).all()) == 2


def test_every_page_of_a_list_says_what_it_is_for(scene, at):
    place = scene.approved()
    buyer, where = at("WOK", "buyer"), f"/approved-lists/{place.list_id}"
    for path in (
        "/approved-lists",
        where,
        f"{where}/suppliers",
        f"{where}/enough",
        "/approved-lists/suppliers",
        f"/approved-lists/places/{place.id}",
    ):
        page = words_of(buyer.get(path))
        assert "It does not replace competition above the threshold" in page, path
        assert "sections 3 and 19" in page, path
        assert "£207,720" in page, path


def test_a_lapse_shows_the_day_after_and_a_renewal_at_once(scene, at, clock):
    place = scene.approved(until=NEXT_MAY)
    bidder, buyer = at("PEN", "bidder"), at("WOK", "buyer")
    where = f"/approved-lists/places/{place.id}"
    clock(noon(NEXT_MAY))
    assert "Rely on this approval" in buyer.get(where)
    after = noon(NEXT_MAY.replace(day=4))
    clock(after)
    page = words_of(buyer.get(where))
    assert "Lapsed" in page
    assert "expired: its last day was 3 May 2027" in page
    assert "Rely on this approval" not in page
    assert "cannot be invited today too" in words_of(buyer.get("/approved-lists/suppliers"))
    assert "PEN organisation" not in buyer.get("/approved-lists/suppliers?cpv=3019")
    assert "PEN organisation" in buyer.get("/approved-lists/suppliers?cpv=3019&every_state=yes")
    assert "Lapsed" in bidder.get("/approved-lists")
    assert "Put a newer one in its place" in bidder.get(where)
    refused = buyer.post(f"{where}/rely", status=422)
    assert "has lapsed" in refused
    old = db.session.scalars(db.select(Evidence).order_by(Evidence.id)).first()
    scene.renew(old, until=NEXT_MAY.replace(year=2028), now=after)
    assert "Rely on this approval" in buyer.get(where)


@pytest.mark.parametrize(
    ("value", "kind", "answer"),
    [
        ("207,719.99", "goods", "Yes"),
        ("207,720", "goods", "No"),
        ("", "services", "No"),
        ("600,000", "light_touch", "Yes"),
    ],
)
def test_the_form_answers_whether_the_list_is_enough(scene, at, value, kind, answer):
    place = scene.approved()
    buyer, where = at("WOK", "buyer"), f"/approved-lists/{place.list_id}/enough"
    page = words_of(buyer.post(where, status=200, estimated_gross=value, kind=kind))
    assert f"{answer}: " in page
    assert "section" in page


def test_the_form_asks_for_the_kind_and_a_number(scene, at):
    place = scene.approved()
    buyer, where = at("WOK", "buyer"), f"/approved-lists/{place.list_id}/enough"
    page = buyer.post(where, status=422, estimated_gross="a lot")
    assert "The value must be a number" in page
    assert "Choose what you buy" in page
    assert "a lot" in page


def test_words_lead_to_cpv_codes(scene, at):
    place = scene.approved()
    buyer = at("WOK", "buyer")
    from_words = buyer.get("/approved-lists/suppliers?cpv=zebra")
    assert "No CPV code has these words" in from_words
    assert scene.organisations["PEN"].name not in from_words
    assert scene.organisations["PEN"].name in buyer.get("/approved-lists/suppliers")
    assert place.id


def test_rows_of_criteria_come_and_go_and_nothing_typed_is_lost(scene, at):
    lead = at("SECE", "procurement_lead")
    page = lead.post("/approved-lists/new", status=200, **LIST, **{"criteria-add": "yes"})
    assert "Criterion 4" in page
    assert "5,000,000" in page
    page = lead.post("/approved-lists/new", status=200, **LIST, **{"criteria-remove": "0"})
    assert "Criterion 2" in page
    assert "Criterion 3" not in page
    assert "ISO 9001" in page


def test_a_refused_list_keeps_what_was_typed(scene, at):
    lead = at("SECE", "procurement_lead")
    page = lead.post("/approved-lists/new", status=422, **(LIST | {"cpv": "paper"}))
    assert "is not a CPV code" in page
    assert "Small purchases" in page


def test_the_owner_amends_revises_and_closes(scene, at):
    place = scene.approved()
    lead, bidder = at("SECE", "procurement_lead"), at("PEN", "bidder")
    where = f"/approved-lists/{place.list_id}"
    assert 'value="3019"' in lead.get(f"{where}/amend")
    lead.post(f"{where}/amend", title="Paper", purpose="Paper", cpv="3019", shared="yes")
    assert "ISO 9001" in lead.get(f"{where}/criteria")
    changed = {key: value for key, value in LIST.items() if key.startswith("criteria")}
    changed |= {"comply_by__day": "31", "comply_by__month": "1", "comply_by__year": "2027"}
    changed |= {"criteria__0__minimum": "10,000,000", "reason": "Insurers advise it"}
    lead.post(f"{where}/criteria", **changed)
    page = words_of(bidder.get(f"/approved-lists/places/{place.id}"))
    assert "The list asks more after 31 January 2027" in page
    assert "too little: £5,000,000" in page
    assert "Version 1" in words_of(lead.get(where))
    refused = lead.post(f"{where}/close", status=422, reason="")
    assert "Give the reason" in refused
    lead.post(f"{where}/close", reason="A framework replaces it")
    assert "A framework replaces it" in bidder.get(where)
    lead.get(f"{where}/criteria", status=404)
    bidder.get(f"{where}/apply", status=404)


def test_a_suspension_goes_to_and_fro(scene, at):
    place = scene.approved()
    lead, second = at("SECE", "procurement_lead"), at("SECE", "opening_officer")
    bidder, buyer = at("PEN", "bidder"), at("WOK", "buyer")
    where = f"/approved-lists/places/{place.id}"
    days = {"comment_by__day": "1", "comment_by__month": "12", "comment_by__year": "2026"}
    days |= {"ends_on__day": "31", "ends_on__month": "12", "ends_on__year": "2026"}
    refused = lead.post(f"{where}/suspend", status=422, **days)
    assert "Say why the supplier is suspended" in refused
    lead.post(f"{where}/suspend", reason="Late three times", **days)
    seen = buyer.get(where)
    assert "Suspended" in seen
    assert "Late three times" not in seen
    assert "Late three times" in bidder.get(where)
    bidder.post(f"{where}/comment", reason="The lorry broke down")
    bidder.post(f"{where}/appeal", reason="Two were on time")
    bidder.get(f"{where}/appeal", status=404)
    assert "The lorry broke down" in lead.get(where)
    lead.get(f"{where}/decide-appeal", status=404)
    refused = lead.post(f"{where}/decide-appeal", status=422, outcome="allow", reason="Fine")
    assert "another officer decides its appeal" in refused
    assert "Two were on time" in second.get(f"{where}/decide-appeal")
    second.post(f"{where}/decide-appeal", outcome="allow", reason="The notes show it")
    assert "The notes show it" in bidder.get(where)
    assert "Rely on this approval" in buyer.get(where)


def test_the_owner_ends_a_suspension_early(scene, at):
    place = scene.approved()
    scene.suspend(place)
    lead, where = at("SECE", "procurement_lead"), f"/approved-lists/places/{place.id}"
    assert "Late three times" in lead.get(f"{where}/lift")
    lead.post(f"{where}/lift", reason="Put right")
    assert "Put right" in lead.get(where)


def test_the_supplier_changes_its_answers_and_leaves(scene, at):
    place = scene.approved()
    bidder, where = at("PEN", "bidder"), f"/approved-lists/places/{place.id}"
    page = bidder.get(f"{where}/answers")
    assert re.search(r'value="yes"[^>]*checked', page)
    bidder.post(f"{where}/answers", statements__0__sent="yes", statements__0__agreed="no")
    assert "Lapsed" in bidder.get(where)
    assert "Leave this list" in bidder.get(f"{where}/withdraw")
    bidder.post(f"{where}/withdraw")
    assert only_place().status is PlaceStatus.WITHDRAWN
    bidder.get(f"{where}/withdraw", status=404)


def test_a_refusal_is_read_by_the_supplier(scene, at):
    scene.insure()
    scene.accredit()
    place = scene.apply(scene.open_list())
    lead, bidder = at("SECE", "procurement_lead"), at("PEN", "bidder")
    where = f"/approved-lists/places/{place.id}"
    refused = lead.post(f"{where}/decide", status=422, reason="No")
    assert "Choose whether to approve or refuse" in refused
    lead.post(f"{where}/decide", decision="refuse", reason="Another company's certificate")
    assert "Another company&#39;s certificate" in bidder.get(where)
    assert "Apply" in bidder.get(f"/approved-lists/{place.list_id}")


def test_a_debarred_supplier_reads_why_it_cannot_apply_and_the_owner_why_it_cannot_approve(scene, at):
    scene.insure()
    scene.accredit()
    place = scene.apply(scene.open_list())
    other = scene.open_list(title="Furniture")
    scene.debar()
    page = words_of(at("PEN", "bidder").get(f"/approved-lists/{other.id}"))
    assert "You cannot apply" in page
    assert "debarment list" in page
    lead = at("SECE", "procurement_lead")
    assert "It cannot be approved" in lead.get(f"/approved-lists/places/{place.id}/decide")
    refused = lead.post(
        f"/approved-lists/places/{place.id}/decide", status=422, decision="approve", reason="x"
    )
    assert "excluded supplier" in refused


def test_the_owner_reads_the_documents_and_nobody_else_does_here(scene, at, app):
    evidence = scene.insure()
    scene.accredit()
    stored = app.extensions["files"].put(b"%PDF-1.7 proof", media_type="application/pdf")
    place = scene.apply(scene.open_list())
    document = db.session.get(StoredDocument, evidence.document_id)
    document.key, document.sha256 = stored.key, stored.sha256
    db.session.commit()
    where = f"/approved-lists/places/{place.id}/evidence/{evidence.id}"
    assert at("SECE", "procurement_lead").get(where).startswith("%PDF")
    at("SECE", "procurement_lead").get(f"/approved-lists/places/{place.id}/evidence/999", status=404)
    at("WOK", "buyer").get(where, status=404)
    at("PEN", "bidder").get(where, status=403)


def test_the_wallet_shows_which_list_hangs_on_an_insurance(scene, at):
    scene.approved()
    page = words_of(at("PEN", "bidder").get("/suppliers/evidence"))
    assert "Approved list: Paper and stationery" in page


def test_a_lapse_is_mailed_by_the_minute_s_duty(scene, app):
    scene.approved(until=NEXT_MAY)
    before = len(mails())
    for duty in EVERY_MINUTE:
        duty(noon(NEXT_MAY.replace(day=4)))
        duty(noon(NEXT_MAY.replace(day=4)))
    assert len(mails()) == before + 2


def test_a_table_of_suppliers_is_paged_by_key(scene, at):
    place = scene.approved()
    lead = at("SECE", "procurement_lead")
    assert "PEN organisation" in lead.get(f"/approved-lists/{place.list_id}/suppliers?after={place.id + 1}")
    assert "No supplier is on this list" in lead.get(
        f"/approved-lists/{place.list_id}/suppliers?after={place.id}"
    )
