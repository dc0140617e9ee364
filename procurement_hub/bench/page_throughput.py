"""`page-throughput`: whole pages over HTTP against a bare Flask line, on equal servers.

A buyer's list of 50 orders, signed in; and the public register of frameworks, to nobody in particular.
"""

from decimal import Decimal

from procurement_hub.bench.browser import Browser
from procurement_hub.bench.engines import Engine, migrated, opened
from procurement_hub.bench.figures import Figure, Result, alternate
from procurement_hub.bench.load import BARE_FACTOR, CONNECTIONS, HELLO, Expected, drive, get
from procurement_hub.bench.market import PASSWORD, fill_order_book, give_passwords, open_market
from procurement_hub.bench.server import running

LIST_FLOOR, LIST_AIM = 0.08, 0.35
REGISTER_FLOOR, REGISTER_AIM = 0.15, 0.50
HELLO_GET = get("/")
ORDERS, FRAMEWORKS = 2_000, 200  # a page of either shows 50


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("page-throughput")
    count = max(CONNECTIONS, round(400 * scale))
    with running("bare") as bare:
        for engine in engines:
            _pages_on(engine, result, bare, pairs, count, quick=scale < 1)
    return result


def _pages_on(engine: Engine, result: Result, bare: int, pairs: int, count: int, *, quick: bool) -> None:
    url = migrated(engine, "pages")
    orders, frameworks = (ORDERS, FRAMEWORKS) if not quick else (60, 60)
    with opened(url):
        market = open_market([Decimal(10_000_000)] * frameworks)
        fill_order_book(market, orders)
        give_passwords(market.emails[:1])

    def hellos(_pair: int) -> float:
        return drive(bare, [lambda: HELLO_GET] * CONNECTIONS, count * BARE_FACTOR, HELLO)

    with running("product", url) as product:
        buyer = Browser(product)
        buyer.sign_in(market.emails[0], PASSWORD)
        newest = f"OLD-{orders - 1:06}".encode()
        pages = (
            ("list of 50 orders, signed in", "/orders/", buyer.cookie, newest, LIST_FLOOR, LIST_AIM),
            (
                "public register",
                "/frameworks/register",
                "",
                f"F-2026-{frameworks:03}".encode(),
                REGISTER_FLOOR,
                REGISTER_AIM,
            ),
        )
        for name, path, cookie, words, floor, aim in pages:
            request, expected = get(path, cookie), Expected(200, words)

            def ours(_pair: int, request=request, expected=expected) -> float:
                return drive(product, [lambda: request] * CONNECTIONS, count, expected)

            ours(0)  # templates and statements are compiled once, before the clock
            figures = alternate(hellos, ours, pairs)
            result.figures.append(
                Figure(f"{name}, on {engine.name}", *figures, floor, aim, "bare Flask", "pages/s")
            )
            result.kept.append(f"{engine.name}: every {name} answered 200 with the rows it must show")
