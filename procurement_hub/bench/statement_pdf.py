"""`statement-pdf`: what an accessible statement costs, against the same rows drawn on a plain canvas.

And how long the statements of every English council take, one after the other in one process.
"""

import io
import time
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from procurement_hub.bench.books_of_gains import COUNCILS, PARTS, YEARS, write_books
from procurement_hub.bench.engines import Engine, migrated, opened
from procurement_hub.bench.figures import Figure, Result, Void, alternate
from procurement_hub.core.pdf import BOLD, REGULAR
from procurement_hub.savings import claims
from procurement_hub.savings.claims import Claim, title_of
from procurement_hub.savings.documents import printed
from procurement_hub.savings.statements import COLUMNS
from procurement_hub.savings.wording import better, measure, verdict, whole

FLOOR, AIM = 3.0, 1.4
STATEMENTS = 330
SECONDS_FLOOR, SECONDS_AIM = 15.0, 4.0
EACH_ROUND = 20
LEFT, TOP, BOTTOM, LINE = 57, 530, 57, 14


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    """Printing asks nothing of the database, so the first engine's claims serve."""
    result = Result("statement-pdf")
    engine = engines[0]
    url = migrated(engine, "statements")
    with opened(url):
        books = write_books(PARTS)
        read = [
            claims.claim(council_id=officer.organisation_id, financial_year=YEARS[-1])
            for officer in books.officers
        ]
    count = max(2, round(EACH_ROUND * scale))
    _check(printed.statement(read[0]), read[0])
    plain(read[0])  # the faces are read once, before the clock

    def timed(make) -> float:
        began = time.perf_counter()
        for number in range(count):
            make(read[number % COUNCILS])
        return (time.perf_counter() - began) / count * 1000

    figures = alternate(lambda _pair: timed(plain), lambda _pair: timed(printed.statement), pairs)
    rows = len(read[0].look.rows)
    result.figures.append(
        Figure(
            f"a tagged statement of {rows} items, from {engine.name}",
            *figures,
            FLOOR,
            AIM,
            "a plain canvas of the same rows",
            "ms",
            less_is_better=True,
        )
    )
    many = max(2, round(STATEMENTS * scale))
    began = time.perf_counter()
    size = sum(len(printed.statement(read[number % COUNCILS])) for number in range(many))
    taken = time.perf_counter() - began
    result.figures.append(
        Figure(
            f"{many} statements, from {engine.name}",
            taken,
            1.0,
            [taken],
            SECONDS_FLOOR,
            SECONDS_AIM,
            "one second",
            "seconds",
            less_is_better=True,
        )
    )
    result.kept.append(
        f"{engine.name}: {many} statements are {size / 1e6:.1f} MB, each tagged and with every item on it"
    )
    return result


def _check(made: bytes, claim: Claim) -> None:
    """Raise Void unless it is a tagged PDF that renders to the same bytes again."""
    if not made.startswith(b"%PDF-1.7") or b"/StructTreeRoot" not in made or b"/Marked true" not in made:
        raise Void("the statement is no tagged PDF")
    if printed.statement(claim) != made:
        raise Void("the same statement printed twice is not the same file")


def plain(claim: Claim) -> bytes:
    """The words and figures of the statement on a plain canvas, in the same faces: no tags, no wrapping,
    no rules; only the page breaks that it must have."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=landscape(A4), invariant=1, pageCompression=1)
    top = TOP
    for bold, cells in _lines(claim):
        if top < BOTTOM:
            canvas.showPage()
            top = TOP
        canvas.setFont(BOLD if bold else REGULAR, 9)
        step = 728 / len(cells)
        for place, words in enumerate(cells):
            canvas.drawString(LEFT + place * step, top, words)
        top -= LINE
    canvas.save()
    return output.getvalue()


def _lines(claim: Claim) -> Iterator[tuple[bool, list[str]]]:
    look = claim.look
    yield True, [look.council.name]
    yield True, [claim.title]
    yield False, [claim.standing]
    heads = [words for column in COLUMNS for words in (claim.headings[column], "of which cashable")]
    yield True, ["Item", *heads]
    for row in [*look.rows, look]:
        figures = [
            whole(part)
            for column in COLUMNS
            for part in (getattr(row, column).total, getattr(row, column).cashable)
        ]
        yield row is look, ["Total" if row is look else title_of(row), *figures]
    yield False, [claim.cost_note]
    yield True, ["Item", "Quality cross check", "Before", "Now", "Met?"]
    for row in look.rows:
        for check in row.checks:
            words = f"{check.indicator}. {better(check)}."
            yield False, [title_of(row), words, measure(check.before), measure(check.after), verdict(check)]
    for row in look.rows:
        for words in claim.actions[row.source.item_id]:
            yield False, [f"{title_of(row)}: {words}"]
    for role in ("Chief finance (section 151) officer", "Chief executive", "Leader of the council"):
        yield False, ["Name:", role, "Date:"]
