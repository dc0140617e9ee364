"""Addresses that no record can have."""

import pytest

from procurement_hub.accounts.roles import Kind, Role
from tests.makers import make_organisation, visitor

TOO_LARGE = 2**63


@pytest.mark.parametrize(
    "address",
    [
        f"/people/{TOO_LARGE}",
        f"/people?organisation={TOO_LARGE}",
        f"/organisations?after={TOO_LARGE}",
        f"/tenders/{10**40}",
        "/tenders?after=" + "9" * 5000,
        f"/tenders?after=-{TOO_LARGE + 1}",
    ],
)
def test_a_number_beyond_every_key_is_not_found(app, address):
    administrator = visitor(app, [Role.ADMINISTRATOR], make_organisation(Kind.RCE))
    assert administrator.get(address).status_code == 404


def test_the_largest_key_is_looked_for(app):
    assert visitor(app).get(f"/tenders?after={TOO_LARGE - 1}").status_code == 200
    assert visitor(app).get(f"/tenders/{TOO_LARGE - 1}").status_code == 404


@pytest.mark.parametrize("address", ["/tenders/1/receipts/submitted/a%00b", "/orders/new/1?budget_code=%00"])
def test_an_address_with_a_null_in_it_is_not_found(app, address):
    everybody = visitor(app, [Role.BIDDER, Role.BUYER], make_organisation(Kind.SUPPLIER))
    assert everybody.get(address).status_code == 404
