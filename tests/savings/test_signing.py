"""A finance officer signs a year that has ended, on checked quality and a released budget."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services
from procurement_hub.savings.baselines import OldPrice
from procurement_hub.savings.method import AvoidanceKind, BaselineType
from procurement_hub.savings.models import (
    Baseline,
    Better,
    BudgetUse,
    Decision,
    EntryKind,
    SignOff,
    YearStatus,
)
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def check(market, code="WOK", *, before="96", after="98", at=NEXT_APRIL, by=None, year=2026, **more):
    actor = by or market.actor(code, "buyer")
    with transaction():
        return services.record_quality(
            actor=actor,
            now=at,
            financial_year=year,
            item=market.item,
            indicator=more.get("indicator", "Delivered in full within two working days (%)"),
            better=more.get("better", Better.HIGHER),
            before=Decimal(before),
            after=Decimal(after),
            tolerance=Decimal(more.get("tolerance", "1")),
        )


def release(market, code="WOK", amount="68.00", *, reference="V-1", at=NEXT_APRIL):
    officer = market.actor(code, "s151")
    with transaction():
        return services.release_budget(
            actor=officer,
            now=at,
            financial_year=2026,
            item=market.item,
            amount=Decimal(amount),
            use=BudgetUse.REINVESTED,
            reference=reference,
        )


def sign(market, code="WOK", *, decision=Decision.ACCEPT, reason="Agreed", at=NEXT_APRIL, by=None) -> SignOff:
    actor = by or market.actor(code, "s151")
    with transaction("sign_off_gains", actor=actor, now=at):
        return services.sign_off_gains(
            actor=actor, now=at, financial_year=2026, decision=decision, reason=reason
        )


def status(market, code="WOK") -> YearStatus:
    db.session.expire_all()
    return queries.year_status(market.council_id(code), 2026)


def test_a_year_with_everything_in_place_is_signed_off_with_its_figures(market):
    market.buy("WOK", 100)
    check(market)
    release(market)
    signed = sign(market)
    assert (signed.gross, signed.cashable, signed.net) == (
        Decimal("68.00"),
        Decimal("68.00"),
        Decimal("68.00"),
    )
    assert status(market) is YearStatus.SIGNED_OFF
    with pytest.raises(DomainError, match="already signed off"):
        sign(market)


@pytest.mark.parametrize("role", ["buyer", "approver", "auditor"])
def test_only_the_finance_officer_signs(market, role):
    market.buy("WOK", 100)
    with pytest.raises(NotPermitted, match="may not sign off gains"):
        sign(market, by=market.actor("WOK", role))


def test_a_year_is_signed_only_when_it_has_ended(market):
    market.buy("WOK", 100)
    check(market, at=DECEMBER)
    release(market, at=DECEMBER)
    with pytest.raises(DomainError, match="ends on 31 March 2027"):
        sign(market, at=datetime(2027, 3, 31, 22, 30, tzinfo=UTC))
    assert sign(market, at=datetime(2027, 3, 31, 23, 30, tzinfo=UTC)).id


def test_a_year_without_gains_is_not_signed(market):
    with pytest.raises(DomainError, match="no gains to sign off"):
        sign(market)


def test_gains_without_a_quality_check_are_not_accepted(market):
    market.buy("WOK", 100)
    release(market)
    with pytest.raises(DomainError, match="no quality check yet"):
        sign(market)


def test_the_budget_released_must_cover_the_cashable_gains(market):
    market.buy("WOK", 100)
    check(market)
    release(market, amount="67.99")
    with pytest.raises(DomainError, match=r"cashable gains are £68, but only £67\.99 of budget"):
        sign(market)
    release(market, amount="0.01", reference="V-2")
    assert sign(market).id


def test_a_council_that_lost_needs_no_budget_release(market):
    market.buy("SLO", 100)
    check(market, "SLO")
    assert sign(market, "SLO").net == Decimal("-12.00")


def test_a_check_that_is_not_met_holds_the_year_until_it_is_met(market):
    market.buy("WOK", 100)
    release(market)
    check(market, after="94")
    assert status(market) is YearStatus.HELD
    with pytest.raises(DomainError, match="quality check is not met"):
        sign(market)
    check(market, after="95")
    assert status(market) is YearStatus.PROVISIONAL
    assert sign(market).id


def test_another_indicator_does_not_hide_one_that_is_not_met(market):
    market.buy("WOK", 100)
    check(market, after="90")
    check(market, after="99", indicator="Returned (%)")
    assert status(market) is YearStatus.HELD


def test_the_finance_officer_can_explain_a_check_that_is_not_met(market):
    market.buy("WOK", 100)
    release(market)
    unmet = check(market, before="2", after="4", better=Better.LOWER)
    officer = market.actor("WOK", "s151")
    with pytest.raises(DomainError, match="why the gain still stands"), transaction():
        services.explain_quality(actor=officer, now=NEXT_APRIL, check=unmet, explanation=" ")
    with transaction():
        services.explain_quality(actor=officer, now=NEXT_APRIL, check=unmet, explanation="A strike in May")
    assert status(market) is YearStatus.PROVISIONAL
    assert sign(market).id


def test_who_recorded_a_check_does_not_sign(market):
    officer = market.actor("WOK", "s151")
    both = Actor(*[getattr(officer, name) for name in officer.__slots__[:-1]], frozenset({"s151", "buyer"}))
    market.buy("WOK", 100)
    release(market)
    check(market, by=both)
    with pytest.raises(DomainError, match="somebody else must sign"):
        sign(market)


def test_who_recorded_a_claim_does_not_sign(market):
    officer = market.actor("WOK", "s151")
    both = Actor(*[getattr(officer, name) for name in officer.__slots__[:-1]], frozenset({"s151", "buyer"}))
    market.buy("WOK", 100)
    release(market)
    check(market)
    with transaction():
        services.record_avoidance(
            actor=both,
            now=DECEMBER,
            kind=AvoidanceKind.PRICE_HELD,
            item=market.item,
            amount=Decimal(5),
            reason="The supplier asked for 2% more",
        )
    with pytest.raises(DomainError, match="somebody else must sign"):
        sign(market)


def acting(market: Market, who: str, role: str) -> Actor:
    """The person who is `who` in Wokingham, in another role."""
    actor = market.actor("WOK", who)
    return Actor(*[getattr(actor, name) for name in actor.__slots__[:-1]], frozenset({role}))


def test_who_took_the_delivery_in_does_not_sign(market):
    """The entry is written by the supplier's invoice, but what came is what the buyer said."""
    market.buy("WOK", 100)
    check(market, by=acting(market, "approver", "buyer"))
    release(market)
    with pytest.raises(DomainError, match="somebody else must sign"):
        sign(market, by=acting(market, "buyer", "s151"))


def test_who_froze_a_baseline_does_not_sign(market):
    revised = acting(market, "s151", "buyer")
    first = db.session.scalars(
        db.select(Baseline).where(
            Baseline.council_id == market.council_id("WOK"), Baseline.item_id == market.item.id
        )
    ).one()
    with transaction():
        services.revise_baseline(
            actor=revised,
            now=datetime(2026, 6, 15, 9, tzinfo=UTC),
            baseline=first,
            price=OldPrice(
                BaselineType.OWN_LAST_PRICE,
                first.price_date,
                unit_price=Decimal("4.30"),
                annual_quantity=first.annual_quantity,
                evidence_note="Invoice 7",
            ),
            reason="Wrong line",
        )
    market.buy("WOK", 100)
    check(market)
    release(market, amount="88.00")
    with pytest.raises(DomainError, match="somebody else must sign"):
        sign(market)


@pytest.mark.parametrize(("recorded_by", "may_sign"), [("buyer", False), ("s151", True)])
def test_who_took_back_a_cost_of_somebody_else_does_not_sign(market, recorded_by, may_sign):
    market.buy("WOK", 100)
    check(market)
    release(market)
    somebody, officer = market.actor("WOK", recorded_by), market.actor("WOK", "s151")
    with transaction():
        cost = services.record_cost(
            actor=somebody,
            now=DECEMBER,
            kind=EntryKind.ONE_OFF_COST,
            amount=Decimal(50),
            reason="Legal advice",
        )
    with transaction():
        services.reverse_entry(actor=officer, now=NEXT_APRIL, entry=cost, reason="Not ours")
    if may_sign:
        assert sign(market).net == 68
        return
    with pytest.raises(DomainError, match="somebody else must sign"):
        sign(market)


def test_a_rejection_needs_a_reason_and_leaves_the_year_open(market):
    market.buy("WOK", 100)
    with pytest.raises(DomainError, match="reason for rejecting"):
        sign(market, decision=Decision.REJECT, reason="")
    sign(market, decision=Decision.REJECT, reason="The baseline is another paper")
    assert status(market) is YearStatus.PROVISIONAL


def test_a_new_invoice_reopens_a_signed_year_and_says_so_in_the_audit(market):
    market.buy("WOK", 100)
    check(market)
    release(market)
    sign(market)
    market.buy("WOK", 1)
    assert status(market) is YearStatus.PROVISIONAL
    assert db.session.scalar(db.select(AuditEvent.reason).where(AuditEvent.verb == "reopen_year"))


def test_what_a_sign_off_rests_on_does_not_change_under_it(market):
    market.buy("WOK", 100)
    check(market)
    release(market)
    sign(market)
    for act in (lambda: check(market, after="10"), lambda: release(market, reference="V-9")):
        with pytest.raises(DomainError, match="signed off"):
            act()


def test_a_sign_off_is_withdrawn_with_a_reason_and_the_year_can_be_signed_again(market):
    market.buy("WOK", 100)
    check(market)
    release(market)
    sign(market)
    officer = market.actor("WOK", "s151")

    def withdraw(reason):
        with transaction():
            services.withdraw_sign_off(actor=officer, now=NEXT_APRIL, financial_year=2026, reason=reason)

    with pytest.raises(DomainError, match="reason for withdrawing"):
        withdraw("")
    withdraw("An invoice was wrong")
    assert status(market) is YearStatus.PROVISIONAL
    with pytest.raises(DomainError, match="not signed off"):
        withdraw("Again")
    assert sign(market).id


def test_a_budget_movement_counts_once(market):
    release(market)
    with pytest.raises(DomainError, match="already been recorded"):
        release(market)


@pytest.mark.parametrize("year", [2027, 1999])
def test_nothing_is_recorded_for_a_year_that_has_not_begun_or_is_before_the_programme(market, year):
    with pytest.raises(DomainError, match="a financial year that has begun"):
        check(market, year=year, at=DECEMBER)
