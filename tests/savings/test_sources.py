"""Where entries come from beside invoices: a pound is claimed once, and what is no cash never is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Rebate
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.files import StoredFile
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, parts, queries, services, yearly
from procurement_hub.savings.ledger import AlreadyClaimed
from procurement_hub.savings.method import AvoidanceKind, Provision
from procurement_hub.savings.models import Better, EntryKind, GainEntry
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, paper_market

D = Decimal
STATEMENT = StoredFile(key="ab/statement", sha256="0" * 64, size=10, media_type="application/pdf")


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def entries(kind: EntryKind) -> list[GainEntry]:
    return list(db.session.scalars(db.select(GainEntry).where(GainEntry.kind == kind).order_by(GainEntry.id)))


def total(market: Market, code: str, year: int = 2026) -> queries.ItemTotal:
    [found] = queries.item_totals(market.council_id(code), year)
    return found


# --- rebates ------------------------------------------------------------------------------------


def rebate(market: Market, *, at=NEXT_APRIL, lead=None, **changes) -> Rebate:
    lead = lead or market.actor("SECE", "procurement_lead")
    arguments = {
        "framework": market.framework,
        "lot": None,
        "supplier_id": market.agreement.supplier_id,
        "reference": "RB-2026",
        "from_on": date(2026, 8, 1),
        "to_on": date(2027, 3, 31),
        "amount": D("315.00"),
        "retained_percent": D(25),
        "statement": STATEMENT,
        "statement_name": "Statement.pdf",
    } | changes
    with transaction():
        return calloffs.record_rebate(actor=lead, now=at, **arguments)


def spent_900_600_300(market: Market) -> None:
    for code, quantity in (("WOK", 9000), ("WAM", 6000), ("SLO", 3000)):
        market.buy(code, quantity)


def test_a_rebate_is_shared_by_spend_after_what_the_host_keeps(market):
    """V14 at a hundredth of its scale: 315 over 900/600/300 with 25 per cent kept."""
    spent_900_600_300(market)
    counted = rebate(market)
    assert {e.council_id: e.cashable for e in entries(EntryKind.REBATE)} == {
        market.council_id("WOK"): D("118.12"),
        market.council_id("WAM"): D("78.75"),
        market.council_id("SLO"): D("39.38"),
    }
    assert (counted.retained, counted.shared) == (D("78.75"), D("236.25"))


def test_the_tier_that_the_spend_goes_above_makes_the_rebate(market):
    """V14's tiers scaled down: at the limit itself the lower tier still holds."""
    spent_900_600_300(market)
    tiers = [(D("50000"), D("1.25")), (D("61560"), D("1.75"))]
    counted = rebate(market, amount=None, tiers=tiers, retained_percent=D(0))
    assert (counted.spend, counted.amount) == (D("61560.00"), D("769.50"))


def test_a_rebate_is_part_of_the_gain_and_named_apart(market):
    market.buy("WOK", 1000)
    rebate(market, amount=D("100.00"), retained_percent=D(0))
    found = total(market, "WOK")
    assert (found.gross, found.cashable, found.rebate, found.quantity) == (780, 780, 100, 1000)
    assert found.recurring == 780


def test_what_was_credited_earns_no_rebate(market):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 100)
    invoice = market.invoice(order, 100)
    market.buy("WAM", 50)
    market.credit(invoice, returned=50)
    rebate(market, amount=D("10.00"), retained_percent=D(0))
    assert [entry.gross for entry in entries(EntryKind.REBATE)] == [5, 5]


def test_each_year_of_supply_gets_its_part(market):
    market.buy("WOK", 100)
    market.buy("WOK", 300, at=NEXT_APRIL)
    rebate(market, amount=D("40.00"), retained_percent=D(0), to_on=NEXT_APRIL.date())
    assert [(e.financial_year, e.gross) for e in entries(EntryKind.REBATE)] == [(2026, 10), (2027, 30)]


def test_a_rebate_is_accrued_once(market):
    market.buy("WOK", 100)
    rebate(market)
    with pytest.raises(DomainError, match="RB-2026 was already counted on 6 April 2027"):
        rebate(market, from_on=date(2027, 4, 1), to_on=NEXT_APRIL.date())
    with pytest.raises(DomainError, match="RB-2026 already counts this supplier's supplies"):
        rebate(market, reference="RB-OTHER", from_on=date(2027, 3, 31), to_on=NEXT_APRIL.date())
    assert len(entries(EntryKind.REBATE)) == 1


def test_the_database_itself_accrues_a_rebate_once(market):
    market.buy("WOK", 100)
    rebate(market)
    columns = ", ".join(
        column.name for column in GainEntry.__table__.columns if column.name not in ("id", "reverses_id")
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            db.text(
                f"INSERT INTO gain_entry ({columns}) SELECT {columns} FROM gain_entry WHERE kind = 'rebate'"
            )
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference": " "}, "Enter the reference"),
        ({"to_on": date(2026, 7, 1)}, "cannot be before the first day"),
        ({"to_on": date(2027, 4, 7)}, "when its days are over"),
        ({"amount": None}, "either the tiers or the amount"),
        ({"tiers": [(D(0), D(1))]}, "either the tiers or the amount"),
        ({"amount": D("99999")}, "cannot be more than the spend"),
        ({"amount": None, "tiers": [(D("1000000"), D(1))]}, "does not go above the first tier"),
        ({"retained_percent": D(101)}, "between 0 and 100"),
        ({"from_on": date(2026, 12, 1)}, "Nothing was supplied"),
        ({"supplier_id": 1}, "Select a supplier"),
    ],
)
def test_a_rebate_that_makes_no_sense_is_refused(market, changes, said):
    market.buy("WOK", 1000)
    with pytest.raises(DomainError, match=said):
        rebate(market, **changes)


def test_only_the_centre_of_the_framework_shares_its_rebates(market):
    market.buy("WOK", 100)
    with pytest.raises(NotFound):
        rebate(market, lead=market.actor("NECE", "procurement_lead"))
    with pytest.raises(NotPermitted):
        rebate(market, lead=market.actor("WOK", "buyer"))


# --- shared costs -------------------------------------------------------------------------------


def share(market: Market, amount="1000.00", **changes):
    lead = market.actor("SECE", "procurement_lead")
    arguments = {
        "framework": market.framework,
        "amount": D(amount),
        "incurred_on": AUGUST.date(),
        "reason": "Running the tender",
    } | changes
    with transaction():
        return calloffs.share_cost(actor=lead, now=DECEMBER, **arguments)


def test_the_centres_cost_is_shared_by_what_each_council_spent_before(market):
    share(market)
    parts = entries(EntryKind.ONE_OFF_COST)
    assert sum(entry.cost for entry in parts) == 1000
    assert {entry.financial_year for entry in parts} == {2026}
    wok = next(entry for entry in parts if entry.council_id == market.council_id("WOK"))
    # 12,000 at 4.10 of 288,350 before
    spends = [D(12000) * D("4.10"), D(9000) * D("3.85"), D(8000) * D("4.40"), D(20000) * D("3.60")]
    spends += [D(14000) * D("3.55"), D(15000) * D("3.30")]
    assert abs(wok.cost - 1000 * spends[0] / sum(spends)) < D("0.01")
    assert yearly.gains(council_id=market.council_id("WOK"), financial_year=2026).net == -wok.cost


def test_a_part_of_the_centres_cost_is_taken_back_by_the_finance_officer_alone(market):
    """The council did not record it, so who records costs cannot make it go."""
    share(market)
    part = next(e for e in entries(EntryKind.ONE_OFF_COST) if e.council_id == market.council_id("WOK"))
    buyer, officer = market.actor("WOK", "buyer"), market.actor("WOK", "s151")
    with pytest.raises(NotPermitted, match="may not sign off gains"), transaction():
        services.reverse_entry(actor=buyer, now=DECEMBER, entry=part, reason="Not ours")
    with transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=part, reason="Charged to the wrong council")
    assert total(market, "WOK").costs == 0


def test_agreed_shares_come_before_spend_and_who_has_none_pays_nothing(market):
    wok, wam, slo = (market.council_id(code) for code in ("WOK", "WAM", "SLO"))
    thirds = {wok: D("33.3333"), wam: D("33.3333"), slo: D("33.3334")}
    share(market, "100.00", shares=thirds)
    parts = {entry.council_id: entry.cost for entry in entries(EntryKind.ONE_OFF_COST)}
    assert parts == {wok: D("33.33"), wam: D("33.33"), slo: D("33.34")}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": D(0)}, "more than £0"),
        ({"incurred_on": date(2027, 1, 1)}, "has been incurred"),
        ({"reason": ""}, "what the cost was for"),
    ],
)
def test_a_shared_cost_that_makes_no_sense_is_refused(market, changes, said):
    with pytest.raises(DomainError, match=said):
        share(market, **changes)


@pytest.mark.parametrize("percent", ["99", "-100", "NaN", "sNaN", "Infinity"])
def test_agreed_shares_make_a_hundred(market, percent):
    with pytest.raises(DomainError, match="must come to 100"):
        share(market, shares={market.council_id("WOK"): D(percent)})


def test_a_cost_that_is_sent_twice_is_charged_once(market):
    share(market)
    with pytest.raises(DomainError, match="charged to the councils on 6 December 2026 already"):
        share(market, reason=" Running the tender ")
    assert sum(entry.cost for entry in entries(EntryKind.ONE_OFF_COST)) == 1000
    share(market, reason="Running the second tender")
    assert sum(entry.cost for entry in entries(EntryKind.ONE_OFF_COST)) == 2000


# --- off the framework --------------------------------------------------------------------------


def test_what_leaks_is_a_memo_and_never_a_gain(market):
    """V11 at a tenth of its scale: what was bought outside at a dearer price is noted, not claimed."""
    market.buy("WOK", 900)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_off_framework(
            actor=buyer,
            now=DECEMBER,
            item=market.item,
            quantity=D(300),
            unit_price=D("4.50"),
            supplied_on=DECEMBER.date(),
            supplier_name="Corner Paper",
            reason="The school ordered by itself",
        )
    [row] = parts.left_out(
        [],
        outside=queries.leakage(market.council_id("WOK"), 2026),
        purchases=queries.purchases(market.council_id("WOK"), 2026),
    )
    assert (row.code.value, row.amount) == ("D17", -120)
    assert "Corner Paper, recorded by" in row.what
    [found] = queries.leakage(market.council_id("WOK"), 2026)
    assert (found.leakage.memo, found.leakage.off_spend, found.compliance_percent) == (-120, 1350, 75)
    assert total(market, "WOK").gross == 612
    assert queries.leakage(market.council_id("WOK"), 2027) == []


def test_a_purchase_noted_in_error_is_struck_out_and_counts_no_more(market):
    buyer, stranger = market.actor("WOK", "buyer"), market.actor("WAM", "buyer")
    with transaction():
        purchase = services.record_off_framework(
            actor=buyer,
            now=DECEMBER,
            item=market.item,
            quantity=D(1),
            unit_price=D(1),
            supplied_on=AUGUST.date(),
            supplier_name="Corner Paper",
            reason="Urgent",
        )
    with pytest.raises(NotFound), transaction():
        services.strike_off_framework(actor=stranger, now=DECEMBER, purchase=purchase, reason="No")
    with transaction():
        services.strike_off_framework(actor=buyer, now=DECEMBER, purchase=purchase, reason="Twice")
    with pytest.raises(DomainError, match="already"), transaction():
        services.strike_off_framework(actor=buyer, now=DECEMBER, purchase=purchase, reason="Twice")
    assert queries.leakage(market.council_id("WOK"), 2026) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quantity": D(0)}, "more than zero"),
        ({"unit_price": D(-1)}, "£0 or more"),
        ({"supplied_on": DECEMBER.date() + timedelta(days=1)}, "not in the future"),
        ({"supplier_name": " "}, "who supplied"),
        ({"reason": " "}, "why it was not bought"),
    ],
)
def test_an_outside_purchase_that_makes_no_sense_is_refused(market, changes, said):
    buyer = market.actor("WOK", "buyer")
    arguments = {
        "item": market.item,
        "quantity": D(1),
        "unit_price": D(1),
        "supplied_on": AUGUST.date(),
        "supplier_name": "Corner Paper",
        "reason": "Urgent",
    } | changes
    with pytest.raises(DomainError, match=said), transaction():
        services.record_off_framework(actor=buyer, now=DECEMBER, **arguments)


# --- avoidance, one-off gains, substitution -----------------------------------------------------


def avoid(market: Market, code="WOK", kind=AvoidanceKind.PRICE_HELD, amount="500.00") -> GainEntry:
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.record_avoidance(
            actor=buyer, now=DECEMBER, kind=kind, item=market.item, amount=D(amount), reason="Asked for 5%"
        )


def test_a_price_that_was_held_is_a_cost_avoided_and_no_cash(market):
    market.buy("WOK", 100)
    avoid(market)
    found = total(market, "WOK")
    assert (found.gross, found.cashable, found.nc_avoided, found.non_cashable) == (568, 68, 500, 500)


def test_the_database_knows_no_cashable_avoidance(market):
    entry = avoid(market)
    columns = [c.name for c in GainEntry.__table__.columns if c.name not in ("id", "claim_number")]
    cash = ", ".join({"cashable": "nc_avoided", "nc_avoided": "0"}.get(name, name) for name in columns)
    with pytest.raises(IntegrityError, match="avoidance"), transaction():
        db.session.execute(
            db.text(
                f"INSERT INTO gain_entry ({', '.join(columns)}, claim_number) SELECT {cash}, 2 "
                "FROM gain_entry WHERE id = :id"
            ),
            {"id": entry.id},
        )


def test_one_avoidance_stands_for_an_item_and_year_until_it_is_taken_back(market):
    first = avoid(market)
    with pytest.raises(ledger.AlreadyClaimed, match=f"in ledger entry {first.id}"):
        avoid(market)
    avoid(market, kind=AvoidanceKind.PROCESS)
    avoid(market, "WAM")
    officer = market.actor("WOK", "s151")
    with transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=first, reason="Too much")
    assert avoid(market, amount="400.00").claim_number == 2
    assert total(market, "WOK").nc_avoided == 900


def test_money_that_comes_once_is_cash_and_not_recurring(market):
    market.buy("WOK", 100)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_one_off_gain(
            actor=buyer, now=DECEMBER, amount=D("50.00"), reason="Dividend of the centre", item=market.item
        )
    found = total(market, "WOK")
    assert (found.gross, found.one_off_gain, found.recurring, found.one_off) == (118, 50, 68, 50)


HAMPSHIRE = {
    "before": Provision(people=176, units_each=1, unit_price=D(19500)),
    "after": Provision(people=176, units_each=16 * 52, unit_price=D("13.75")),
}


def test_money_that_is_sent_twice_is_counted_once(market):
    buyer = market.actor("WOK", "buyer")

    def once(reason="Old stock sold"):
        with transaction():
            return services.record_one_off_gain(
                actor=buyer, now=DECEMBER, item=market.item, amount=D(50), reason=reason
            )

    first = once()
    with pytest.raises(DomainError, match=f"already counted, in ledger entry {first.id}"):
        once()
    once("More old stock sold")
    officer = market.actor("WOK", "s151")
    with transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=first, reason="Sold for less")
    assert once().id
    assert total(market, "WOK").one_off_gain == 100


@pytest.mark.parametrize("kind", [EntryKind.ONE_OFF_COST, EntryKind.RECURRING_COST])
def test_a_cost_of_its_own_that_is_sent_twice_is_charged_once(market, kind):
    buyer = market.actor("WOK", "buyer")

    def charge(reason="Training"):
        with transaction():
            return services.record_cost(
                actor=buyer, now=DECEMBER, kind=kind, amount=D(75), reason=reason, item=market.item
            )

    first = charge()
    with pytest.raises(AlreadyClaimed, match=f"This cost is already counted, in ledger entry {first.id}"):
        charge(" Training ")
    charge("Training of the second team")
    with transaction():
        services.reverse_entry(actor=buyer, now=DECEMBER, entry=first, reason="Charged to another year")
    assert charge().id
    assert total(market, "WOK").costs == 150


def substitute(market: Market, **changes) -> GainEntry:
    buyer = market.actor("WOK", "buyer")
    with transaction():
        return services.record_substitution(
            actor=buyer,
            now=DECEMBER,
            item=market.item,
            reason="Care at home for residential care",
            **HAMPSHIRE | changes,
        )


def check_quality(market: Market) -> None:
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_quality(
            actor=buyer,
            now=DECEMBER,
            financial_year=2026,
            item=market.item,
            indicator="Satisfied users (%)",
            better=Better.HIGHER,
            before=D(80),
            after=D(82),
            tolerance=D(0),
        )


def test_a_substitution_reproduces_hampshires_figures(market):
    """S2-35: 176 places at £19,500 against 176 packages of 16 hours at £13.75: £1,419k."""
    check_quality(market)
    entry = substitute(market)
    assert round(entry.gross / 1000) == 1419
    assert entry.gross == entry.cashable == D(176) * (D(19500) - 16 * 52 * D("13.75"))


def test_a_substitution_without_proof_of_quality_is_refused(market):
    with pytest.raises(DomainError, match="as good as the old one"):
        substitute(market)
    assert entries(EntryKind.SUBSTITUTION) == []


def test_a_substitution_does_not_count_the_lower_price_that_deliveries_count(market):
    """A hundred reams at 68p less are £68 once, also when somebody calls it another service."""
    check_quality(market)
    market.buy("WOK", 100)
    again = {"before": Provision(D(100), D(1), D("4.10")), "after": Provision(D(100), D(1), D("3.42"))}
    with pytest.raises(ledger.AlreadyClaimed, match=r"old price of this item is £4\.10"):
        substitute(market, **again)
    assert total(market, "WOK").gross == 68
    dearer = {"before": Provision(D(100), D(1), D("5.00")), "after": Provision(D(100), D(1), D("4.10"))}
    substitute(market, **dearer)
    assert total(market, "WOK").gross == 158


def test_what_a_substitution_costs_elsewhere_is_charged_with_it(market):
    check_quality(market)
    entry = substitute(market, displaced_costs=D("19000.00"))
    [cost] = entries(EntryKind.RECURRING_COST)
    assert f"ledger entry {entry.id}" in cost.working
    assert total(market, "WOK").recurring == entry.gross - 19000
    with pytest.raises(ledger.AlreadyClaimed):
        substitute(market)
