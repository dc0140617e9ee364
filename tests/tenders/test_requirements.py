"""What a tender requires of its bidders: published, proportionate, and held against the wallet."""

from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid
from procurement_hub.suppliers.models import Evidence, EvidenceKind
from procurement_hub.suppliers.standing import Outcome
from procurement_hub.tenders.models import Tender, TenderRequirement
from procurement_hub.tenders.must_haves import Have, held_against
from procurement_hub.tenders.queries import winning
from procurement_hub.tenders.requiring import NewRequirement, NotProportionate, requirements_from
from tests.region import make_region, paper_draft
from tests.tenders.scene import IN_TIME
from tests.tenders.visiting import clock, visit

STARTS = date(2026, 8, 1)
K = EvidenceKind


def required(kind=K.PUBLIC_LIABILITY, named="", minimum=5_000_000, must=True):
    return TenderRequirement(
        position=0, kind=kind, named=named, minimum=minimum and Decimal(minimum), must=must
    )


def proof(kind=K.PUBLIC_LIABILITY, title="Policy 12", amount=5_000_000, until=date(2027, 5, 3)):
    return Evidence(kind=kind, title=title, amount=amount and Decimal(amount), expires_on=until)


def had(requirement, *evidence):
    [found] = held_against([requirement], evidence, starts_on=STARTS)
    return found


# --- what the wallet has --------------------------------------------------------------------------


def test_what_is_good_on_the_day_the_framework_starts_is_had():
    found = had(required(), proof())
    assert found.have is Have.YES
    assert "good until 3 May 2027" in found.sentence


def test_what_runs_out_before_the_framework_starts_is_said_with_its_day():
    found = had(required(), proof(until=date(2026, 7, 31)))
    assert found.have is Have.EXPIRES
    assert "expires on 31 July 2026, before the framework starts on 1 August 2026" in found.sentence


def test_the_last_good_day_may_be_the_day_it_starts():
    assert had(required(), proof(until=STARTS)).have is Have.YES


def test_too_little_cover_is_said_with_both_sums():
    found = had(required(), proof(amount=2_000_000))
    assert found.have is Have.TOO_LITTLE
    assert "£2,000,000" in found.sentence and "£5,000,000" in found.sentence


def test_a_better_proof_counts_whatever_else_is_there():
    assert had(required(), proof(amount=1), proof(until=date(2026, 1, 1)), proof()).have is Have.YES


def test_an_accreditation_is_known_by_its_name_however_it_is_written():
    wanted = required(K.ACCREDITATION, "ISO 9001", None)
    assert had(wanted, proof(K.ACCREDITATION, "iso9001:2015 certificate", None)).have is Have.YES
    assert had(wanted, proof(K.ACCREDITATION, "ISO 14001", None)).have is Have.MISSING


def test_an_empty_wallet_lacks_it():
    assert had(required()).have is Have.MISSING


# --- what may be asked ----------------------------------------------------------------------------


def asked(*wanted, ceiling=400_000):
    return requirements_from(wanted, ceiling=Decimal(ceiling))


def test_insurance_is_never_worded_as_needed_before_the_award():
    for must in (True, False):
        assert "by the start of the contract" in required(must=must).meaning


def test_accounts_need_not_be_audited():
    assert "need not be audited" in required(K.ACCOUNTS, minimum=None).meaning


def test_an_equivalent_is_as_good():
    assert required(K.ACCREDITATION, "ISO 9001", None).title == "ISO 9001, or an equivalent"


def test_cover_out_of_proportion_to_the_framework_is_refused():
    with pytest.raises(NotProportionate):
        asked(NewRequirement(K.PUBLIC_LIABILITY, minimum=Decimal(10_000_000)))
    assert asked(NewRequirement(K.PUBLIC_LIABILITY, minimum=Decimal(10_000_000)), ceiling=1_000_000)
    assert asked(NewRequirement(K.EMPLOYERS_LIABILITY, minimum=Decimal(10_000_000)))


@pytest.mark.parametrize(
    "wanted",
    [
        [NewRequirement(K.ACCREDITATION)],
        [NewRequirement(K.POLICY, "Safeguarding", Decimal(5))],
        [NewRequirement(K.PUBLIC_LIABILITY, minimum=Decimal(0))],
        [NewRequirement(K.ACCREDITATION, "ISO 9001"), NewRequirement(K.ACCREDITATION, "iso 9001")],
        [NewRequirement(K.POLICY, str(n)) for n in range(16)],
    ],
)
def test_a_requirement_that_says_nothing_is_refused(wanted):
    with pytest.raises(Invalid):
        asked(*wanted)


# --- publishing -----------------------------------------------------------------------------------

FORM = {
    "price_weight": "60",
    "quality-0-title": "Quality",
    "quality-0-questions-0-title": "How will you deliver?",
    "quality-0-questions-0-weight": "40",
    "quality-0-questions-0-scale_max": "5",
    "deadline_at-day": "24",
    "deadline_at-month": "7",
    "deadline_at-year": "2026",
    "deadline_at-time": "12 noon",
    "electronic": "yes",
    "documents_complete": "yes",
    "quality_first": "no",
    "requirements-0-kind": "public_liability",
    "requirements-0-minimum": "5,000,000",
    "requirements-0-must": "yes",
    "requirements-1-kind": "",
}


@pytest.fixture
def draft(app, monkeypatch):
    clock(monkeypatch, IN_TIME)
    region = make_region()
    return region, paper_draft(region)


def the_lead(app, draft):
    region, framework = draft
    scene = type("Scene", (), {"region": region})
    return visit(app, scene, "SECE", "procurement_lead"), f"/tenders/publish/{framework.id}"


def test_requirements_are_published_with_the_tender_and_empty_rows_ask_nothing(app, draft):
    lead, url = the_lead(app, draft)
    response = lead.post(url, data=FORM)
    assert response.status_code == 302, response.text
    [row] = db.session.scalars(db.select(TenderRequirement)).all()
    assert (row.kind, row.minimum, row.must) == (K.PUBLIC_LIABILITY, Decimal(5_000_000), True)


def test_a_requirement_out_of_proportion_is_refused_beside_its_box(app, draft):
    lead, url = the_lead(app, draft)
    page = lead.post(url, data={**FORM, "requirements-0-minimum": "50,000,000"})
    assert page.status_code == 422
    assert 'href="#requirements-0-minimum"' in page.text
    assert db.session.scalar(db.select(Tender)) is None


def test_rows_come_and_go_without_losing_what_was_typed(app, draft):
    lead, url = the_lead(app, draft)
    page = lead.post(url, data={**FORM, "rows": "requirement"}).text
    assert 'name="requirements-2-kind"' in page and 'value="5,000,000"' in page
    page = lead.post(url, data={**FORM, "rows": "without-0"}).text
    assert 'name="requirements-1-kind"' not in page and 'value="5,000,000"' not in page


# --- standing -------------------------------------------------------------------------------------


def test_a_firm_is_never_failed_for_its_size(scene):
    prospect = winning.prospect(scene.region.bidder("ALB"), scene.tender.id, IN_TIME)
    assert prospect.standing.outcome in set(Outcome)
    assert not any("fail" in outcome.value for outcome in Outcome)


def test_the_value_of_a_year_is_the_ceiling_without_vat_over_the_term(scene):
    assert winning.yearly_value(scene.framework) == Decimal("83276.29")


def test_the_hours_grow_with_what_is_new(scene):
    prospect = winning.prospect(scene.region.bidder("ALB"), scene.tender.id, IN_TIME)
    # two new answers, one item and the reading: 60 + 60 + 10 + 60 minutes
    assert prospect.hours == 3
