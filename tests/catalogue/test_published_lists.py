"""The published lists are read whole. They lie beside a checkout, not in it, so these tests run
where the folder is found and say so where it is not."""

import pathlib

import pytest
from sqlalchemy import func, select

from procurement_hub.accounts.models import LocalAuthority
from procurement_hub.accounts.reference import import_authorities, read_authorities
from procurement_hub.catalogue import reference
from procurement_hub.catalogue.models import CpvCode, Unit
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction

LISTS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
needs_lists = pytest.mark.skipif(
    not LISTS.is_dir(), reason="the published lists are not beside this checkout"
)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@needs_lists
def test_all_cpv_codes_are_imported_and_again_changes_nothing(app):
    for _ in range(2):
        with transaction():
            reference.import_cpv(reference.read_cpv(LISTS / "cpv" / "cpv-2008-en.json"))
        assert count(CpvCode) == 9454
    assert db.session.get(CpvCode, "30197643-5").title == "Photocopier paper"


@needs_lists
def test_the_english_authorities_come_with_their_region(app):
    path = LISTS / "local_authorities" / "uk_local_authorities_current.csv"
    with transaction():
        import_authorities(read_authorities(path))
    wokingham = db.session.get(LocalAuthority, "E06000041")
    assert (wokingham.name, wokingham.region) == ("Wokingham Borough Council", "South East")
    assert db.session.scalar(select(func.count()).where(LocalAuthority.gss_code.not_like("E%"))) == 0
    assert count(LocalAuthority) > 300


@needs_lists
def test_units_of_measure_have_their_names(app):
    with transaction():
        reference.import_units(reference.read_units(LISTS / "units" / "unece-rec20-all.json"))
    assert db.session.get(Unit, "RM").name == "ream"
    assert count(Unit) > 2000
