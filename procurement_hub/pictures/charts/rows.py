"""The ground of most pictures: one row for each name, bars and dots from left to right, the figure
in words at the end. Rows read at any width, so a telephone shows the same as a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts.frames import Entry, Frame, key
from procurement_hub.pictures.charts.marks import Box, Dot, Drawing, Line, Mark, Stroke, Tone, Words
from procurement_hub.pictures.charts.scales import ZERO, Linear, reach

NAMES_SHARE = 0.27
BAR, DEEP_BAR = 22, 18
OWN, OTHERS = 7, 5
"""Radius of one's own dot and of the others'."""
GAP = 14


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a row's bar, between two figures."""

    start: Decimal
    end: Decimal
    tone: Tone


@dataclass(frozen=True, slots=True)
class Point:
    value: Decimal
    tone: Tone


@dataclass(frozen=True, slots=True)
class RowOfMarks:
    """A name, what is drawn beside it and the words at the end."""

    name: str
    says: str
    segments: Sequence[Segment] = ()
    points: Sequence[Point] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Round figures under the rows, each with its words."""

    ticks: Sequence[tuple[Decimal, str]]


def lay(
    frame: Frame,
    rows: Sequence[RowOfMarks],
    *,
    entries: Sequence[Entry] = (),
    axis: Axis | None = None,
    from_zero: bool = True,
    joined: bool = False,
) -> Drawing:
    """Draw the rows under their key. All of them share one scale; `joined` links the end of each bar
    with the start of the next."""
    marks, top = key(frame, entries)
    scale = _scale(frame, rows, axis, from_zero)
    bar = DEEP_BAR if frame.narrow else BAR
    bars: list[Mark] = []
    y, before = top, None
    for row in rows:
        y, deeper = _name(frame, row, marks, y, bar)
        bars += [_box(scale, segment, y, bar) for segment in row.segments]
        bars += [_dot(scale, point, y, bar) for point in row.points]
        marks.append(Words(frame.width - 1, _baseline(frame, y, bar), row.says, "end", row.strong))
        if joined and before is not None:
            level = scale(before[0])
            bars.append(Stroke(((level, before[1]), (level, y)), Line.JOIN))
        if row.segments:
            before = (row.segments[-1].end, y + bar)
        y = round(y + bar + deeper + GAP, 2)
    ground = _ground(frame, scale, axis, top, y - GAP / 2)
    height = y + (frame.leading if axis else 0)
    return Drawing(frame.width, round(height, 2), (*ground, *bars, *marks))


def _scale(frame: Frame, rows: Sequence[RowOfMarks], axis: Axis | None, from_zero: bool) -> Linear:
    values = [figure for row in rows for segment in row.segments for figure in (segment.start, segment.end)]
    values += [point.value for row in rows for point in row.points]
    values += [value for value, _ in axis.ticks] if axis else []
    low, high = reach(values) if from_zero else _spread(values)
    words = max((frame.length(row.says) for row in rows), default=0)
    left = 8 if frame.narrow else frame.width * NAMES_SHARE
    left = max(left, frame.length(axis.ticks[0][1]) / 2 + 2) if axis else left
    return Linear(low, high, round(left, 2), round(frame.width - words - 18, 2))


def _spread(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = min(values), max(values)
    return (low, high) if low != high else (low - 1, high + 1)


def _name(frame: Frame, row: RowOfMarks, marks: list[Mark], y: float, bar: float) -> tuple[float, float]:
    """Write the name beside or above its bar; where the bar begins, and how far the name goes under it."""
    if frame.narrow:
        for line in frame.lines(row.name, frame.width):
            marks.append(Words(1, round(y + frame.size * 0.86, 2), line, strong=row.strong))
            y += frame.leading
        return round(y + 2, 2), 0
    lines = frame.lines(row.name, frame.width * NAMES_SHARE - 16)
    tall = (len(lines) - 1) * frame.leading
    for number, line in enumerate(lines):
        marks.append(
            Words(1, round(_baseline(frame, y, bar) + number * frame.leading, 2), line, strong=row.strong)
        )
    return round(y + tall / 2, 2), round(tall / 2, 2)


def _baseline(frame: Frame, y: float, bar: float) -> float:
    return round(y + bar / 2 + frame.size * 0.35, 2)


def _box(scale: Linear, segment: Segment, y: float, bar: float) -> Box:
    left, right = sorted((scale(segment.start), scale(segment.end)))
    return Box(left, y, round(right - left, 2), bar, segment.tone)


def _dot(scale: Linear, point: Point, y: float, bar: float) -> Dot:
    return Dot(scale(point.value), y + bar / 2, OTHERS if point.tone is Tone.OTHER else OWN, point.tone)


def _ground(frame: Frame, scale: Linear, axis: Axis | None, top: float, bottom: float) -> list[Mark]:
    """The line of nothing, and the round figures with their lines."""
    ground: list[Mark] = []
    for value, text in axis.ticks if axis else ():
        x = scale(value)
        ground.append(Stroke(((x, top), (x, bottom)), Line.GRID))
        ground.append(Words(x, round(bottom + frame.leading, 2), text, "middle"))
    if scale.low <= ZERO <= scale.high:
        x = scale(ZERO)
        ground.append(Stroke(((x, top), (x, bottom)), Line.AXIS))
    return ground
