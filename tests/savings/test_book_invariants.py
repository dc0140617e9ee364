"""Those of the ten laws that need a database (savings-method F), on a book of thousands of entries:
one sector, every penny in one place, old editions for ever, and nothing without evidence."""

import json
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.database import db
from procurement_hub.core.money import Gain
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, method, standing
from procurement_hub.savings.method import EDITIONS
from procurement_hub.savings.models import GainEntry, GainTotal, Outcome
from procurement_hub.savings.standing import Split, standings_by_council
from tests.market import Market, paper_market
from tests.savings.written import CODES, ENTRIES, YEAR, write_book

ZERO = Decimal(0)


@pytest.fixture
def market(app) -> Market:
    market = paper_market()
    write_book(market, seed=20260401)
    return market


def councils(market: Market) -> list[int]:
    return [market.council_id(code) for code in CODES]


def test_the_laws_hold_in_a_book_of_thousands(market):
    """One book is written and all laws read it, for writing it is the slow part."""
    gains = [gain for found in standings_by_council(councils(market), YEAR).values() for gain in found]
    assert len(gains) > 300
    assert {gain.outcome for gain in gains} == set(Outcome)
    only_councils_own_gains()
    every_pound_claimed_is_allowed_held_or_disallowed(gains)
    an_old_entry_follows_from_its_own_edition(market)
    nothing_is_cash_without_baseline_quality_and_evidence(gains)


def only_councils_own_gains() -> None:
    """Law 5: the sector is the sum of its councils, and the centre's memo is the same money."""
    owned = db.session.execute(
        select(Organisation.kind, func.sum(GainTotal.gross, type_=Gain()))
        .join(Organisation, Organisation.id == GainTotal.council_id)
        .where(GainTotal.financial_year == YEAR)
        .group_by(Organisation.kind)
    ).all()
    entries = db.session.scalar(
        select(func.sum(GainEntry.gross, type_=Gain())).where(GainEntry.financial_year == YEAR)
    )
    assert owned == [(Kind.COUNCIL, entries)]


def every_pound_claimed_is_allowed_held_or_disallowed(gains: list[standing.GainStanding]) -> None:
    """Law 8, for the total and for the cash, of each gain and of all."""
    for gain in gains:
        assert gain.allowed + gain.held + gain.disallowed == gain.claimed
        assert gain.claimed.total == gain.total.gross - gain.total.costs
        if gain.claimed.cashable < 0:
            assert gain.allowed.cashable == gain.claimed.cashable  # a loss always counts
    parts = [standing.together(gains, part) for part in ("allowed", "held", "disallowed")]
    assert sum(parts, Split()) == standing.together(gains, "claimed")
    assert all(part.total != 0 for part in parts)


def an_old_entry_follows_from_its_own_edition(market: Market) -> None:
    """Law 9: worked out again, each entry is what was stored and its fingerprint is the same."""
    stored = db.session.execute(
        select(GainEntry.working, GainEntry.method_version, GainEntry.cashable).where(
            GainEntry.financial_year == YEAR
        )
    ).all()
    assert len(stored) == ENTRIES
    assert set(Counter(row.method_version for row in stored)) == set(EDITIONS)
    for row in stored:
        again = method.Working.from_json(row.working)
        assert again.amounts(row.method_version).cashable == row.cashable
        assert method.fingerprint(again.to_json(), row.method_version) == method.fingerprint(
            json.dumps(json.loads(row.working)), row.method_version
        )
    assert [ledger.recompute(council, YEAR) for council in councils(market)] == [[]] * len(CODES)


def nothing_is_cash_without_baseline_quality_and_evidence(gains: list[standing.GainStanding]) -> None:
    """Law 10: no entry gains without a baseline, and no gain is good for cash without its rows."""
    without_baseline = select(func.count()).where(GainEntry.baseline_id.is_(None), GainEntry.gross != 0)
    assert db.session.scalar(without_baseline.select_from(GainEntry)) == 0
    good = [gain for gain in gains if gain.is_gain and gain.good_for_cash]
    assert good
    for gain in good:
        baseline = gain.last.baseline
        assert baseline.type.is_own_price
        assert baseline.evidence_id or baseline.evidence_note
        assert gain.last.locked_before_award
        assert gain.checks and gain.quality.counts_in_backward_look


def test_a_book_that_was_tampered_with_is_found(market):
    """The laws can fail: a penny too many in one sum is named with its item."""
    entry_id = db.session.scalar(select(func.min(GainEntry.id)).where(GainEntry.financial_year == YEAR))
    entry = db.session.get_one(GainEntry, entry_id)
    council, item, penny = entry.council_id, entry.item_id, Decimal("0.01")
    with transaction():
        db.session.execute(
            db.update(GainTotal)
            .where(
                GainTotal.council_id == council,
                GainTotal.financial_year == YEAR,
                GainTotal.item_id == item,
            )
            .values(gross=GainTotal.gross + penny, cashable=GainTotal.cashable + penny)
        )
    found = ledger.recompute(council, YEAR)
    assert [(difference.item_id, difference.column) for difference in found] == [
        (item, "gross"),
        (item, "cashable"),
    ]
