"""What is filed stays as it was, and is signed by three different people."""

import re
from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Outcome
from procurement_hub.scenario.acts import ACTS
from procurement_hub.statements import reporting, services
from procurement_hub.statements.documents import printed, workbook
from procurement_hub.statements.models import (
    Look,
    Signatory,
    Signature,
    Submission,
)
from procurement_hub.statements.sheets import canonical, digest, from_canonical
from tests.market import DECEMBER, NEXT_APRIL, Market
from tests.savings.desk import decide
from tests.savings.gallery import Visit, record_check, record_release, visit
from tests.statements.scene import BACKWARD, FORWARD, sign, sign_off, signed_off, submit

PAGE = f"/statements/2026/{BACKWARD}"


@pytest.fixture
def at(app, market):
    return lambda code, role: visit(app, market, code, role)


def refused(act, *words: str) -> None:
    with pytest.raises(DomainError) as refusal:
        act()
    for part in words:
        assert part in refusal.value.sentence


def content_of(page: str) -> str:
    return page.partition('id="main-content"')[2].partition("<footer")[0]


# --- filing -------------------------------------------------------------------------------------


def test_what_a_year_came_to_is_filed_after_its_sign_off(market):
    market.buy("WOK", 100, at=DECEMBER)
    refused(lambda: submit(market), "not signed off")
    record_check(market)
    record_release(market, "68.00")
    sign_off(market)
    assert submit(market).version == 1


def test_what_is_expected_is_filed_before_it(market):
    assert submit(market, FORWARD).version == 1
    assert submit(market, "aes-mid-year").as_at == date(2026, 9, 30)
    signed_off(market)
    refused(lambda: submit(market, FORWARD), "are signed off", "before that")


def test_only_the_finance_officer_of_the_council_files(market):
    for role in ("buyer", "leader", "auditor"):
        somebody = market.actor("WOK", role)
        with pytest.raises(NotPermitted), transaction():
            services.submit_statement(
                actor=somebody, now=NEXT_APRIL, layout_code=FORWARD, financial_year=2026
            )


def test_a_day_that_has_not_come_is_not_stated(market):
    refused(
        lambda: submit(market, "aes-mid-year", at=DECEMBER, on=date(2027, 1, 31)), "which has not come yet"
    )


def test_the_same_is_not_filed_twice(market):
    signed_off(market)
    submit(market)
    refused(lambda: submit(market), "Nothing has changed since version 1")


def test_figures_that_moved_meanwhile_are_not_filed(market):
    signed_off(market)
    refused(lambda: submit(market, seen="0" * 64), "changed since you opened this page")


def test_a_version_keeps_rows_words_layout_and_method(market):
    signed_off(market)
    submission = submit(market)
    sheet = from_canonical(submission.content)
    assert submission.sha256 == digest(submission.content)
    assert canonical(sheet) == submission.content
    assert (sheet.layout, sheet.layout_version, sheet.method) == (BACKWARD, 1, submission.method_version)
    assert sheet.total("cumulative") == 68
    assert sheet.rows[0].checks[0].met == "Met"
    assert submission.last_entry_id == sheet.last_entry_id


def test_a_filed_version_reads_and_prints_as_it_was_for_ever(market, at):
    signed_off(market)
    submission = submit(market)
    reader = at("WOK", "auditor")
    files = [f"{PAGE}/versions/1/statement.{ending}" for ending in ("pdf", "csv")]
    paper = [reader.response(path).data for path in files]
    page = reader.get(f"{PAGE}/versions/1")
    market.buy("WOK", 1000, at=DECEMBER)
    with transaction():
        db.session.merge(market.item).title = "Another name"
    assert [reader.response(path).data for path in files] == paper
    assert "£68" in content_of(page)
    assert content_of(reader.get(f"{PAGE}/versions/1")) == content_of(page)
    sheet = from_canonical(submission.content)
    assert printed.statement(sheet) == printed.statement(from_canonical(canonical(sheet)))
    assert workbook.statement(sheet)


@pytest.mark.parametrize("table", ["statement_submission", "statement_signature"])
@pytest.mark.parametrize("act", ["UPDATE {} SET sha256 = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_filed(market, table, act):
    signed_off(market)
    sign(market, submit(market), "leader")
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.connection().exec_driver_sql(act.format(table))


def test_a_later_purchase_makes_another_version_and_says_what_moved(market, at):
    signed_off(market)
    submit(market)
    market.buy("WOK", 50, at=DECEMBER)
    page = at("WOK", "s151").get(PAGE)
    assert "Moved since version 1" in page
    moved = page.partition("Moved since version 1")[2]
    assert moved.index("£68") < moved.index("£102")
    refused(lambda: submit(market), "not signed off")
    record_release(market, "34.00", reference="V-2")
    sign_off(market)
    assert submit(market).version == 2
    assert "Version 2</a> has been submitted since" in at("WOK", "auditor").get(f"{PAGE}/versions/1")


# --- signing ------------------------------------------------------------------------------------


def test_three_different_people_sign(market, at):
    signed_off(market)
    submission = submit(market)
    for role in ("leader", "chief_executive"):
        sign(market, submission, role)
    assert "2 of 3 have signed" in at("WOK", "auditor").get(PAGE)
    sign(market, submission, "s151")
    page = at("WOK", "auditor").get(f"{PAGE}/versions/1")
    for role in ("leader@wok", "chief_executive@wok", "s151@wok"):
        assert role in page
    assert "Has not signed yet" not in page
    assert [event.verb for event in audit.history(db.session, "statement_submission", submission.id)] == [
        "submit_statement",
        "sign_statement",
        "sign_statement",
        "sign_statement",
    ]


def test_one_person_does_not_sign_twice(market):
    signed_off(market)
    submission = submit(market)
    leader = market.actor("WOK", "leader")
    both = Actor(
        leader.person_id,
        leader.person_name,
        leader.organisation_id,
        leader.organisation_name,
        leader.organisation_kind,
        frozenset({"leader", "chief_executive"}),
    )
    sign(market, submission, "leader", actor=both)
    refused(lambda: sign(market, submission, "leader", actor=both), "leader of the council has signed")
    refused(
        lambda: sign(market, submission, "chief_executive", actor=both),
        "as leader of the council",
        "three different people",
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Signature(
                submission_id=submission.id,
                signatory=Signatory.CHIEF_EXECUTIVE,
                person_id=leader.person_id,
                signed_at=NEXT_APRIL,
                sha256=submission.sha256,
            )
        )


def test_nobody_signs_as_what_they_are_not(market):
    signed_off(market)
    submission = submit(market)
    with pytest.raises(NotPermitted):
        sign(market, submission, "chief_executive", actor=market.actor("WOK", "leader"))
    with pytest.raises(NotPermitted):
        sign(market, submission, "leader", actor=market.actor("WOK", "buyer"))


def test_only_the_latest_version_and_its_own_fingerprint_are_signed(market):
    signed_off(market)
    first = submit(market)
    market.buy("WOK", 50, at=DECEMBER)
    record_release(market, "34.00", reference="V-2")
    sign_off(market)
    second = submit(market)
    assert first.sha256 != second.sha256
    refused(lambda: sign(market, first, "leader"), "Version 2 has been filed since")
    refused(lambda: sign(market, second, "leader", sha256="0" * 64), "not that of this version")


def withdraw(market: Market) -> None:
    officer = market.actor("WOK", "s151")
    with transaction():
        savings.withdraw_sign_off(
            actor=officer, now=NEXT_APRIL, financial_year=2026, reason="A supplier's credit note came in"
        )


def test_nobody_signs_what_the_finance_officer_took_back(market):
    signed_off(market)
    submission = submit(market)
    sign(market, submission, "chief_executive")
    withdraw(market)
    refused(lambda: sign(market, submission, "leader"), "no longer signed off", "version 1")
    sign_off(market)
    sign(market, submission, "leader")


def test_nobody_signs_figures_that_others_have_taken_the_place_of(market):
    signed_off(market)
    submission = submit(market)
    withdraw(market)
    decide(market, Outcome.REJECTED, under=Disallowance.DUPLICATE)
    sign_off(market)
    refused(lambda: sign(market, submission, "leader"), "Other figures have been signed off since version 1")
    sign(market, submit(market), "leader")


def test_a_forward_look_is_signed_also_when_what_is_expected_has_moved(market):
    submission = submit(market, FORWARD)
    market.buy("WOK", 100, at=DECEMBER)
    sign(market, submission, "leader")


def test_another_councils_statement_is_not_there(market, at):
    signed_off(market)
    submit(market)
    stranger = at("WAM", "s151")
    for path in ("versions/1", "versions/1/statement.pdf"):
        stranger.get(f"{PAGE}/{path}", 404)
    at("WAM", "leader").get(f"{PAGE}/versions/1/sign", 404)
    assert "£68" not in stranger.get(PAGE)


def test_a_statement_goes_from_draft_to_three_signatures_on_its_pages(market, at):
    signed_off(market)
    officer: Visit = at("WOK", "s151")
    page = officer.get(f"{PAGE}/submit")
    seen = re.search(r'name="seen" value="(\w{64})"', page)[1]
    where = officer.post(f"{PAGE}/submit", seen=seen)
    assert where.endswith(f"{PAGE}/versions/1")
    for role in ("leader", "chief_executive", "s151"):
        signer = at("WOK", role)
        page = signer.get(f"{PAGE}/versions/1/sign")
        fingerprint = re.search(r'name="sha256" value="(\w{64})"', page)[1]
        signer.post(f"{PAGE}/versions/1/sign", sha256=fingerprint, signatory=role)
    assert "3 of 3 have signed" in officer.get(PAGE)
    assert ">Signed<" in re.sub(r"\s+", "", officer.get("/statements/"))


def test_what_was_expected_of_a_signed_year_is_not_asked_for_any_more(market, at):
    council, today = market.council_id("WOK"), NEXT_APRIL.date()
    expected = {Look.FORWARD, Look.MID_YEAR}
    assert expected <= {due.look for due in reporting.still_due(council, today) if due.financial_year == 2026}
    signed_off(market)
    assert not [due for due in reporting.still_due(council, today) if due.financial_year == 2026]
    page = at("WOK", "s151").get("/statements/")
    assert page.count("Not filed before the year was signed off") == 2
    assert "Overdue" not in page
    assert "Forward look 2026 to 2027" not in at("WOK", "s151").get("/")


def act(market: Market, who: str, **event) -> None:
    actor = market.actor("WOK", who)
    with transaction():
        ACTS[event["do"]](event, actor, NEXT_APRIL, {})


def test_a_scenario_writes_files_and_signs(market):
    signed_off(market)
    year = {"financial_year": 2026, "layout": BACKWARD}
    words = {"field": "key_actions", "heading": "procurement", "words": "Paper, together."}
    act(market, "buyer", do="write_narrative", **year, **words)
    act(market, "s151", do="submit_statement", **year)
    for role in ("leader", "chief_executive", "s151"):
        act(market, role, do="sign_statement", **year, role=role)
    [filed] = db.session.scalars(db.select(Submission)).all()
    assert from_canonical(filed.content).rows[0].actions == ("Paper, together.",)
    assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 3
