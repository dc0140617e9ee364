"""A joint saving belongs to each council by what it received; only councils can even it out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import yearly
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets import queries, services
from procurement_hub.targets.models import Equalisation, EqualisationStatus
from tests.market import Market, paper_market
from tests.targets.scene import NEXT_MAY, answer, propose


@pytest.fixture
def market(app) -> Market:
    market = paper_market()
    for code, quantity in (("WOK", 100), ("BRF", 50), ("SLO", 200)):
        market.buy(code, quantity)
    return market


def saving(market, code="SECE", role="procurement_lead") -> queries.JointSaving:
    db.session.expire_all()
    actor = market.actor(code, role)
    framework = queries.framework_for(actor, market.framework.id)
    return queries.joint_saving(actor, framework, 2026)


def test_the_shares_of_the_councils_add_up_to_the_joint_saving(market):
    found = saving(market)
    assert {share.council.code: share.gain for share in found.shares} == {
        "BRF": Decimal("49.00"),
        "SLO": Decimal("-24.00"),
        "WOK": Decimal("68.00"),
    }
    assert found.total == Decimal("93.00") == sum(share.gain for share in found.shares)
    assert sum(share.percent for share in found.shares) == Decimal("100.0")


def test_a_loser_is_shown_as_one(market):
    found = saving(market)
    assert [share.council.code for share in found.losers] == ["SLO"]


def test_a_joint_saving_says_how_many_of_the_entitled_received_something(market):
    found = saving(market)
    assert (found.received, found.entitled, found.signed) == (3, 6, 0)


def test_the_largest_council_that_gains_least_on_each_unit_is_named(market):
    """One price for all serves the small ones best (savings-method 2.13)."""
    (unit,) = saving(market).largest_gain_least
    assert (unit.council.code, unit.per_unit) == ("SLO", Decimal("-0.12"))
    assert unit.volume_percent == Decimal("57.1")


def test_a_council_sees_its_own_share_and_no_sum_of_fewer_than_five(market):
    found = saving(market, "WOK", "s151")
    assert [share.council.code for share in found.shares] == ["WOK"]
    assert (found.total, found.cashable) == (None, None)
    assert {unit.council.code for unit in found.units} == {"WOK"}
    for code in ("WAM", "RDG"):
        market.buy(code, 1)
    assert saving(market, "WOK", "s151").total == Decimal("93.61")


@pytest.mark.parametrize(
    ("code", "role"), [("KEN", "buyer"), ("NECE", "procurement_lead"), ("PEN", "bidder")]
)
def test_a_framework_of_others_is_not_there(market, code, role):
    with pytest.raises(NotFound):
        saving(market, code, role)


# --- equalisation ---------------------------------------------------------------------------------


def test_payments_take_effect_when_every_council_in_them_has_agreed(market):
    proposal = propose(market, {"WOK": "-20.00", "BRF": "-4.00", "SLO": "24.00"})
    for code in ("WOK", "SLO"):
        answer(market, code, proposal)
    assert saving(market).equalisation is None
    assert saving(market).waiting is not None
    answer(market, "BRF", proposal)
    found = saving(market)
    assert found.waiting is None
    assert {share.council.code: share.equalised for share in found.shares} == {
        "WOK": Decimal("-20.00"),
        "BRF": Decimal("-4.00"),
        "SLO": Decimal("24.00"),
    }


def test_payments_stand_beside_the_gains_and_in_no_claim(market):
    before = saving(market)
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    for code in ("WOK", "SLO"):
        answer(market, code, proposal)
    after = saving(market)
    assert [share.gain for share in after.shares] == [share.gain for share in before.shares]
    assert after.total == before.total
    assert sum(share.after_equalisation for share in after.shares) == after.total
    (slough,) = [share for share in after.shares if share.council.code == "SLO"]
    assert slough.after_equalisation == Decimal("0.00")
    council = market.council_id("SLO")
    assert yearly.gains(council_id=council, financial_year=2026).net == Decimal("-24.00")
    assert queries.position(council, 2026).gained.total == Decimal("-24.00")


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({"WOK": "-20.00", "SLO": "24.00"}, r"more is received than paid, by £4\.00"),
        ({"WOK": "-24.00", "SLO": "20.00"}, r"more is paid than received, by £4\.00"),
        ({"WOK": "0.00", "SLO": "0.00"}, "at least one council pays"),
        ({"WOK": "-1.00", "RDG": "1.00"}, "received something through the framework"),
    ],
)
def test_payments_that_do_not_come_to_nothing_are_refused(market, amounts, sentence):
    with pytest.raises(DomainError, match=sentence):
        propose(market, amounts)


def test_one_proposal_at_a_time(market):
    propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    with pytest.raises(DomainError, match="waits for answers"):
        propose(market, {"BRF": "-24.00", "SLO": "24.00"})


def test_a_council_that_declines_ends_the_proposal_for_all(market):
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    answer(market, "SLO", proposal)
    with pytest.raises(DomainError, match="why your council declines"):
        answer(market, "WOK", proposal, "decline", reason=" ")
    answer(market, "WOK", proposal, "decline", reason="The volume was ours.")
    assert saving(market).equalisation is None
    assert db.session.get(Equalisation, proposal.id).status is EqualisationStatus.DECLINED
    with pytest.raises(DomainError, match="settled already"):
        answer(market, "WOK", proposal)


def test_a_council_agrees_once_and_only_one_that_is_in_it(market):
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    answer(market, "WOK", proposal)
    with pytest.raises(DomainError, match="agreed already"):
        answer(market, "WOK", proposal)
    with pytest.raises(NotFound):
        answer(market, "BRF", proposal)
    with pytest.raises(NotPermitted):
        answer(market, "SLO", proposal, by=market.actor("SLO", "buyer"))


def test_the_latest_table_in_force_counts(market):
    for amount in ("10.00", "24.00"):
        proposal = propose(market, {"WOK": f"-{amount}", "SLO": amount})
        for code in ("WOK", "SLO"):
            answer(market, code, proposal)
    found = saving(market)
    assert {share.equalised for share in found.shares} == {
        Decimal("-24.00"),
        Decimal("24.00"),
        Decimal("0.00"),
    }


def test_nobody_is_left_out_of_the_table_that_takes_the_place_of_theirs(market):
    agreed = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    for code in ("WOK", "SLO"):
        answer(market, code, agreed)
    with pytest.raises(DomainError, match="would end for SLO organisation, which must be in this"):
        propose(market, {"WOK": "-1.00", "BRF": "1.00"})
    changed = propose(market, {"WOK": "-24.00", "BRF": "4.00", "SLO": "20.00"})
    for code in ("WOK", "BRF"):
        answer(market, code, changed)
    assert saving(market).equalisation.id == agreed.id
    answer(market, "SLO", changed)
    assert saving(market).equalisation.id == changed.id


def test_only_the_lead_of_the_centre_proposes_and_withdraws(market):
    with pytest.raises(NotPermitted):
        propose(market, {"WOK": "-24.00", "SLO": "24.00"}, by=market.actor("WOK", "s151"))
    with pytest.raises(NotFound):
        propose(market, {"WOK": "-24.00", "SLO": "24.00"}, by=market.actor("NECE", "procurement_lead"))
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    lead = market.actor("SECE", "procurement_lead")
    with transaction("withdraw_equalisation", actor=lead, now=NEXT_MAY):
        services.withdraw_equalisation(actor=lead, now=NEXT_MAY, equalisation=proposal, reason="Miscounted")
    assert saving(market).waiting is None


def test_agreeing_is_in_the_audit_trail_with_its_amount(market):
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    answer(market, "WOK", proposal)
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "agree_equalisation")).one()
    assert (event.subject_id, '"-24.00"' in event.detail) == (proposal.id, True)


def test_a_table_is_read_by_its_centre_and_the_councils_in_it(market):
    proposal = propose(market, {"WOK": "-24.00", "SLO": "24.00"})
    for code, role in (("SECE", "auditor"), ("WOK", "buyer"), ("SLO", "auditor")):
        assert queries.equalisation_for(market.actor(code, role), proposal.id).id == proposal.id
    for code, role in (("BRF", "s151"), ("NECE", "auditor"), ("PEN", "bidder")):
        with pytest.raises(NotFound):
            queries.equalisation_for(market.actor(code, role), proposal.id)
    assert [found.id for found in queries.waiting_for(market.council_id("WOK"))] == [proposal.id]


billionths = st.integers(-(10**16), 10**16).map(lambda number: Decimal(number).scaleb(-9))


@given(st.lists(billionths, min_size=1, max_size=30))
def test_shares_to_the_penny_add_up_to_the_joint_saving(gains):
    shares = rounded_to_total(gains)
    assert abs(sum(shares) - sum(gains)) <= Decimal("0.005")


def test_what_each_would_have_paid_alone_is_modelled_from_the_supplier_s_tiers(market):
    """V24 on real tiers: alone is never below together, and the volume of others brings each something."""
    (paper,) = queries.alone(market.framework, 2026)
    assert [line.council.code for line in paper.lines] == ["SLO", "WOK", "BRF"]
    assert all(line.alone > paper.together for line in paper.lines)
    assert all(line.gain > 0 for line in paper.lines)
    assert paper.largest_gains_least
    assert queries.alone(market.framework, 2027) == []
