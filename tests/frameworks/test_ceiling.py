"""What orders commit never passes a limit, whoever comes at the same moment, and comes back exactly."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import ceiling
from procurement_hub.frameworks.ceiling import CeilingReached, NotCommitted
from procurement_hub.frameworks.models import Agreement, DirectAward, Framework, Lot
from procurement_hub.frameworks.services import NewLot
from tests.region import closed_paper_round, live_framework, make_region, the_item


@pytest.fixture
def keys(app):
    _, agreement = live_framework(make_region())
    return {
        "framework_id": agreement.framework_id,
        "lot_id": agreement.lot_id,
        "agreement_id": agreement.id,
    }


def committed(model=Framework):
    db.session.rollback()
    return db.session.scalar(sa.select(model.committed_gross))


def reserve(keys, gross):
    with transaction():
        ceiling.reserve(**keys, gross=Decimal(gross))


def test_the_last_penny_fits_and_one_more_does_not(keys):
    reserve(keys, "399999.99")
    reserve(keys, "0.01")
    with pytest.raises(CeilingReached):
        reserve(keys, "0.01")
    assert committed() == Decimal("400000.00")


def test_looking_for_room_says_the_same_and_commits_nothing(keys):
    reserve(keys, "399999.99")
    ceiling.check_room(**keys, gross=Decimal("0.01"))
    with pytest.raises(CeilingReached):
        ceiling.check_room(**keys, gross=Decimal("0.02"))
    assert committed() == Decimal("399999.99")


def test_the_refusal_says_what_the_order_would_come_to(keys):
    reserve(keys, "300412.80")
    with pytest.raises(CeilingReached) as refusal:
        reserve(keys, "109837.60")
    assert refusal.value.sentence == (
        "This order would take the framework to £410,250.40, over its published value of £400,000. "
        "Ask the centre to change the framework first."
    )
    assert committed() == Decimal("300412.80")


def test_what_is_given_back_can_be_used_again(keys):
    reserve(keys, "400000.00")
    with transaction():
        ceiling.release(**keys, gross=Decimal("24624.00"))
    reserve(keys, "24624.00")
    assert committed() == Decimal("400000.00")


def test_a_complete_order_settles_to_what_was_invoiced(keys):
    reserve(keys, "1000.00")
    with transaction():
        ceiling.settle(**keys, reserved=Decimal("1000.00"), invoiced=Decimal("812.34"))
    assert committed() == Decimal("812.34")


def test_more_than_was_committed_is_never_given_back(keys):
    reserve(keys, "10.00")
    with pytest.raises(NotCommitted), transaction():
        ceiling.release(**keys, gross=Decimal("10.01"))
    assert committed() == Decimal("10.00")


def test_a_lot_is_counted_only_under_a_limit_of_its_own(keys):
    reserve(keys, "10.00")
    assert (committed(Lot), committed(Agreement)) == (0, 0)


def set_limit(model, amount):
    with transaction():
        db.session.execute(sa.update(model).values(ceiling_gross=Decimal(amount)))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Lot, "would take lot 1 to £120, over its published value of £100."),
        (Agreement, "would take the supplier's agreement to £120, over its value of £100."),
    ],
)
def test_a_limit_of_a_lot_or_agreement_refuses_and_leaves_the_framework_as_it_was(keys, model, words):
    set_limit(model, "100.00")
    reserve(keys, "60.00")
    with pytest.raises(CeilingReached) as refusal:
        reserve(keys, "60.00")
    assert words in refusal.value.sentence
    assert (committed(), committed(model)) == (Decimal("60.00"), Decimal("60.00"))
    with transaction():
        ceiling.release(**keys, gross=Decimal("60.00"))
    assert (committed(), committed(model)) == (0, 0)


def test_orders_at_the_same_moment_never_pass_the_ceiling(app, keys):
    """Forty orders of £15,000 from eight buyers; £400,000 has room for 26."""
    outcomes, start = [], threading.Barrier(8)

    def buy():
        with app.app_context():
            start.wait()
            for _ in range(5):
                try:
                    reserve(keys, "15000.00")
                    outcomes.append(True)
                except CeilingReached:
                    outcomes.append(False)

    buyers = [threading.Thread(target=buy) for _ in range(8)]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    assert (outcomes.count(True), outcomes.count(False)) == (26, 14)
    assert committed() == Decimal("390000.00")


def test_orders_in_two_lots_share_the_frameworks_ceiling(app):
    region = make_region()
    demand_round = closed_paper_round(region)
    paper = NewLot("1", "Paper", [the_item()], 1, DirectAward.SOLE_SUPPLIER, Decimal("1000.00"))
    framework, agreement = live_framework(
        region,
        demand_round=demand_round,
        ceiling_gross=Decimal("1500.00"),
        lots=[replace(paper, ceiling_gross=Decimal("1500.00"))],
    )
    keys = {"framework_id": framework.id, "lot_id": agreement.lot_id, "agreement_id": agreement.id}
    reserve(keys, "1500.00")
    with pytest.raises(CeilingReached, match=r"the framework to £1,500\.01"):
        reserve(keys, "0.01")
