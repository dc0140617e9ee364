"""The finance officer decides gain by gain: what may be accepted, what is held, and what counts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import accepting, judging, parts, queries, services, standing
from procurement_hub.savings.judging import Hold, Split, shares
from procurement_hub.savings.method import AvoidanceKind, Disallowance, Grade
from procurement_hub.savings.method.grades import Proof
from procurement_hub.savings.method.substitutions import Provision
from procurement_hub.savings.models import (
    Better,
    BudgetUse,
    EntryKind,
    GainDecision,
    GainNature,
    Outcome,
    SignOff,
    YearStatus,
)
from tests.market import NEXT_APRIL, Market, paper_market
from tests.savings.desk import YEAR, answer, challenge, choose, decide, gain_of
from tests.savings.gallery import charge, record_check, record_release
from tests.savings.test_signing import sign, status

CASHABLE, NON_CASHABLE = Outcome.CASHABLE, Outcome.NON_CASHABLE
HELD, REJECTED, UNDECIDED = Outcome.HELD, Outcome.REJECTED, Outcome.UNDECIDED


@pytest.fixture
def market(app) -> Market:
    return paper_market()


@pytest.fixture
def ready(market) -> Market:
    """A hundred reams bought at 68p less each, with quality met."""
    market.buy("WOK", 100)
    record_check(market)
    return market


# --- what counts ------------------------------------------------------------------------------


def test_an_undecided_gain_counts_as_it_was_worked_out(ready):
    gain = gain_of(ready)
    assert (gain.outcome, gain.allowed, gain.held, gain.disallowed) == (
        UNDECIDED,
        Split(Decimal(68), Decimal(68)),
        Split(),
        Split(),
    )


def test_a_rejected_gain_is_disallowed_whole_under_its_code(ready):
    decide(ready, REJECTED, under=Disallowance.DUPLICATE, reason="Claimed by the highways team")
    gain = gain_of(ready)
    assert (gain.allowed, gain.disallowed) == (Split(), Split(Decimal(68), Decimal(68)))
    assert (gain.code, gain.reason) == (Disallowance.DUPLICATE, "Claimed by the highways team")
    assert (gain.counts.gross, gain.counts.cashable) == (0, 0)


def test_a_gain_accepted_as_non_cashable_stays_and_its_cash_is_disallowed(ready):
    decide(ready, NON_CASHABLE, reason="The budget was not cut")
    gain = gain_of(ready)
    assert gain.allowed == Split(Decimal(68), Decimal(0))
    assert gain.disallowed == Split(Decimal(0), Decimal(68))
    assert (gain.counts.gross, gain.counts.cashable, gain.counts.non_cashable) == (68, 0, 68)


def test_costs_are_charged_against_cash_whatever_the_gain_is(ready):
    charge(ready, "10.00", NEXT_APRIL.replace(month=3), item=ready.item)
    total = standing.together(standing.standings(ready.council_id("WOK"), YEAR), "claimed")
    assert total == Split(Decimal(58), Decimal(58))


def test_a_loss_is_never_decided_away(market):
    market.buy("SLO", 100)
    record_check(market, "SLO")
    for outcome, code in ((HELD, None), (REJECTED, Disallowance.NOT_DONE), (NON_CASHABLE, None)):
        with pytest.raises(DomainError, match="This is a loss"):
            decide(market, outcome, "SLO", under=code)
    assert decide(market, CASHABLE, "SLO").outcome is CASHABLE
    assert gain_of(market, "SLO").allowed == Split(Decimal(-12), Decimal(-12))


def test_an_unmet_quality_check_holds_even_what_was_accepted(ready):
    decide(ready, CASHABLE)
    record_check(ready, after="90")
    gain = gain_of(ready)
    assert (gain.outcome, gain.hold, gain.code) == (HELD, Hold.QUALITY, Disallowance.QUALITY_NOT_MET)
    assert gain.held == Split(Decimal(68), Decimal(68))


def test_a_loss_counts_though_its_quality_check_is_not_met(market):
    market.buy("SLO", 100)
    record_check(market, "SLO", after="90")
    assert gain_of(market, "SLO").allowed.total == -12


def test_a_cut_is_disallowed_and_cannot_be_accepted(ready):
    buyer = ready.actor("WOK", "buyer")
    with transaction():
        services.record_quality(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=ready.item,
            indicator="Users who are satisfied (%)",
            better=Better.HIGHER,
            before=Decimal(80),
            after=Decimal(81),
            tolerance=Decimal(0),
            nature=GainNature.CUT,
        )
    gain = gain_of(ready)
    assert (gain.outcome, gain.code) == (REJECTED, Disallowance.SERVICE_CUT)
    with pytest.raises(DomainError, match="A cut is no gain"):
        decide(ready, CASHABLE)


def test_a_gain_without_a_quality_check_is_provisional(market):
    market.buy("WOK", 100)
    assert gain_of(market).provisional
    record_check(market)
    assert not gain_of(market).provisional


def test_an_old_price_that_nothing_shows_counts_for_nothing(ready, monkeypatch):
    monkeypatch.setattr(judging, "proof_of", lambda _baseline: Proof.NOTHING)
    gain = gain_of(ready)
    assert (gain.grade, gain.hold, gain.code) == (Grade.D, Hold.EVIDENCE, Disallowance.BASELINE_REFUSED)
    with pytest.raises(DomainError, match="Nothing shows the old price"):
        decide(ready, NON_CASHABLE)


amounts = st.decimals(-1_000_000, 1_000_000, places=9)


@given(amounts, amounts, st.sampled_from(Outcome), amounts)
def test_claimed_is_always_allowed_held_and_disallowed(total, cashable, outcome, cash):
    claimed = Split(total, cashable)
    allowed, held, disallowed = shares(claimed, outcome, cash)
    assert allowed + held + disallowed == claimed
    assert allowed.total >= min(total, cashable, 0) and held.total >= 0 and disallowed.total >= 0


@given(amounts, amounts, st.sampled_from([HELD, REJECTED]))
def test_what_is_held_or_rejected_is_never_a_loss(total, cashable, outcome):
    allowed, held, disallowed = shares(Split(total, cashable), outcome, cashable)
    assert allowed.total <= 0 and allowed.cashable <= 0
    assert (held + disallowed).cashable >= 0


def avoid(market, kind=AvoidanceKind.PRICE_HELD, code="WOK"):
    buyer = market.actor(code, "buyer")
    with transaction():
        services.record_avoidance(
            actor=buyer,
            now=NEXT_APRIL.replace(month=3),
            kind=kind,
            item=market.item,
            amount=Decimal("500.00"),
            reason="The supplier asked for 3% and got nothing",
            framework_id=market.framework.id,
        )


@pytest.mark.parametrize("kind", list(AvoidanceKind))
def test_a_cost_avoided_is_never_accepted_as_cash(market, kind):
    avoid(market, kind, "KEN")
    record_check(market, "KEN")
    gain = gain_of(market, "KEN")
    assert (gain.claimed, gain.grade) == (Split(Decimal(500), Decimal(0)), Grade.C)
    with pytest.raises(DomainError, match="A cost that was avoided is not cash"):
        decide(market, CASHABLE, "KEN")
    assert decide(market, NON_CASHABLE, "KEN").outcome is NON_CASHABLE


@pytest.mark.parametrize("kind", [AvoidanceKind.TENDER_MINUS_AWARD, AvoidanceKind.BENCHMARK])
def test_a_price_held_against_the_council_s_own_is_not_held_against_another_as_well(ready, kind):
    with pytest.raises(DomainError, match="not counted below another one as well"):
        avoid(ready, kind)
    assert gain_of(ready).claimed == Split(Decimal(68), Decimal(68))


def test_a_cost_avoided_beside_a_delivery_stays_no_cash_when_the_gain_is_accepted(ready):
    avoid(ready)
    decide(ready, CASHABLE)
    assert gain_of(ready).allowed == Split(Decimal(568), Decimal(68))


def test_a_service_in_another_s_place_is_like_a_comparable_item(market):
    record_check(market)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_substitution(
            actor=buyer,
            now=NEXT_APRIL.replace(month=3),
            item=market.item,
            before=Provision(1, 1, Decimal(1000)),
            after=Provision(1, 1, Decimal(800)),
            reason="Extra care in place of a residential home",
            framework_id=market.framework.id,
        )
    gain = gain_of(market)
    assert (gain.grade, gain.claimed.cashable) == (Grade.B, 200)
    assert decide(market, CASHABLE).outcome is CASHABLE


def came_once(market):
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_one_off_gain(
            actor=buyer,
            now=NEXT_APRIL.replace(month=3),
            item=market.item,
            amount=Decimal(500),
            reason="Old stock sold",
            framework_id=market.framework.id,
        )


def test_money_recorded_by_hand_is_no_cash_by_accepting_the_year_or_in_bulk(ready):
    """However good the evidence of the deliveries beside it, no invoice shows what was typed."""
    came_once(ready)
    record_release(ready, "568.00")
    gain = gain_of(ready)
    assert (gain.grade, gain.recorded_by_hand) == (Grade.B, True)
    officer = ready.actor("WOK", "s151")
    ticket = (ready.item.id, ready.framework.id, accepting.figures(gain))
    with transaction():
        taken = services.accept_gains(actor=officer, now=NEXT_APRIL, financial_year=YEAR, gains=[ticket])
    assert [refusal.sentence for _, refusal in taken.left] == [
        "It was recorded by hand: look at what shows it."
    ]
    with pytest.raises(DomainError, match="recorded by hand for A4 copier paper"):
        sign(ready)
    decide(ready, CASHABLE)
    assert sign(ready).net == 568


# --- who may decide, and on what --------------------------------------------------------------


@pytest.mark.parametrize("role", ["buyer", "approver", "auditor", "reviewer", "leader", "chief_executive"])
def test_only_the_finance_officer_decides(ready, role):
    with pytest.raises(NotPermitted, match="may not sign off gains"):
        decide(ready, CASHABLE, by=ready.actor("WOK", role))


def test_another_council_s_gain_is_not_there(ready):
    with pytest.raises(NotFound):
        decide(ready, CASHABLE, by=ready.actor("WAM", "s151"))


def both_roles(market, code="WOK", role="buyer"):
    """The person who holds `role`, as finance officer too."""
    actor = market.actor(code, role)
    values = [getattr(actor, name) for name in actor.__slots__[:-1]]
    return Actor(*values, frozenset({"s151", role}))


def test_who_recorded_the_quality_does_not_decide(ready):
    with pytest.raises(NotPermitted, match="You recorded its quality check"):
        decide(ready, CASHABLE, by=both_roles(ready))


def test_who_recorded_a_cost_of_the_gain_does_not_decide(market):
    market.buy("WOK", 100)
    officer = market.actor("WOK", "s151")
    with transaction():
        services.record_cost(
            actor=officer,
            now=NEXT_APRIL.replace(month=3),
            kind=EntryKind.ONE_OFF_COST,
            amount=Decimal(5),
            reason="Legal advice",
            item=market.item,
            framework_id=market.framework.id,
        )
    record_check(market)
    with pytest.raises(NotPermitted, match="a delivery or a cost of it"):
        decide(market, CASHABLE)


def test_who_took_the_delivery_in_does_not_decide(market):
    market.buy("WOK", 100)
    with pytest.raises(NotPermitted, match="a delivery or a cost of it"):
        decide(market, HELD, by=both_roles(market))


def test_who_froze_the_baseline_does_not_decide(ready):
    frozen_by = gain_of(ready).last.baseline.frozen_by_id
    officer = ready.actor("WOK", "s151")
    values = [getattr(officer, name) for name in officer.__slots__[1:]]
    with pytest.raises(NotPermitted, match="its baseline"):
        decide(ready, HELD, by=Actor(frozen_by, *values))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (NON_CASHABLE, "why the gain is not cashable"),
        (HELD, "why the gain is held"),
        (REJECTED, "why the gain is rejected"),
    ],
)
def test_every_decision_but_acceptance_needs_a_reason(ready, outcome, words):
    with pytest.raises(DomainError, match=words):
        decide(ready, outcome, under=Disallowance.NOT_DONE, reason=" ")


def test_a_rejection_needs_a_code_that_people_give(ready):
    with pytest.raises(DomainError, match="Select the code"):
        decide(ready, REJECTED)
    with pytest.raises(DomainError, match="found by the books"):
        decide(ready, REJECTED, under=Disallowance.OFF_FRAMEWORK)


def test_a_gain_without_a_quality_check_is_not_accepted_as_cash_and_says_what_is_missing(market):
    market.buy("WOK", 100)
    with pytest.raises(DomainError, match=r"grade C, and only A and B are cash\. Missing: Quality has not"):
        decide(market, CASHABLE)
    assert decide(market, NON_CASHABLE).outcome is NON_CASHABLE


def test_a_baseline_frozen_after_the_award_is_not_accepted_as_cash(ready, monkeypatch):
    monkeypatch.setattr(queries.gates.LastGain, "locked_before_award", False)
    with pytest.raises(DomainError, match="The baseline was not frozen before the award"):
        decide(ready, CASHABLE)


def test_the_database_keeps_cash_from_weak_evidence(ready):
    decide(ready, CASHABLE)
    decision = db.session.scalars(db.select(GainDecision)).one()
    weak = {
        column.name: getattr(decision, column.name)
        for column in GainDecision.__table__.columns
        if column.name != "id"
    } | {"grade": Grade.C}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(db.insert(GainDecision).values(**weak))


@pytest.mark.parametrize("act", ["UPDATE gain_decision SET reason = 'x'", "DELETE FROM gain_decision"])
def test_a_decision_is_never_changed_or_deleted(ready, act):
    decide(ready, CASHABLE)
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        db.session.execute(db.text(act))


def test_the_same_decision_is_not_made_twice_on_the_same_figures(ready):
    decide(ready, CASHABLE)
    with pytest.raises(DomainError, match="accepted as cashable already"):
        decide(ready, CASHABLE)


def test_figures_that_moved_since_the_page_was_opened_are_not_decided_on(ready):
    seen = accepting.figures(gain_of(ready))
    ready.buy("WOK", 1)
    with pytest.raises(DomainError, match="have changed since you opened"):
        decide(ready, CASHABLE, seen=seen)


def test_a_decision_that_another_officer_took_meanwhile_is_not_overruled_unseen(ready):
    seen = accepting.figures(gain_of(ready))
    decide(ready, REJECTED, under=Disallowance.DUPLICATE)
    with pytest.raises(DomainError, match="or the decision on it, have changed since you opened"):
        decide(ready, CASHABLE, seen=seen)
    assert gain_of(ready).outcome is REJECTED


def test_an_acceptance_lapses_when_the_figures_move_and_a_rejection_does_not(ready):
    decide(ready, CASHABLE)
    ready.buy("WOK", 1)
    assert (gain_of(ready).outcome, gain_of(ready).moved) == (UNDECIDED, True)
    decide(ready, REJECTED, under=Disallowance.RELABELLED)
    ready.buy("WOK", 1)
    assert gain_of(ready).outcome is REJECTED


def test_a_decision_is_taken_back_with_a_reason_and_both_are_kept(ready):
    with pytest.raises(DomainError, match="no decision to take back"):
        decide(ready, UNDECIDED)
    decide(ready, HELD)
    decide(ready, UNDECIDED, reason="Held by mistake")
    assert gain_of(ready).outcome is UNDECIDED
    kept = queries.decisions_of_gain(gain_of(ready).key, YEAR)
    assert [decision.outcome for decision in kept] == [UNDECIDED, HELD]
    verbs = db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.verb == "decide_gain")).all()
    assert len(verbs) == 2


def test_nothing_is_decided_in_a_signed_year(ready):
    record_release(ready, "68.00")
    sign(ready)
    with pytest.raises(DomainError, match="is signed off"):
        decide(ready, HELD)


# --- in bulk ----------------------------------------------------------------------------------


def accept(market, *gains, code="WOK"):
    officer = market.actor(code, "s151")
    with transaction():
        return services.accept_gains(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=YEAR,
            gains=[(gain.item_id, gain.framework_id, accepting.figures(gain)) for gain in gains],
        )


def test_good_gains_are_accepted_in_bulk(ready):
    taken = accept(ready, gain_of(ready))
    assert [decision.outcome for decision in taken.accepted] == [CASHABLE]
    assert gain_of(ready).outcome is CASHABLE


def test_what_cannot_be_taken_in_bulk_is_named_with_the_reason(market):
    market.buy("WOK", 100)
    [(gain, refusal)] = accept(market, gain_of(market)).left
    assert gain.item.title == market.item.title
    assert "Quality has not been measured" in refusal.sentence
    record_check(market)
    found = challenge(market)
    answer(market, found)
    [(_, refusal)] = accept(market, gain_of(market)).left
    assert refusal.sentence == "A challenge to it has not been closed."


def test_a_gain_whose_figures_moved_is_left_in_a_bulk(ready):
    before = gain_of(ready)
    ready.buy("WOK", 1)
    [(_, refusal)] = accept(ready, before).left
    assert "figures have changed" in refusal.sentence


def test_a_bulk_of_nothing_is_refused(ready):
    with pytest.raises(DomainError, match="Select the gains"):
        accept(ready)


# --- the signature ----------------------------------------------------------------------------


def test_the_year_is_signed_for_what_is_allowed(ready):
    decide(ready, NON_CASHABLE)
    signed = sign(ready)
    assert (signed.gross, signed.cashable, signed.non_cashable) == (68, 0, 68)


def test_a_year_is_signed_without_a_gain_that_the_officer_holds(market):
    market.buy("WOK", 100)
    record_check(market, after="90")
    assert status(market) is YearStatus.HELD
    with pytest.raises(DomainError, match="quality check is not met"):
        sign(market)
    decide(market, HELD, reason="Deliveries got worse")
    assert status(market) is YearStatus.PROVISIONAL
    assert sign(market).net == 0


def test_the_use_of_the_money_is_on_record_for_each_accepted_gain(ready):
    decide(ready, CASHABLE)
    record_release(ready, "67.99")
    assert not gain_of(ready).is_covered
    with pytest.raises(DomainError, match=r"only £67\.99 of budget"):
        sign(ready)
    record_release(ready, "0.01", reference="V-2")
    assert gain_of(ready).is_covered
    assert isinstance(sign(ready), SignOff)


def test_money_reinvested_from_one_gain_says_where(ready):
    officer = ready.actor("WOK", "s151")
    with pytest.raises(DomainError, match="where the money is reinvested"), transaction():
        services.release_budget(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=ready.item,
            amount=Decimal("68.00"),
            use=BudgetUse.REINVESTED,
            reference="V-1",
            framework_id=ready.framework.id,
        )


# --- quality chosen before award --------------------------------------------------------------


def test_a_check_chosen_before_the_award_is_measured_as_it_was_chosen(market):
    award = market.framework.award_notice_at
    choice = choose(market, at=award.replace(year=award.year - 1))
    assert (choice.before_award, choice.indicator) == (True, "Orders delivered on time and in full (%)")
    market.buy("WOK", 100)
    buyer = market.actor("WOK", "buyer")
    with pytest.raises(DomainError, match="measured as it was chosen"), transaction():
        services.record_quality(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=market.item,
            indicator=choice.indicator,
            better=Better.HIGHER,
            before=Decimal(96),
            after=Decimal(90),
            tolerance=Decimal(9),
        )
    with pytest.raises(DomainError, match="was chosen before the award, and stays"):
        choose(market, tolerance="5")


def test_a_check_chosen_after_the_award_keeps_the_grade_at_b(ready):
    assert gain_of(ready).grade is Grade.B
    assert "The quality check was not chosen before the award." in gain_of(ready).grade_reasons
    assert not choose(ready).before_award


def test_an_indicator_of_one_s_own_is_explained(market):
    with pytest.raises(DomainError, match="why no indicator of the approved list fits"):
        choose(market, approved=None, indicator="Jams for each 1,000 sheets")
    with pytest.raises(DomainError, match="Enter what was measured"):
        choose(market, approved=None, explanation="None is about paper")


def test_a_check_is_chosen_only_for_what_the_council_can_buy(market):
    with pytest.raises(NotFound, match="cannot buy this item"):
        choose(market, framework_id=market.framework.id + 99)


# --- the parts --------------------------------------------------------------------------------


def test_the_parts_of_a_year_add_up_and_name_their_codes(ready):
    ready.buy("WAM", 100)
    decide(ready, REJECTED, under=Disallowance.DEFERRED)
    books = standing.standings(ready.council_id("WOK"), YEAR)
    found = parts.of_year(books)
    assert found.claimed.total == found.allowed.total + found.held.total + found.disallowed.total == 68
    [row] = parts.by_code(books)
    assert (row.code, row.disallowed, row.held) == (Disallowance.DEFERRED, 68, 0)
