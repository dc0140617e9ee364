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
from procurement_hub.core.calendar import last_day
from procurement_hub.core.pdf import BOLD, REGULAR
from procurement_hub.statements.documents import printed
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.sheets import Sheet

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
            prepare(
                council_id=officer.organisation_id,
                layout_code="aes-backward-look",
                financial_year=YEARS[-1],
                today=last_day(YEARS[-1] + 1),
            ).sheet
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
    rows = sum(len(row.lines) for row in read[0].rows)
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
    began = time.process_time()  # of this process alone, whatever else the machine does meanwhile
    size = sum(len(printed.statement(read[number % COUNCILS])) for number in range(many))
    taken = time.process_time() - began
    result.figures.append(
        Figure(
            f"{many} statements, from {engine.name}",
            taken,
            1.0,
            [taken],
            SECONDS_FLOOR,
            SECONDS_AIM,
            "one second",
            "seconds of one processor",
            less_is_better=True,
        )
    )
    result.kept.append(
        f"{engine.name}: {many} statements are {size / 1e6:.1f} MB, each tagged and with every item on it"
    )
    return result


def _check(made: bytes, sheet: Sheet) -> None:
    """Raise Void unless it is a tagged PDF that renders to the same bytes again."""
    if not made.startswith(b"%PDF-1.7") or b"/StructTreeRoot" not in made or b"/Marked true" not in made:
        raise Void("the statement is no tagged PDF")
    if printed.statement(sheet) != made:
        raise Void("the same statement printed twice is not the same file")


def plain(sheet: Sheet) -> bytes:
    """The words and figures of the statement on a plain canvas, in the same faces: no tags, no wrapping,
    no rules; only the page breaks that it must have."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=landscape(A4), invariant=1, pageCompression=1)
    top = TOP
    for bold, cells in _lines(sheet):
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


def _lines(sheet: Sheet) -> Iterator[tuple[bool, list[str]]]:
    yield True, [sheet.council]
    yield True, [sheet.title]
    yield True, ["Title", *(f"{column.group} {column.heading}" for column in sheet.columns)]
    for row in sheet.rows:
        yield False, [row.title, *_figures(sheet, row.values)]
        for line in row.lines:
            yield False, [line.title, *_figures(sheet, line.values)]
    yield True, ["Total", *_figures(sheet, sheet.totals)]
    for below in sheet.below:
        yield False, [below.title, printed.written(below.value, below.unit)]
    yield True, ["Item", "Quality cross check", "Before", "Now", "Met?"]
    for check in (check for row in sheet.rows for check in row.checks):
        yield (
            False,
            [check.item, f"{check.indicator}. {check.better}", check.before, check.after, check.met],
        )
    for words in (*(action for row in sheet.rows for action in row.actions), *sheet.notes):
        yield False, [words]
    for role in ("Chief finance (section 151) officer", "Chief executive", "Leader of the council"):
        yield False, ["Name:", role, "Date:"]


def _figures(sheet: Sheet, values: tuple) -> list[str]:
    return [printed.written(value, column.unit) for value, column in zip(values, sheet.columns, strict=True)]
