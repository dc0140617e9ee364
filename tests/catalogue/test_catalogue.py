"""Items name a real CPV code and unit; the reference lists load from the published files, again and again."""

import json

import pytest
import sqlalchemy as sa

from procurement_hub.accounts.models import LocalAuthority
from procurement_hub.accounts.reference import NotTheAuthorities, import_authorities, read_authorities
from procurement_hub.catalogue import queries, reference, starter
from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.catalogue.services import (
    ItemIsSomethingElse,
    UnknownCpvCode,
    UnknownUnit,
    find_or_add_item,
)
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotPermitted
from procurement_hub.core.transaction import transaction
from tests.region import MARCH, make_region


@pytest.fixture
def region(app):
    return make_region()


@pytest.fixture
def lists(app):
    with transaction():
        reference.import_cpv(starter.CPV)
        reference.import_units(starter.UNITS)


def add(region, actor=None, **changes):
    paper = {"code": "A4-80", "title": "A4 paper", "unit": "ream", "cpv": "30197643-5"}
    with transaction():
        return find_or_add_item(actor=actor or region.lead, now=MARCH, **(paper | changes))


@pytest.mark.parametrize("unit", ["ream", "Ream", "RM", " rm ", "reams"])
def test_a_unit_is_known_by_its_code_or_its_name(region, unit):
    assert add(region, unit=unit).unit_code == "RM"


def test_the_same_item_is_found_and_not_added_again(region):
    assert add(region).id == add(region, title="Copier paper").id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Item)) == 1


@pytest.mark.parametrize(
    ("cpv", "sentence"),
    [
        ("30197643-4", "The check digit of 30197643-4 is wrong. 30197643-5 is “Photocopier paper”."),
        ("30197643", "Enter the CPV code with its check digit: 30197643-5."),
        ("99999999-9", "is not a CPV code"),
        ("paper", "is not a CPV code"),
        ("", "Enter the CPV code"),
    ],
)
def test_a_cpv_code_that_does_not_exist_is_refused(region, cpv, sentence):
    with pytest.raises(UnknownCpvCode) as refusal:
        add(region, cpv=cpv)
    assert sentence in refusal.value.sentence
    assert refusal.value.field == "cpv"


def test_an_unknown_unit_is_refused(region):
    with pytest.raises(UnknownUnit) as refusal:
        add(region, unit="furlong")
    assert refusal.value.field == "unit"


@pytest.mark.parametrize("changes", [{"unit": "each"}, {"cpv": "30213100-6"}])
def test_a_reference_cannot_name_two_different_things(region, changes):
    add(region)
    with pytest.raises(ItemIsSomethingElse):
        add(region, **changes)


@pytest.mark.parametrize("changes", [{"code": ""}, {"code": "a b"}, {"title": " "}])
def test_an_item_needs_a_reference_and_a_title(region, changes):
    with pytest.raises(Invalid):
        add(region, **changes)


def test_a_buyer_adds_no_items(region):
    with pytest.raises(NotPermitted):
        add(region, actor=region.buyer("WOK"))


def test_cpv_is_found_by_words_and_by_number(lists):
    assert queries.search_cpv("paper photocopier")[0].code == "30197643-5"
    assert queries.search_cpv("laptops")[0].title == "Portable computers"
    assert {code.code for code in queries.search_cpv("424161")} == {"42416100-6", "42416120-2"}
    assert queries.search_cpv("  ") == []
    assert queries.search_cpv("100%") == []
    assert len(queries.search_cpv("services", limit=3)) == 3


def test_the_lists_load_again_and_bring_titles_up_to_date(lists):
    with transaction():
        reference.import_cpv([("30197643-5", "Paper for copiers"), ("30197630-1", "Printing paper")])
        reference.import_units([("RM", "ream", "rm")])
    assert db.session.get(CpvCode, "30197643-5").title == "Paper for copiers"
    assert db.session.get(Unit, "RM").symbol == "rm"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CpvCode)) == len(starter.CPV)


def test_published_lists_are_read(tmp_path):
    cpv, units = tmp_path / "cpv.json", tmp_path / "units.json"
    cpv.write_text(json.dumps({"30197643-5": "Photocopier paper", "nonsense": "Not a code"}))
    units.write_text(
        json.dumps({"RM": {"name": "ream", "symbol": ""}, "HUR": {"name_en": "hour", "symbol_en": "h"}})
    )
    assert reference.read_cpv(cpv) == [("30197643-5", "Photocopier paper")]
    assert reference.read_units(units) == [("RM", "ream", ""), ("HUR", "hour", "h")]


@pytest.mark.parametrize("content", ["[]", "{", ""])
def test_a_file_that_is_not_a_list_of_codes_is_refused(tmp_path, content):
    path = tmp_path / "cpv.json"
    path.write_text(content)
    with pytest.raises(reference.NotThatList):
        reference.read_cpv(path)


HEADER = "official-name,gss-code,nation,region,local-authority-type-name,current-authority\n"


def test_current_english_authorities_are_loaded_once_each(app, tmp_path):
    path = tmp_path / "authorities.csv"
    path.write_text(
        HEADER
        + "Adur District Council,E07000223,England,South East,Non-metropolitan district,True\n"
        + "Allerdale Borough Council,E07000026,England,North West,Non-metropolitan district,False\n"
        + "Cardiff Council,W06000015,Wales,Wales,Unitary authority,True\n"
    )
    for _ in range(2):
        with transaction():
            assert import_authorities(read_authorities(path)) == 1
    adur = db.session.scalars(sa.select(LocalAuthority)).one()
    assert (adur.name, adur.kind, adur.region) == (
        "Adur District Council",
        "Non-metropolitan district",
        "South East",
    )


def test_a_register_without_a_needed_column_is_refused(tmp_path):
    path = tmp_path / "authorities.csv"
    path.write_text("official-name\nAdur District Council\n")
    with pytest.raises(NotTheAuthorities, match="gss-code"):
        read_authorities(path)


def test_a_unit_is_known_without_its_explanation_and_a_near_one_is_offered(lists):
    assert queries.unit_named("tonne").code == "TNE"
    assert queries.unit_named("boxes").code == "BX"
    assert queries.unit_named("set").code == "SET"
    assert queries.unit_named("o") is None
    assert [unit.name for unit in queries.units_like("watt")] == ["kilowatt hour"]
