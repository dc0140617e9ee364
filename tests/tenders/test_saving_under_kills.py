"""Answers that were acknowledged are there after the service was killed at any moment, and no bid twice."""

import contextlib
import http.client
import json
import random
import re
import threading
import time

import pytest

from tests.conftest import service
from tests.tenders.live_bidder import LOT, TENDER, LiveBidder, kill_workers

DRAFT = f"/tenders/{TENDER}/bid/{LOT}"
KILLS = 6


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def bidder(var):
    with service(var) as address:
        yield LiveBidder(address, "Nadia Rossi")


def save(bidder, text: str, version: int | None) -> tuple[int, dict]:
    sent = {"Content-Type": "application/json", "X-CSRFToken": bidder.token}
    body = json.dumps({"version": version, "text": text})
    status, _, answer = bidder.ask("PUT", f"{DRAFT}/parts/answer:Q1", body, sent)
    return status, json.loads(answer)


def post(bidder, path: str, **fields) -> tuple[int, str, str]:
    form = "&".join(f"{name}={value}" for name, value in {"csrf_token": bidder.token, **fields}.items())
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, page = bidder.ask("POST", path, form, sent)
    return status, headers.get("Location", ""), page.decode()


def page(bidder, path: str) -> str:
    """The page, asked for until the service answers."""
    for _ in range(300):
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, _, found = bidder.ask("GET", path)
            if status == 200:
                return found.decode()
        time.sleep(0.1)
    raise AssertionError("the service does not answer")


def test_every_acknowledged_answer_is_there_after_kills_at_any_moment(bidder, var):
    chance, acknowledged, written, kills, version = random.Random(17), 0, 0, 0, None
    while kills < KILLS:
        killer = threading.Timer(chance.uniform(0.2, 0.8), kill_workers, [var])
        killer.start()
        with contextlib.suppress(OSError, http.client.HTTPException):
            while killer.is_alive():
                written += 1
                status, answer = save(bidder, f"Draft number {written}.", version)
                assert status in (200, 409), answer
                version = answer["version"]
                if status == 200:
                    acknowledged = written
        killer.join()
        kills += 1
        shown = page(bidder, f"{DRAFT}/answers/Q1")
        kept = int(re.search(r"Draft number (\d+)\.|$", shown)[1] or 0)
        # the last one may have been kept without its acknowledgement coming through
        assert acknowledged <= kept <= written
        version = int(re.search(r'name="version"[^>]* value="(\d*)"', shown)[1] or 0) or None
    assert acknowledged > 0


def test_a_submission_is_in_the_box_once_however_often_the_worker_dies(bidder, var):
    for code in ("Q1", "Q2"):
        seen = re.search(r'name="version"[^>]* value="(\d*)"', page(bidder, f"{DRAFT}/answers/{code}"))[1]
        assert post(bidder, f"{DRAFT}/answers/{code}", version=seen, text="Whole.", then="done")[0] == 302
    grid = page(bidder, f"{DRAFT}/prices")
    prices = dict.fromkeys(re.findall(r'name="(prices-\d+-tiers-0-\w+)"', grid), "1")
    assert post(bidder, f"{DRAFT}/prices", version="", then="done", **prices)[0] == 302
    chance, receipts = random.Random(5), set()
    for _ in range(KILLS):
        seen = re.search(r'name="seen"[^>]* value="(\w+)"', page(bidder, f"{DRAFT}/check"))
        if seen is None:
            break  # it is in the box: the page asks for nothing
        killer = threading.Timer(chance.uniform(0, 0.6), kill_workers, [var])
        killer.start()
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, receipt, _ = post(bidder, f"{DRAFT}/check", seen=seen[1])
            assert status == 302
            receipts.add(receipt)
        killer.join()
    else:
        seen = re.search(r'name="seen"[^>]* value="(\w+)"', page(bidder, f"{DRAFT}/check"))
        if seen is not None:
            receipts.add(post(bidder, f"{DRAFT}/check", seen=seen[1])[1])
    home = page(bidder, f"/tenders/{TENDER}/bid")
    assert "this bid will be opened" in home
    for receipt in receipts:
        assert "Bid received" in page(bidder, receipt)
    assert home.count("Last receipt") == 1
