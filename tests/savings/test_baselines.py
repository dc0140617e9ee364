"""Versions of a baseline, and which of them a gain is held against."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.savings import baselines, explaining, ledger, queries, standing
from procurement_hub.savings.method import BaselineType, Grade
from procurement_hub.savings.models import Baseline, GainEntry, IndexSeries
from tests.market import AUGUST, DECEMBER
from tests.region import MARCH, MAY, open_paper_round, register, the_item
from tests.savings.old_prices import (
    INVOICE,
    JUNE,
    TONER,
    counted,
    own,
    revise,
    set_one,
    with_index,
)
from tests.savings.test_signing import check


def test_a_baseline_is_never_edited(market):
    for statement in ("UPDATE baseline SET unit_price = 1", "DELETE FROM baseline"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(db.text(statement))


def test_a_revision_is_another_version_with_its_reason_and_both_can_be_read(market):
    first = own(market, "WOK")
    second = revise(market, first, replace(INVOICE, unit_price=Decimal("4.00")), reason=" Wrong line ")
    assert (second.version, second.reason, second.unit_price) == (2, "Wrong line", 4)
    assert [b.version for b in queries.versions_of(first.council_id, first.round_id, first.item_id)] == [2, 1]
    assert db.session.get(Baseline, first.id).unit_price == Decimal("4.10")


def test_the_latest_version_before_the_award_counts_also_where_it_is_higher(market):
    second = revise(market, own(market, "WOK"), replace(INVOICE, unit_price=Decimal("4.30")), at=JUNE)
    assert (counted(market, "WOK").baseline.id, counted(market, "WOK").locked_before_award) == (
        second.id,
        True,
    )


def test_after_the_award_a_better_price_does_not_count(market):
    first = own(market, "WOK")
    revise(market, first, replace(INVOICE, unit_price=Decimal("4.30")), at=AUGUST)
    assert counted(market, "WOK") == baselines.Counted(first, locked_before_award=True)


def test_after_the_award_a_worse_price_counts_and_makes_no_cash(market):
    second = revise(market, own(market, "WOK"), replace(INVOICE, unit_price=Decimal("4.00")), at=AUGUST)
    assert counted(market, "WOK") == baselines.Counted(second, locked_before_award=False)
    market.buy("WOK", 100)
    entry = db.session.scalars(db.select(GainEntry)).one()
    assert (entry.baseline_id, entry.cashable, entry.nc_baseline) == (second.id, 0, 58)
    assert "after the award" in " ".join(explaining.in_words(entry, "ream"))


def test_a_late_loss_is_still_a_loss(market):
    revise(market, own(market, "SLO"), replace(INVOICE, unit_price=Decimal("3.00")), code="SLO", at=AUGUST)
    market.buy("SLO", 100)
    entry = db.session.scalars(db.select(GainEntry)).one()
    assert (entry.cashable, entry.nc_baseline) == (-42, 0)


OLDER = date(2023, 8, 15)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": BaselineType.BUDGET, "basis": "Budget book, page 12"},
        {"price_date": OLDER, "unit_price": Decimal("3.29")},
        {
            "type": BaselineType.OWN_EXPIRING_CONTRACT,
            "unit_price": Decimal("3.29"),
            "price_date": date(2024, 2, 15),
            "clause_percent": Decimal(10),
        },
    ],
    ids=["a budget", "an older date that an index uprates", "a clause from further back"],
)
def test_no_version_after_the_award_lets_a_loss_go(market, changes):
    """Each looks worse in one term, and would have made nothing or a gain out of a loss of 12p a ream."""
    with_index(market, {2023: "100.000", 2025: "110.000", 2026: "112.000"})
    first = own(market, "SLO")
    loss = replace(INVOICE, unit_price=first.unit_price, annual_quantity=first.annual_quantity)
    revise(market, first, replace(loss, **changes), code="SLO", at=AUGUST)
    market.buy("SLO", 100, at=DECEMBER)
    entry = db.session.scalars(db.select(GainEntry)).one()
    assert (entry.baseline_id, entry.gross, entry.cashable) == (first.id, -12, -12)


def test_a_clause_of_an_index_is_not_swapped_in_after_the_award(market):
    """A millionth off the price does not buy an index that raises all of it."""
    with_index(market, {2025: "100.000", 2026: "150.000"})
    series = db.session.scalars(db.select(IndexSeries)).one()
    first = own(market, "WOK")
    swapped = replace(
        INVOICE,
        type=BaselineType.OWN_EXPIRING_CONTRACT,
        unit_price=first.unit_price - Decimal("0.000001"),
        clause_series=series,
    )
    revise(market, first, swapped, at=AUGUST)
    assert counted(market, "WOK") == baselines.Counted(first, locked_before_award=True)


def test_entries_keep_the_version_that_they_were_counted_against(market):
    market.buy("WOK", 100)
    first = own(market, "WOK")
    revise(market, first, replace(INVOICE, unit_price=Decimal("4.00")), at=DECEMBER)
    market.buy("WOK", 100, at=DECEMBER)
    entries = db.session.scalars(db.select(GainEntry).order_by(GainEntry.id)).all()
    assert [(entry.baseline_id == first.id, entry.gross) for entry in entries] == [(True, 68), (False, 58)]
    assert ledger.recompute(market.council_id("WOK"), 2026) == []


def test_the_same_price_again_after_the_award_leaves_the_locked_one(market):
    """A file added afterwards does not lower what was fixed in time."""
    first = own(market, "WOK")
    revise(market, first, replace(INVOICE, price_date=date(2026, 2, 15)), at=AUGUST, reason="File added")
    assert counted(market, "WOK") == baselines.Counted(first, locked_before_award=True)


def test_a_version_that_was_revised_meanwhile_is_not_revised_again(market):
    first = own(market, "WOK")
    revise(market, first, replace(INVOICE, unit_price=Decimal("4.00")))
    with pytest.raises(DomainError, match="revised this baseline meanwhile"):
        revise(market, first, replace(INVOICE, unit_price=Decimal("3.90")))


def test_a_revision_needs_its_reason(market):
    with pytest.raises(DomainError, match="Enter why"):
        revise(market, own(market, "WOK"), INVOICE, reason=" ")


def test_another_councils_baseline_is_not_there_to_revise(market):
    with pytest.raises(NotFound):
        revise(market, own(market, "WOK"), INVOICE, code="WAM")


@pytest.mark.parametrize("role", ["s151", "approver", "auditor"])
def test_only_a_buyer_sets_a_baseline(market, toner_round, role):
    somebody = market.actor("KEN", role)
    with pytest.raises(NotPermitted), transaction():
        demand.set_baseline(
            actor=somebody,
            now=JUNE,
            demand_round=toner_round,
            item=the_item("TON-1"),
            price=INVOICE,
        )


def test_a_second_baseline_is_refused_and_told_to_be_a_revision(market, toner_round):
    set_one(market, toner_round)
    with pytest.raises(DomainError, match="Revise it"):
        set_one(market, toner_round)


def test_an_item_that_the_round_does_not_ask_about_has_no_baseline_in_it(market, toner_round):
    with pytest.raises(DomainError, match="not in this round"):
        set_one(market, toner_round, item="A4-80")


def test_a_baseline_set_while_the_round_is_open_stays_when_it_closes(market):
    demand_round = open_paper_round(market.region, items=(TONER,), code="R3")
    item = the_item("TON-1")
    register(
        market.region,
        demand_round,
        "WOK",
        10,
        item=item,
        current_price=Decimal(9),
        price_date=date(2026, 2, 15),
    )
    contract = replace(INVOICE, type=BaselineType.OWN_EXPIRING_CONTRACT, unit_price=Decimal("8.50"))
    mine = set_one(market, demand_round, contract, code="WOK", at=MARCH)
    with transaction():
        demand.close_round(actor=market.region.lead, now=MAY, demand_round=demand_round)
    assert queries.versions_of(mine.council_id, demand_round.id, item.id) == [mine]


@pytest.mark.parametrize(
    "columns",
    [
        {"version": 1},
        {"version": 2, "reason": ""},
        {"version": 2, "clause_percent": Decimal(2)},
        {"version": 2, "type": BaselineType.OWN_COMPARABLE_ITEM},
        {"version": 2, "type": BaselineType.PEER_MEDIAN, "sample_size": 4},
        {"version": 2, "type": BaselineType.PEER_MEDIAN},
    ],
)
def test_the_database_refuses_a_baseline_that_cannot_be(market, columns):
    first = own(market, "WOK")
    values = {
        "council_id": first.council_id,
        "item_id": first.item_id,
        "round_id": first.round_id,
        "type": BaselineType.OWN_LAST_PRICE,
        "unit_price": Decimal(4),
        "price_date": first.price_date,
        "reason": "A mistake",
        "frozen_at": JUNE,
        "frozen_by_id": first.frozen_by_id,
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Baseline(**values | columns))


AWARD = datetime(2026, 7, 6, 9, tzinfo=UTC)
PRICES = st.decimals(min_value="0.01", max_value="100", places=2)
TERMS = st.tuples(
    PRICES,
    st.none() | st.integers(1, 9).map(Decimal),
    st.sampled_from([BaselineType.OWN_LAST_PRICE, BaselineType.PEER_MEDIAN]),
)


def versions_of(terms, moments) -> list[Baseline]:
    return [
        Baseline(
            version=number,
            unit_price=price,
            annual_quantity=volume,
            type=kind,
            price_date=date(2026, 2, 15),
            frozen_at=moment,
        )
        for number, ((price, volume, kind), moment) in enumerate(zip(terms, moments, strict=True), 1)
    ]


def most(baseline: Baseline) -> tuple:
    return (
        baseline.unit_price,
        Decimal("Infinity") if baseline.annual_quantity is None else baseline.annual_quantity,
        baseline.type.is_own_price,
    )


@given(st.lists(TERMS, min_size=1, max_size=4), st.lists(TERMS, min_size=1, max_size=4))
def test_hindsight_never_makes_a_gain_larger_and_never_a_grade_better(before, after):
    """Whatever is revised after the award, no term of what counts is better than what was locked."""
    versions = versions_of([*before, *after], [JUNE] * len(before) + [AUGUST] * len(after))
    locked = baselines.counting_of(versions[: len(before)], AWARD)
    now = baselines.counting_of(versions, AWARD)
    assert locked.locked_before_award
    assert all(new <= old for new, old in zip(most(now.baseline), most(locked.baseline), strict=True))
    assert now.locked_before_award == (now.baseline is locked.baseline)


@given(st.lists(TERMS, min_size=1, max_size=4))
def test_a_baseline_that_was_never_locked_in_time_stays_without_cash_and_is_not_raised(terms):
    versions = versions_of(terms, [AUGUST] * len(terms))
    found = baselines.counting_of(versions, AWARD)
    assert found.baseline in (versions[0], versions[-1]) and not found.locked_before_award
    first, now = most(versions[0]), most(found.baseline)
    assert all(new <= old for new, old in zip(now, first, strict=True))


# --- the grade --------------------------------------------------------------------------------------


def grade(market) -> Grade:
    (gain,) = standing.standings(market.council_id("WOK"), 2026)
    return gain.grade


def test_a_late_version_brings_the_grade_to_c(market):
    check(market)
    market.buy("WOK", 100)
    assert grade(market) is Grade.B
    revise(market, own(market, "WOK"), replace(INVOICE, unit_price=Decimal("4.00")), at=AUGUST)
    market.buy("WOK", 100)
    assert grade(market) is Grade.C


def test_a_version_that_no_entry_is_held_against_changes_no_grade(market):
    check(market)
    revise(market, own(market, "WOK"), replace(INVOICE, unit_price=Decimal("4.30")), at=AUGUST)
    market.buy("WOK", 100)
    assert grade(market) is Grade.B
