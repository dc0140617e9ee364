"""Company numbers, charity numbers and PPONs are read as people write them, and nothing else is taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.errors import Invalid
from procurement_hub.suppliers.identifiers import PPON, charity_number, company_number, ppon

LETTERS = "BCDGHJLMNPQRTVWXYZ"


def ppons(last="DGHJLMNPQRTVWXYZ"):
    """As the register makes them."""
    some = st.text(LETTERS, min_size=3, max_size=3)
    return st.builds(
        "P{}-{}-{}{}".format, some, st.text("123456789", min_size=4, max_size=4), some, st.sampled_from(last)
    )


@given(ppons())
def test_every_number_that_the_register_makes_is_taken(number):
    assert ppon(number) == number


@given(ppons(), st.sampled_from(["", " ", "  "]))
def test_blanks_hyphens_and_small_letters_do_not_matter(number, blank):
    assert ppon(blank + number.lower().replace("-", blank) + blank) == number


@given(ppons(last="C"))
def test_only_an_informal_consortium_has_a_number_that_ends_in_c(number):
    with pytest.raises(Invalid):
        ppon(number)
    assert ppon(number, consortium=True) == number


@given(ppons())
def test_a_consortium_s_number_ends_in_c(number):
    with pytest.raises(Invalid):
        ppon(number, consortium=True)


@given(ppons(), st.integers(0, 13), st.sampled_from("AEIOUFKS0"))
def test_a_vowel_or_a_zero_is_refused_wherever_it_stands(number, place, wrong):
    if number[place] == "-":
        return
    with pytest.raises(Invalid):
        ppon(number[:place] + wrong + number[place + 1 :])


@given(st.text(max_size=20))
def test_whatever_is_typed_is_taken_right_or_refused(text):
    try:
        number = ppon(text)
    except Invalid as refusal:
        assert refusal.field == "ppon"
    else:
        assert number is None or (PPON.fullmatch(number) and not number.endswith("C"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 4150001", "04150001"),
        ("41 50 001", "04150001"),
        ("sc 123456", "SC123456"),
        ("SC12345", "SC012345"),
        ("R0000123", "R0000123"),
        ("", None),
        (None, None),
    ],
)
def test_company_numbers_are_kept_as_companies_house_writes_them(written, kept):
    assert company_number(written) == kept


@given(st.integers(1_000_000, 99_999_999))
def test_a_missing_leading_zero_is_put_back(number):
    assert company_number(str(number)) == f"{number:08}"


@pytest.mark.parametrize("wrong", ["12345", "123456789", "ABCDEFGH", "04150001/1"])
def test_other_company_numbers_are_refused(wrong):
    with pytest.raises(Invalid):
        company_number(wrong)


@pytest.mark.parametrize(("written", "kept"), [("1123456", "1123456"), ("123 456", "123456"), ("", None)])
def test_charity_numbers_have_six_or_seven_digits(written, kept):
    assert charity_number(written) == kept


@pytest.mark.parametrize("wrong", ["SC012345", "12345", "12345678"])
def test_other_charity_numbers_are_refused(wrong):
    with pytest.raises(Invalid):
        charity_number(wrong)


def test_the_pattern_is_that_of_the_register():
    assert re.fullmatch(PPON, "PBRL-1724-VNQT")
    assert not re.fullmatch(PPON, "QBRL-1724-VNQT")
