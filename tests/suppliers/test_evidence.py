"""The evidence wallet: put in, replaced, relied on, and shown to whoever may see it."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted
from procurement_hub.core.files import media_type_of
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.models import Evidence, EvidenceKind, EvidenceReliance, EvidenceState
from procurement_hub.suppliers.queries import affected
from procurement_hub.suppliers.services import AlreadySuperseded, EvidenceExpired
from tests.makers import make_organisation, visitor
from tests.region import MARCH, make_region
from tests.suppliers.wallet import PDF, put, replace, sent

TODAY = MARCH.date()


@pytest.fixture
def region(app):
    return make_region()


def rely(region, evidence, by="WOK", what="Approved list: Paper"):
    with transaction():
        services.rely_on(actor=region.buyer(by), now=MARCH, evidence_ids=[evidence.id], what=what)


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (121, EvidenceState.VALID),
        (120, EvidenceState.EXPIRING),
        (0, EvidenceState.EXPIRING),
        (-1, EvidenceState.EXPIRED),
    ],
)
def test_evidence_is_good_until_the_end_of_its_last_day(days_left, state):
    evidence = Evidence(kind=EvidenceKind.POLICY, expires_on=TODAY + timedelta(days=days_left))
    assert evidence.state(TODAY) is state


def test_evidence_without_an_end_stays_valid():
    assert Evidence(kind=EvidenceKind.POLICY).state(date(2099, 1, 1)) is EvidenceState.VALID


def test_an_insurance_says_how_much_and_until_when(region):
    with pytest.raises(Invalid) as refusal:
        put(region, amount=None)
    assert refusal.value.field == "amount"
    with pytest.raises(Invalid) as refusal:
        put(region, expires_on=None)
    assert refusal.value.field == "expires_on"


def test_a_policy_needs_neither_and_has_no_cover(region):
    evidence = put(region, kind=EvidenceKind.POLICY, expires_on=None)
    assert evidence.amount is None


def test_what_has_expired_already_is_refused(region):
    with pytest.raises(EvidenceExpired):
        put(region, expires_on=TODAY - timedelta(days=1))
    assert put(region, expires_on=TODAY).id


def test_dates_that_cannot_be_are_refused(region):
    with pytest.raises(Invalid):
        put(region, issued_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid):
        put(region, issued_on=TODAY, expires_on=TODAY - timedelta(days=2))


def test_a_newer_version_takes_the_place_of_the_old_one_which_is_kept(region):
    first = put(region)
    second = replace(region, first, expires_on=date(2028, 3, 1))
    third = replace(region, second, expires_on=date(2029, 3, 1))
    (current,) = queries.current_evidence([first.organisation_id])
    assert current.id == third.id
    assert [version.id for version in queries.versions_of(first)] == [third.id, second.id, first.id]
    assert first.state(TODAY) is EvidenceState.SUPERSEDED


def test_a_version_is_replaced_once(region):
    first = put(region)
    replace(region, first)
    with pytest.raises(AlreadySuperseded):
        replace(region, first)


def test_only_its_own_people_keep_a_wallet(region):
    first = put(region)
    with pytest.raises(NotFound):
        put(region, actor=region.bidder("ALB"))
    with pytest.raises(NotFound):
        replace(region, first, "ALB")
    with pytest.raises(NotPermitted):
        put(region, actor=region.actor("PEN", "auditor"))


def test_who_relied_on_which_version_is_kept_once(region):
    first = put(region)
    rely(region, first)
    rely(region, first)
    rely(region, first, "RDG")
    second = replace(region, first)
    found = queries.reliances_of_wallet(first.organisation_id)
    assert {reliance.organisation.code for reliance in found} == {"WOK", "RDG"}
    assert len(found) == 2
    assert queries.reliances([second.id]) == []


def test_a_supplier_relies_on_nobody_s_evidence(region):
    first = put(region)
    with pytest.raises(NotPermitted), transaction():
        services.rely_on(actor=region.bidder("ALB"), now=MARCH, evidence_ids=[first.id], what="Spying")
    with pytest.raises(NotFound), transaction():
        services.rely_on(actor=region.buyer("WOK"), now=MARCH, evidence_ids=[first.id, 999], what="More")
    assert db.session.scalar(db.select(EvidenceReliance.id)) is None


def test_files_are_for_the_supplier_the_centres_leads_and_those_who_relied_on_them(region):
    first = put(region)
    rely(region, first, "WOK")
    second = replace(region, first)
    readers = {"PEN": region.bidder("PEN"), "lead": region.lead, "WOK": region.buyer("WOK")}
    for actor in readers.values():
        assert queries.file_for(actor, first.id).name == "cover.pdf"
    assert queries.file_for(readers["lead"], second.id).name == "newer.pdf"
    for actor in (region.buyer("WOK"), region.buyer("RDG"), region.bidder("ALB")):
        with pytest.raises(NotFound):
            queries.file_for(actor, second.id)
    with pytest.raises(NotFound):
        queries.file_for(region.buyer("RDG"), first.id)


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def pennine(app):
    return make_organisation(Kind.SUPPLIER, "Pennine Paper Ltd")


@pytest.fixture
def bidder(app, pennine):
    return visitor(app, [Role.BIDDER], pennine)


def test_a_bidder_puts_evidence_in_and_reads_it_back(bidder):
    answer = bidder.post("/suppliers/evidence/new", data=sent())
    assert answer.status_code == 302
    page = bidder.get("/suppliers/evidence").text
    assert "Public liability" in page
    assert "£5,000,000" in page
    assert "Nobody yet" in page
    evidence = db.session.scalars(db.select(Evidence)).one()
    assert evidence.amount == Decimal("5000000.00")
    assert bidder.get(f"/suppliers/evidence/{evidence.id}/file").data == PDF


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cover.exe", PDF, "The file must be a PDF"),
        ("cover.pdf", b"MZ not one", "does not hold one"),
        ("cover.pdf", b"", "The file is empty"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_and_the_form_kept(bidder, name, content, said):
    answer = bidder.post("/suppliers/evidence/new", data=sent(name, content))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Calder Mutual"' in answer.text
    assert 'value="5,000,000"' in answer.text
    assert 'value="2099"' in answer.text
    assert db.session.scalar(db.select(Evidence.id)) is None


def test_a_file_that_is_too_large_is_refused_and_the_form_kept(bidder, monkeypatch):
    monkeypatch.setattr("procurement_hub.web.uploads.media_type_of", partial(media_type_of, largest=5))
    answer = bidder.post("/suppliers/evidence/new", data=sent())
    assert answer.status_code == 422
    assert "The file must be smaller than" in answer.text
    assert 'value="Calder Mutual"' in answer.text


def test_a_newer_version_is_put_in_place_on_the_page(bidder):
    bidder.post("/suppliers/evidence/new", data=sent())
    old = db.session.scalars(db.select(Evidence.id)).one()
    assert 'value="CM-1"' in bidder.get(f"/suppliers/evidence/{old}/replace").text
    answer = bidder.post(f"/suppliers/evidence/{old}/replace", data=sent(reference="CM-2"))
    assert answer.status_code == 302
    page = bidder.get(answer.location).text
    assert "CM-2" in page
    assert "superseded on" in page
    assert "Superseded" in bidder.get(f"/suppliers/evidence/{old}").text
    again = bidder.post(f"/suppliers/evidence/{old}/replace", data=sent())
    assert again.status_code == 422


def test_another_supplier_finds_nothing(app, bidder):
    bidder.post("/suppliers/evidence/new", data=sent())
    evidence = db.session.scalars(db.select(Evidence.id)).one()
    stranger = visitor(app, [Role.BIDDER], make_organisation(Kind.SUPPLIER))
    for path in ("", "/replace", "/file"):
        assert stranger.get(f"/suppliers/evidence/{evidence}{path}").status_code == 404


def test_the_page_names_what_needs_a_kind_of_evidence(bidder, pennine, monkeypatch):
    asked = []

    def places(supplier_id):
        asked.append(supplier_id)
        return [
            affected.Affected(EvidenceKind.PUBLIC_LIABILITY, "Approved list: Paper", "Centre", "/lists/1")
        ]

    monkeypatch.setattr(affected, "SOURCES", [places])
    bidder.post("/suppliers/evidence/new", data=sent())
    assert 'href="/lists/1"' in bidder.get("/suppliers/evidence").text
    assert asked == [pennine.id]
