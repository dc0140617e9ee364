"""`deadline-spike`: every supplier submits at once, over HTTP, against bare inserts of the same bytes.

Then the same with the deadline falling in the middle and one worker killed: whatever was acknowledged
is in the box and is opened, nothing is there twice, and nothing that came at the deadline or later.
"""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from procurement_hub.bench.engines import Engine, Sqlite, driver, migrated, opened
from procurement_hub.bench.figures import Figure, Result, Void, alternate
from procurement_hub.bench.load import CONNECTIONS, Expected, drive
from procurement_hub.bench.server import running
from procurement_hub.bench.tendering import (
    ANSWER_BYTES,
    ANSWERS,
    Bidder,
    Competition,
    close_in,
    finish_drafts,
    open_fair,
)
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import supplier_in
from procurement_hub.tenders.models import Bid, BidReceipt, BidStatus, Tender

FLOOR, AIM = 0.08, 0.25
SUPPLIERS = 240
RECEIVED = Expected(302, b"/receipts/submitted/")
TO_THE_DEADLINE = 2.0  # seconds from the first submission of the rush
AFTER_IT = 1.0  # seconds that suppliers go on trying
PATIENCE = 30


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("deadline-spike")
    for engine in engines:
        _spike_on(engine, result, pairs, max(CONNECTIONS, round(SUPPLIERS * scale)))
    return result


def _spike_on(engine: Engine, result: Result, pairs: int, suppliers: int) -> None:
    url = migrated(engine, "deadline-spike")
    with opened(url) as app:
        fair = open_fair(app, bidders=suppliers, tenders=pairs + 2)
        warm, rushed, *measured = fair.competitions
        requests = {one: finish_drafts(fair, one) for one in fair.competitions}
    with running("product", url) as product:
        _submit_all(product, requests[warm])

        def ours(pair: int) -> float:
            return _submit_all(product, requests[measured[pair]])

        with _bare_box(engine, app, url, warm) as insert:
            figures = alternate(lambda _pair: insert(suppliers), ours, pairs)
        with opened(url):
            deadline = close_in(rushed, TO_THE_DEADLINE)
        told = _rush(product, requests[rushed], deadline)
    with opened(url):
        for one in (warm, *measured):
            _check_box(one, acknowledged=suppliers, deadline=None)
        _check_box(rushed, acknowledged=len(told.received), deadline=deadline, unheard=told.unheard)
        for broken in audit.verify(db.session):
            raise Void(f"audit chain {broken.chain} is broken at {broken.position}: {broken.why}")
    result.figures.append(
        Figure(
            f"bids of {ANSWERS * ANSWER_BYTES // 1000} KB submitted, on {engine.name}",
            *figures,
            FLOOR,
            AIM,
            what_is_bare="bare inserts",
            unit="bids/s",
        )
    )
    result.kept += [
        f"{engine.name}: {suppliers * (pairs + 1):,} bids of {suppliers} suppliers over HTTP, each "
        "acknowledged, in the box once, and readable by the box's keys; 0 errors",
        f"{engine.name}: with the deadline in the middle and a worker killed (SIGKILL), "
        f"{len(told.received)} acknowledged and {len(told.refused)} refused as late: 0 lost, 0 twice, "
        "0 accepted late",
    ]


def _submit_all(port: int, requests: list[tuple[Bidder, bytes]]) -> float:
    """Every bidder's submission, eight at a time; submissions a second."""
    waiting = iter([request for _, request in requests])
    return drive(port, [lambda: next(waiting)] * CONNECTIONS, len(requests), RECEIVED)


@contextmanager
def _bare_box(engine: Engine, app: Flask, url: str, like: Competition) -> Iterator:
    """A table with nothing but bytes, and as many threads and commits as the product has."""
    with opened(url):
        sealed, prices = db.session.execute(
            select(Bid.sealed, Bid.sealed_prices).where(Bid.tender_id == like.tender_id).limit(1)
        ).one()
    sqlite = isinstance(engine, Sqlite)
    mark, begin = ("?", "BEGIN IMMEDIATE") if sqlite else ("%s", "BEGIN")
    place = engine.create("bare-box")
    with driver(place) as connection:
        kind = "BLOB" if sqlite else "BYTEA"
        connection.execute(f"CREATE TABLE box (bytes {kind}, prices {kind}, at TEXT)")
        connection.commit()

    def fill(count: int, thread: int) -> None:
        with driver_of_thread(place) as connection:
            for _ in range(thread, count, CONNECTIONS):
                connection.execute(begin)
                row = (sealed, prices, datetime.now().astimezone().isoformat())
                connection.execute(f"INSERT INTO box VALUES ({mark}, {mark}, {mark})", row)
                connection.commit()

    lock = threading.Lock()

    @contextmanager
    def driver_of_thread(place: str):
        with lock:
            opening = driver(place)
            connection = opening.__enter__()
        try:
            yield connection
        finally:
            connection.close()

    def insert(count: int) -> float:
        began = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(lambda thread: fill(count, thread), range(CONNECTIONS)))
        return count / (time.perf_counter() - began)

    yield insert


@dataclass
class Told:
    """What suppliers were told in the rush, and those who heard nothing because their worker died."""

    received: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    unheard: set[int] = field(default_factory=set)


def _rush(port: int, requests: list[tuple[Bidder, bytes]], deadline: datetime) -> Told:
    """Submissions spread over the last moments and beyond, one worker killed half-way there."""
    told, lock = Told(), threading.Lock()
    began = time.time()
    until = deadline.timestamp() + AFTER_IT
    pace = (until - began) / len(requests)

    def submit(place: int) -> None:
        bidder, request = requests[place]
        time.sleep(max(0.0, began + place * pace - time.time()))
        answer = _answer(port, request)
        with lock:
            if answer is None:
                told.unheard.add(bidder.actor.organisation_id)
            elif answer[0] == 302:
                told.received.add(bidder.actor.organisation_id)
            elif answer[0] == 422 and b"was not received in time" in answer[1]:
                told.refused.add(bidder.actor.organisation_id)
            else:
                raise Void(f"{answer[0]} in the rush: {answer[1][:300]!r}")

    killer = threading.Timer((deadline.timestamp() - began) / 2, _kill_a_worker, [port])
    killer.start()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in pool.map(submit, range(len(requests))):
            pass
    killer.join()
    if not told.received:
        raise Void("nobody's bid was acknowledged before the deadline")
    return told


def _answer(port: int, request: bytes) -> tuple[int, bytes] | None:
    """Send a prepared request on a connection of its own; None when the connection broke."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _kill_a_worker(port: int) -> None:
    """SIGKILL one of the server's worker processes; its parent starts another."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = next(line for line in status.read_text().splitlines() if line.startswith("PPid:"))
            command = Path(f"/proc/{parent.split()[1]}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"procurement_hub.bench.server" in command and str(port).encode() in command:
            os.kill(int(status.parent.name), signal.SIGKILL)
            return
    raise Void("there was no worker to kill")


def _check_box(
    competition: Competition, *, acknowledged: int, deadline: datetime | None, unheard: set[int] = frozenset()
) -> None:
    """Raise Void unless the box holds what was acknowledged, once each, in time, and it can be opened."""
    tender = db.session.get_one(Tender, competition.tender_id)
    bids = list(
        db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED))
    )
    receipts = db.session.scalar(
        select(func.count())
        .select_from(BidReceipt)
        .join(Bid, Bid.id == BidReceipt.bid_id)
        .where(Bid.tender_id == tender.id)
    )
    if not acknowledged <= len(bids) <= acknowledged + len(unheard):
        raise Void(f"{acknowledged} bids were acknowledged, but {len(bids)} are in the box")
    if receipts != len(bids):
        raise Void(f"{len(bids)} bids are in the box, but there are {receipts} receipts")
    if deadline and any(bid.submitted_at >= deadline for bid in bids):
        raise Void("a bid was accepted at the deadline or later")
    if len(_bidders(tender, bids)) != len(bids):
        raise Void("a supplier is in the box twice")


def _bidders(tender: Tender, bids: list[Bid]) -> set[int]:
    """Who the bids are from, each opened with the box's key and held against its hash."""
    box, found = box_of(tender), set()
    for bid in bids:
        text = box.open_sealed(bid.sealed, lot_id=bid.lot_id, token=bid.token)
        if sha256(text).hexdigest() != bid.content_sha256:
            raise Void(f"bid {bid.id} is not what its receipt says")
        found.add(supplier_in(text))
    return found
