"""A running service whose connections break and whose processes are killed loses nothing that it said
it had."""

import contextlib
import hashlib
import http.client
import random
import threading
import time

import pytest

from tests.conftest import service
from tests.tenders.live_bidder import LiveBidder, kill_workers
from tests.tenders.tus import pdf

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def bidder(var):
    with service(var) as address:
        yield LiveBidder(address, "Nadia Rossi")


def finish(bidder, place, content, offset):
    """Send the rest in one piece and return what the service says of the file."""
    status, headers, body = bidder.patch(place, offset, content[offset:])
    assert status == 204, body
    return headers


def test_a_connection_cut_in_the_middle_of_a_chunk_costs_only_what_had_not_come(bidder):
    content = pdf(2 * MEGABYTE)
    place = bidder.begin(len(content))
    assert bidder.patch(place, 0, content[:MEGABYTE])[0] == 204
    bidder.break_off(place, MEGABYTE, content[MEGABYTE:], 300_000)
    until = time.monotonic() + 30
    while (offset := bidder.offset(place)) == MEGABYTE and time.monotonic() < until:
        time.sleep(0.1)
    assert offset == MEGABYTE + 300_000
    headers = finish(bidder, place, content, offset)
    assert headers["Hub-File-SHA256"] == hashlib.sha256(content).hexdigest()


def test_a_few_bytes_of_a_chunk_are_not_worth_keeping(bidder):
    content = pdf(MEGABYTE)
    place = bidder.begin(len(content))
    bidder.break_off(place, 0, content, 1000)
    time.sleep(1)
    assert bidder.offset(place) == 0
    assert finish(bidder, place, content, 0)["Upload-Offset"] == str(len(content))


def test_killing_the_worker_between_chunks_loses_nothing_that_was_acknowledged(bidder, var):
    content = pdf(3 * MEGABYTE)
    place = bidder.begin(len(content))
    for number in range(2):
        start = number * MEGABYTE
        assert bidder.patch(place, start, content[start : start + MEGABYTE])[0] == 204
        kill_workers(var)
        assert bidder.offset(place) == start + MEGABYTE
    headers = finish(bidder, place, content, 2 * MEGABYTE)
    assert headers["Hub-File-SHA256"] == hashlib.sha256(content).hexdigest()


def test_killing_the_worker_at_any_moment_loses_nothing_that_was_acknowledged(bidder, var):
    content, step = pdf(2 * MEGABYTE), 256 * 1024
    place, acknowledged, kills = bidder.begin(len(content)), 0, 0
    chance = random.Random(2026)
    while acknowledged < len(content) and kills < 8:
        killer = threading.Timer(chance.uniform(0, 0.06), kill_workers, [var])
        killer.start()
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, headers, _ = bidder.patch(
                place, acknowledged, content[acknowledged : acknowledged + step]
            )
            if status == 204:
                acknowledged = int(headers["Upload-Offset"])
        killer.join()
        kills += 1
        kept = bidder.offset(place)
        assert kept >= acknowledged
        acknowledged = kept
    if acknowledged < len(content):
        finish(bidder, place, content, acknowledged)
    status, headers, _ = bidder.ask("HEAD", place, headers=bidder.tus)
    assert (status, headers["Hub-File-SHA256"]) == (200, hashlib.sha256(content).hexdigest())
