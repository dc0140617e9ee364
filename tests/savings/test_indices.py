"""Price indices: releases that are never overwritten, two people, and the factor that was known then."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services
from procurement_hub.savings.indices import uprating
from procurement_hub.savings.indices.reading import values_in
from procurement_hub.savings.models import IndexApproval, IndexChoice, IndexRelease, IndexSeries
from procurement_hub.savings.queries import indices as queries
from tests.region import Region, make_region, open_paper_round, the_item

JANUARY = datetime(2026, 1, 12, 10, tzinfo=UTC)
APRIL = datetime(2026, 4, 7, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 7, 10, tzinfo=UTC)
FIRST = {2024: Decimal("100.000"), 2025: Decimal("102.090"), 2026: Decimal("104.000")}
REVISED = {2024: Decimal("100.000"), 2025: Decimal("102.500"), 2026: Decimal("104.550")}


class Centre:
    """A centre with a lead who puts releases in, and an administrator who approves them."""

    def __init__(self, region: Region, second: str = "NECE"):
        self.region = region
        self.lead = region.actor("SECE", "procurement_lead")
        other = region.people[second]
        self.second = type(self.lead)(
            other.id,
            other.name,
            self.lead.organisation_id,
            self.lead.organisation_name,
            self.lead.organisation_kind,
            frozenset({"administrator"}),
        )

    def publish(self, values=FIRST, *, code="GDP", at=JANUARY, vintage=None, by=None) -> IndexRelease:
        with transaction():
            return services.publish_index(
                actor=by or self.lead,
                now=at,
                code=code,
                title="GDP deflator",
                unit="2024 to 2025 = 100",
                vintage=vintage or at.date(),
                source="Treasury, GDP deflators",
                values=values,
            )

    def approve(self, code="GDP", *, at=JANUARY, category=None, by=None):
        series = db.session.scalars(db.select(IndexSeries).where(IndexSeries.code == code)).one()
        with transaction():
            return services.approve_index(
                actor=by or self.second, now=at, series=series, category=category, reason="Held against it"
            )


@pytest.fixture
def centre(app) -> Centre:
    region = make_region()
    open_paper_round(region)
    return Centre(region)


def factor(*, price_date=date(2025, 5, 1), supplied_on=date(2026, 8, 5), known_on=date(2026, 12, 1)):
    return uprating(the_item(), price_date, supplied_on, known_on)


def test_the_factor_is_the_year_of_supply_over_the_year_of_the_price(centre):
    centre.publish()
    centre.approve()
    found = factor(price_date=date(2024, 4, 1), supplied_on=date(2026, 3, 31))
    assert (found.code, found.vintage) == ("GDP", JANUARY.date())
    assert (found.base_year, found.year) == (2024, 2025)
    assert found.factor == Decimal("1.0209")


def test_without_a_release_there_is_no_factor(centre):
    assert factor() is None


def test_a_release_counts_from_its_approval_on_and_not_before(centre):
    centre.publish(at=JANUARY)
    assert factor() is None
    centre.approve(at=APRIL)
    assert factor(known_on=date(2026, 4, 6)) is None
    assert factor(known_on=APRIL.date()).value == Decimal("104.000")


def test_the_latest_release_known_that_day_is_used_and_an_older_one_stays(centre):
    centre.publish()
    centre.approve()
    centre.publish(REVISED, at=JULY)
    centre.approve(at=JULY)
    assert factor(known_on=date(2026, 7, 6)).value == Decimal("104.000")
    assert factor(known_on=JULY.date()).value == Decimal("104.550")


def test_a_release_without_both_years_is_passed_over(centre):
    centre.publish()
    centre.approve()
    centre.publish({2026: Decimal("100.000")}, at=APRIL)
    centre.approve(at=APRIL)
    assert factor().vintage == JANUARY.date()
    assert factor(supplied_on=date(2027, 5, 1)) is None


def test_values_of_two_releases_are_never_mixed(centre):
    """A rebased series starts again at 100, so that a ratio across releases would mean nothing."""
    centre.publish({2024: Decimal("200.000"), 2025: Decimal("204.180")})
    centre.publish({2025: Decimal("100.000"), 2026: Decimal("101.000")}, at=APRIL)
    centre.approve(at=APRIL)
    assert factor(price_date=date(2024, 5, 1)) is None


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([], "GDP"),
        ([("PAPER", "30")], "PAPER"),
        ([("PAPER", "30"), ("FINE", "30197")], "FINE"),
        ([("PAPER", "30"), ("GDP", "30")], "GDP"),
        ([("PAPER", "44")], "GDP"),
        ([("PAPER", "")], "PAPER"),
    ],
)
def test_the_longest_category_chosen_decides_and_the_deflator_is_the_default(centre, choices, code):
    for series in ("GDP", "PAPER", "FINE"):
        centre.publish(code=series)
        centre.approve(series)
    for series, category in choices:
        centre.approve(series, at=APRIL, category=category)
    assert factor().code == code


def test_a_choice_counts_from_the_day_on_which_it_was_made(centre):
    for series in ("GDP", "PAPER"):
        centre.publish(code=series)
        centre.approve(series)
    centre.approve("PAPER", at=APRIL, category="3019")
    assert factor(known_on=date(2026, 4, 6)).code == "GDP"
    assert factor(known_on=APRIL.date()).code == "PAPER"


def test_who_put_a_release_in_does_not_approve_it(centre):
    centre.publish()
    with pytest.raises(NotPermitted, match="somebody else must approve it"):
        centre.approve(by=centre.lead)
    assert factor() is None


def test_the_database_refuses_an_approval_by_the_same_person(centre):
    release = centre.publish()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            IndexApproval(
                release_id=release.id,
                published_by_id=release.published_by_id,
                approved_by_id=release.published_by_id,
                approved_at=JANUARY,
                reason="x",
            )
        )


def test_the_database_knows_who_put_the_release_in(centre):
    release = centre.publish()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            IndexApproval(
                release_id=release.id,
                published_by_id=centre.second.person_id,
                approved_by_id=release.published_by_id,
                approved_at=JANUARY,
                reason="x",
            )
        )


def test_a_release_of_another_centre_is_approved_there(centre):
    centre.publish()
    with pytest.raises(NotPermitted, match="somebody of that centre"):
        centre.approve(by=centre.region.actor("NECE", "procurement_lead"))


@pytest.mark.parametrize("role", ["auditor", "opening_officer", "evaluator"])
def test_only_those_who_keep_indices_put_releases_in(centre, role):
    with pytest.raises(NotPermitted):
        centre.publish(by=centre.region.actor("SECE", role))


def test_one_release_of_a_day_is_kept_and_never_overwritten(centre):
    centre.publish()
    with pytest.raises(DomainError, match="has already been put in"):
        centre.publish(REVISED, vintage=JANUARY.date(), at=APRIL)


def test_nothing_new_to_approve_is_said(centre):
    centre.publish()
    centre.approve(category="")
    with pytest.raises(DomainError, match="nothing new is chosen"):
        centre.approve(category="")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vintage": date(2026, 1, 13)}, "today or in the past"),
        ({"values": {}}, "Enter the figures"),
        ({"values": {2024: Decimal("0")}}, "more than 0"),
        ({"values": {2024: Decimal("100.0001")}}, "3 decimal places"),
        ({"values": {1066: Decimal("100")}}, "1066 is not a financial year"),
        ({"code": " "}, "short code"),
    ],
)
def test_a_release_that_cannot_be_is_refused(centre, changes, sentence):
    with pytest.raises(DomainError, match=sentence):
        centre.publish(**changes)


@pytest.mark.parametrize("category", ["3", "paper", "301976431"])
def test_a_category_is_the_first_digits_of_a_cpv_code(centre, category):
    centre.publish()
    with pytest.raises(DomainError, match="first 2 to 8 digits"):
        centre.approve(category=category)


@pytest.mark.parametrize(
    "text",
    [
        "Year,Value\n2024-25,100.000\n2025-26,102.09",
        "2024\t100\r\n2025\t102.090\r\n",
        "2024 to 2025;100\n2025/26;102.09\n\n",
        "2024-25 100.000\n2025-26 102.09",
    ],
)
def test_figures_are_read_as_people_paste_them(text):
    assert values_in(text.encode()) == {2024: Decimal("100"), 2025: Decimal("102.09")}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2024,100\n2024,101", "Line 2: the year 2024 comes twice"),
        ("2024,about 100", "Line 1: “about 100” is not a number"),
        ("2024-27,100", "is not one financial year"),
        ("2024,NaN", "is not a number"),
        ("2024", "Line 1"),
        ("Q3 2024,100", "is not a financial year"),
    ],
)
def test_a_wrong_line_is_named(text, sentence):
    with pytest.raises(DomainError, match=sentence):
        values_in(text.encode())


def test_releases_stand_side_by_side_with_what_was_revised(centre):
    centre.publish()
    release = centre.publish(REVISED, at=JULY)
    rows = queries.side_by_side(queries.releases_of(queries.series_for(release.series_id)))
    assert [(row.financial_year, str(row.change)) for row in rows] == [
        (2026, "2.00"),
        (2025, "2.50"),
        (2024, "None"),
    ]
    assert rows[1].values == [(Decimal("102.500"), True), (Decimal("102.090"), False)]
    assert rows[2].values == [(Decimal("100.000"), False), (Decimal("100.000"), False)]


@pytest.mark.parametrize(
    "table", ["index_series", "index_release", "index_value", "index_approval", "index_choice"]
)
def test_what_was_published_and_approved_is_never_changed(centre, table):
    centre.publish()
    centre.approve(category="")
    assert db.session.scalar(db.select(db.func.count()).select_from(IndexChoice)) == 1
    column = {"index_value": "financial_year", "index_approval": "release_id"}.get(table, "id")
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(db.text(statement))
