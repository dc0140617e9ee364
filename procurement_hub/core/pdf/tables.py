"""Tables: how wide each column is, what heads it, and where the lines go."""

from collections.abc import Sequence
from functools import cache

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable

from procurement_hub.core.pdf import styles
from procurement_hub.core.pdf.flowables import TaggedLine, TaggedParagraph, TaggedTable, text
from procurement_hub.core.pdf.fonts import showable, text_width
from procurement_hub.core.pdf.structure import Element, header_cell

ALIGNMENTS = {"left": TA_LEFT, "right": TA_RIGHT}
PADDING, ABOVE, BELOW = styles.PADDING, styles.PADDING_ABOVE, styles.PADDING_BELOW
LEAST_ROOM_FOR_PART_OF_A_ROW = 120
"""Points left on a page below which a row too tall for any page starts on the next one."""


def grid(
    parent: Element,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    width: float,
    align: Sequence[str],
    total_row: bool,
    caption: str | None,
) -> list[Flowable]:
    """One Table element, however many pages it takes; its header is repeated as an artifact."""
    element = Element("Table", parent)
    flowables: list[Flowable] = []
    if caption:
        flowables.append(CondPageBreak(styles.ROOM_AFTER_CAPTION))
        flowables.append(text(caption, styles.CAPTION, Element("Caption", element)))
    header = [showable(value) for value in header]
    rows = [[showable(value) for value in values] for values in rows]
    widths = column_widths([header, *rows], align, width)
    heads = [_styled(styles.CELL_BOLD, side) for side in align]
    plain = [_styled(styles.CELL, side) for side in align]
    cells = []
    row = Element("TR", element)
    cells.append(
        [
            _cell(words, style, header_cell(row, "Column"), room)
            for words, style, room in zip(header, heads, widths, strict=True)
        ]
    )
    for cell in cells[0]:
        cell.repeats = True
    for number, values in enumerate(rows, 1):
        row = Element("TR", element)
        is_total = total_row and number == len(rows)
        line = []
        for column, (value, style) in enumerate(zip(values, heads if is_total else plain, strict=True)):
            owner = header_cell(row, "Row") if is_total and column == 0 else Element("TD", row)
            line.append(_cell(value, style, owner, widths[column]))
        cells.append(line)
    commands = [
        *styles.GRID,
        ("LINEBELOW", (0, 0), (-1, 0), 1, styles.INK),
        ("BACKGROUND", (0, 0), (-1, 0), styles.SHADE),
    ]
    if total_row and rows:
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 1, styles.INK))
    table = TaggedTable(
        cells,
        colWidths=widths,
        rowHeights=_heights(cells),
        repeatRows=1,
        splitInRow=LEAST_ROOM_FOR_PART_OF_A_ROW,
        style=commands,
    )
    return [*flowables, table]


def labelled(parent: Element, facts: Sequence[tuple[str, object]], *, width: float) -> TaggedTable:
    """Two columns, a label and what it says; each label heads its row."""
    element = Element("Table", parent)
    facts = [(showable(label), showable(value)) for label, value in facts]
    labels = max(
        text_width(label, styles.CELL_BOLD.fontName, styles.CELL_BOLD.fontSize) for label, _ in facts
    )
    first = min(labels + 2 * PADDING + 1, width * 0.4)
    cells = []
    for label, value in facts:
        row = Element("TR", element)
        cells.append(
            [
                _cell(label, styles.CELL_BOLD, header_cell(row, "Row"), first),
                _cell(value, styles.CELL, Element("TD", row), width - first),
            ]
        )
    return TaggedTable(
        cells,
        colWidths=[first, width - first],
        rowHeights=_heights(cells),
        splitInRow=LEAST_ROOM_FOR_PART_OF_A_ROW,
        style=styles.GRID,
    )


def column_widths(rows: Sequence[Sequence[str]], align: Sequence[str], width: float) -> list[float]:
    """Points for each column, together `width`.

    Every column gets its longest word, a column of figures its longest figure; what is left goes to
    the columns that would otherwise wrap, by how much they have to say."""
    longest, whole = [], []
    for column, side in zip(zip(*rows, strict=True), align, strict=True):
        lines = {line for value in column for line in value.split("\n")}
        heads = column[0].split()
        figures = [line for value in column[1:] for line in value.split("\n")]
        words = figures if side == "right" else [word for line in lines for word in line.split()]
        longest.append(max(map(_measure, {*words, *heads, "0"})) + 2 * PADDING + 1)
        whole.append(max(max(map(_measure, lines)) + 2 * PADDING + 1, longest[-1]))
    least, most = sum(longest), sum(whole)
    if least >= width:
        return [width * part / least for part in longest]
    if most <= width:
        return [part * width / most for part in whole]
    spare = (width - least) / (most - least)
    return [part + (full - part) * spare for part, full in zip(longest, whole, strict=True)]


def _heights(cells: Sequence[Sequence[TaggedParagraph | TaggedLine]]) -> list[float | None]:
    """The height of each row whose cells are all one line; None where it must be laid out."""
    return [
        cells_of_row[0].style.leading + ABOVE + BELOW
        if all(isinstance(cell, TaggedLine) for cell in cells_of_row)
        else None
        for cells_of_row in cells
    ]


def _measure(words: str) -> float:
    return text_width(words, styles.CELL_BOLD.fontName, styles.CELL_BOLD.fontSize)


@cache
def _styled(style: ParagraphStyle, side: str) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name} {side}", parent=style, alignment=ALIGNMENTS[side])


def _cell(words: str, style: ParagraphStyle, element: Element, room: float) -> TaggedParagraph | TaggedLine:
    """The words in a column of that width: in one line where they fit, as a paragraph where not."""
    if "\n" not in words and text_width(words, style.fontName, style.fontSize) <= room - 2 * PADDING:
        return TaggedLine(words, style, element)
    return text(words, style, element)
