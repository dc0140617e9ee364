"""From award to an agreement in force: the tier reached, the standstill, and two signatures."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import queries, services
from procurement_hub.frameworks.models import (
    AgreedPrice,
    AgreedTier,
    AgreementStatus,
    Framework,
    FrameworkStatus,
    Lot,
)
from procurement_hub.frameworks.services import NoPriceReached, StandstillRunning, SuppliersFull
from tests.region import (
    JULY,
    JUNE,
    SIGNING,
    TIERS,
    awarded_framework,
    live_framework,
    make_region,
    paper_draft,
    the_item,
)


@pytest.fixture
def region(app):
    return make_region()


@pytest.fixture
def lot(region):
    framework = paper_draft(region)
    with transaction():
        services.publish(actor=region.lead, now=JUNE, framework=framework)
    return db.session.scalars(sa.select(Lot)).one()


def award(region, lot, supplier="PEN", rank=1, tiers=None, actor=None):
    with transaction():
        return services.add_agreement(
            actor=actor or region.lead,
            now=JULY,
            lot=lot,
            supplier_id=region.organisations[supplier].id,
            rank=rank,
            tiers={the_item().id: TIERS} if tiers is None else tiers,
        )


def test_the_price_of_orders_is_the_tier_that_firm_demand_reaches(region, lot):
    award(region, lot)
    price = db.session.scalars(sa.select(AgreedPrice)).one()
    assert (price.unit_price, price.tier_from) == (Decimal("3.42"), 75000)
    assert len(db.session.scalars(sa.select(AgreedTier)).all()) == len(TIERS)


def test_a_schedule_whose_first_tier_is_not_reached_gives_no_price(region, lot):
    with pytest.raises(NoPriceReached, match="A4-80"):
        award(region, lot, tiers={the_item().id: [(Decimal(100000), Decimal("3.29"))]})


def test_an_item_left_out_of_the_schedule_gives_no_price(region, lot):
    with pytest.raises(NoPriceReached):
        award(region, lot, tiers={})


def test_a_lot_takes_no_more_suppliers_than_were_published(region, lot):
    award(region, lot)
    with pytest.raises(SuppliersFull):
        award(region, lot, "ALB", rank=1)


def test_no_supplier_joins_after_the_award(region):
    framework, _ = awarded_framework(region)
    with pytest.raises(WrongState, match="section 74"):
        award(region, db.session.scalars(sa.select(Lot)).one(), "ALB")
    assert framework.status is FrameworkStatus.AWARDED


def test_the_award_is_for_the_lead_of_its_own_centre(region, lot):
    with pytest.raises(NotFound):
        award(region, lot, actor=region.actor("NECE", "procurement_lead"))
    with pytest.raises(NotPermitted):
        award(region, lot, actor=region.buyer("WOK"))
    with pytest.raises(NotFound):
        award(region, lot, "WOK")


def test_an_ordinary_framework_needs_its_standstill(region, lot):
    award(region, lot)
    framework = db.session.scalars(sa.select(Framework)).one()
    with pytest.raises(Invalid), transaction():
        services.mark_awarded(
            actor=region.lead, now=JULY, framework=framework, reference="2026-1", standstill_ends_on=None
        )


def sign(region, agreement, now=SIGNING, actor=None):
    with transaction():
        return services.sign_agreement(actor=actor or region.bidder("PEN"), now=now, agreement=agreement)


def countersign(region, agreement, actor=None):
    with transaction():
        return services.countersign_agreement(actor=actor or region.lead, now=SIGNING, agreement=agreement)


def test_nobody_signs_before_the_standstill_has_ended(region):
    _, agreement = awarded_framework(region)
    with pytest.raises(StandstillRunning) as refusal:
        sign(region, agreement, now=datetime(2026, 7, 16, 22, 59, tzinfo=UTC))
    assert refusal.value.sentence == (
        "The standstill period ends on 16 July 2026. You can sign from 17 July 2026."
    )


def test_the_first_minute_after_the_standstill_in_uk_time_will_do(region):
    _, agreement = awarded_framework(region)
    moment = datetime(2026, 7, 16, 23, 0, tzinfo=UTC)  # 17 July, 0:00 in the United Kingdom
    signed = sign(region, agreement, now=moment)
    assert (signed.status, signed.signed_at) == (AgreementStatus.SIGNED, moment)


def test_another_supplier_does_not_find_the_agreement(region):
    _, agreement = awarded_framework(region)
    with pytest.raises(NotFound):
        sign(region, agreement, actor=region.bidder("ALB"))


def test_a_supplier_does_not_find_its_agreement_before_the_award_notice(region, lot):
    agreement = award(region, lot)
    with pytest.raises(NotFound):
        sign(region, agreement)
    assert queries.own_agreements_page(region.bidder("PEN")).rows == []


def test_the_centre_signs_after_the_supplier(region):
    _, agreement = awarded_framework(region)
    with pytest.raises(WrongState, match="countersign"):
        countersign(region, agreement)
    sign(region, agreement)
    assert countersign(region, agreement).status is AgreementStatus.IN_FORCE
    assert db.session.scalars(sa.select(Framework)).one().status is FrameworkStatus.LIVE


def test_an_agreement_is_signed_once(region):
    _, agreement = awarded_framework(region)
    sign(region, agreement)
    with pytest.raises(WrongState):
        sign(region, agreement)


ON = date(2026, 8, 5)


def why_not(framework, region, council="WOK", on=ON):
    lot = db.session.scalars(sa.select(Lot)).one()
    return queries.why_not_call_off(framework, lot, region.organisations[council].id, on)


def test_a_named_council_may_call_off_within_the_term(region):
    framework, _ = live_framework(region)
    assert why_not(framework, region) is None
    assert why_not(framework, region, on=date(2026, 8, 1)) is None
    assert why_not(framework, region, on=date(2030, 7, 31)) is None


def test_the_first_reason_why_not_is_given(region):
    framework, _ = live_framework(region)
    assert why_not(framework, region, "KEN") == "Your authority is not named as able to use this framework."
    assert why_not(framework, region, on=date(2026, 7, 31)).startswith(
        "This framework starts on 1 August 2026"
    )
    assert why_not(framework, region, on=date(2030, 8, 1)) == (
        "This framework ended on 31 July 2030. You cannot call off from it."
    )


def test_nobody_calls_off_before_both_have_signed(region):
    framework, _ = awarded_framework(region)
    assert "not live" in why_not(framework, region)
