"""The benches measure what they say: equal work, every answer checked, and the books afterwards.

Nothing here asserts a speed: a test that fails on a busy machine teaches people to run it again."""

import contextlib
import http.server
import json
import threading
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from procurement_hub.bench import command, ledger_growth
from procurement_hub.bench.books import check_ceilings, check_trail
from procurement_hub.bench.books_of_gains import PARTS, check_books, rounded_to_parts, write_books
from procurement_hub.bench.buyers import Errand, crowd
from procurement_hub.bench.engines import postgresql_programs
from procurement_hub.bench.figures import Figure, Result, Void, alternate
from procurement_hub.bench.load import Expected, drive, get
from procurement_hub.bench.market import COUNCILS, GROSS, open_market
from procurement_hub.bench.replay import recording
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.ledger.writing import KEY
from procurement_hub.savings.models import GainEntry, GainTotal

FITS = 30  # orders under the ceiling, of fifty that are tried


def bench(*arguments):
    return CliRunner().invoke(command.bench, arguments)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_knows_its_benches():
    assert list(command.BENCHES) == [
        "ceiling-race",
        "order-throughput",
        "deadline-spike",
        "page-throughput",
        "ledger-growth",
        "statement-pdf",
    ]
    told = bench("--help").output
    assert all(name in told for name in command.BENCHES)


def test_an_unknown_bench_is_refused():
    answer = bench("page-thruput")
    assert answer.exit_code == 2
    assert "page-thruput" in answer.output


@pytest.mark.performance
def test_a_quick_run_of_every_bench_says_what_it_found_and_keeps_the_books():
    answer = bench("--quick", "--pairs", "1", "--json")
    report = json.loads(answer.stdout)
    assert (report["void"], report["passed"], answer.exit_code) == ([], True, 0)
    assert report["engines"] == (["SQLite", "PostgreSQL"] if postgresql_programs() else ["SQLite"])
    assert [result["bench"] for result in report["benches"]] == list(command.BENCHES)
    for result in report["benches"]:
        for engine in report["engines"] if result["bench"] != "statement-pdf" else ["SQLite"]:
            assert any(engine in figure["name"] for figure in result["figures"])
            assert any(engine in kept for kept in result["invariants"])
    for figure in (figure for result in report["benches"] for figure in result["figures"]):
        assert figure["ratio"] == pytest.approx(figure["ours"] / figure["bare"])
        assert figure["lowest"] <= figure["ratio"] <= figure["highest"]
        worst, best = ("aim", "floor") if figure["less_is_better"] else ("floor", "aim")
        assert 0 < figure[worst] < figure[best]


@pytest.fixture
def no_engines(monkeypatch):
    monkeypatch.setattr(command, "throw_away_engines", lambda: contextlib.nullcontext([]))


def found(ratio):
    figure = Figure("pages", 10.0, 100.0, [ratio], 0.08, 0.35, "bare Flask", "pages/s")
    return SimpleNamespace(
        run=lambda engines, pairs, scale: Result("page-throughput", [figure], ["all well"])
    )


@pytest.mark.parametrize(
    ("ratio", "code", "verdict"),
    [(0.079, 1, "below the floor"), (0.08, 0, "below the aim"), (0.35, 0, "aim reached")],
)
def test_the_exit_code_is_the_floors_and_the_aim_is_said(monkeypatch, no_engines, ratio, code, verdict):
    monkeypatch.setattr(command.importlib, "import_module", lambda _name: found(ratio))
    answer = bench("page-throughput")
    assert answer.exit_code == code
    assert verdict in answer.output
    assert "floor 0.08, aim 0.35" in answer.output


@pytest.mark.parametrize(
    ("ratio", "missed", "verdict"),
    [(5.001, True, "below the floor"), (5.0, False, "below the aim"), (1.5, False, "aim reached")],
)
def test_where_times_are_compared_less_is_better(ratio, missed, verdict):
    figure = Figure(
        "a statement", ratio * 10, 10.0, [ratio], 5.0, 1.5, "with 10,000 entries", "ms", less_is_better=True
    )
    assert (figure.missed, figure.verdict) == (missed, verdict)
    assert any("floor 5.00, aim 1.50, less is better" in line for line in command.lines(figure))


def test_a_void_run_fails_whatever_its_speed(monkeypatch, no_engines):
    def run(engines, pairs, scale):
        raise Void("framework 1: 124.00 is over the ceiling of 100.00")

    monkeypatch.setattr(command.importlib, "import_module", lambda _name: SimpleNamespace(run=run))
    answer = bench("ceiling-race", "--quick", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["void"] == [
        "ceiling-race: void: framework 1: 124.00 is over the ceiling of 100.00"
    ]


def test_the_two_sides_take_turns():
    order = []

    def side(name, rate):
        return lambda pair: order.append(name) or rate * (pair + 1)

    ours, bare, ratios = alternate(side("bare", 10.0), side("ours", 5.0), 3)
    assert order == ["bare", "ours", "ours", "bare", "bare", "ours"]
    assert (ours, bare, ratios) == (10.0, 20.0, [0.5, 0.5, 0.5])


# --- the ceiling ----------------------------------------------------------------------------------


@pytest.fixture
def market(app):
    """A framework that a penny keeps from holding one order more than thirty."""
    return open_market([GROSS * (FITS + 1) - Decimal("0.01")])


def test_fifty_orders_at_once_never_pass_the_ceiling_by_a_penny(market, db_url):
    db.session.remove()
    db.engine.dispose()  # the processes to come must not inherit a connection
    errands = [Errand(buyer, market.places[0].lot_id, market.items[0]) for buyer in market.buyers]
    with crowd(db_url) as buyers:
        told = buyers.race(errands)
    assert (told.placed, told.refused, told.errors) == (FITS, COUNCILS - FITS, [])
    assert check_ceilings(market.places, committed=GROSS * FITS) == FITS
    check_trail(placed=FITS)


def test_books_that_do_not_add_up_void_the_run(market):
    place = market.places[0]
    with db.engine.begin() as connection:
        changed = sa.update(Framework.__table__).values(committed_gross=GROSS)
        connection.execute(changed.where(Framework.__table__.c.id == place.framework_id))
    with pytest.raises(Void, match=r"24\.00 committed, but its orders sum to 0\.00"):
        check_ceilings([place])


def test_a_lost_order_voids_the_run(market):
    with pytest.raises(Void, match="1 orders were placed: 0 kept"):
        check_trail(placed=1)


# --- books of gains -------------------------------------------------------------------------------


@pytest.fixture
def gains(app):
    """Books of two thousand entries, one of each part."""
    return write_books(PARTS)


def test_generated_books_follow_from_their_workings_and_their_roll_up_is_their_sum(gains):
    assert check_books(gains, entries=PARTS) == PARTS
    assert rounded_to_parts(10_000) % PARTS == rounded_to_parts(1_000_000) % PARTS == 0


def test_what_a_bench_reads_of_the_books_is_what_their_entries_sum_to(gains):
    council = gains.officers[0].organisation_id
    of_council = sa.select(sa.func.sum(GainEntry.gross)).where(
        GainEntry.council_id == council, GainEntry.financial_year == ledger_growth.YEAR
    )
    sheet = ledger_growth.READINGS[0].read(gains, 0).sheet
    assert sheet.pennies.gross == db.session.scalar(of_council) > 0
    memo = ledger_growth.READINGS[2].read(gains, 0)
    assert len(memo) == len(gains.officers)


def test_a_roll_up_that_is_a_penny_out_voids_the_run(gains):
    with db.engine.begin() as connection:
        row = sa.select(GainTotal.__table__).limit(1)
        total = connection.execute(row).one()
        off = sa.update(GainTotal.__table__).values(gross=total.gross + Decimal("0.01"))
        connection.execute(off.where(*(GainTotal.__table__.c[key] == getattr(total, key) for key in KEY)))
    with pytest.raises(Void, match="the roll-up says"):
        check_books(gains)


def test_an_entry_without_its_roll_up_is_every_other_statement(gains):
    note = ledger_growth._note(gains, 0, 2)
    bare = ledger_growth._without_roll_up(note)
    assert note.statements - bare.statements == 2
    assert check_books(gains, entries=PARTS + 2)


# --- equal work -----------------------------------------------------------------------------------


def test_a_recording_plays_the_same_work_on_an_equal_database(app):
    table = sa.Table(
        "noted", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text)
    )
    table.create(db.engine)
    with recording(db.engine) as heard, db.engine.begin() as connection:
        connection.execute(table.insert(), [{"id": 1, "a": "x"}, {"id": 2, "a": "y"}])
        connection.execute(table.update().where(table.c.id == 1).values(a="z"))
    with db.engine.begin() as connection:
        written = connection.execute(sa.select(table).order_by(table.c.id)).all()
        connection.execute(table.delete())
    pooled = db.engine.raw_connection()
    heard.play(pooled.driver_connection)
    pooled.close()
    with db.engine.connect() as connection:
        assert connection.execute(sa.select(table).order_by(table.c.id)).all() == written


# --- over HTTP ------------------------------------------------------------------------------------


@pytest.fixture
def port():
    """A server that answers every path with its name, and 404 below /gone."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.path.encode()
            self.send_response(404 if self.path.startswith("/gone") else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # the driver hangs up on the first wrong answer
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_every_connection_is_answered(port):
    assert drive(port, [lambda: get("/orders")] * 8, 40, Expected(200, b"/orders")) > 0


@pytest.mark.parametrize(
    ("path", "expected"), [("/gone", Expected(200)), ("/orders", Expected(200, b"PO-000001"))]
)
def test_an_unexpected_answer_voids_the_run(port, path, expected):
    with pytest.raises(Void, match="was expected"):
        drive(port, [lambda: get(path)] * 8, 40, expected)
