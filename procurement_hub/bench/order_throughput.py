"""`order-throughput`: what it costs to place an order through the product.

The service, with its audit and ceilings, against the same statements sent raw; and the signed-in
POST of the order form against a bare POST.
"""

import time
from decimal import Decimal
from urllib.parse import urlencode

from procurement_hub.bench.books import check_ceilings, check_trail
from procurement_hub.bench.browser import Browser
from procurement_hub.bench.buyers import Errand, place
from procurement_hub.bench.engines import Engine, driver, migrated, opened
from procurement_hub.bench.figures import Figure, Result, alternate
from procurement_hub.bench.load import BARE_FACTOR, CONNECTIONS, HELLO, Expected, drive, post
from procurement_hub.bench.market import COUNCILS, PASSWORD, Market, give_passwords, open_market
from procurement_hub.bench.replay import Recording, recording
from procurement_hub.bench.server import running
from procurement_hub.core.database import db

SERVICE_FLOOR, SERVICE_AIM = 0.35, 0.80
POST_FLOOR, POST_AIM = 0.07, 0.15
HELLO_POST = post("/", b"say=hello")
ENOUGH = Decimal(10_000_000)  # £: no ceiling is met here


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("order-throughput")
    with running("bare") as bare:
        for engine in engines:
            _service_against_statements(engine, result, pairs, max(2, round(200 * scale)))
            _post_against_hello(engine, result, bare, pairs, max(CONNECTIONS, round(400 * scale)))
    return result


def _service_against_statements(engine: Engine, result: Result, pairs: int, count: int) -> None:
    template = migrated(engine, "orders-template")
    with opened(template):
        market = open_market([ENOUGH] * COUNCILS)
    rounds = [_errands(market, count, number) for number in range(pairs + 1)]  # the first to warm up
    copies = [engine.copy(template, f"orders-{name}") for name in ("noted", "ours", "raw")]
    notes = _note(copies[0], rounds)

    with opened(copies[1]) as app, driver(copies[2]) as raw:

        def service(errands: list[Errand]) -> float:
            began = time.perf_counter()
            for errand in errands:
                with app.app_context():
                    place(errand)
            return count / (time.perf_counter() - began)

        def statements(note: Recording) -> float:
            began = time.perf_counter()
            note.play(raw)
            return count / (time.perf_counter() - began)

        service(rounds[0])
        statements(notes[0])
        ours, bare, ratios = alternate(
            lambda pair: statements(notes[pair + 1]), lambda pair: service(rounds[pair + 1]), pairs
        )

    placed = count * (pairs + 1)
    for url in copies:
        with opened(url):
            check_ceilings(market.places)
            check_trail(placed=placed)
    sent = notes[-1].statements / count
    result.figures.append(
        Figure(
            f"order service, on {engine.name}",
            ours,
            bare,
            ratios,
            SERVICE_FLOOR,
            SERVICE_AIM,
            what_is_bare=f"its {sent:.0f} statements raw",
        )
    )
    result.kept.append(
        f"{engine.name}: {placed:,} orders by the service and as many raw, each with its line and event, "
        "every chain whole, sum of orders = committed ≤ ceiling"
    )


def _errands(market: Market, count: int, round_number: int) -> list[Errand]:
    """Each buyer in turn, at a framework of their own."""
    return [
        Errand(market.buyers[n % COUNCILS], market.places[n % COUNCILS].lot_id, market.items[0])
        for n in range(round_number * count, (round_number + 1) * count)
    ]


def _note(url: str, rounds: list[list[Errand]]) -> list[Recording]:
    """What the service sends for each round, on a copy of its own so that noting costs nobody time."""
    notes = []
    with opened(url):
        db.session.connection()
        db.session.remove()
        for errands in rounds:
            with recording(db.engine) as heard:
                for errand in errands:
                    place(errand)
            notes.append(heard)
    return notes


def _post_against_hello(engine: Engine, result: Result, bare: int, pairs: int, count: int) -> None:
    """The form that places an order, sent by eight buyers signed in, against a form that says hello."""
    url = migrated(engine, "order-posts")
    with opened(url):
        market = open_market([ENOUGH] * COUNCILS)
        give_passwords(market.emails[:CONNECTIONS])
    with running("product", url) as product:
        buyers = [_FormFiller(product, market, number) for number in range(CONNECTIONS)]
        placed = Expected(302, b"/orders/")

        def orders(_pair: int) -> float:
            return drive(product, [buyer.request for buyer in buyers], count, placed)

        def hellos(_pair: int) -> float:
            return drive(bare, [lambda: HELLO_POST] * CONNECTIONS, count * BARE_FACTOR, HELLO)

        orders(0)  # templates and statements are compiled once, before the clock
        figures = alternate(hellos, orders, pairs)
    with opened(url):
        check_ceilings(market.places)
        check_trail(placed=count * (pairs + 1))
    result.figures.append(
        Figure(
            f"order form sent, on {engine.name}",
            *figures,
            POST_FLOOR,
            POST_AIM,
            what_is_bare="bare Flask",
            unit="POSTs/s",
        )
    )
    result.kept.append(
        f"{engine.name}: {count * (pairs + 1):,} forms sent, each answered with an order, "
        "none twice and none lost"
    )


class _FormFiller:
    """A buyer signed in at the confirmation page of an order, ready to send it again and again.

    The form's key counts once, so each sending has a key of its own, as each showing of the form has."""

    def __init__(self, port: int, market: Market, number: int):
        browser = Browser(port)
        browser.sign_in(market.emails[number], PASSWORD)
        chosen = urlencode({"budget_code": "4000-STAT", f"item-{market.items[0]}": "1"})
        self.path = f"/orders/new/{market.places[number].lot_id}/confirm?{chosen}"
        self.fields = browser.hidden_fields(self.path)
        self.cookie, self.sent = browser.cookie, 0

    def request(self) -> bytes:
        self.sent += 1
        key = f"{self.fields['request_key'][:24]}{self.sent:08}"
        return post(self.path, urlencode({**self.fields, "request_key": key}).encode(), self.cookie)
