"""The two faces of every document, embedded, and the text that they can show."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "HubSans"
BOLD = "HubSans-Bold"
FILES = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
REPLACEMENT = "\ufffd"

_SHOWN_AS_IT_IS = re.compile("[ -~£\u2212\u2013\u2019·×÷]*")
_MAPPING = re.compile(r"^<[0-9A-F]+> <([0-9A-F]+)>$")


class EmbeddedFont(TTFont):
    """A TrueType font whose character map leaves out U+0000, which PDF/UA forbids (7.21.7).

    ReportLab starts every subset with the "no such glyph" glyph and maps it to that character.
    How wide a word is, is remembered: it is asked when columns are laid out, and again to draw."""

    def stringWidth(self, text, size, encoding="utf8"):
        return _thousandths(self, text) * size / 1000

    def addObjects(self, doc):
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _without_null(stream.content)


@lru_cache(maxsize=20_000)
def _thousandths(font: TTFont, text: str) -> float:
    """How wide the text is in thousandths of the size of the face."""
    widths, otherwise = font.face.charWidths, font.face.defaultWidth
    return sum(widths.get(ord(character), otherwise) for character in text)


def _without_null(character_map: str) -> str:
    lines = [line for line in character_map.split("\n") if not re.match(r"^<[0-9A-F]+> <0000>$", line)]
    count = sum(bool(_MAPPING.match(line)) for line in lines) - 1  # one such line is the code space
    return "\n".join(f"{count} beginbfchar" if line.endswith(" beginbfchar") else line for line in lines)


@cache
def register() -> None:
    """Make both faces known to ReportLab, once in a process; streams are bytes, not written as letters."""
    rl_config.useA85 = 0
    for name, file in FILES.items():
        path = Path(__file__).parent / "data" / file
        pdfmetrics.registerFont(EmbeddedFont(name, str(path), asciiReadable=0))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def embedded(name: str) -> str:
    """The face to use where a drawing asks for one of the viewer's own fonts, such as Helvetica."""
    if name in FILES:
        return name
    return BOLD if "bold" in name.lower() else REGULAR


def showable(words: object) -> str:
    """The text with nothing in it that the faces cannot show.

    Line breaks stay; other control and formatting characters go; a character without a glyph becomes
    the replacement character, so that its absence is seen."""
    register()
    text = str(words)
    if _SHOWN_AS_IT_IS.fullmatch(text):
        return text
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    shown = []
    for character in unicodedata.normalize("NFC", text).replace("\r\n", "\n"):
        category = unicodedata.category(character)
        if character in "\n\r\v\f\u2028\u2029\x85":
            shown.append("\n")
        elif character == "\t":
            shown.append(" ")
        elif category not in ("Cc", "Cf", "Cs"):
            shown.append(character if ord(character) in known else REPLACEMENT)
    return "".join(shown)


def text_width(text: str, font: str, size: float) -> float:
    """Points that one line of text takes."""
    return pdfmetrics.stringWidth(text, font, size)
