"""Sizes, colours and spacing of the house."""

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from procurement_hub.core.pdf.fonts import BOLD, REGULAR, register

register()  # a paragraph style looks its font up

INK = HexColor("#0b0c0c")
QUIET = HexColor("#484f53")
BRAND = HexColor("#1d3b5c")
SHADE = HexColor("#eef1f4")
LINE = HexColor("#b1b8bd")

MARGIN = 20 * mm
# Less room than this left on a page, and a heading or caption starts the next one. ReportLab's own
# keepWithNext would push the whole of a long table along with it.
ROOM_AFTER_HEADING = 130
ROOM_AFTER_CAPTION = 105
FOOT = 12 * mm
HEAD = 12 * mm

BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=10.5, leading=15, textColor=INK, spaceAfter=7, bulletFontName=REGULAR
)
ORGANISATION = ParagraphStyle("organisation", parent=BODY, fontName=BOLD, fontSize=12, textColor=BRAND)
REFERENCE = ParagraphStyle("reference", parent=BODY, textColor=QUIET)
BULLET = ParagraphStyle("bullet", parent=BODY, leftIndent=14, bulletIndent=3, spaceAfter=3)
CAPTION = ParagraphStyle("caption", parent=BODY, fontName=BOLD, spaceBefore=4, spaceAfter=4)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=12, spaceAfter=0)
CELL_BOLD = ParagraphStyle("cell bold", parent=CELL, fontName=BOLD)
HEADINGS = {
    1: ParagraphStyle(
        "H1", parent=BODY, fontName=BOLD, fontSize=20, leading=25, spaceBefore=6, spaceAfter=10
    ),
    2: ParagraphStyle(
        "H2", parent=BODY, fontName=BOLD, fontSize=14, leading=18, spaceBefore=12, spaceAfter=6
    ),
    3: ParagraphStyle(
        "H3", parent=BODY, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=8, spaceAfter=4
    ),
    4: ParagraphStyle("H4", parent=BODY, fontName=BOLD, spaceBefore=6, spaceAfter=3),
}
PADDING, PADDING_ABOVE, PADDING_BELOW = 5, 4, 5
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), PADDING_ABOVE),
    ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING_BELOW),
]
