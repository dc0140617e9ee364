"""Buyers at work in processes of their own, as in several web workers at once.

The processes are started before the clock and told their rounds through pipes: a round is timed
from the moment when all may begin until the last has finished.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from procurement_hub.bench.engines import opened
from procurement_hub.bench.market import NOW, QUANTITY
from procurement_hub.calloffs import services as calloffs
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.ceiling import CeilingReached
from procurement_hub.frameworks.models import Lot

PROCESSES = 8


@dataclass(frozen=True)
class Errand:
    """An order to place: who, in which lot, of which item."""

    buyer: Actor
    lot_id: int
    item_id: int


@dataclass
class Tally:
    """What the buyers were told: orders placed, ceilings reached, and anything else."""

    began: float
    finished: float = 0.0
    placed: int = 0
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    killed: int = 0

    def hear(self, outcome: str, detail, at: float) -> None:
        self.finished = max(self.finished, at)
        if outcome == "placed":
            self.placed += detail
        elif outcome == "refused":
            self.refused += detail
        else:
            self.errors.append(detail)

    @property
    def rate(self) -> float:
        """Answers a second, refusals included: they are work too."""
        return (self.placed + self.refused) / (self.finished - self.began)


_LOT = select(Lot).options(joinedload(Lot.framework, innerjoin=True)).where(Lot.id == bindparam("lot"))
_ITEM = select(Item).where(Item.id == bindparam("item"))


def place(errand: Errand) -> None:
    """One order, with a session of its own: read, judged and written in one transaction."""
    try:
        with transaction("place_order", actor=errand.buyer, now=NOW):
            lot = db.session.scalars(_LOT, {"lot": errand.lot_id}).one()
            item = db.session.scalars(_ITEM, {"item": errand.item_id}).one()
            calloffs.place_order(
                actor=errand.buyer, now=NOW, lot=lot, lines=[(item, QUANTITY)], budget_code="4000-STAT"
            )
    finally:
        db.session.remove()


class Crowd:
    """The processes, each waiting for its errands."""

    def __init__(self, pipes: list, processes: list):
        self.pipes, self.processes = pipes, processes

    def race(self, errands: Sequence[Errand], *, kill_after: int | None = None) -> Tally:
        """Share the errands out and let everybody begin at once.

        With `kill_after` the first process is killed (SIGKILL) at its work after so many answers."""
        for number, pipe in enumerate(self.pipes):
            pipe.send(list(errands[number :: len(self.pipes)]))
        for pipe in self.pipes:
            pipe.recv()  # ready
        began = time.monotonic()
        for pipe in self.pipes:
            pipe.send("go")
        told = Tally(began)
        if kill_after is not None:
            for _ in range(kill_after):
                told.hear(*self.pipes[0].recv())
            os.kill(self.processes[0].pid, signal.SIGKILL)
        for pipe in self.pipes:
            try:
                while (heard := pipe.recv()) != "done":
                    told.hear(*heard)
            except EOFError:
                told.killed += 1
        return told


@contextmanager
def crowd(url: str, processes: int = PROCESSES, *, each_answer_at_once: bool = False) -> Iterator[Crowd]:
    """Processes with the product open on that database.

    `each_answer_at_once` sends every answer as it is given, so that those of a process that is
    killed are known; otherwise they come together, when nothing is timed any more."""
    context = multiprocessing.get_context("fork")
    pairs = [context.Pipe() for _ in range(processes)]
    started = [
        context.Process(target=_work, args=(url, number, pairs, each_answer_at_once), daemon=True)
        for number in range(processes)
    ]
    for process in started:
        process.start()
    for _, theirs in pairs:
        theirs.close()  # so that a process that dies is noticed
    pipes = [ours for ours, _ in pairs]
    try:
        yield Crowd(pipes, started)
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()


def _work(url: str, number: int, pairs: list, each_answer_at_once: bool) -> None:
    for other, (ours, theirs) in enumerate(pairs):
        ours.close()
        if other != number:
            theirs.close()
    pipe = pairs[number][1]
    with opened(url):
        db.session.connection()  # connected before the clock starts
        db.session.remove()
        while True:
            try:
                errands = pipe.recv()
            except EOFError:
                return
            pipe.send("ready")
            pipe.recv()
            answers: dict[str, int] = {}
            for errand in errands:
                try:
                    place(errand)
                except CeilingReached:
                    outcome = "refused"
                except Exception as error:  # whatever a buyer would have been shown
                    pipe.send(("error", f"{type(error).__name__}: {error}", time.monotonic()))
                    continue
                else:
                    outcome = "placed"
                if each_answer_at_once:
                    pipe.send((outcome, 1, time.monotonic()))
                else:
                    answers[outcome] = answers.get(outcome, 0) + 1
            finished = time.monotonic()
            for outcome, count in answers.items():
                pipe.send((outcome, count, finished))
            pipe.send("done")
