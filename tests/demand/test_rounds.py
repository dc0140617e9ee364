"""Rounds are opened and closed by their centre, and closing fixes totals and baselines."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services
from procurement_hub.demand.models import DemandRound, RoundItem
from procurement_hub.demand.services import NewItem, RemindedToday, RoundCodeTaken
from procurement_hub.savings.models import Baseline
from tests.makers import make_person
from tests.region import (
    FIRM,
    MARCH,
    MAY,
    PAPER,
    closed_paper_round,
    make_region,
    open_paper_round,
    register,
    the_item,
)


@pytest.fixture
def region(app):
    return make_region()


def open_round(region, actor=None, **changes):
    arguments = {"title": "Paper", "closes_on": date(2026, 4, 30), "items": [PAPER], "code": None}
    with transaction():
        return services.open_round(actor=actor or region.lead, now=MARCH, **(arguments | changes))


def test_a_round_without_a_reference_gets_the_years_next_one(region):
    first = open_round(region)
    second = open_round(region, items=[PAPER])
    assert (first.code, second.code) == ("R-2026-001", "R-2026-002")


def test_a_reference_is_given_once(region):
    open_round(region, code="R1")
    with pytest.raises(RoundCodeTaken):
        open_round(region, code="R1")


def test_a_buyer_may_not_open_a_round(region):
    with pytest.raises(NotPermitted, match="may not"):
        open_round(region, actor=region.buyer("WOK"))


def test_a_round_cannot_close_in_the_past(region):
    with pytest.raises(Invalid) as refusal:
        open_round(region, closes_on=date(2026, 3, 1))
    assert refusal.value.field == "closes_on"


def test_each_wrong_item_is_named_by_its_row(region):
    wrong_unit = NewItem(code="X", title="X", unit="furlong", cpv="30197643-5")
    wrong_cpv = NewItem(code="Y", title="Y", unit="ream", cpv="30197643-4")
    with pytest.raises(SeveralProblems) as refusal:
        open_round(region, items=[PAPER, wrong_unit, wrong_cpv, PAPER])
    assert [field for field, _ in refusal.value.problems] == ["items-1-unit", "items-2-cpv", "items-3-code"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DemandRound)) == 0


def test_closing_adds_up_firm_and_soft_demand_to_the_unit(region):
    demand_round = open_paper_round(region)
    register(region, demand_round, "WOK", "12000.5")
    register(region, demand_round, "WAM", "9000.001")
    register(region, demand_round, "WAM", "700", commitment="soft")
    with transaction():
        services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    item = db.session.scalars(sa.select(RoundItem)).one()
    assert (item.firm_total, item.soft_total) == (Decimal("21000.501"), Decimal("700.000"))


def test_an_item_that_nobody_needs_has_a_total_of_nothing(region):
    demand_round = open_paper_round(region)
    with transaction():
        services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    item = db.session.scalars(sa.select(RoundItem)).one()
    assert (item.firm_total, item.soft_total) == (0, 0)


def test_closing_freezes_a_baseline_for_each_council_with_who_and_when(region):
    closed_paper_round(region)
    baselines = db.session.scalars(sa.select(Baseline).order_by(Baseline.council_id)).all()
    assert len(baselines) == len(FIRM)
    wokingham = next(b for b in baselines if b.council_id == region.organisations["WOK"].id)
    assert (wokingham.unit_price, wokingham.annual_quantity) == (Decimal("4.1"), 12000)
    assert wokingham.price_date == date(2026, 2, 15)
    assert (wokingham.frozen_at, wokingham.frozen_by_id) == (MAY, region.people["SECE"].id)


def test_the_price_of_a_firm_line_is_the_baseline_before_that_of_a_soft_one(region):
    demand_round = open_paper_round(region)
    for commitment, price in (("soft", "9.99"), ("firm", "4.10")):
        register(
            region,
            demand_round,
            "WOK",
            10,
            commitment=commitment,
            current_price=Decimal(price),
            price_date=date(2026, 2, 1),
        )
    with transaction():
        services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    assert db.session.scalars(sa.select(Baseline)).one().unit_price == Decimal("4.10")


def test_a_line_without_a_price_freezes_no_baseline(region):
    demand_round = open_paper_round(region)
    register(region, demand_round, "WOK", 10)
    with transaction():
        services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    assert db.session.scalars(sa.select(Baseline)).all() == []


def test_a_round_closes_once(region):
    demand_round = closed_paper_round(region)
    with pytest.raises(WrongState, match="closed"), transaction():
        services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)


def test_another_centre_does_not_find_the_round_to_close(region):
    demand_round = open_paper_round(region)
    with pytest.raises(NotFound), transaction():
        services.close_round(
            actor=region.actor("NECE", "procurement_lead"), now=MAY, demand_round=demand_round
        )


def test_opening_registering_and_closing_are_in_the_audit_trail(region):
    closed_paper_round(region)
    verbs = db.session.scalars(sa.select(AuditEvent.verb).distinct().order_by(AuditEvent.verb)).all()
    assert verbs == ["add_item", "close_round", "freeze_baseline", "open_round", "register_demand"]


def test_an_item_is_shared_by_rounds(region):
    open_round(region)
    open_round(region)
    assert the_item().code == "A4-80"


def letters():
    return [json.loads(text) for text in db.session.scalars(sa.select(OutboxMessage.payload))]


def test_every_councils_buyers_are_told_that_a_round_is_open(region):
    make_person(["buyer"], region.organisations["WOK"], email="buyer@wok.example")
    make_person(["approver"], region.organisations["WOK"], email="approver@wok.example")
    make_person(["bidder"], region.organisations["PEN"], email="bids@pen.example")
    open_round(region)
    (letter,) = letters()
    assert letter["to"] == "buyer@wok.example"
    assert "Until the end of 30 April 2026" in letter["text"]


def test_councils_that_have_not_answered_are_reminded_once_a_day(region):
    demand_round = open_paper_round(region)
    for code in ("WOK", "WAM"):
        make_person(["buyer"], region.organisations[code], email=f"buyer@{code.lower()}.example")
    register(region, demand_round, "WOK", 5)
    with transaction():
        assert services.remind_councils(actor=region.lead, now=MARCH, demand_round=demand_round) == 1
    assert [letter["to"] for letter in letters()] == ["buyer@wam.example"]
    with pytest.raises(RemindedToday), transaction():
        services.remind_councils(actor=region.lead, now=MARCH, demand_round=demand_round)
    with transaction():
        services.remind_councils(actor=region.lead, now=MARCH + timedelta(days=1), demand_round=demand_round)


def test_nobody_is_reminded_of_a_round_that_takes_no_answers(region):
    demand_round = open_paper_round(region)
    with pytest.raises(WrongState), transaction():
        services.remind_councils(actor=region.lead, now=MAY, demand_round=demand_round)
    with pytest.raises(NotFound), transaction():
        services.remind_councils(
            actor=region.actor("NECE", "procurement_lead"), now=MARCH, demand_round=demand_round
        )
