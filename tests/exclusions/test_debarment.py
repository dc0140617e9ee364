"""The debarment list: kept by an administrator of the centre, and asked about by number and name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.errors import DomainError, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.entries import COLUMNS, NotADebarmentFile, read_entries, template
from procurement_hub.exclusions.matching import Party
from procurement_hub.exclusions.models import DebarmentEntry
from tests.exclusions.scene import NOW, debar, make_scene

TODAY = NOW.date()


@pytest.fixture
def scene(app):
    return make_scene()


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([",".join(COLUMNS), *rows]).encode("utf-8-sig")


def take_over(scene, data: bytes):
    with transaction():
        return services.import_debarments(actor=scene.admin, now=NOW, entries=read_entries(data))


def found(*parties: Party, on=TODAY):
    return [(match.entry.name, match.certain) for match in queries.debarred(parties, on)]


def test_a_company_number_matches_for_certain_whatever_the_name(scene):
    debar(scene.admin)
    assert found(Party("Somebody else", "03330456")) == [("Blackwater Office Trading Ltd", True)]


def test_a_ppon_matches_for_certain(scene):
    debar(scene.admin, company_number="", ppon="pbrl 1724 vnqt")
    assert found(Party("Somebody else", ppon="PBRL-1724-VNQT")) == [("Blackwater Office Trading Ltd", True)]


def test_a_like_name_is_possible_and_no_more(scene):
    debar(scene.admin)
    assert found(Party("Blackwater Office Traders Ltd", "09999999")) == []
    assert found(Party("BLACKWATER office-trading LIMITED", "09999999")) == [
        ("Blackwater Office Trading Ltd", False)
    ]


def test_a_stranger_and_a_company_without_a_number_match_nobody(scene):
    debar(scene.admin, company_number="")
    assert found(Party("Albion Office Supplies Ltd", "")) == []
    assert queries.debarred([], TODAY) == []


def test_an_entry_counts_from_its_first_day_to_its_last_and_lifts_itself_after(scene):
    debar(scene.admin, listed_on=date(2026, 11, 1), until=date(2026, 11, 30))
    party = Party("Anybody", "03330456")
    on = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [bool(found(party, on=day)) for day in on] == [False, True, True, False]


def test_an_entry_without_a_last_day_counts_until_it_is_lifted(scene):
    entry = debar(scene.admin)
    party = Party("Anybody", "03330456")
    assert found(party, on=date(2046, 1, 1))
    with transaction():
        services.lift_debarment(actor=scene.admin, now=NOW, entry=entry, reason="Removed by the Minister")
    assert not found(party)
    assert found(party, on=TODAY - timedelta(days=1))
    with pytest.raises(WrongState, match="lifted already"), transaction():
        services.lift_debarment(actor=scene.admin, now=NOW, entry=entry, reason="Again")


def test_lifting_needs_a_reason(scene):
    entry = debar(scene.admin)
    with pytest.raises(DomainError, match="Give the reason"), transaction():
        services.lift_debarment(actor=scene.admin, now=NOW, entry=entry, reason=" ")


@given(
    listed=st.dates(date(2026, 1, 1), date(2026, 3, 1)),
    length=st.none() | st.integers(0, 60),
    lifted=st.none() | st.integers(0, 60),
    day=st.dates(date(2025, 12, 1), date(2026, 6, 1)),
)
def test_an_entry_is_in_force_within_its_days_only(listed, length, lifted, day):
    entry = DebarmentEntry(
        listed_on=listed,
        until=None if length is None else listed + timedelta(days=length),
        lifted_on=None if lifted is None else listed + timedelta(days=lifted),
    )
    begun = listed <= day
    ended = (entry.until is not None and day > entry.until) or (
        entry.lifted_on is not None and day >= entry.lifted_on
    )
    assert entry.in_force(day) == (begun and not ended)


def test_whether_it_is_mandatory_follows_from_the_ground(scene):
    assert debar(scene.admin).mandatory
    assert not debar(scene.admin, ground="environment").mandatory


def test_the_same_entry_is_not_there_twice(scene):
    debar(scene.admin)
    with pytest.raises(DomainError, match="on the list for this ground from this day already"):
        debar(scene.admin, name="BLACKWATER OFFICE TRADING LIMITED")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"company_number": "123456789"}, "company_number"),
        ({"ground": "lateness"}, "ground"),
        ({"until": date(2026, 10, 31)}, "until"),
        ({"source": ""}, "source"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_beside_its_field(scene, changes, field):
    with pytest.raises(SeveralProblems) as refused:
        debar(scene.admin, **changes)
    assert [name for name, _ in refused.value.problems] == [field]


def test_only_an_administrator_of_the_centre_keeps_the_list(scene):
    for stranger in (scene.lead, scene.bidder):
        with pytest.raises(NotPermitted, match="That is for the administrator of a centre of excellence"):
            debar(stranger)


def test_a_file_is_taken_over_and_taken_over_again_changes_only_last_days(scene):
    first = csv_of(
        "Blackwater Ltd,3330456,,Schedule 6 paragraph 41,mandatory,15/03/2026,14/03/2031,Entry 1",
        "",
        "Greylake Ltd,,PBRL-1724-VNQT,environment,,2026-03-16,,Entry 2",
    )
    assert take_over(scene, first) == (2, 0)
    again = csv_of(
        "BLACKWATER LIMITED,03330456,,cartel_decision,,15/03/2026,14/03/2029,Entry 1",
        "Newcomer Ltd,,,terrorism,,1 April 2026,,Entry 3",
    )
    assert take_over(scene, again) == (1, 1)
    [match] = queries.debarred([Party("X", "03330456")], TODAY)
    assert (match.entry.name, match.entry.until) == ("Blackwater Ltd", date(2029, 3, 14))


def test_every_wrong_cell_is_named_by_row_and_column_and_nothing_is_taken_over(scene):
    data = csv_of(
        "Good Ltd,,,terrorism,,15/03/2026,,Entry 1",
        "Bad Ltd,,,lateness,,32/03/2026,,Entry 2",
        "Worse Ltd,,,terrorism,discretionary,,15/03/2026,Entry 3",
        ",,,terrorism,,15/03/2026,14/03/2026,",
    )
    with pytest.raises(SeveralProblems) as refused:
        take_over(scene, data)
    assert [sentence for _, sentence in refused.value.problems] == [
        "Row 3, ground: “lateness” is not a ground of Schedule 6 or 7.",
        "Row 3, from: “32/03/2026” is not a date. Write it as 15/02/2026.",
        "Row 4, mandatory or discretionary: the ground is mandatory, not discretionary.",
        "Row 4, from: enter the first day.",
        "Row 5, name: Enter the name of the company.",
        "Row 5, until: The last day must not be before the first.",
        "Row 5, source: Say where the entry was published, such as the list's reference.",
    ]
    assert queries.entries_page().rows == []


@pytest.mark.parametrize(
    "data", [b"Name,Ground\r\nX,terrorism", template(), b"", b"\xff\xfe\x00\x81\x8d\x9d", b"%PDF-1.7"]
)
def test_a_file_without_the_columns_or_without_entries_is_refused(data):
    with pytest.raises(NotADebarmentFile):
        read_entries(data)
