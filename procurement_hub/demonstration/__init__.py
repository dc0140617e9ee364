"""The demonstration: the Berkshire example played out, and the year after it under way, in a
database that says of itself that it is one."""

from datetime import datetime
from pathlib import Path

from procurement_hub.accounts import services as accounts
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.transaction import transaction
from procurement_hub.demonstration import wallets
from procurement_hub.scenario.cast import actors
from procurement_hub.scenario.player import Surprise, play, read

FOLDER = Path(__file__).resolve().parent / "data"


def make(*, now: datetime, people_only: bool = False) -> list[Surprise]:
    """Fill the empty database and mark it as a demonstration, its clock set after the last act.

    `people_only` leaves the acts out: a stage for somebody who wants to play the job by hand."""
    cast, events = read(FOLDER)
    opening = datetime.fromisoformat(events[0]["at"])
    surprises = play(cast, [] if people_only else events, opening=opening)
    reached = opening if people_only else datetime.fromisoformat(events[-1]["at"])
    if not people_only:
        wallets.fill(actors(), now=reached)
    with transaction():
        accounts.make_demonstration(now=now)
        if reached > now:
            accounts.move_clock(actor=SYSTEM, now=now, to=reached)
    return surprises
