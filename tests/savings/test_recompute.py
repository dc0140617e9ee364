"""The books can be worked out again from what each entry keeps, whatever has happened to them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Invoice
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.files import StoredFile
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, services
from procurement_hub.savings.method import AvoidanceKind
from procurement_hub.savings.models import EntryKind, GainEntry
from tests.market import AUGUST, NEXT_APRIL, Market, paper_market

D = Decimal
STATEMENT = StoredFile(key="ab/statement", sha256="0" * 64, size=10, media_type="application/pdf")
ACTS = ("buy", "return", "cheaper", "rebate", "share", "cost", "avoid", "once", "reverse")
HISTORY = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(["WAM", "SLO"]), st.integers(1, 5000)),
    min_size=2,
    max_size=10,
)


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def act(market: Market, number: int, what: str, code: str, size: int) -> None:
    """Do it, or be refused."""
    at = AUGUST + timedelta(days=25 * number)
    lead = market.actor("SECE", "procurement_lead")
    buyer, officer = market.actor(code, "buyer"), market.actor(code, "s151")
    invoices = db.session.scalars(db.select(Invoice).order_by(Invoice.id)).all()
    if what == "buy" or (what in ("return", "cheaper") and not invoices):
        market.buy(code, D(size) / 4, at=at)
    elif what == "return":
        market.credit(invoices[size % len(invoices)], returned=D(size) / 8, at=at)
    elif what == "cheaper":
        market.credit(invoices[size % len(invoices)], price=D(3) + D(size) / 20000, at=at)
    else:
        with transaction():
            _beside(market, what, size, at, lead, buyer, officer)


def _beside(market: Market, what: str, size: int, at, lead, buyer, officer) -> None:
    whose = {"now": at, "actor": buyer}
    money = {"amount": D(size) / 100, "reason": "A reason"}
    match what:
        case "rebate":
            calloffs.record_rebate(
                actor=lead,
                now=at,
                framework=market.framework,
                lot=None,
                supplier_id=market.agreement.supplier_id,
                reference=f"RB-{at:%y%m%d}",
                from_on=(at - timedelta(days=size % 200)).date(),
                to_on=at.date(),
                amount=D(size) / 100,
                retained_percent=D(size % 40),
                statement=STATEMENT,
                statement_name="Statement.pdf",
            )
        case "share":
            calloffs.share_cost(
                actor=lead, now=at, framework=market.framework, incurred_on=at.date(), **money
            )
        case "cost":
            services.record_cost(**whose, **money, kind=EntryKind.RECURRING_COST, item=market.item)
        case "avoid":
            services.record_avoidance(**whose, **money, kind=AvoidanceKind.PRICE_HELD, item=market.item)
        case "once":
            services.record_one_off_gain(**whose, **money, item=market.item)
        case "reverse":
            entries = db.session.scalars(
                db.select(GainEntry)
                .where(GainEntry.council_id == officer.organisation_id)
                .order_by(GainEntry.id)
            ).all()
            if entries:
                services.reverse_entry(
                    actor=officer, now=at, entry=entries[size % len(entries)], reason="A mistake"
                )


def play(market: Market, history) -> None:
    for number, step in enumerate(history):
        try:
            act(market, number, *step)
        except DomainError:
            continue


def differences() -> list[ledger.Difference]:
    return [found for year in ledger.years_kept() for found in ledger.recompute(*year)]


@given(history=HISTORY)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_history_of_purchases_credits_rebates_costs_and_reversals_breaks_the_books(market, history):
    play(market, history)
    assert differences() == []


def test_one_history_with_every_kind_works_out(market):
    history = [
        ("buy", "WAM", 5000),
        ("buy", "SLO", 4000),
        ("return", "WAM", 400),
        ("cheaper", "WAM", 4000),
        ("rebate", "WAM", 999),
        ("share", "WAM", 777),
        ("cost", "SLO", 50),
        ("avoid", "SLO", 60),
        ("once", "SLO", 70),
        ("reverse", "SLO", 3),
    ]
    for number, step in enumerate(history):
        act(market, number, *step)
    kinds = set(db.session.scalars(db.select(GainEntry.kind)))
    assert kinds == set(EntryKind) - {EntryKind.SUBSTITUTION}
    assert differences() == []


CHANGES = [
    ("kind = 'gain'", "cashable", "cashable"),
    ("kind = 'gain'", "quantity", "quantity"),
    ("kind = 'correction'", "spend", "spend"),
    ("kind = 'rebate'", "cashable", "cashable"),
    ("kind = 'one_off_cost'", "cost", "cost"),
    ("kind = 'reversal'", "before", "before"),
]


@pytest.mark.parametrize(("which", "column", "named"), CHANGES)
def test_a_row_that_somebody_changed_is_found_and_named(market, app, which, column, named):
    """By somebody who could take the triggers and checks off."""
    for number, step in enumerate(
        [("buy", "WAM", 400), ("return", "WAM", 40), ("rebate", "WAM", 99), ("share", "WAM", 77)]
    ):
        act(market, number, *step)
    officer = market.actor("WAM", "s151")
    market.buy("WAM", 10)
    newest = db.session.scalars(
        db.select(GainEntry).where(GainEntry.kind == EntryKind.GAIN).order_by(GainEntry.id.desc())
    ).first()
    with transaction():
        services.reverse_entry(actor=officer, now=NEXT_APRIL, entry=newest, reason="A mistake")
    assert app.test_cli_runner().invoke(args=["recompute"]).exit_code == 0
    entry_id = tamper(which, column)
    result = app.test_cli_runner().invoke(args=["recompute", "--council", "WAM"])
    assert result.exit_code == 1
    assert f"entry {entry_id}: {named} is" in result.output
    assert app.test_cli_runner().invoke(args=["recompute", "--year", "1999"]).exit_code == 0


def tamper(which: str, column: str) -> int:
    """Add £1 (or a unit) to a column of one entry, past every guard of the database."""
    grown = {column: f"{column} + 1000000000"}
    if column == "cashable":  # as the check of the sum would have it
        grown["gross"] = "gross + 1000000000"
    with transaction():
        wam = db.session.scalar(db.text("SELECT id FROM organisation WHERE code = 'WAM'"))
        entry_id = db.session.scalar(
            db.text(f"SELECT MIN(id) FROM gain_entry WHERE {which} AND council_id = {wam}")
        )
        sqlite = db.engine.dialect.name == "sqlite"
        off = (
            "DROP TRIGGER gain_entry_no_update"
            if sqlite
            else "ALTER TABLE gain_entry DISABLE TRIGGER gain_entry_append_only"
        )
        db.session.execute(db.text(off))
        sets = ", ".join(f"{name} = {value}" for name, value in grown.items())
        db.session.execute(db.text(f"UPDATE gain_entry SET {sets} WHERE id = {entry_id}"))
    return entry_id


def test_an_unknown_council_is_said_to_be_unknown(app):
    result = app.test_cli_runner().invoke(args=["recompute", "--council", "NOWHERE"])
    assert result.exit_code == 1
    assert "There is no organisation NOWHERE." in result.output


def test_every_year_with_an_entry_is_worked_out(market):
    market.buy("WAM", 100)
    market.buy("WAM", 100, at=NEXT_APRIL)
    with transaction():
        _beside(market, "once", 500, AUGUST, None, market.actor("WAM", "buyer"), None)
    assert ledger.years_kept(market.council_id("WAM")) == [
        (market.council_id("WAM"), 2026),
        (market.council_id("WAM"), 2027),
    ]
    assert differences() == []
