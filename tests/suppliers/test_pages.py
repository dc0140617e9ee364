"""The supplier's own pages, and what buyers see: search, profile, contacts, persons, figures."""

import re

import pytest

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.models import ConnectedPerson, Contact, Size, SupplierProfile, YearOfAccounts
from tests.makers import actor_for, make_organisation, make_person, sign_in, visitor
from tests.region import MARCH, make_region
from tests.suppliers.wallet import put

PROFILE = {
    "company_number": " 4150001",
    "charity_number": "",
    "ppon": "pbrl 1724 vnqt",
    "address": "Canal Mill\nHebden Bridge",
    "website": "pennine.example",
    "staff": "12",
    "turnover": "£1,850,000",
    "balance_sheet": "",
    "vcse": "no",
}


@pytest.fixture
def pennine(app):
    return make_organisation(Kind.SUPPLIER, "Pennine Paper Ltd")


@pytest.fixture
def bidder(app, pennine):
    return visitor(app, [Role.BIDDER], pennine)


@pytest.fixture
def buyer(app):
    return visitor(app, [Role.BUYER])


def kept(pennine):
    return db.session.get(SupplierProfile, pennine.id)


# --- the profile ----------------------------------------------------------------------------------


def test_a_profile_is_kept_and_its_size_computed(bidder, pennine):
    answer = bidder.post("/suppliers/profile/change", data=PROFILE, follow_redirects=True)
    assert "By your figures you are a small enterprise, an SME." in answer.text
    profile = kept(pennine)
    assert (profile.company_number, profile.size, profile.vcse) == ("04150001", Size.SMALL, False)
    assert profile.website == "https://pennine.example"
    assert db.session.get(Organisation, pennine.id).ppon == "PBRL-1724-VNQT"
    assert 'value="1,850,000"' in bidder.get("/suppliers/profile/change").text


def test_nobody_types_a_size(bidder):
    assert 'name="size"' not in bidder.get("/suppliers/profile/change").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ppon": "PABC-1234-BCDG"}, "ppon"),
        ({"ppon": "PBRL-1724-VNQC"}, "ppon"),
        ({"company_number": "1"}, "company_number"),
        ({"staff": ""}, "staff"),
        ({"turnover": ""}, "turnover"),
        ({"turnover": "44,000,000.01"}, "balance_sheet"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"vcse": ""}, "vcse"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept_on_the_page(bidder, pennine, wrong, field):
    answer = bidder.post("/suppliers/profile/change", data=PROFILE | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Hebden Bridge" in answer.text
    assert kept(pennine) is None


def test_two_organisations_cannot_have_one_ppon(app, bidder):
    make_organisation(Kind.SUPPLIER, ppon="PBRL-1724-VNQT")
    answer = bidder.post("/suppliers/profile/change", data=PROFILE)
    assert answer.status_code == 422
    assert "Another organisation has the PPON" in answer.text


def test_a_size_that_the_platform_vouched_for_stays_until_figures_are_given(bidder, pennine):
    db.session.add(SupplierProfile(organisation_id=pennine.id, size=Size.MEDIUM))
    without = PROFILE | {"staff": "", "turnover": ""}
    bidder.post("/suppliers/profile/change", data=without)
    assert kept(pennine).size is Size.MEDIUM
    bidder.post("/suppliers/profile/change", data=PROFILE)
    assert kept(pennine).size is Size.SMALL
    bidder.post("/suppliers/profile/change", data=without)
    assert kept(pennine).size is None


def test_the_company_number_stays_once_somebody_relied_on_evidence(app):
    region = make_region()
    evidence = put(region)
    organisation = region.organisations["PEN"]

    def describe(number):
        with transaction():
            return services.describe(
                actor=region.bidder("PEN"),
                now=MARCH,
                organisation=organisation,
                details=services.Details(company_number=number),
            )

    describe("04150001")
    assert describe("04150002").company_number == "04150002"
    with transaction():
        services.rely_on(actor=region.buyer("WOK"), now=MARCH, evidence_ids=[evidence.id], what="A list")
    with pytest.raises(services.IdentityReliedOn):
        describe("04150001")
    assert describe("04150002").company_number == "04150002"


def test_an_administrator_keeps_the_profile_too_and_nobody_else_does(app, pennine, buyer):
    assert visitor(app, [Role.ADMINISTRATOR], pennine).get("/suppliers/profile").status_code == 200
    assert buyer.get("/suppliers/profile").status_code == 403
    assert visitor(app, [Role.ADMINISTRATOR]).get("/suppliers/profile").status_code == 403


# --- contacts and connected persons ---------------------------------------------------------------


def test_contacts_are_added_and_removed(app, bidder):
    typed = {"role": "bids", "name": "Carol", "email": "carol@pen.example", "phone": "01422 555 0101"}
    assert bidder.post("/suppliers/contacts", data=typed).status_code == 302
    assert "carol@pen.example" in bidder.get("/suppliers/contacts").text
    contact = db.session.scalars(db.select(Contact.id)).one()
    stranger = visitor(app, [Role.BIDDER], make_organisation(Kind.SUPPLIER))
    assert stranger.post(f"/suppliers/contacts/{contact}/remove").status_code == 404
    assert bidder.post(f"/suppliers/contacts/{contact}/remove").status_code == 302
    assert db.session.scalar(db.select(Contact.id)) is None


PERSON = {"connection": "director", "name": "Carol Heaton", "birth_month": "4", "birth_year": "1971"}


def test_of_a_birthday_only_month_and_year_are_asked_kept_and_shown(bidder, buyer, pennine):
    page = bidder.get("/suppliers/connected-persons").text
    assert "birth_day" not in page
    assert bidder.post("/suppliers/connected-persons", data=PERSON).status_code == 302
    assert not [column for column in ConnectedPerson.__table__.columns if "day" in column.name]
    assert "April 1971" in buyer.get(f"/suppliers/{pennine.id}").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"birth_month": ""}, "birth_month"),
        ({"birth_year": ""}, "birth_year"),
        ({"birth_month": "13"}, "birth_month"),
        ({"birth_year": "2025"}, "birth_year"),
        ({"connection": "parent"}, "birth_month"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(bidder, wrong, field):
    answer = bidder.post("/suppliers/connected-persons", data=PERSON | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_an_undertaking_needs_no_birthday_and_can_be_removed(bidder):
    parent = {"connection": "parent", "name": "Heaton Holdings Ltd", "birth_month": "", "birth_year": ""}
    assert bidder.post("/suppliers/connected-persons", data=parent).status_code == 302
    person = db.session.scalars(db.select(ConnectedPerson.id)).one()
    assert bidder.post(f"/suppliers/connected-persons/{person}/remove").status_code == 302
    assert "Nobody is named yet" in bidder.get("/suppliers/connected-persons").text


# --- financial standing ---------------------------------------------------------------------------


def figures(year, **changes):
    return {
        "ended_on-day": "31",
        "ended_on-month": "3",
        "ended_on-year": str(year),
        "turnover": "1,000,000",
        "profit": "50,000",
        "current_assets": "180,000",
        "current_liabilities": "100,000",
        "net_assets": "120,000",
        "years_in_profit": "9",
    } | changes


def test_the_seed_s_firm_is_not_failed_on_its_own_page(bidder, pennine):
    assert "There are no accounts yet" in bidder.get("/suppliers/standing").text
    assert bidder.post("/suppliers/standing/accounts", data=figures(2025)).status_code == 302
    page = bidder.get("/suppliers/standing?value=700,000").text
    assert "award with safeguards" in page
    assert "70% of a turnover of £1,000,000" in page
    assert "parent company or bank guarantee" in page
    assert "9 years in a row" in page
    assert not re.search(
        r"\bfail(ed|s)?\b(?! by)", re.sub(r"<[^>]+>", "", page).replace("nobody fails by", "")
    )


def test_only_the_latest_three_years_are_kept(bidder):
    for year in (2021, 2022, 2023, 2024):
        assert bidder.post("/suppliers/standing/accounts", data=figures(year)).status_code == 302
    kept_years = db.session.scalars(db.select(YearOfAccounts.ended_on).order_by(YearOfAccounts.ended_on))
    assert [day.year for day in kept_years] == [2022, 2023, 2024]
    assert bidder.post("/suppliers/standing/accounts", data=figures(2019)).status_code == 422


def test_a_year_entered_again_is_replaced_and_can_be_removed(bidder):
    bidder.post("/suppliers/standing/accounts", data=figures(2024))
    bidder.post("/suppliers/standing/accounts", data=figures(2024, profit="-12,000", net_assets="-1"))
    year = db.session.scalars(db.select(YearOfAccounts)).one()
    assert (str(year.profit), str(year.net_assets)) == ("-12000.00", "-1.00")
    assert 'value="-12,000"' in bidder.get(f"/suppliers/standing/accounts?year={year.id}").text
    assert bidder.post(f"/suppliers/standing/accounts/{year.id}/remove").status_code == 302
    assert db.session.scalar(db.select(YearOfAccounts.id)) is None


def test_a_year_that_has_not_ended_has_no_accounts(bidder):
    answer = bidder.post("/suppliers/standing/accounts", data=figures(2099))
    assert answer.status_code == 422
    assert "The year must have ended" in answer.text


def test_a_value_that_is_no_number_is_said_so(bidder):
    answer = bidder.get("/suppliers/standing?value=lots")
    assert answer.status_code == 422
    assert "must be a number" in answer.text


# --- what buyers see ------------------------------------------------------------------------------


@pytest.fixture
def known(app, pennine):
    other = make_organisation(Kind.SUPPLIER, "100% Paper_Works CIC")
    make_organisation(Kind.COUNCIL, "Paper Council")
    make_organisation(Kind.SUPPLIER, "Gone Paper", active=False)
    with transaction():
        pennine.ppon = "PBRL-1724-VNQT"
        db.session.add_all(
            [
                SupplierProfile(organisation_id=pennine.id, company_number="04150001", size=Size.SMALL),
                SupplierProfile(organisation_id=other.id, charity_number="1123456", vcse=True),
            ]
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pennine", ["Pennine Paper Ltd"]),
        ("paper", ["100% Paper_Works CIC", "Pennine Paper Ltd"]),
        ("4150001", ["Pennine Paper Ltd"]),
        (" 041 50 001 ", ["Pennine Paper Ltd"]),
        ("pbrl1724vnqt", ["Pennine Paper Ltd"]),
        ("PBRL 1724 VNQT", ["Pennine Paper Ltd"]),
        ("112 3456", ["100% Paper_Works CIC"]),
        ("100%", ["100% Paper_Works CIC"]),
        ("r_P", []),
        ("%", ["100% Paper_Works CIC"]),
        ("", ["100% Paper_Works CIC", "Pennine Paper Ltd"]),
        ("nothing like it", []),
    ],
)
def test_a_supplier_is_found_by_what_somebody_knows_of_it(app, known, text, found):
    actor = actor_for(make_person([Role.BUYER]))
    assert [row.name for row in queries.search(actor, text).rows] == found


def test_the_search_is_paged_by_key(app, known):
    actor = actor_for(make_person([Role.BUYER]))
    first = queries.search(actor, "paper", size=1)
    assert [row.name for row in first.rows] == ["100% Paper_Works CIC"]
    second = queries.search(actor, "paper", size=1, after=first.next_after)
    assert [row.name for row in second.rows] == ["Pennine Paper Ltd"]
    assert second.next_after is None


def test_buyers_find_suppliers_and_suppliers_do_not(buyer, bidder, known):
    assert "Pennine Paper Ltd" in buyer.get("/suppliers?q=pennine").text
    assert "No supplier matches" in buyer.get("/suppliers?q=zebra").text
    assert bidder.get("/suppliers").status_code == 403


def test_a_buyer_reads_size_and_state_but_no_figures_and_no_file(buyer, bidder, pennine):
    bidder.post("/suppliers/profile/change", data=PROFILE)
    bidder.post("/suppliers/standing/accounts", data=figures(2025))
    page = buyer.get(f"/suppliers/{pennine.id}").text
    assert "04150001" in page
    assert "PBRL-1724-VNQT" in page
    assert "Small, so a small or medium enterprise (SME)" in page
    assert "1,850,000" not in page
    assert "1,000,000" not in page


def test_what_is_no_supplier_is_not_found(app, buyer, bidder, pennine):
    council = make_organisation()
    assert buyer.get(f"/suppliers/{council.id}").status_code == 404
    assert buyer.get("/suppliers/999999").status_code == 404
    stranger = sign_in(app.test_client(), make_person([Role.BIDDER], make_organisation(Kind.SUPPLIER)))
    assert stranger.get(f"/suppliers/{pennine.id}").status_code == 403
