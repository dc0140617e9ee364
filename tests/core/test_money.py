"""Money is exact on both engines, and is shown the way people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, column, func, literal, select, table

from procurement_hub.core.database import db
from procurement_hub.core.money import (
    Gain,
    Money,
    UnitPrice,
    allocate,
    format_money,
    format_pence,
    format_quantity,
    format_unit_price,
    net_price,
    percentage_of,
    with_vat,
)

D = Decimal


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Money, "99999999999999.99"),
        (Money, "-0.01"),
        (Money, "1.01"),
        (UnitPrice, "0.000001"),
        (Gain, "3870.123456789"),
    ],
)
def test_a_decimal_comes_back_as_it_went_in(app, kind, text):
    assert db.session.scalar(select(literal(D(text), kind()))) == D(text)


def test_a_sum_in_the_database_is_exact(app):
    rows = select(literal(D("0.10"), Money()).label("x")).union_all(select(literal(D("0.20"), Money())))
    total = db.session.scalar(select(func.sum(rows.subquery().c.x, type_=Money())))
    assert total == D("0.30")


@pytest.mark.parametrize("value", [1.5, "1.50"])
def test_only_decimals_are_money(value):
    with pytest.raises(TypeError):
        Money().process_bind_param(value, None)


@pytest.mark.parametrize("value", ["1.005", "NaN", "Infinity"])
def test_money_is_a_whole_number_of_pence(value):
    with pytest.raises(ValueError, match="places"):
        Money().process_bind_param(D(value), None)


def test_multiplying_in_sql_is_refused():
    amount = table("t", column("amount", Money())).c.amount
    with pytest.raises(TypeError):
        amount * 2


def test_the_difference_of_two_amounts_is_an_amount():
    both = table("t", column("a", Money()), column("b", Money())).c
    assert isinstance((both.a - both.b).type, Money)
    assert isinstance(both.a.type.impl, BigInteger)


def test_half_a_penny_rounds_up_once():
    assert net_price(D("0.335"), D(3)) == D("1.01")
    assert with_vat(D("256.49"), D(20)) == D("307.79")
    assert percentage_of(D("250344.00"), D("1.00")) == D("2503.44")


@given(
    st.decimals("0", "1000000", places=2),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any),
)
def test_parts_always_sum_to_the_whole(total, weights):
    parts = allocate(total, [D(weight) for weight in weights])
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < D("0.01")


def test_nothing_can_be_split_by_no_weight():
    with pytest.raises(ValueError, match="above zero"):
        allocate(D("1.00"), [D(0)])


def test_amounts_read_as_people_write_them():
    assert format_money(D("1250")) == "£1,250"
    assert format_money(D("-1800.5")) == "−£1,800.50"
    assert format_pence(D("1250")) == "£1,250.00"
    assert format_unit_price(D("3.420000")) == "£3.42"
    assert format_unit_price(D("0.012500")) == "£0.0125"
    assert format_unit_price(D("100.000000")) == "£100.00"
    assert format_quantity(D("12000.000")) == "12,000"
    assert format_quantity(D("2.500")) == "2.5"
