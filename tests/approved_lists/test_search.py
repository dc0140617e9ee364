"""Buyers find the suppliers approved for what they buy; what cannot be invited today is hidden (A11)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.models import ListPlace
from procurement_hub.approved_lists.queries import Wanted
from procurement_hub.approved_lists.queries.needs import places_that_need
from procurement_hub.approved_lists.queries.search import meets_everything, suspended
from procurement_hub.approved_lists.services import NewCriterion
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.models import Evidence, EvidenceKind
from tests.approved_lists.scene import ISO, NEXT_MAY, NOW, PAYS, PUBLIC, SAYS, TODAY

DAY = timedelta(days=1)


def found(scene, on=TODAY, who="WOK", **wanted):
    db.session.rollback()
    page, _, _ = queries.suppliers_page(scene.buyer(who), Wanted(**wanted), on)
    return [place.supplier.name[:3] for place in page.rows]


@pytest.fixture
def paper(scene):
    """Pennine and Albion on one list of the centre for paper."""
    place = scene.approved("PEN", until=NEXT_MAY)
    scene.insure("ALB", until=TODAY + 10 * DAY)
    scene.accredit("ALB")
    scene.approve(scene.apply(scene.list_of(place), "ALB"))
    return place


def test_suppliers_are_found_by_what_is_bought_whoever_approved_them(scene, paper):
    assert found(scene, prefix="30197643") == ["ALB", "PEN"]
    assert found(scene, prefix="30") == ["ALB", "PEN"]
    assert found(scene, prefix="45") == []


def test_what_has_lapsed_is_hidden_unless_it_is_asked_for(scene, paper):
    later = TODAY + 11 * DAY
    assert found(scene, later, prefix="3019") == ["PEN"]
    assert found(scene, later, prefix="3019", every_state=True) == ["ALB", "PEN"]


def test_suspended_and_debarred_suppliers_are_hidden(scene, paper):
    scene.suspend(paper, days=30)
    assert found(scene) == ["ALB"]
    scene.debar("ALB")
    assert found(scene) == []
    assert found(scene, every_state=True) == ["ALB", "PEN"]


def test_suppliers_are_filtered_by_size_kind_and_name_and_an_impossible_mix_finds_none(scene, paper):
    assert found(scene, sme=True) == ["PEN"]
    assert found(scene, vcse=True) == ["ALB"]
    assert found(scene, name="pen org") == ["PEN"]
    assert found(scene, name="100%") == []
    assert found(scene, sme=True, vcse=True) == []


def test_a_list_that_is_not_shared_is_searched_by_its_owner_alone(scene):
    scene.approved(by=scene.buyer("WOK"), shared=False)
    assert found(scene, who="WOK") == ["PEN"]
    assert found(scene, who="RDG") == []


def test_a_closed_list_is_searched_by_nobody(scene, paper):
    actor, approved_list = scene.lead, scene.list_of(paper)
    with transaction():
        services.close_list(actor=actor, now=NOW, approved_list=approved_list, reason="Over")
    assert found(scene, every_state=True) == []


def test_the_search_is_paged_by_key(scene, paper):
    newest, _, _ = queries.suppliers_page(scene.buyer("WOK"), Wanted(), TODAY, after=paper.id + 1)
    assert [place.id for place in newest.rows] == [paper.id]
    older, _, _ = queries.suppliers_page(scene.buyer("WOK"), Wanted(), TODAY, after=paper.id)
    assert older.rows == []


def test_the_wallet_is_told_which_places_need_which_evidence(scene, paper):
    needs = places_that_need(paper.supplier_id)
    assert {(need.kind, need.what, need.organisation_name) for need in needs} == {
        (EvidenceKind.PUBLIC_LIABILITY, "Approved list: Paper and stationery", "SECE organisation"),
        (EvidenceKind.ACCREDITATION, "Approved list: Paper and stationery", "SECE organisation"),
    }
    assert needs[0].url == f"/approved-lists/places/{paper.id}"


# --- what is said to the database is what standing.py works out --------------------------------------

kinds = st.sampled_from([EvidenceKind.PUBLIC_LIABILITY, EvidenceKind.ACCREDITATION, EvidenceKind.POLICY])
titles = st.sampled_from(["ISO 9001", "iso9001:2015", "Quality", "ISO 14001", "Policy"])
items = st.tuples(
    kinds,
    titles,
    st.none() | st.integers(-40, 40),
    st.none() | st.sampled_from([Decimal(1), Decimal(5_000_000), Decimal(10_000_000)]),
    st.booleans(),
)
later_criteria = st.sampled_from(
    [
        [PUBLIC, SAYS],
        [NewCriterion(EvidenceKind.PUBLIC_LIABILITY, minimum=Decimal(10_000_000)), ISO],
        [NewCriterion(EvidenceKind.POLICY), SAYS],
    ]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(items, max_size=5),
    st.booleans(),
    later_criteria,
    st.integers(1, 30),
    st.integers(-45, 45),
)
def test_the_search_and_the_page_agree_on_every_day(paper_place, held, agreed, criteria, notice, days):
    scene, place = paper_place
    wallet_of(place, held)
    actor, supplier = scene.lead, scene.bidder()
    savepoint = len(queries.versions_of([place.list_id])[place.list_id])
    if savepoint < 6:
        with transaction():
            services.answer_statements(actor=supplier, now=NOW, place=place, answers={PAYS: agreed})
        try:
            with transaction():
                services.revise_criteria(
                    actor=actor,
                    now=NOW,
                    approved_list=scene.list_of(place),
                    criteria=criteria,
                    comply_by=TODAY + notice * DAY,
                    reason="Another try",
                )
        except services.NothingChanged:
            pass
    on = TODAY + days * DAY
    standing = scene.stands(place, on)
    said = db.session.scalar(
        db.select(db.func.count())
        .select_from(ListPlace)
        .where(ListPlace.id == place.id, meets_everything(on), ~suspended(on))
    )
    assert bool(said) == standing.usable


@pytest.fixture
def paper_place(scene):
    return scene, scene.approved()


def wallet_of(place, held) -> None:
    """Put just these items into the supplier's wallet, replaced ones among them."""
    with transaction():
        document = db.session.scalars(db.select(Evidence.document_id).limit(1)).one()
        for evidence in db.session.scalars(db.select(Evidence)):
            evidence.superseded_at = NOW
        for kind, title, left, amount, replaced in held:
            db.session.add(
                Evidence(
                    organisation_id=place.supplier_id,
                    kind=kind,
                    title=title,
                    amount=amount,
                    expires_on=None if left is None else TODAY + left * DAY,
                    document_id=document,
                    added_at=NOW,
                    superseded_at=NOW if replaced else None,
                )
            )
