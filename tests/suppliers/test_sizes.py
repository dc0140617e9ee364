"""What is a small or medium enterprise follows from its figures (PA 2023 s.123)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.suppliers.sizes import Size, size_of

M = 1_000_000
pounds = st.decimals(0, 200 * M, places=2)


def size(staff, turnover=None, balance_sheet=None):
    millions = [None if amount is None else Decimal(str(amount)) * M for amount in (turnover, balance_sheet)]
    return size_of(staff=staff, turnover=millions[0], balance_sheet=millions[1])


@pytest.mark.parametrize(
    ("staff", "turnover", "balance_sheet", "is_"),
    [
        (9, 1, None, Size.MICRO),
        (10, 1, None, Size.SMALL),
        (49, 1, None, Size.SMALL),
        (50, 1, None, Size.MEDIUM),
        (249, 44, None, Size.MEDIUM),
        (250, 1, 1, Size.LARGE),
        (249, "44.00000001", 38, Size.MEDIUM),
        (249, "44.00000001", "38.00000001", Size.LARGE),
        (12, 90, 38, Size.SMALL),
        (12, None, 38, Size.SMALL),
    ],
)
def test_the_lines_are_where_the_act_and_the_bands_draw_them(staff, turnover, balance_sheet, is_):
    assert size(staff, turnover, balance_sheet) is is_


def test_what_the_figures_do_not_settle_is_not_guessed():
    assert size(None, 1, 1) is None
    assert size(20) is None
    assert size(20, 45) is None
    assert size(20, None, 39) is None


@given(st.integers(0, 1000), pounds, pounds)
def test_an_sme_is_exactly_what_the_section_says(staff, turnover, balance_sheet):
    found = size_of(staff=staff, turnover=turnover, balance_sheet=balance_sheet)
    assert found.sme == (staff < 250 and (turnover <= 44 * M or balance_sheet <= 38 * M))


@given(st.integers(0, 1000), st.integers(0, 1000), pounds, pounds)
def test_more_staff_never_makes_a_firm_smaller(fewer, more, turnover, balance_sheet):
    fewer, more = sorted((fewer, more))
    order = list(Size)
    small = size_of(staff=fewer, turnover=turnover, balance_sheet=balance_sheet)
    large = size_of(staff=more, turnover=turnover, balance_sheet=balance_sheet)
    assert order.index(small) <= order.index(large)
