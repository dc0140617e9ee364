"""The West of England five: two lots and two years in which much goes otherwise than planned, on both
engines, held to figures that were worked out beside the product."""

import json
import pathlib
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.savings import ledger, queries
from procurement_hub.savings.models import CouncilYear
from procurement_hub.scenario.books import differences, read_books
from procurement_hub.scenario.player import play, read
from procurement_hub.statements.models import Submission

FOLDER = pathlib.Path(__file__).parent.parent / "examples" / "west-of-england"
GOES_OTHERWISE = {
    "agree_price_change",
    "credit_invoice",
    "decide_gain",
    "leave_framework",
    "record_off_framework",
    "record_rebate",
    "share_cost",
    "answer_challenge",
    "publish_index",
}


def test_the_books_say_what_was_worked_out_by_hand(app):
    cast, events = read(FOLDER)
    assert {event["do"] for event in events} >= GOES_OTHERWISE
    assert play(cast, events, opening=datetime.fromisoformat(events[0]["at"])) == []
    expected = json.loads((FOLDER / "expected.json").read_text())
    assert differences(expected, read_books()) == []

    years = db.session.execute(select(CouncilYear.council_id, CouncilYear.financial_year)).all()
    assert len(years) == 10
    for council_id, financial_year in years:
        assert ledger.recompute(council_id, financial_year) == []

    bristol = db.session.scalars(select(Organisation).where(Organisation.code == "BST")).one()
    filed = db.session.scalars(
        select(Submission.version)
        .where(Submission.council_id == bristol.id, Submission.financial_year == 2027)
        .order_by(Submission.id)
    ).all()
    assert filed == [1, 1, 2], "the forward look once; the backward look again after the credit note"

    wiltshire = db.session.scalars(select(Organisation).where(Organisation.code == "WIL")).one()
    [laptops] = [
        total
        for total in queries.item_totals(wiltshire.id, 2028)
        if total.item and total.item.code == "LAP-14"
    ]
    assert laptops.gross == laptops.cashable < 0, "a loss stays in the books of the council that made it"
