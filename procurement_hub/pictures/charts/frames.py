"""The two widths that a picture is drawn for, and how words and a key fit into them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from procurement_hub.pictures.charts.marks import Box, Dot, Drawing, Line, Mark, Stroke, Tone, Words

LETTER = 0.56
"""The width of a letter as a share of its size, on average and a little generous."""
SWATCH = 22


@dataclass(frozen=True, slots=True)
class Frame:
    """A width in pixels with the size of its letters; a narrow one writes names above their bars."""

    width: int
    size: int
    narrow: bool

    def length(self, text: str) -> float:
        return len(text) * self.size * LETTER

    def lines(self, text: str, room: float) -> list[str]:
        """The text broken into lines that fit the room."""
        return wrap(text, max(6, int(room / (self.size * LETTER)))) or [""]

    @property
    def leading(self) -> float:
        return self.size * 1.3


WIDE = Frame(width=800, size=16, narrow=False)
NARROW = Frame(width=360, size=14, narrow=True)


def both(draw: Callable[[Frame], Drawing]) -> tuple[Drawing, Drawing]:
    """The drawing for a desk and the one for a telephone."""
    return draw(WIDE), draw(NARROW)


@dataclass(frozen=True, slots=True)
class Spot:
    """A dot in the key."""

    tone: Tone
    radius: float = 6


Entry = tuple[Tone | Line | Spot, str]
"""A line of the key: a tone, a kind of line or a dot, and what it stands for."""


def key(frame: Frame, entries: Sequence[Entry]) -> tuple[list[Mark], float]:
    """The key from the top left, and the height that it takes."""
    marks: list[Mark] = []
    x, y = 1.0, 1.0
    for sign, text in entries:
        needed = SWATCH + 8 + frame.length(text)
        if x > 1 and x + needed > frame.width:
            x, y = 1.0, y + frame.leading + 6
        middle = y + frame.size * 0.5
        if isinstance(sign, Tone):
            marks.append(Box(x, y, SWATCH, frame.size, sign))
        elif isinstance(sign, Spot):
            marks.append(Dot(x + SWATCH / 2, round(middle, 2), sign.radius, sign.tone))
        else:
            marks.append(Stroke(((x, middle), (x + SWATCH, middle)), sign))
        marks.append(Words(x + SWATCH + 8, y + frame.size * 0.86, text))
        x = round(x + needed + 20, 2)
    return marks, (y + frame.leading + 10 if entries else 0)
