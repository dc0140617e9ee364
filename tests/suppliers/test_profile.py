"""A supplier says once who it is and how large."""

import pytest

from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.models import Size
from procurement_hub.suppliers.queries import profiles_of
from procurement_hub.suppliers.services import CompanyNumberTaken, NotASupplier, record_profile
from tests.region import MARCH, make_region


@pytest.fixture
def region(app):
    return make_region()


def record(region, code="PEN", actor=None, number="04150001", size="small", **more):
    with transaction():
        return record_profile(
            actor=actor or region.bidder(code),
            now=MARCH,
            organisation=region.organisations[code],
            company_number=number,
            size=size,
            **more,
        )


def test_a_small_supplier_is_an_sme(region):
    profile = record(region)
    assert (profile.company_number, profile.size, profile.sme) == ("04150001", Size.SMALL, True)
    assert not record(region, size="large").sme


def test_recording_again_replaces_the_profile(region):
    record(region)
    record(region, number=None, size="medium", vcse=True)
    (profile,) = profiles_of([region.organisations["PEN"].id]).values()
    assert (profile.company_number, profile.size, profile.vcse) == (None, Size.MEDIUM, True)


@pytest.mark.parametrize(
    ("written", "kept"), [(" 4150001", "04150001"), ("sc123456", "SC123456"), ("", None)]
)
def test_company_numbers_are_kept_as_companies_house_writes_them(region, written, kept):
    assert record(region, number=written).company_number == kept


@pytest.mark.parametrize("number", ["12345", "ABCDEFGH", "123456789"])
def test_a_company_number_that_cannot_be_is_refused(region, number):
    with pytest.raises(Invalid) as refusal:
        record(region, number=number)
    assert refusal.value.field == "company_number"


def test_two_suppliers_cannot_have_one_company_number(region):
    record(region)
    with pytest.raises(CompanyNumberTaken):
        record(region, "ALB")


def test_only_its_own_people_and_the_platform_record_a_profile(region):
    with pytest.raises(NotFound):
        record(region, "PEN", actor=region.bidder("ALB"))
    with pytest.raises(NotPermitted):
        record(region, "PEN", actor=region.actor("PEN", "auditor"))
    assert record(region, "PEN", actor=SYSTEM).size is Size.SMALL


def test_a_council_has_no_suppliers_profile(region):
    with pytest.raises(NotASupplier):
        record(region, "WOK", actor=SYSTEM)
