"""A document is put together piece by piece, in reading order, and rendered to the same bytes each time."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from reportlab.graphics.shapes import Drawing
from reportlab.lib import pagesizes
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Spacer,
)

from procurement_hub.core.calendar import format_date, format_moment
from procurement_hub.core.pdf import styles
from procurement_hub.core.pdf.canvas import TaggedCanvas
from procurement_hub.core.pdf.flowables import Figure, Rule, heading, text
from procurement_hub.core.pdf.fonts import BOLD, REGULAR, showable, text_width
from procurement_hub.core.pdf.structure import Element
from procurement_hub.core.pdf.tables import ALIGNMENTS, grid, labelled

ENDLESS = 1_000_000
Piece = Callable[[Element], list[Flowable]]
"""Makes the flowables of one piece, and their elements under the given parent."""


class TooManyPages(Exception):
    """The document does not fit on the pages that it may have."""


class Document:
    """An accessible PDF (PDF/UA-1) on the organisation's letterhead.

    All text is taken as it is: nothing in it is mark-up. Equal documents render to equal bytes."""

    def __init__(
        self,
        title: str,
        organisation_line: str,
        reference: str | None = None,
        *,
        landscape: bool = False,
        keywords: str = "",
        scale: float = 1,
    ):
        """`landscape` turns the pages, for tables with many columns. `keywords` are for programs.
        `scale` below 1 makes everything on the page that much smaller, so that more fits on it."""
        self.title = showable(title).replace("\n", " ")
        self.organisation_line = showable(organisation_line).replace("\n", " ")
        self.reference = showable(reference).replace("\n", " ") if reference else None
        self.scale = scale
        self.paper = pagesizes.landscape(pagesizes.A4) if landscape else pagesizes.A4
        self.page_size = tuple(side / scale for side in self.paper)
        self.width, self.height = (side - 2 * styles.MARGIN for side in self.page_size)
        self.keywords = keywords
        self._pieces: list[Piece] = [self._letterhead]
        self._level = 1
        self._headings = 0
        self.pages = 0
        """How many pages it took, once it has been rendered."""

    # --- pieces -----------------------------------------------------------------------------------

    def heading(self, words: str, level: int = 2) -> None:
        """A heading of level 2 to 4. The title is level 1; skipping a level is a ValueError."""
        if not 2 <= level <= min(self._level + 1, max(styles.HEADINGS)):
            raise ValueError(f"a heading of level {level} cannot follow one of level {self._level}")
        self._level = level
        self._headings += 1
        key = f"heading-{self._headings}"

        def piece(parent: Element) -> list[Flowable]:
            element = Element(f"H{level}", parent)
            words_of = heading(words, styles.HEADINGS[level], element, key=key, level=level - 1)
            return [CondPageBreak(styles.ROOM_AFTER_HEADING), words_of]

        self._pieces.append(piece)

    def paragraph(self, words: str) -> None:
        """Text, its line breaks kept; a blank line begins another paragraph."""
        paragraphs = [part for part in showable(words).split("\n\n") if part.strip()]
        self._pieces.append(
            lambda parent: [text(part, styles.BODY, Element("P", parent)) for part in paragraphs]
        )

    def bullets(self, items: Sequence[str]) -> None:
        """A list. Without items, nothing."""
        if not items:
            return

        def piece(parent: Element) -> list[Flowable]:
            element = Element("L", parent)
            bodies = [Element("LBody", Element("LI", element)) for _ in items]
            points = [
                text(item, styles.BULLET, body, bullet="•") for item, body in zip(items, bodies, strict=True)
            ]
            return [*points, Spacer(0, 4)]

        self._pieces.append(piece)

    def facts(self, facts: Sequence[tuple[str, object]]) -> None:
        """A label and what it says, one pair a row; None says nothing. Without facts, nothing."""
        pairs = [(label, "" if value is None else value) for label, value in facts]
        if pairs:
            self._pieces.append(lambda parent: [labelled(parent, pairs, width=self.width), Spacer(0, 10)])

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        align: Sequence[str] | None = None,
        total_row: bool = False,
        caption: str | None = None,
    ) -> None:
        """A table with a header that is repeated on each page it reaches.

        `align` is "left" or "right" for each column; figures go right and do not wrap. With
        `total_row` the last row is the total. None is an empty cell. A row with another number of
        cells than the header is a ValueError."""
        header, rows = list(header), [list(row) for row in rows]
        sides = list(align) if align else ["left"] * len(header)
        if len(sides) != len(header) or not set(sides) <= set(ALIGNMENTS):
            raise ValueError("say left or right for each column")
        if any(len(row) != len(header) for row in rows):
            raise ValueError("every row has as many cells as the header")
        rows = [["" if value is None else value for value in row] for row in rows]

        def piece(parent: Element) -> list[Flowable]:
            flowables = grid(
                parent, header, rows, width=self.width, align=sides, total_row=total_row, caption=caption
            )
            return [*flowables, Spacer(0, 10)]

        self._pieces.append(piece)

    def figure(self, drawing: Drawing, alternative_text: str) -> None:
        """A drawing, such as a chart, and the words for those who cannot see it: they are compulsory."""
        words = showable(alternative_text).strip()
        if not words:
            raise ValueError("a figure needs a text that says the same")

        def piece(parent: Element) -> list[Flowable]:
            element = Element("Figure", parent, alternative=words)
            return [Figure(drawing, element, room=(self.width, self.height - 20)), Spacer(0, 10)]

        self._pieces.append(piece)

    def signature_block(self, name: str, role: str, when: datetime | date | str | None = None) -> None:
        """Who signed, as what, and when; without a time, a line to sign on by hand."""
        if isinstance(when, datetime):
            when = format_moment(when)
        elif isinstance(when, date):
            when = format_date(when)

        def piece(parent: Element) -> list[Flowable]:
            room = [Spacer(0, 10 if when else 38)]
            line = Rule(styles.INK, 0.7, 220)
            lines = [name, role, f"Signed {when}" if when else "Date:"]
            return [
                KeepTogether(
                    [*room, line, Spacer(0, 4), text("\n".join(lines), styles.BODY, Element("P", parent))]
                )
            ]

        self._pieces.append(piece)

    # --- rendering --------------------------------------------------------------------------------

    def overflows(self, pages: int) -> bool:
        """Whether it is surely longer than so many pages: found by laying it out, without drawing it.

        What page breaks leave empty is not counted, so only rendering proves that it fits."""
        room = pages * self.height
        root = Element("Document")
        for piece in self._pieces:
            for flowable in piece(root):
                room -= _height(flowable, self.width)
            if room < 0:
                return True
        return False

    def render(self, most_pages: int | None = None) -> bytes:
        """The PDF. Raises TooManyPages as soon as it turns out longer than `most_pages`."""
        self._most_pages = most_pages
        root = Element("Document")
        story = [flowable for piece in self._pieces for flowable in piece(root)]
        output = io.BytesIO()
        template = BaseDocTemplate(
            output,
            pagesize=self.paper,
            title=self.title,
            author=self.organisation_line,
            subject=self.reference or self.title,
            creator="Procurement Hub",
            keywords=self.keywords,
            lang="en-GB",
            displayDocTitle=1,
            initialFontName=REGULAR,
            invariant=1,
            pageCompression=1,
        )
        frame = Frame(
            styles.MARGIN,
            styles.MARGIN,
            self.width,
            self.height,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        template.addPageTemplates(PageTemplate(frames=[frame], onPage=self._begin))
        template.build(story, canvasmaker=partial(TaggedCanvas, root=root, furniture=self._furniture))
        self.pages = template.page
        return output.getvalue()

    def _begin(self, canvas: TaggedCanvas, template: BaseDocTemplate) -> None:
        if self._most_pages is not None and template.page > self._most_pages:
            raise TooManyPages
        if self.scale != 1:
            canvas.scale(self.scale, self.scale)

    def _letterhead(self, parent: Element) -> list[Flowable]:
        flowables: list[Flowable] = [
            text(self.organisation_line, styles.ORGANISATION, Element("P", parent)),
            Rule(styles.BRAND, 2),
            Spacer(0, 14),
            heading(self.title, styles.HEADINGS[1], Element("H1", parent), key="title", level=0),
        ]
        if self.reference:
            flowables.append(text(f"Reference: {self.reference}", styles.REFERENCE, Element("P", parent)))
        return flowables

    def _furniture(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """What stands at the head and foot of the pages: artifacts, so read out nowhere."""
        width, height = self.page_size
        canvas.setFillColor(styles.QUIET)
        canvas.setFont(REGULAR, 8)
        number = f"Page {page} of {pages}"
        canvas.drawRightString(width - styles.MARGIN, styles.FOOT, number)
        foot = " · ".join(filter(None, [self.organisation_line, self.reference]))
        room = self.width - text_width(number, REGULAR, 8) - 20
        canvas.drawString(styles.MARGIN, styles.FOOT, _fitted(foot, REGULAR, 8, room))
        if page > 1:
            canvas.setFont(BOLD, 8)
            canvas.drawString(styles.MARGIN, height - styles.HEAD, _fitted(self.title, BOLD, 8, self.width))


def _height(flowable: Flowable, width: float) -> float:
    if isinstance(flowable, KeepTogether):
        return sum(_height(part, width) for part in flowable._content)
    if isinstance(flowable, CondPageBreak):
        return 0
    return flowable.wrap(width, ENDLESS)[1]


def _fitted(words: str, font: str, size: float, room: float) -> str:
    """The words, or as many of their letters as fit, with an ellipsis."""
    if text_width(words, font, size) <= room:
        return words
    while words and text_width(f"{words}…", font, size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"
