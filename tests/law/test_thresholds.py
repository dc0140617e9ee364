from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.law.rules import LawNotInForce
from procurement_hub.law.thresholds import THRESHOLDS, ContractKind, above_threshold, threshold

pounds = st.decimals(Decimal("0.01"), Decimal("9999999"), places=2)


@pytest.mark.parametrize(
    ("kind", "net", "started_on", "above"),
    [
        ("goods", "173100.00", "2026-05-01", True),
        ("goods", "173099.99", "2026-05-01", False),
        ("works", "4327500.00", "2026-05-01", True),
        ("works", "4327499.99", "2026-05-01", False),
        ("services", "175000.00", "2025-06-01", False),
        ("services", "179086.67", "2025-06-01", True),
        ("light_touch", "552950.00", "2026-05-01", True),
        ("light_touch", "552949.99", "2026-05-01", False),
    ],
)
def test_exactly_the_threshold_including_vat_is_above(kind, net, started_on, above):
    assert above_threshold(kind, Decimal(net), Decimal(20), date.fromisoformat(started_on)) is above


def test_the_amount_in_force_when_the_procurement_started_applies():
    assert threshold("services", date(2025, 12, 31)) == Decimal(214904)
    assert threshold("services", date(2026, 1, 1)) == Decimal(207720)


def test_a_contract_without_an_estimate_counts_as_above():
    assert above_threshold(ContractKind.GOODS, None, Decimal(20), date(2026, 5, 1))


def test_a_day_before_the_first_amounts_has_no_answer():
    with pytest.raises(LawNotInForce, match="1 January 2024"):
        threshold("goods", date(2023, 12, 31))


def test_every_pack_names_each_kind_and_its_source():
    for pack in THRESHOLDS:
        assert set(pack.amounts) == set(ContractKind)
        assert pack.source


@given(st.sampled_from(ContractKind), pounds, st.sampled_from([Decimal(0), Decimal(5), Decimal(20)]))
def test_spending_more_never_falls_below_the_threshold(kind, net, vat_rate):
    if above_threshold(kind, net, vat_rate, date(2026, 5, 1)):
        assert above_threshold(kind, net + Decimal("0.01"), vat_rate, date(2026, 5, 1))
    else:
        assert net < threshold(kind, date(2026, 5, 1))
