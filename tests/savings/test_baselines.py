"""Baselines: every kind of old price, its versions, and which of them a gain is held against."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, SeveralProblems
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.demand.services import NewItem
from procurement_hub.savings import baselines, explaining, ledger, queries, services, standing
from procurement_hub.savings.baselines import Benchmark, Curve, OldPrice, RefusedPrice
from procurement_hub.savings.method import BaselineType, Grade, Suppressed
from procurement_hub.savings.models import Baseline, GainEntry, IndexSeries
from tests.market import AUGUST, DECEMBER, Market, paper_market
from tests.region import FIRM, MARCH, MAY, open_paper_round, register, the_item
from tests.savings.test_indices import APRIL, Centre
from tests.savings.test_ledger import claim
from tests.savings.test_signing import check

TONER = NewItem(code="TON-1", title="Toner", unit="each", cpv="30197643-5")
PEERS = {"WOK": "8.60", "WAM": "8.90", "BRF": "9.00", "RDG": "9.20", "WBK": "9.40", "SLO": "9.90"}
JUNE = datetime(2026, 6, 15, 9, tzinfo=UTC)
START = date(2026, 8, 1)
INVOICE = OldPrice(
    type=BaselineType.OWN_LAST_PRICE,
    price_date=date(2026, 2, 15),
    unit_price=Decimal("4.10"),
    annual_quantity=Decimal(12000),
    supplier_name="Present supplier",
    evidence_note="Invoice 2026-02",
)


@pytest.fixture
def market(app) -> Market:
    return paper_market()


@pytest.fixture
def toner_round(market):
    """A second round in which six councils say what they pay for toner; KEN says nothing."""
    demand_round = open_paper_round(market.region, items=(TONER,), code="R2")
    for code in FIRM:
        register(
            market.region,
            demand_round,
            code,
            100,
            item=the_item("TON-1"),
            current_price=Decimal(PEERS[code]),
            price_date=date(2026, 2, 15),
        )
    with transaction():
        return demand.close_round(actor=market.region.lead, now=MAY, demand_round=demand_round)


def set_one(market: Market, demand_round, price: OldPrice = INVOICE, *, code="KEN", item="TON-1", at=JUNE):
    buyer = market.actor(code, "buyer")
    with transaction():
        return demand.set_baseline(
            actor=buyer,
            now=at,
            demand_round=demand_round,
            item=the_item(item),
            price=price,
        )


def revise(market: Market, baseline: Baseline, price: OldPrice, *, code="WOK", at=JUNE, reason="A mistake"):
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.revise_baseline(actor=buyer, now=at, baseline=baseline, price=price, reason=reason)


def own(market: Market, code: str, item: str = "A4-80") -> Baseline:
    return queries.versions_of(market.council_id(code), market.framework.round_id, the_item(item).id)[0]


def counted(market: Market, code: str) -> baselines.Counted:
    item_id = market.item.id
    return baselines.counting(market.council_id(code), market.framework.round_id, [item_id])[item_id]


def gain_of(market: Market, demand_round, paid: str, quantity: str) -> GainEntry:
    """KEN's gain on toner at a price paid, posted on a delivery that the market made."""
    arguments = claim(market, "KEN", quantity=quantity) | {
        "item_id": the_item("TON-1").id,
        "round_id": demand_round.id,
        "unit_price_paid": Decimal(paid),
    }
    with transaction():
        return ledger.post_gain(**arguments)


# --- kinds ------------------------------------------------------------------------------------------


def test_v12_without_a_baseline_the_median_of_compliant_tenders_shows_a_cost_avoided(market, toner_round):
    """savings-method V12: bids of 45, 52 and 56, award at 45, 2,000 units."""
    price = OldPrice(
        BaselineType.MEDIAN_COMPLIANT_TENDER,
        date(2026, 5, 20),
        tenders=(Decimal(56), Decimal(45), Decimal(52)),
        basis="Tender T-1",
        evidence_note="Tender report",
    )
    baseline = set_one(market, toner_round, price)
    assert (baseline.unit_price, baseline.sample_size) == (52, 3)
    entry = gain_of(market, toner_round, "45", "2000")
    assert (entry.cashable, entry.nc_baseline, entry.gross) == (0, 14000, 14000)


def test_v13_a_price_of_54_months_gives_way_to_the_median_of_peers(market, toner_round):
    """savings-method V13: 54 months old, peers' median 9.10 from six, paid 8.40, 5,000 units."""
    old = replace(INVOICE, price_date=date(2022, 2, 1), unit_price=Decimal("8.00"), annual_quantity=None)
    refused = set_one(market, toner_round, old)
    held = baselines.held_against(
        council_id=refused.council_id,
        round_id=toner_round.id,
        item_id=refused.item_id,
        contract_start=START,
        supplied_on=START,
        known_on=START,
    )
    assert held.baseline.id == refused.id
    peers = revise(market, refused, OldPrice(BaselineType.PEER_MEDIAN, None), code="KEN")
    assert (peers.unit_price, peers.sample_size, peers.version) == (Decimal("9.10"), 6, 2)
    entry = gain_of(market, toner_round, "8.40", "5000")
    assert (entry.baseline_id, entry.cashable, entry.nc_baseline) == (peers.id, 0, 3500)


def test_an_old_price_of_ones_own_counts_nothing_as_cash_even_where_it_is_lower(market, toner_round):
    old = replace(INVOICE, price_date=date(2022, 2, 1), unit_price=Decimal("9.00"), annual_quantity=None)
    set_one(market, toner_round, old)
    entry = gain_of(market, toner_round, "8.40", "5000")
    assert (entry.cashable, entry.nc_baseline) == (0, 3000)


def test_v36_an_average_is_a_cost_avoided_and_a_maximum_is_refused(market, toner_round):
    """savings-method V36: £59,400 against the average; the maximum would have shown £687,000."""
    with pytest.raises(DomainError, match="worst case") as refusal:
        set_one(market, toner_round, replace(INVOICE, type=RefusedPrice.MARKET_MAXIMUM))
    assert refusal.value.field == "type"
    average = OldPrice(
        BaselineType.MARKET_AVERAGE,
        date(2026, 5, 1),
        unit_price=Decimal("102"),
        basis="Published index of energy prices",
        evidence_note="Table 3",
    )
    set_one(market, toner_round, average)
    entry = gain_of(market, toner_round, "100", "29700")
    assert (entry.cashable, entry.nc_baseline) == (0, 59400)


@pytest.mark.parametrize("kind", list(RefusedPrice))
def test_what_nobody_would_have_paid_is_refused_with_its_reason(market, toner_round, kind):
    with pytest.raises(DomainError) as refusal:
        set_one(market, toner_round, replace(INVOICE, type=kind))
    assert kind.why_not in refusal.value.sentence
    assert not db.session.scalars(
        db.select(Baseline).where(Baseline.council_id == market.council_id("KEN"))
    ).all()


def test_a_comparable_item_is_brought_to_this_one_by_a_documented_factor(market, toner_round):
    price = replace(
        INVOICE,
        type=BaselineType.OWN_COMPARABLE_ITEM,
        unit_price=None,
        compared_price=Decimal("10.00"),
        factor=Decimal("0.96"),
        basis="Yield of 2,500 pages for 2,400",
        annual_quantity=Decimal(100),
    )
    baseline = set_one(market, toner_round, price)
    assert baseline.unit_price == Decimal("9.6")
    entry = gain_of(market, toner_round, "9.00", "10")
    assert entry.cashable == 6


def test_a_discount_curve_gives_the_price_of_buying_alone(market, toner_round):
    price = OldPrice(
        BaselineType.SHOULD_COST,
        date(2026, 5, 1),
        basis="Tier table of 2025",
        evidence_note="Model",
        annual_quantity=Decimal(100),
        curve=Curve(Decimal(2), Decimal(30), Decimal("-0.5"), Decimal(100)),
    )
    assert set_one(market, toner_round, price).unit_price == 5


def test_a_budget_counts_for_nothing(market, toner_round):
    set_one(market, toner_round, replace(INVOICE, type=BaselineType.BUDGET, basis="Budget book"))
    assert gain_of(market, toner_round, "1.00", "10").gross == 0


def curve(scale: str = "30", exponent: str = "-0.5") -> Curve:
    return Curve(Decimal(50), Decimal(scale), Decimal(exponent), Decimal(100))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_price": None}, "unit_price"),
        ({"unit_price": Decimal(0)}, "unit_price"),
        ({"unit_price": Decimal("1.0000001")}, "unit_price"),
        ({"price_date": None}, "price_date"),
        ({"price_date": date(2026, 6, 16)}, "price_date"),
        ({"annual_quantity": Decimal(-1)}, "annual_quantity"),
        ({"evidence_note": " "}, "evidence_note"),
        ({"type": BaselineType.MARKET_AVERAGE}, "basis"),
        ({"type": BaselineType.OWN_COMPARABLE_ITEM, "basis": "x", "compared_price": Decimal(3)}, "factor"),
        ({"type": BaselineType.MEDIAN_COMPLIANT_TENDER, "basis": "x", "tenders": (Decimal(3),)}, "tenders"),
        ({"type": BaselineType.SHOULD_COST, "basis": "x", "curve": curve(exponent="0.5")}, "exponent"),
        ({"type": BaselineType.SHOULD_COST, "basis": "x", "curve": curve(scale="-30")}, "scale"),
    ],
)
def test_what_is_missing_from_a_price_is_named(market, toner_round, changes, field):
    with pytest.raises(SeveralProblems) as refusal:
        set_one(market, toner_round, replace(INVOICE, **changes))
    assert field in [name for name, _ in refusal.value.problems]


def test_the_median_of_fewer_than_five_peers_is_refused(market, toner_round):
    """With one of six asking, the other five are enough; without one of those they are four."""
    wok = queries.versions_of(market.council_id("WOK"), toner_round.id, the_item("TON-1").id)[0]
    budget = replace(INVOICE, type=BaselineType.BUDGET, basis="Budget book")
    revise(market, wok, budget, code="WOK")
    wam = queries.versions_of(market.council_id("WAM"), toner_round.id, the_item("TON-1").id)[0]
    with pytest.raises(DomainError, match="fewer than 5 councils stand behind it"):
        revise(market, wam, OldPrice(BaselineType.PEER_MEDIAN, None), code="WAM")
    assert set_one(market, toner_round, OldPrice(BaselineType.PEER_MEDIAN, None)).sample_size == 5


# --- peers ------------------------------------------------------------------------------------------


def test_the_quartiles_are_of_the_others_and_leave_out_ones_own(market, toner_round):
    item_id = the_item("TON-1").id
    for_ken = baselines.benchmark(item_id, apart_from=market.council_id("KEN"), on=JUNE.date())
    assert (for_ken.quartiles.n, for_ken.quartiles.median) == (6, Decimal("9.10"))
    for_wok = baselines.benchmark(item_id, apart_from=market.council_id("WOK"), on=JUNE.date())
    assert (for_wok.quartiles.n, for_wok.quartiles.median) == (5, Decimal("9.20"))
    assert for_wok.place_of(Decimal("8.60")) == "below the lower quartile"


def test_four_others_are_suppressed(market, toner_round):
    for code in ("WAM", "BRF"):
        baseline = queries.versions_of(market.council_id(code), toner_round.id, the_item("TON-1").id)[0]
        revise(market, baseline, replace(INVOICE, type=BaselineType.BUDGET, basis="Budget"), code=code)
    found = baselines.benchmark(the_item("TON-1").id, apart_from=market.council_id("WOK"), on=JUNE.date())
    assert found.quartiles is None
    assert found.withheld is Suppressed.TOO_FEW


def with_quantities(market: Market, toner_round, **quantities: int) -> None:
    """Each council's price as it is, with what it buys in a year."""
    item = the_item("TON-1")
    for code, quantity in quantities.items():
        baseline = queries.versions_of(market.council_id(code), toner_round.id, item.id)[0]
        price = replace(INVOICE, unit_price=baseline.unit_price, annual_quantity=Decimal(quantity))
        revise(market, baseline, price, code=code)


def test_prices_are_suppressed_when_one_council_is_most_of_the_spending(market, toner_round):
    """Slough's £9.90 × 1,000 is 84% of what six councils spend: their quartiles would be little else."""
    with_quantities(market, toner_round, WOK=20, WAM=40, BRF=40, RDG=60, WBK=40, SLO=1000)
    item_id = the_item("TON-1").id
    for_ken = baselines.benchmark(item_id, apart_from=market.council_id("KEN"), on=JUNE.date())
    assert (for_ken.quartiles, for_ken.withheld) == (None, Suppressed.DOMINANCE)
    for_slough = baselines.benchmark(item_id, apart_from=market.council_id("SLO"), on=JUNE.date())
    assert (for_slough.quartiles.n, for_slough.withheld) == (5, None)
    with pytest.raises(DomainError, match="more than 70% of the money behind it is one council's"):
        set_one(market, toner_round, OldPrice(BaselineType.PEER_MEDIAN, None))


def test_prices_are_shown_at_seventy_per_cent_and_while_a_quantity_is_not_known(market, toner_round):
    item_id, ken = the_item("TON-1").id, market.council_id("KEN")
    with_quantities(market, toner_round, SLO=100_000)
    assert baselines.benchmark(item_id, apart_from=ken, on=JUNE.date()).withheld is None
    of_ten = [Decimal(7), *[Decimal("0.6")] * 5]
    assert Benchmark([Decimal(1)] * 6, of_ten).withheld is None
    assert Benchmark([Decimal(1)] * 6, [*of_ten[1:], Decimal("7.01")]).withheld is Suppressed.DOMINANCE


def test_a_price_older_than_three_years_is_no_peer(market, toner_round):
    found = baselines.benchmark(the_item("TON-1").id, apart_from=0, on=date(2029, 3, 16))
    assert found.quartiles is None


def test_a_price_frozen_after_the_award_is_no_peer(market):
    """Prices taken once a framework is there are touched by it (savings-method 2.13)."""
    item_id = market.item.id
    before = baselines.benchmark(item_id, apart_from=0, on=AUGUST.date())
    with transaction():
        demand_round = db.session.get(
            demand.close_round.__globals__["DemandRound"], market.framework.round_id
        )
    set_one(market, demand_round, item="A4-80", at=AUGUST)
    assert baselines.benchmark(item_id, apart_from=0, on=AUGUST.date()) == before


# --- versions ---------------------------------------------------------------------------------------


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


# --- indices ----------------------------------------------------------------------------------------

OLD = replace(INVOICE, price_date=date(2025, 5, 1), unit_price=Decimal("100.00"), annual_quantity=None)


def with_index(market: Market, values: dict[int, str]) -> None:
    centre = Centre(market.region)
    centre.publish({year: Decimal(value) for year, value in values.items()}, at=APRIL)
    centre.approve(at=APRIL)


def test_v02b_a_price_of_15_months_is_uprated_and_inflation_avoided_is_no_cash(market, toner_round):
    """savings-method V02b: 100 to 96 with a deflator of 2.09%, 1,000 units."""
    with_index(market, {2025: "100.000", 2026: "102.090"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (6090, 4000, 2090)
    words = " ".join(explaining.in_words(entry, "cartridge"))
    assert "GDP, as of 7 April 2026, stands at 102.090" in words
    assert "uprated £102.09" in words


def test_without_an_index_a_price_of_15_months_makes_no_cash_and_says_so(market, toner_round):
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    assert (entry.gross, entry.cashable, entry.nc_baseline) == (4000, 0, 4000)
    assert "No index was there that has both years" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_fall_of_prices_in_general_is_no_gain_of_buying(market, toner_round):
    with_index(market, {2025: "100.000", 2026: "95.000"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "94", "1000")
    assert (entry.gross, entry.cashable) == (1000, 1000)
    assert "D14" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_later_release_changes_no_entry(market, toner_round):
    with_index(market, {2025: "100.000", 2026: "102.090"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    centre = Centre(market.region)
    centre.publish({2025: Decimal(100), 2026: Decimal(120)}, at=AUGUST)
    centre.approve(at=AUGUST)
    assert ledger.recompute(market.council_id("KEN"), 2026) == []
    assert db.session.get(GainEntry, entry.id).gross == 6090


def test_a_contract_rises_by_its_own_percentage_on_every_anniversary(market, toner_round):
    contract = replace(
        INVOICE,
        type=BaselineType.OWN_EXPIRING_CONTRACT,
        price_date=date(2024, 6, 1),
        unit_price=Decimal(100),
        clause_percent=Decimal(2),
        annual_quantity=None,
    )
    set_one(market, toner_round, contract)
    entry = gain_of(market, toner_round, "100", "10")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (Decimal("40.4"), 0, Decimal("40.4"))
    assert "clause of 2% a year" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_contract_follows_the_index_that_it_names_from_the_first_day(market, toner_round):
    centre = Centre(market.region)
    release = centre.publish({2025: Decimal(100), 2026: Decimal(103)}, code="CPI", at=APRIL)
    centre.approve("CPI", at=APRIL)
    series = db.session.get_one(IndexSeries, release.series_id)
    contract = replace(
        INVOICE,
        type=BaselineType.OWN_EXPIRING_CONTRACT,
        price_date=date(2026, 2, 1),
        unit_price=Decimal(100),
        clause_series=series,
        annual_quantity=None,
    )
    set_one(market, toner_round, contract)
    entry = gain_of(market, toner_round, "101", "10")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (20, 0, 20)


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
