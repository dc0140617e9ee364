"""What a host pays out later of a rebate is counted once: what was accrued before is no second gain."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import explaining, ledger, queries, services
from procurement_hub.savings.ledger import AlreadyClaimed
from procurement_hub.savings.method import AlreadyAccrued, countable_dividend
from procurement_hub.savings.models import EntryKind, GainEntry
from tests.market import NEXT_APRIL, Market, paper_market
from tests.savings.gallery import move_clock, visit
from tests.savings.test_sources import rebate

D = Decimal


@pytest.fixture
def market(app, monkeypatch) -> Market:
    """The centre keeps a quarter of £400.00: of Wokingham's £400.00 × 900 ÷ 1,000 it keeps £90.00."""
    move_clock(monkeypatch, NEXT_APRIL)
    market = paper_market()
    market.buy("WOK", 900)
    market.buy("WAM", 100)
    rebate(market, amount=D("400.00"), retained_percent=D(25))
    return market


def accrued(market: Market, code: str = "WOK") -> queries.Accrued:
    [found] = queries.rebates_accrued(market.council_id(code))
    return found


def pay_out(market: Market, amount: str = "90.00", *, code: str = "WOK", **changes) -> GainEntry:
    buyer = market.actor(code, "buyer")
    arguments = {"rebate_id": accrued(market).rebate_id, "item": market.item, "reason": "Dividend"}
    with transaction():
        return services.record_one_off_gain(
            actor=buyer, now=NEXT_APRIL, amount=D(amount), **(arguments | changes)
        )


def dividends() -> list[GainEntry]:
    kind = GainEntry.kind == EntryKind.ONE_OFF_GAIN
    return list(db.session.scalars(db.select(GainEntry).where(kind).order_by(GainEntry.id)))


def test_the_books_know_what_was_counted_of_a_rebate_and_what_the_centre_kept(market):
    found = accrued(market)
    assert (found.counted, found.kept, found.years, found.dividend) == (
        D("270.00"),
        D("90.00"),
        (2026,),
        None,
    )
    assert queries.rebates_accrued(market.council_id("SLO")) == []


def test_a_dividend_of_what_was_counted_already_is_refused_and_the_record_is_named(market):
    entry_id = accrued(market).entry_ids[0]
    with pytest.raises(AlreadyAccrued) as refusal:
        pay_out(market, "270.00")
    for words in (
        "£270.00 of it is already counted in 2026 to 2027",
        f"in ledger entry {entry_id}",
        "not a second gain",
        "what the centre kept of your part, £90.00",
    ):
        assert words in refusal.value.sentence
    assert dividends() == []


def test_what_the_centre_had_kept_is_a_gain_of_the_year_in_which_it_is_paid_out(market):
    entry = pay_out(market)
    assert (entry.financial_year, entry.gross, entry.cashable) == (2027, 90, 90)
    assert accrued(market).dividend == entry.id
    assert "had kept of the council's part of a rebate" in " ".join(explaining.in_words(entry, "ream"))
    assert ledger.recompute(market.council_id("WOK"), 2027) == []


@pytest.mark.parametrize(("paid", "still_kept"), [(None, ["90.00"]), ("40.00", ["50.00"]), ("90.00", [])])
def test_what_the_centre_keeps_is_disallowed_until_it_is_paid_out(market, paid, still_kept):
    """D16: kept by the host, and not paid out."""
    if paid:
        pay_out(market, paid)
    kept = queries.retained_by_hosts(market.council_id("WOK"), 2026)
    assert [found.amount for found in kept] == [D(amount) for amount in still_kept]
    assert [k.amount for k in queries.retained_by_hosts(market.council_id("WAM"), 2026)] == [D("10.00")]


def test_a_penny_more_than_the_centre_kept_is_refused(market):
    with pytest.raises(AlreadyAccrued, match=r"£90\.00"):
        pay_out(market, "90.01")


def test_a_dividend_is_counted_once_in_whatever_year(market):
    first = pay_out(market, "40.00")
    for year in (2026, 2027):
        with pytest.raises(AlreadyClaimed, match=f"already counted, in ledger entry {first.id}"):
            pay_out(market, "40.00", financial_year=year)
    assert len(dividends()) == 1


def test_a_dividend_that_was_taken_back_can_be_counted_again(market):
    first = pay_out(market, "40.00")
    officer = market.actor("WOK", "s151")
    with transaction():
        services.reverse_entry(actor=officer, now=NEXT_APRIL, entry=first, reason="The wrong amount")
    again = pay_out(market, "90.00")
    assert (first.claim_number, again.claim_number) == (1, 2)
    assert accrued(market).dividend == again.id


def test_the_database_counts_a_dividend_once_over_items_and_years(market):
    first = pay_out(market)
    copied = {
        column.key: getattr(first, column.key) for column in GainEntry.__table__.columns if column.key != "id"
    }
    with pytest.raises(IntegrityError, match="gain_entry"), transaction():
        db.session.add(GainEntry(**copied | {"financial_year": 2029, "item_id": None}))


def test_a_rebate_that_is_not_in_the_councils_books_pays_it_no_dividend(market):
    with pytest.raises(NotFound):
        pay_out(market, code="SLO")
    with pytest.raises(NotFound):
        pay_out(market, rebate_id=999)


def test_money_that_comes_from_elsewhere_is_no_dividend(market):
    assert pay_out(market, "500.00", rebate_id=None).rebate_id is None
    assert accrued(market).dividend is None


def test_the_method_counts_only_what_the_host_kept():
    assert countable_dividend(D(90), "R-1", {"R-1"}, kept=D(90)) == 90
    with pytest.raises(AlreadyAccrued):
        countable_dividend(D("90.01"), "R-1", {"R-1"}, kept=D(90))


# --- the page -----------------------------------------------------------------------------------

ONCE = {"kind": "one_off_gain", "reason": "The centre's letter of 6 April"}


def test_the_page_asks_which_rebate_it_is_paid_out_of(market, app):
    buyer = visit(app, market, "WOK", "buyer")
    page = buyer.get("/gains/claims/new")
    assert "£270.00 of it is counted, and the centre kept £90.00 of your part." in page
    form = ONCE | {"item": str(market.item.id)}
    silent = buyer.post("/gains/claims/new", 422, amount="90.00", **form)
    assert "Select whether it is paid out of a rebate that is in your books" in silent
    chosen = {"rebate": str(accrued(market).rebate_id)}
    refused = buyer.post("/gains/claims/new", 422, amount="360.00", **form, **chosen)
    assert "already counted in 2026 to 2027" in refused
    assert 'value="360.00"' in refused
    buyer.post("/gains/claims/new", amount="90.00", **form, **chosen)
    assert [entry.gross for entry in dividends()] == [90]
    walked = buyer.get(f"/gains/entries/{dividends()[0].id}")
    assert "had kept of the council" in walked and "Kept by the centre" in walked


def test_the_page_takes_money_from_elsewhere_when_somebody_says_so(market, app):
    buyer = visit(app, market, "WOK", "buyer")
    form = ONCE | {"item": str(market.item.id), "amount": "12.00", "rebate": "0"}
    buyer.post("/gains/claims/new", **form)
    assert [entry.rebate_id for entry in dividends()] == [None]


def test_a_council_without_a_rebate_is_not_asked(market, app):
    market.buy("SLO", 10)
    buyer = visit(app, market, "SLO", "buyer")
    assert "paid out of a rebate" not in buyer.get("/gains/claims/new")
    buyer.post("/gains/claims/new", amount="5.00", item=str(market.item.id), **ONCE)
    assert [entry.gross for entry in dividends()] == [5]
