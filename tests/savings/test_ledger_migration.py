"""Books from before the new kinds come over whole: amounts filled, sums made anew, still unchangeable."""

from decimal import Decimal

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DBAPIError

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, queries, services
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.models.books import SUMMED
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def books(market: Market) -> list[tuple]:
    """Every sum of the roll-up, and the amounts of every entry."""
    sums = [
        (found.item_id, *(getattr(found, name) for name in SUMMED))
        for code in ("WAM", "SLO")
        for found in queries.gain_totals(market.council_id(code), 2026)
    ]
    entries = db.session.execute(
        db.select(GainEntry.id, GainEntry.spend, GainEntry.before, GainEntry.unmatched_spend).order_by(
            GainEntry.id
        )
    )
    return [*sums, *(tuple(row) for row in entries)]


def test_an_older_ledger_is_brought_over_and_back(market):
    market.buy("WAM", 9200)
    market.buy("SLO", 100)
    buyer, officer = market.actor("WAM", "buyer"), market.actor("WAM", "s151")
    with transaction():
        cost = services.record_cost(
            actor=buyer,
            now=DECEMBER,
            kind=EntryKind.ONE_OFF_COST,
            amount=Decimal("10.00"),
            reason="Shelves",
        )
    with transaction():
        services.reverse_entry(actor=officer, now=NEXT_APRIL, entry=cost, reason="A mistake")
    before = books(market)
    db.session.remove()
    downgrade(revision="0010")
    upgrade()
    db.session.expire_all()
    assert books(market) == before
    assert all(ledger.recompute(*year) == [] for year in ledger.years_kept())
    for statement in ("UPDATE gain_entry SET cashable = 0", "DELETE FROM gain_entry"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(db.text(statement))


def test_a_ledger_with_the_new_kinds_never_goes_back(market):
    order = market.accepted("WAM", 10)
    market.receive(order, "WAM", 10)
    market.credit(market.invoice(order, 10), returned=1)
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0010")
    upgrade()
    assert ledger.recompute(market.council_id("WAM"), 2026) == []
