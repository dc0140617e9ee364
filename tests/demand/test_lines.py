"""A council registers its own demand while the round is open; again replaces; a file is all or nothing."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, SeveralProblems
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services
from procurement_hub.demand.models import Commitment, DemandLine, RoundItem
from procurement_hub.demand.services import ItemNotInRound, LineRow, NewItem, RoundClosed
from tests.region import (
    MARCH,
    MAY,
    PAPER,
    closed_paper_round,
    make_region,
    open_paper_round,
    register,
    the_item,
)

LAPTOP = NewItem(code="LAP-14", title="Laptop, 14 inch", unit="each", cpv="30213100-6")


@pytest.fixture
def region(app):
    return make_region()


@pytest.fixture
def demand_round(region):
    return open_paper_round(region, items=(PAPER, LAPTOP))


def lines():
    return db.session.scalars(sa.select(DemandLine).order_by(DemandLine.id)).all()


def fields(refusal):
    problems = getattr(refusal.value, "problems", None) or [(refusal.value.field, "")]
    return [field for field, _ in problems]


def test_a_buyer_registers_for_the_own_council(region, demand_round):
    line = register(region, demand_round, "WOK", 12000)
    assert (line.council_id, line.quantity, line.commitment) == (
        region.organisations["WOK"].id,
        Decimal(12000),
        Commitment.FIRM,
    )


def test_registering_again_replaces_the_line(region, demand_round):
    register(region, demand_round, "WOK", 12000)
    register(region, demand_round, "WOK", 13000)
    register(region, demand_round, "WOK", 500, commitment="soft")
    assert [(line.commitment, line.quantity) for line in lines()] == [("firm", 13000), ("soft", 500)]


@pytest.mark.parametrize("quantity", ["-5", "0", "1.0001", "NaN", "10000000000"])
def test_a_quantity_that_makes_no_sense_is_refused(region, demand_round, quantity):
    with pytest.raises(SeveralProblems, match="quantity") as refusal:
        register(region, demand_round, "WOK", quantity)
    assert fields(refusal) == ["quantity"]


def test_a_price_needs_its_date_and_a_date_its_price(region, demand_round):
    with pytest.raises(SeveralProblems) as refusal:
        register(region, demand_round, "WOK", 1, current_price=Decimal("4.10"))
    assert fields(refusal) == ["price_date"]
    with pytest.raises(SeveralProblems) as refusal:
        register(region, demand_round, "WOK", 1, price_date=date(2026, 2, 1))
    assert fields(refusal) == ["current_price"]


def test_a_price_of_the_future_is_refused(region, demand_round):
    with pytest.raises(SeveralProblems) as refusal:
        register(
            region,
            demand_round,
            "WOK",
            1,
            current_price=Decimal("4.10"),
            price_date=MARCH.date().replace(day=3),
        )
    assert fields(refusal) == ["price_date"]


def test_a_closed_round_takes_no_demand(region):
    demand_round = closed_paper_round(region)
    with pytest.raises(RoundClosed, match="closed on 1 May 2026"):
        register(region, demand_round, "RDG", 30000)


def test_demand_after_the_closing_date_is_refused_before_the_round_is_closed(region, demand_round):
    arguments = {
        "demand_round": demand_round,
        "item": the_item(),
        "quantity": Decimal(5),
        "commitment": "firm",
    }
    last_moment = datetime(2026, 4, 30, 22, 59, tzinfo=UTC)  # 23:59 in the United Kingdom
    with transaction():
        services.register_demand(actor=region.buyer("WOK"), now=last_moment, **arguments)
    with pytest.raises(RoundClosed, match="closed"), transaction():
        services.register_demand(
            actor=region.buyer("WOK"), now=datetime(2026, 4, 30, 23, 0, tzinfo=UTC), **arguments
        )


def test_only_a_councils_buyer_registers(region, demand_round):
    for actor in (region.lead, region.bidder("PEN"), region.actor("WOK", "approver")):
        with pytest.raises(NotPermitted), transaction():
            services.register_demand(
                actor=actor,
                now=MARCH,
                demand_round=demand_round,
                item=the_item(),
                quantity=Decimal(1),
                commitment="firm",
            )


def test_an_item_of_another_round_is_refused(region):
    first = open_paper_round(region)
    open_paper_round(region, items=(LAPTOP,), code="R2")
    with pytest.raises(ItemNotInRound):
        register(region, first, "WOK", 5, item=the_item("LAP-14"))


def test_a_line_can_be_taken_back_by_its_council_only(region, demand_round):
    line = register(region, demand_round, "WOK", 12000)
    with pytest.raises(NotFound), transaction():
        services.withdraw_demand(actor=region.buyer("WAM"), now=MARCH, line=line)
    with transaction():
        services.withdraw_demand(actor=region.buyer("WOK"), now=MARCH, line=line)
    assert lines() == []


def row(number, item="A4-80", quantity="10", commitment=Commitment.FIRM, **more):
    return LineRow(number, item, None if quantity is None else Decimal(quantity), commitment, **more)


def test_a_file_of_lines_is_registered_whole(region, demand_round):
    with transaction():
        services.register_lines(
            actor=region.buyer("WOK"),
            now=MARCH,
            demand_round=demand_round,
            rows=[row(2), row(3, "LAP-14", "40", Commitment.SOFT)],
        )
    assert [line.quantity for line in lines()] == [10, 40]


def test_nothing_of_a_file_is_registered_while_a_row_is_wrong(region, demand_round):
    rows = [
        row(2),
        row(3, "LAP-14", "-1"),
        row(4, "NOPE", "1"),
        row(5, quantity=None, commitment=None),
        row(6),
    ]
    with pytest.raises(SeveralProblems) as refusal, transaction():
        services.register_lines(actor=region.buyer("WOK"), now=MARCH, demand_round=demand_round, rows=rows)
    sentences = [sentence for _, sentence in refusal.value.problems]
    assert sentences == [
        "Row 3, quantity: The quantity must be more than 0.",
        "Row 4, item: NOPE is not in this round.",
        "Row 5, quantity: Enter the quantity.",
        "Row 5, firm or soft: Say whether the quantity is firm or soft.",
        "Row 6, item: row 2 is about the same item and commitment.",
    ]
    assert lines() == []


def test_demand_and_closing_at_the_same_moment_never_lose_a_line(app, region, demand_round):
    """What is registered counts in the totals, or is refused; whichever comes first."""
    councils = ["WOK", "WAM", "BRF", "RDG", "WBK", "SLO"]
    item, outcomes, start = the_item(), {}, threading.Barrier(len(councils) + 1)

    def try_to_register(code):
        with app.app_context():
            start.wait()
            try:
                register(region, demand_round, code, 100, item=item)
                outcomes[code] = "registered"
            except DomainError as refusal:
                outcomes[code] = refusal.sentence

    def close():
        with app.app_context():
            start.wait()
            with transaction():
                services.close_round(actor=region.lead, now=MAY, demand_round=demand_round)

    threads = [threading.Thread(target=try_to_register, args=(code,)) for code in councils]
    threads.append(threading.Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    registered = [code for code, outcome in outcomes.items() if outcome == "registered"]
    assert len(outcomes) == len(councils)
    total = db.session.scalars(
        sa.select(RoundItem).where(RoundItem.item_id == item.id, RoundItem.round_id == demand_round.id)
    ).one()
    assert total.firm_total == 100 * len(registered) == sum((line.quantity for line in lines()), Decimal(0))
    assert all("closed" in outcome for outcome in outcomes.values() if outcome != "registered")


def test_a_price_and_quantity_that_come_to_billions_are_taken_for_a_slip(region, demand_round):
    with pytest.raises(SeveralProblems, match=r"come to £[\d,]+ a year") as refusal:
        price = {"current_price": Decimal(3_500_000), "price_date": date(2026, 2, 15)}
        register(region, demand_round, "WOK", 12000, **price)
    assert fields(refusal) == ["current_price"]
