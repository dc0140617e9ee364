"""`ledger-growth`: what a page of gains costs when the ledger has grown to a million entries.

The same questions are asked of books of ten thousand, a hundred thousand and a million entries,
and of the bare table of entries: a year's statement as its page reads it, the home page of a chief
finance officer, and the centre's memo. And an entry is written with its roll-up and without.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from flask import Flask
from sqlalchemy import text

from procurement_hub.bench.books_of_gains import (
    CONTRACT_START,
    COUNCILS,
    PRICES,
    RECORDED,
    SUPPLIED,
    YEARS,
    Books,
    check_books,
    rounded_to_parts,
    write_books,
)
from procurement_hub.bench.engines import Engine, application, driver, migrated, opened
from procurement_hub.bench.figures import Figure, Result, alternate
from procurement_hub.bench.replay import Recording, recording
from procurement_hub.calloffs.memo import own_frameworks
from procurement_hub.core.calendar import last_day
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.dashboard import queries as tasks
from procurement_hub.dashboard import standing
from procurement_hub.savings import ledger, queries, yearly
from procurement_hub.statements.prepared import prepare

SIZES = (10_000, 100_000, 1_000_000)
GROWTH_FLOOR, GROWTH_AIM = 5.0, 1.5
READ_FLOOR, READ_AIM = 0.1, 0.01
WRITE_FLOOR, WRITE_AIM = 1.5, 1.25
YEAR = YEARS[-1]
LAYOUT = "aes-backward-look"
ROUNDS = 20
ENTRIES_WRITTEN = 100


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("ledger-growth")
    sizes = [rounded_to_parts(round(size * scale)) for size in SIZES]
    for engine in engines:
        _grown(engine, result, sizes, pairs, rounds=max(2, round(ROUNDS * scale)))
        _written(engine, result, sizes[0], pairs, count=max(2, round(ENTRIES_WRITTEN * scale)))
    return result


# --- what is read ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What somebody reads, the part of it that is sums, and the bare SUM over the entries that gives
    the same."""

    name: str
    read: Callable[[Books, int], object]
    sums: Callable[[Books, int], object]
    what_sums: str
    bare: str


def _statement(books: Books, number: int) -> object:
    council = books.officers[number % COUNCILS].organisation_id
    return prepare(council_id=council, layout_code=LAYOUT, financial_year=YEAR, today=last_day(YEAR + 1))


def _sums_of_statement(books: Books, number: int) -> object:
    council = books.officers[number % COUNCILS].organisation_id
    return [queries.item_totals(council, year) for year in (YEAR, YEAR - 1)]


def _home(books: Books, number: int) -> object:
    officer = books.officers[number % COUNCILS]
    years = standing.years_of(officer)
    return (
        tasks.waiting_for(officer, RECORDED),
        standing.prices_to_review(officer, years),
        standing.to_call_off(officer, RECORDED),
        standing.gains_of(years),
        standing.to_begin(officer),
    )


def _memo(books: Books, _number: int) -> object:
    frameworks = [framework.id for framework in own_frameworks(books.centre)]
    return yearly.facilitated(framework_ids=frameworks, financial_year=YEAR)


_SUMS = (
    "SUM(quantity), SUM(gross), SUM(cashable), SUM(nc_volume), SUM(nc_inflation), SUM(nc_baseline), SUM(cost)"
)
READINGS = (
    Reading(
        "a year's statement",
        _statement,
        _sums_of_statement,
        "the sums of a statement's two years by item",
        f"SELECT financial_year, item_id, {_SUMS} FROM gain_entry WHERE council_id = {{council}} "
        f"AND financial_year IN ({YEAR}, {YEAR - 1}) GROUP BY financial_year, item_id",
    ),
    Reading(
        "a chief finance officer's home",
        _home,
        _home,
        "a chief finance officer's home",
        f"SELECT financial_year, {_SUMS} FROM gain_entry WHERE council_id = {{council}} "
        "GROUP BY financial_year",
    ),
    Reading(
        "the centre's memo",
        _memo,
        _memo,
        "the centre's memo",
        f"SELECT council_id, {_SUMS} FROM gain_entry WHERE framework_id = {{framework}} "
        f"AND financial_year = {YEAR} GROUP BY council_id",
    ),
)


@dataclass(frozen=True)
class Grown:
    """Books of one size: the product open on them, and the same database bare."""

    books: Books
    app: Flask

    def read(self, ask: Callable[[Books, int], object], rounds: int) -> float:
        """Milliseconds for one, as the product reads it."""
        with self.app.app_context():
            db.session.connection()
            began = time.perf_counter()
            for number in range(rounds):
                ask(self.books, number)
                db.session.expunge_all()
            taken = time.perf_counter() - began
            db.session.remove()
        return taken / rounds * 1000

    def sum_up(self, reading: Reading, rounds: int) -> float:
        """Milliseconds for one, summed from the entries."""
        with self.app.app_context(), db.engine.connect() as connection:
            began = time.perf_counter()
            for number in range(rounds):
                council = self.books.officers[number % COUNCILS].organisation_id
                bare = reading.bare.format(council=council, framework=self.books.framework_id)
                connection.execute(text(bare)).all()
            return (time.perf_counter() - began) / rounds * 1000


def _grown(engine: Engine, result: Result, sizes: list[int], pairs: int, *, rounds: int) -> None:
    grown = []
    for number, size in enumerate(sizes):
        url = migrated(engine, f"books-{number}")
        with opened(url):
            books = write_books(size)
            check_books(books, entries=size)
        grown.append(Grown(books, application(url)))
    small, middle, large = grown
    sums = max(1, rounds // 10)
    for reading in READINGS:
        for one in grown:  # statements are compiled and pages of the file read, before the clock
            one.read(reading.read, COUNCILS)
        at_middle = middle.read(reading.read, rounds)
        growth = alternate(
            lambda _pair, r=reading: small.read(r.read, rounds),
            lambda _pair, r=reading: large.read(r.read, rounds),
            pairs,
        )
        against_sum = alternate(
            lambda _pair, r=reading: large.sum_up(r, sums),
            lambda _pair, r=reading: large.read(r.sums, rounds),
            pairs,
        )
        result.figures += [
            Figure(
                f"{reading.name}, {sizes[-1]:,} entries ÷ {sizes[0]:,}, on {engine.name}",
                *growth,
                GROWTH_FLOOR,
                GROWTH_AIM,
                f"with {sizes[0]:,} entries",
                "ms",
                less_is_better=True,
            ),
            Figure(
                f"{reading.what_sums} ÷ the bare SUM of the same, {sizes[-1]:,} entries, on {engine.name}",
                *against_sum,
                READ_FLOOR,
                READ_AIM,
                "bare SUM over the entries",
                "ms",
                less_is_better=True,
            ),
        ]
        result.kept.append(
            f"{engine.name}: {reading.name} took {growth[1]:.1f} ms with {sizes[0]:,} entries, "
            f"{at_middle:.1f} with {sizes[1]:,} and {growth[0]:.1f} with {sizes[-1]:,}"
        )
    for one in grown:
        with one.app.app_context():
            check_books(one.books, entries=one.books.entries)
            db.session.remove()
            db.engine.dispose()
    result.kept.append(f"{engine.name}: in books of every size the roll-up is the sum of the entries")


# --- what is written ------------------------------------------------------------------------------


def _written(engine: Engine, result: Result, size: int, pairs: int, *, count: int) -> None:
    """Entries through the ledger, one to a transaction: all its statements sent raw, and all but
    those that keep the roll-up."""
    template = migrated(engine, "gains-template")
    with opened(template):
        books = write_books(size)
    copies = [engine.copy(template, f"gains-{name}") for name in ("noted", "with", "without")]
    with opened(copies[0]):
        notes = [_note(books, number, count) for number in range(pairs + 1)]  # the first to warm up
    bare = [_without_roll_up(note) for note in notes]
    with driver(copies[1]) as whole, driver(copies[2]) as part:

        def timed(note: Recording, connection) -> float:
            began = time.perf_counter()
            note.play(connection)
            return (time.perf_counter() - began) / count * 1000

        timed(notes[0], whole)
        timed(bare[0], part)
        figures = alternate(
            lambda pair: timed(bare[pair + 1], part), lambda pair: timed(notes[pair + 1], whole), pairs
        )
    written = size + count * (pairs + 1)
    for url in copies[:2]:
        with opened(url):
            check_books(books, entries=written)
    result.figures.append(
        Figure(
            f"an entry with its roll-up ÷ without, on {engine.name}",
            *figures,
            WRITE_FLOOR,
            WRITE_AIM,
            "without roll-up",
            "ms",
            less_is_better=True,
        )
    )
    result.kept.append(
        f"{engine.name}: {written - size:,} entries written, the roll-up exact to a billionth of a pound"
    )


def _note(books: Books, round_number: int, count: int) -> Recording:
    db.session.connection()
    db.session.remove()
    with recording(db.engine) as heard:
        for number in range(round_number * count, (round_number + 1) * count):
            _post(books, number)
    return heard


def _post(books: Books, number: int) -> None:
    """One delivery more, of the next council and the next item."""
    officer = books.officers[number % COUNCILS]
    own_line = books.invoice_lines[-1 - number % COUNCILS]  # no other council has claimed of it
    try:
        with transaction():
            ledger.post_gain(
                actor=officer,
                now=RECORDED,
                council_id=officer.organisation_id,
                financial_year=YEAR,
                item_id=books.items[number % len(books.items)],
                framework_id=books.framework_id,
                round_id=books.round_id,
                contract_start=CONTRACT_START,
                invoice_line_id=own_line,
                receipt_line_id=books.receipt_lines[number // COUNCILS],
                supplied_on=RECORDED.date().replace(year=YEAR),
                quantity=SUPPLIED,
                unit_price_paid=Decimal(PRICES[number % len(PRICES)]),
            )
    finally:
        db.session.remove()


def _without_roll_up(note: Recording) -> Recording:
    left = Recording(note.dialect)
    left.steps = [
        step
        for step in note.steps
        if isinstance(step, str) or not step[0].startswith("INSERT INTO gain_total")
    ]
    return left
