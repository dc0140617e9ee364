"""Words of the council in place of those from the books, and the heading that an item keeps."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import services
from procurement_hub.statements.models import (
    ItemHeading,
    Look,
    NarrativeField,
)
from procurement_hub.statements.sheets import from_canonical
from tests.market import DECEMBER, NEXT_APRIL, Market
from tests.savings.gallery import charge, record_check, record_release, visit
from tests.statements.scene import BACKWARD, FORWARD, sign_off, signed_off, submit

PAGE = f"/statements/2026/{BACKWARD}"


@pytest.fixture
def at(app, market):
    return lambda code, role: visit(app, market, code, role)


def write(market: Market, words: str, *, look: Look = Look.BACKWARD, heading: str | None = "procurement"):
    buyer = market.actor("WOK", "buyer")
    with transaction():
        return services.write_narrative(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=2026,
            look=look,
            field=NarrativeField.KEY_ACTIONS if heading else NarrativeField.STRATEGY,
            words=words,
            heading_code=heading,
        )


def test_words_of_the_council_take_the_place_of_those_from_the_books(market, at):
    market.buy("WOK", 100, at=DECEMBER)
    reader = at("WOK", "buyer")
    assert "bought together at £3.42" in reader.get(PAGE)
    reader.post(f"{PAGE}/words/procurement", words="We bought paper with five others.")
    assert "We bought paper with five others." in reader.get(PAGE)
    assert "bought together at £3.42" not in reader.get(PAGE)
    reader.post(f"{PAGE}/words/procurement", words="")
    assert "bought together at £3.42" in reader.get(PAGE)


def test_the_strategy_is_written_for_the_whole_statement(market, at):
    reader = at("WOK", "buyer")
    address = f"/statements/2026/{FORWARD}"
    assert "Buy together with other councils" in reader.get(address)
    reader.post(f"{address}/strategy", words="Paper first.")
    page = reader.get(address)
    assert "Paper first." in page
    assert "Buy together with other councils" not in page


def test_an_item_stands_under_one_heading(market, at):
    signed_off(market)
    officer = at("WOK", "s151")
    assert 'id="procurement"' in officer.get(PAGE)
    officer.post(f"/statements/2026/headings/{market.item.id}", heading="corporate-services")
    page = officer.get(PAGE)
    assert 'id="corporate-services"' in page
    assert 'id="procurement"' not in page
    rows = db.session.scalars(db.select(ItemHeading)).all()
    assert len(rows) == 1
    row = {c.name: getattr(rows[0], c.name) for c in ItemHeading.__table__.columns}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(ItemHeading.__table__.insert(), [row | {"heading_id": 1}])


def test_a_filed_heading_is_not_changed(market, at):
    signed_off(market)
    submit(market)
    [kept] = db.session.scalars(db.select(ItemHeading)).all()
    assert kept.item_id == market.item.id
    refusal = at("WOK", "s151").post(
        f"/statements/2026/headings/{market.item.id}", 422, heading="corporate-services"
    )
    assert "has been filed with its headings" in refusal


def test_costs_of_the_whole_year_stand_with_procurement(market):
    market.buy("WOK", 100, at=DECEMBER)
    charge(market, "5.00", DECEMBER)
    record_check(market)
    record_release(market, "68.00")
    sign_off(market)
    sheet = from_canonical(submit(market).content)
    assert [row.heading for row in sheet.rows] == ["procurement"]
    assert sheet.total("cumulative") == Decimal(63)
