"""What flows down the page, each piece drawn as content of its element of the structure tree."""

from functools import lru_cache
from xml.sax.saxutils import escape

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFArray, PDFName
from reportlab.platypus import Flowable, Paragraph, Table

from procurement_hub.core.pdf.fonts import showable, text_width
from procurement_hub.core.pdf.structure import Element


class TaggedParagraph(Paragraph):
    """Text of one element. Split over pages, both parts stay that element's.

    A repeated one, such as a table's header on a later page, is an artifact after its first drawing."""

    element: Element
    repeats = False
    drawn = False

    def split(self, availWidth, availHeight):
        parts = super().split(availWidth, availHeight)
        for part in parts:
            part.element = self.element
        return parts

    def draw(self):
        again = self.repeats and self.drawn
        with self.canv.artifact() if again else self.canv.content_of(self.element):
            super().draw()
        self.drawn = True


class TaggedLine(Flowable):
    """Words of one element that are known to fit on one line: a figure in its cell, most often.

    It lies exactly where a TaggedParagraph of the same words would, and needs no laying out."""

    repeats = False
    drawn = False

    def __init__(self, words: str, style: ParagraphStyle, element: Element):
        super().__init__()
        self.words, self.style, self.element = words, style, element

    def wrap(self, available_width, available_height):
        self.width, self.height = available_width, self.style.leading
        return self.width, self.height

    def draw(self):
        self.draw_at(self.canv, 0, self.height, self.width)

    def draw_at(self, canvas, left: float, top: float, width: float) -> None:
        again = self.repeats and self.drawn
        style = self.style
        if style.alignment == TA_RIGHT:
            left += width - text_width(self.words, style.fontName, style.fontSize)
        with canvas.artifact() if again else canvas.content_of(self.element):
            canvas.write_line(left, top - style.fontSize, self.words, style)
        self.drawn = True


def text(words: object, style: ParagraphStyle, element: Element, *, bullet: str | None = None):
    """A paragraph of plain words: nothing in them is taken for mark-up, and line breaks are kept."""
    paragraph = TaggedParagraph(None, style, bulletText=bullet, frags=_fragments(showable(words), style))
    paragraph.element = element
    return paragraph


@lru_cache(maxsize=5_000)
def _fragments(words: str, style: ParagraphStyle) -> list:
    """The words as ReportLab takes them apart: once, however often they are tried on a page."""
    return Paragraph(escape(words).replace("\n", "<br/>"), style).frags


class Heading(TaggedParagraph):
    """A heading that also stands in the outline beside the page."""

    outline: tuple[str, str, int] | None = None

    def draw(self):
        if self.outline:
            words, key, level = self.outline
            self.canv.bookmarkHorizontal(key, 0, self.height)
            self.canv.addOutlineEntry(words, key, level)
        super().draw()


def heading(words: str, style: ParagraphStyle, element: Element, *, key: str, level: int) -> Heading:
    """A heading whose place in the outline is `level`, counted from 0."""
    shown = showable(words)
    paragraph = Heading(escape(shown).replace("\n", "<br/>"), style)
    paragraph.element = element
    paragraph.outline = (shown.replace("\n", " "), key, level)
    return paragraph


class TaggedTable(Table):
    """A table whose cells hold tagged paragraphs or lines; its shading and rules are artifacts."""

    def _drawCell(self, cellval, cellstyle, pos, size):
        line = cellval[0] if isinstance(cellval, list | tuple) and len(cellval) == 1 else cellval
        if not isinstance(line, TaggedLine):
            super()._drawCell(cellval, cellstyle, pos, size)
            return
        # straight onto the page: a figure needs no coordinate system of its own
        (left, bottom), (width, height) = pos, size
        room = width - cellstyle.leftPadding - cellstyle.rightPadding
        top = bottom + height - cellstyle.topPadding
        line.draw_at(self.canv, left + cellstyle.leftPadding, top, room)

    def _drawBkgrnd(self):
        with self.canv.artifact():
            super()._drawBkgrnd()

    def _drawLines(self):
        with self.canv.artifact():
            super()._drawLines()


class Rule(Flowable):
    """A line across the column, for the eye only."""

    def __init__(self, colour: Color, thickness: float, width: float | None = None):
        super().__init__()
        self.colour, self.thickness, self.asked_width = colour, thickness, width

    def wrap(self, available_width, available_height):
        self.width = min(self.asked_width or available_width, available_width)
        return self.width, self.thickness

    def draw(self):
        with self.canv.artifact():
            self.canv.setStrokeColor(self.colour)
            self.canv.setLineWidth(self.thickness)
            self.canv.line(0, 0, self.width, 0)


class Figure(Flowable):
    """A drawing with words that say the same, made smaller where it is larger than a page has room."""

    def __init__(self, drawing: Drawing, element: Element, *, room: tuple[float, float]):
        super().__init__()
        self.drawing, self.element = drawing, element
        self.shrink = min(1, room[0] / drawing.width, room[1] / drawing.height)
        self.width, self.height = drawing.width * self.shrink, drawing.height * self.shrink

    def wrap(self, available_width, available_height):
        return self.width, self.height

    def draw(self):
        left, bottom = self.canv.absolutePosition(0, 0)
        box = PDFArray([left, bottom, left + self.width, bottom + self.height])
        self.element.attributes = {"O": PDFName("Layout"), "BBox": box}
        with self.canv.content_of(self.element):
            self.canv.saveState()
            self.canv.scale(self.shrink, self.shrink)
            renderPDF.draw(self.drawing, self.canv, 0, 0)
            self.canv.restoreState()
