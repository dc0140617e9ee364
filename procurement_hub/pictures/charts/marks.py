"""What a drawing is made of: boxes, strokes, dots and words, and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class Tone(StrEnum):
    """What a mark stands for. The style sheet gives it a colour and the drawing a pattern, and the
    words beside it say it too, so that nobody has to tell colours apart."""

    TOTAL = "total"
    CASHABLE = "cashable"
    NON_CASHABLE = "non-cashable"
    LOSS = "loss"
    HELD = "held"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    SUSTAINED = "sustained"
    FURTHER = "further"
    LOST = "lost"
    OWN = "own"
    OTHER = "other"
    BAND = "band"
    GRADE_A = "grade-a"
    GRADE_B = "grade-b"
    GRADE_C = "grade-c"
    GRADE_D = "grade-d"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def pattern(self) -> str:
        """The texture over the colour: hatch, dots, cross, or none."""
        return PATTERNS.get(self, "")

    @property
    def shape(self) -> str:
        """The form of a dot: round, square or diamond."""
        return SHAPES.get(self, "round")


PATTERNS = {
    Tone.NON_CASHABLE: "hatch",
    Tone.LOSS: "cross",
    Tone.HELD: "dots",
    Tone.REFUSED: "dots",
    Tone.UNDECIDED: "hatch",
    Tone.FURTHER: "hatch",
    Tone.LOST: "cross",
    Tone.GRADE_B: "hatch",
    Tone.GRADE_C: "dots",
    Tone.GRADE_D: "cross",
    Tone.AMBER: "dots",
    Tone.RED: "cross",
}


SHAPES = {Tone.TOTAL: "square", Tone.RED: "square", Tone.AMBER: "diamond"}


class Line(StrEnum):
    """How a stroke is drawn."""

    AXIS = "axis"
    GRID = "grid"
    JOIN = "join"
    TARGET = "target"
    HALF = "half"
    ACTUAL = "actual"
    FORECAST = "forecast"
    TIER = "tier"
    FITTED = "fitted"


@dataclass(frozen=True, slots=True)
class Box:
    kind: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through its points."""

    kind: ClassVar[str] = "stroke"
    points: tuple[tuple[float, float], ...]
    line: Line

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    kind: ClassVar[str] = "dot"
    x: float
    y: float
    radius: float
    tone: Tone

    @property
    def corners(self) -> str:
        """The corners of one that is not round, as large to the eye as a round one."""
        x, y, r = self.x, self.y, self.radius
        if self.tone.shape == "square":
            reach = round(r * 0.9, 2)
            around = [
                (x - reach, y - reach),
                (x + reach, y - reach),
                (x + reach, y + reach),
                (x - reach, y + reach),
            ]
        else:
            reach = round(r * 1.25, 2)
            around = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        return " ".join(f"{round(a, 2)},{round(b, 2)}" for a, b in around)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `anchor` says whether x is its start, middle or end."""

    kind: ClassVar[str] = "words"
    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


Mark = Box | Stroke | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order of drawing, on a ground of this size in pixels."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def patterns(self) -> list[str]:
        """The textures that its boxes need."""
        return sorted({mark.tone.pattern for mark in self.marks if isinstance(mark, Box)} - {""})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table under a picture. `address` is the page that explains it, if there is one."""

    name: str
    cells: Sequence[str]
    address: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a picture as text: the first heading is over the names of the rows. Cells under
    the headings in `words` are sentences and not figures."""

    headings: Sequence[str]
    rows: Sequence[Row]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart for a page. `title` names the year, `basis` how its figures are counted.

    Without drawings there is nothing to draw, and `empty` says so in a sentence."""

    name: str
    title: str
    basis: str
    table: Table
    wide: Drawing | None = None
    narrow: Drawing | None = None
    notes: Sequence[str] = field(default=())
    empty: str = ""

    @property
    def full_title(self) -> str:
        """The title with its basis, for whoever does not see them one under the other."""
        return f"{self.title} ({self.basis})"

    @property
    def says(self) -> str:
        """Every figure in words, for who hears the picture: its table, read out."""
        return " ".join(self._read(row) for row in self.table.rows)

    def _read(self, row: Row) -> str:
        headings = self.table.headings[1:]
        if len(headings) == 1:
            return f"{row.name}: {row.cells[0]}."
        told = ", ".join(
            f"{heading} {cell}" for heading, cell in zip(headings, row.cells, strict=True) if cell
        )
        return f"{row.name}: {told}."

    @property
    def drawings(self) -> list[tuple[str, Drawing]]:
        """Each drawing with the name of the width that it is for."""
        if self.wide is None or self.narrow is None:
            return []
        return [("wide", self.wide), ("narrow", self.narrow)]
