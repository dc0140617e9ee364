"""When statements are due, who is reminded, and what is late."""

from datetime import UTC, date, datetime

from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.statements import letters, reporting, services
from procurement_hub.statements.models import (
    Look,
)
from tests.market import NEXT_APRIL
from tests.savings.gallery import visit
from tests.statements.scene import FORWARD


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


def mails() -> list[str]:
    db.session.expire_all()
    rows = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id)
    )
    return [row.payload for row in rows]


def remind(at: datetime) -> int:
    with transaction():
        return letters.remind(now=at)


def test_finance_officers_are_reminded_four_weeks_and_one_week_before_and_when_it_is_late(market):
    market.actor("WOK", "s151")
    due = datetime(2027, 6, 30, 9, tzinfo=UTC)
    sent = len(mails())
    counts = [
        remind(moment(2027, 6, 1)),
        remind(moment(2027, 6, 2)),
        remind(moment(2027, 6, 3)),
        remind(moment(2027, 6, 23)),
        remind(due),
        remind(moment(2027, 7, 1)),
        remind(moment(2027, 7, 2)),
    ]
    assert counts == [1, 1, 0, 1, 0, 1, 0]  # the first is of the forward look, overdue since 15 April
    last = mails()[sent:]
    assert "Forward look 2027 to 2028 was due on 15 April 2027" in last[0]
    assert "Backward look 2026 to 2027 is due on 30 June 2027" in last[1]
    assert "Backward look 2026 to 2027 was due on 30 June 2027" in last[-1]
    assert all("s151@wok.example" in mail for mail in last)


def test_nobody_is_reminded_of_what_was_filed(market):
    officer = market.actor("WOK", "s151")
    with transaction():
        services.submit_statement(actor=officer, now=NEXT_APRIL, layout_code=FORWARD, financial_year=2027)
    assert remind(moment(2027, 4, 16)) == 0


def test_nobody_is_reminded_of_what_was_expected_of_a_year_that_is_signed(market):
    officer = market.actor("WOK", "s151")
    signed = CouncilYear(
        council_id=officer.organisation_id, financial_year=2027, status=YearStatus.SIGNED_OFF
    )
    with transaction():
        db.session.add(signed)
    assert remind(moment(2027, 4, 16)) == 0
    with transaction():
        signed.status = YearStatus.PROVISIONAL
    assert remind(moment(2027, 4, 16)) == 1


def test_a_centre_sets_its_own_regions_dates(market, app):
    lead = visit(app, market, "SECE", "procurement_lead")
    assert "30 June 2027" in lead.get("/statements/calendar")
    form = {"look": "backward", "financial_year": "2026", "due_on-day": "14", "due_on-month": "6"}
    lead.post("/statements/calendar/set", **form, **{"due_on-year": "2027"})
    page = lead.get("/statements/calendar")
    assert "14 June 2027" in page
    assert "0 of 7" in page
    assert "14 June 2027" in visit(app, market, "WOK", "buyer").get("/statements/")
    visit(app, market, "WOK", "s151").get("/statements/calendar", 403)


def test_history_and_pattern_make_the_calendar(app):
    dates = reporting.due_dates("South East", range(2004, 2010))
    assert dates[Look.BACKWARD, 2005] == date(2006, 7, 6)
    assert dates[Look.FORWARD, 2006] == date(2006, 4, 18)
    assert dates[Look.BACKWARD, 2006] == date(2007, 6, 30)
    assert dates[Look.MID_YEAR, 2006] == date(2006, 11, 30)
    assert (Look.GEF, 2009) not in dates


def test_the_index_says_what_is_due_and_what_is_late(market, app):
    page = visit(app, market, "WOK", "auditor").get("/statements/")
    assert "Annual Efficiency Statement: forward look" in page
    assert "15 April 2027" in page
    assert "Due soon" in page
    assert "Overdue" in page
