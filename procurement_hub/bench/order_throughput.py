"""`order-throughput`: what it costs to place an order through the product.

The service, with its audit and ceilings, against the same statements sent raw; and the signed-in
POST of the order form against a bare POST.
"""

import time
from decimal import Decimal

from procurement_hub.bench.books import check_ceilings, check_trail
from procurement_hub.bench.buyers import Errand, place
from procurement_hub.bench.engines import Engine, driver, migrated, opened
from procurement_hub.bench.figures import Figure, Result, alternate
from procurement_hub.bench.market import COUNCILS, Market, open_market
from procurement_hub.bench.replay import Recording, recording
from procurement_hub.core.database import db

SERVICE_FLOOR, SERVICE_AIM = 0.35, 0.80
ENOUGH = Decimal(10_000_000)  # £: no ceiling is met here


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("order-throughput")
    for engine in engines:
        _service_against_statements(engine, result, pairs, max(2, round(200 * scale)))
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
