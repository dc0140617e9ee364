"""A supplier is told of expiring evidence 120, 60 and 14 days before, and after: once each."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.accounts.models import Membership, MembershipRole
from procurement_hub.accounts.roles import Role
from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import services
from procurement_hub.suppliers.models import ContactRole, Evidence, EvidenceKind, EvidenceWarning, Mark
from procurement_hub.suppliers.models.evidence import mark_on
from procurement_hub.suppliers.services.expiry import warn_of_expiry
from procurement_hub.suppliers.views.mail import OnceADay
from tests.region import MARCH, make_region
from tests.selecting import selects
from tests.suppliers.wallet import put, replace

TODAY = MARCH.date()


@pytest.fixture
def region(app):
    region = make_region()
    for code in ("PEN", "ALB"):
        with transaction():
            db.session.add(
                Membership(
                    person_id=region.people[code].id,
                    organisation_id=region.organisations[code].id,
                    held_roles=[MembershipRole(role=Role.ADMINISTRATOR)],
                )
            )
    return region


def sweep_on(day):
    """The subjects of the mails that a sweep that many days from now writes."""
    before = set(db.session.scalars(db.select(OutboxMessage.id)))
    with transaction():
        warn_of_expiry(now=MARCH + timedelta(days=day), page_of="https://hub.example/{}".format)
    rows = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id))
    return [json.loads(row.payload) for row in rows if row.id not in before]


def in_days(days):
    return TODAY + timedelta(days=days)


def test_each_mark_is_mailed_once_on_its_day(region):
    put(region, expires_on=in_days(200))
    told = {day: len(sweep_on(day)) for day in range(230)}
    assert {day: n for day, n in told.items() if n} == {80: 1, 140: 1, 186: 1, 201: 1}
    assert set(db.session.scalars(db.select(EvidenceWarning.mark))) == set(Mark)


def test_a_sweep_that_was_missed_is_made_up_for_without_a_flood(region):
    put(region, expires_on=in_days(200))
    (mail,) = sweep_on(190)
    assert "10 days from now" in mail["text"]
    assert sweep_on(191) == []


def test_the_mail_says_what_runs_out_and_when(region):
    put(region, expires_on=in_days(100))
    (mail,) = sweep_on(0)
    assert mail["to"] == "person@pen.example"
    assert mail["subject"] == "Expires on 10 June 2026: Public liability"
    assert "100 days from now" in mail["text"]
    assert f"https://hub.example/{db.session.scalar(db.select(Evidence.id))}\n" in mail["text"]


def test_the_contacts_for_bids_are_told_before_the_administrators(region):
    organisation = region.organisations["PEN"]
    for role, email in ((ContactRole.BIDS, "bids@pen.example"), (ContactRole.ORDERS, "orders@pen.example")):
        with transaction():
            services.add_contact(
                actor=region.bidder("PEN"),
                now=MARCH,
                organisation=organisation,
                role=role,
                name="Carol",
                email=email,
            )
    put(region, expires_on=in_days(10))
    put(region, "ALB", expires_on=in_days(10))
    assert sorted(mail["to"] for mail in sweep_on(0)) == ["bids@pen.example", "person@alb.example"]


def test_a_superseded_version_is_left_in_peace(region):
    old = put(region, expires_on=in_days(10))
    replace(region, old, expires_on=in_days(400))
    assert sweep_on(5) == []


def test_evidence_without_an_end_is_never_written_about(region):
    put(region, kind=EvidenceKind.POLICY, expires_on=None)
    assert sweep_on(5000) == []


def test_many_pieces_cost_no_more_reads_than_one(region):
    put(region, expires_on=in_days(10))
    put(region, expires_on=in_days(300))
    with selects() as few:
        sweep_on(0)
    for _ in range(6):
        put(region, "ALB", expires_on=in_days(290))
    with selects() as many:
        sweep_on(280)
    assert len(many) == len(few)


def test_the_daily_duty_looks_again_only_on_another_day(region):
    duty = OnceADay()
    put(region, expires_on=in_days(10))
    duty(MARCH)  # writes
    duty(MARCH)  # finds nothing left
    with selects() as asked:
        duty(MARCH)
    assert len(asked) == 0
    with selects() as asked:
        duty(MARCH + timedelta(days=1))
    assert len(asked) > 0


@given(st.dates(), st.integers(-400, 400))
def test_the_nearest_mark_is_the_one_that_counts(day, left):
    if not 1000 < day.toordinal() + left < 3_000_000:
        return
    mark = mark_on(day + timedelta(days=left), day)
    expected = Mark.GONE if left < 0 else Mark.CLOSE if left <= 14 else Mark.NEAR if left <= 60 else Mark.FAR
    assert mark is (expected if left <= 120 else None)
