"""A list is enough below the threshold, and never from it on (V1; needs, risk 9)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.approved_lists.inviting import FOR_WHAT, may_invite, thresholds_on
from procurement_hub.approved_lists.models import ApprovedList, ListStatus
from procurement_hub.law.rules import ACT_COMMENCED_ON, LawNotInForce
from procurement_hub.law.thresholds import ContractKind, threshold

TODAY = date(2026, 11, 20)
PENNY = Decimal("0.01")


def a_list(status=ListStatus.OPEN):
    return ApprovedList(title="Paper", status=status)


def ask(gross, kind="goods", on=TODAY, approved_list=None):
    gross = None if gross is None else Decimal(gross)
    return may_invite(approved_list or a_list(), estimated_gross=gross, kind=kind, on=on)


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("goods", "207720"), ("services", "207720"), ("works", "5193000"), ("light_touch", "663540")],
)
def test_exactly_the_threshold_is_above_it(kind, limit):
    assert ask(Decimal(limit) - PENNY, kind).allowed
    refused = ask(limit, kind)
    assert not refused.allowed
    assert "section 3" in refused.sentence
    assert "section 19" in refused.sentence
    assert f"{Decimal(limit):,}" in refused.sentence


def test_the_threshold_of_the_day_on_which_the_purchase_begins_applies():
    assert ask("210000", on=date(2025, 12, 31)).allowed
    assert not ask("210000", on=date(2026, 1, 1)).allowed


def test_a_value_that_nobody_can_estimate_counts_as_above():
    answer = ask(None)
    assert not answer.allowed
    assert "Schedule 3" in answer.sentence


def test_nobody_is_invited_from_a_closed_list():
    answer = ask("10", approved_list=a_list(ListStatus.CLOSED))
    assert not answer.allowed
    assert "closed" in answer.sentence


def test_a_day_before_the_law_is_refused():
    with pytest.raises(LawNotInForce):
        ask("10", on=date(2020, 1, 1))


@pytest.mark.parametrize(("gross", "said"), [("29999.99", False), ("30000", True)])
def test_from_30000_pounds_notices_are_named(gross, said):
    assert any("UK7" in sentence for sentence in ask(gross).besides) is said


@pytest.mark.parametrize(
    ("kind", "gross", "said"),
    [
        ("goods", "50000", True),
        ("works", "207719.99", True),
        ("works", "207720", False),
        ("light_touch", "500000", True),
    ],
)
def test_suitability_may_not_be_checked_before_tenders_but_for_larger_works(kind, gross, said):
    assert any("section 85" in sentence for sentence in ask(gross, kind).besides) is said


def test_what_lists_are_for_names_the_law_and_the_amounts():
    assert FOR_WHAT.startswith(
        "For purchases below the threshold and to reuse checks. It does not replace competition above"
    )
    assert "sections 3 and 19" in FOR_WHAT
    assert thresholds_on(TODAY)[0] == ("goods", Decimal("207720"))


pounds = st.decimals("0.01", "10000000", places=2)


@given(pounds, st.sampled_from(ContractKind), st.dates(ACT_COMMENCED_ON, date(2027, 12, 31)))
def test_a_list_is_enough_exactly_below_the_threshold(gross, kind, on):
    assert ask(gross, kind, on).allowed == (gross < threshold(kind, on))


@given(pounds, pounds, st.sampled_from(ContractKind))
def test_a_smaller_purchase_never_needs_more(one, other, kind):
    smaller, larger = sorted([one, other])
    assert ask(smaller, kind).allowed >= ask(larger, kind).allowed
