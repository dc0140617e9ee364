"""When two names mean the same company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.exclusions.matching import name_key

SAME = [
    ("Blackwater Office Trading Limited", "BLACKWATER OFFICE TRADING LTD"),
    ("Blackwater Office Trading Ltd.", "Blackwater  Office\tTrading"),
    ("Mid-Vale Paper Co. Limited", "MIDVALE PAPER CO LTD"),
    ("O'Neill & Sons plc", "ONEILL AND SONS PUBLIC LIMITED COMPANY"),
    ("The Stationers CIC", "Stationers Community Interest Company"),
    ("Café Crème Ltd", "Cafe Creme"),
    ("A.B.C. Ltd", "ABC Limited"),
    ("Thames Valley Stationers", "ThamesValley-Stationers Ltd"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_punctuation_and_the_legal_form_make_no_difference(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Limited Editions Ltd", "Editions Ltd"), ("Albion Paper", "Albion Papers"), ("Ltdford Ltd", "Ford")],
)
def test_other_words_are_another_company(one, other):
    assert name_key(one) != name_key(other)


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself(name):
    key = name_key(name)
    assert name_key(key) == key
    assert " " not in key


@given(
    st.text(alphabet="abcdefghij ", min_size=1, max_size=30), st.sampled_from([" Ltd", " LIMITED", " plc"])
)
def test_a_legal_form_at_the_end_never_matters(name, form):
    assert name_key(name.strip() + form) == name_key(name.strip()) or not name.strip()
