"""The service asks itself whether it works, over the network as a person's browser does.

It runs beside queued jobs and asks the web server's health page, which asks the database. What it
finds is kept by the minute: deadlines are moved by it (law.md B8)."""

import logging
import os
import threading
import time
import urllib.request
from contextlib import suppress

from flask import Flask

from procurement_hub.core.database import db, utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services

log = logging.getLogger(__name__)
EVERY = 15  # seconds
PATIENCE = 10  # seconds
AGAIN_AFTER = 2  # seconds: one lost packet is no failure
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def address() -> str | None:
    """The health page to ask: HUB_PROBE_URL, or that of the server which started this process.

    None when neither is known: then nothing is measured, rather than the wrong thing."""
    if named := os.environ.get("HUB_PROBE_URL"):
        return named
    if "HUB_SERVER_PID" not in os.environ:
        return None
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(os.environ.get("HOST", ""), os.environ.get("HOST"))
    host = host or "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}/healthz"


def works(url: str) -> bool:
    """Whether the health page answers well, asked twice at most."""
    for attempt in range(2):
        if attempt:
            time.sleep(AGAIN_AFTER)
        with suppress(OSError), DIRECTLY.open(url, timeout=PATIENCE) as answer:
            if answer.status == 200:
                return True
    return False


def beat(app: Flask, url: str) -> None:
    """Ask once and note what was found. A database that takes no note leaves the minute unmeasured."""
    begun = utcnow()
    worked = works(url)
    with app.app_context():
        try:
            with transaction():
                services.note_probe(now=begun, worked=worked)
        except Exception as failure:
            log.warning("the heartbeat was not noted: %s", type(failure).__name__)
        finally:
            db.session.remove()


def start(app: Flask) -> None:
    """Measure from now on, in a thread of this process; where it cannot be, say that nobody measures."""
    url = address()
    if url is None:
        with app.app_context(), transaction():
            services.stop_watch(now=utcnow())
        return
    threading.Thread(target=_beat_for_ever, args=(app, url), daemon=True, name="heartbeat").start()


def _beat_for_ever(app: Flask, url: str) -> None:
    while True:
        begun = time.monotonic()
        beat(app, url)
        time.sleep(max(0, EVERY - (time.monotonic() - begun)))
