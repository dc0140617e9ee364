"""Columns over years: parts stacked on each other, with the lines that they have to reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts import wording
from procurement_hub.pictures.charts.bars import Part, Stack, entries_of, segments
from procurement_hub.pictures.charts.frames import Frame, both, key
from procurement_hub.pictures.charts.marks import Box, Drawing, Line, Mark, Picture, Row, Stroke, Table, Words
from procurement_hub.pictures.charts.scales import ZERO, Linear, reach, round_steps

TALL, DEEP = 320, 250
WIDEST = 130
"""A column among few is no wider than this."""
FULL = Decimal("1.08")
"""Room above the highest column for its figure."""


@dataclass(frozen=True, slots=True)
class Level:
    """A line to reach: an amount in £ for each column, or None where there is none."""

    line: Line
    name: str
    amounts: Sequence[Decimal | None]


def columns(
    name: str,
    title: str,
    parts: Sequence[Part],
    stacks: Sequence[Stack],
    *,
    basis: str,
    first: str,
    levels: Sequence[Level] = (),
    together: str = "Together",
    more_headings: Sequence[str] = (),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """Stacks in the order of years. Losses go below nothing."""
    rows = [
        Row(
            stack.name,
            [
                *(part.figure(amount) for part, amount in zip(parts, stack.amounts, strict=True)),
                wording.gain_in_pence(_total(parts, stack)),
                *(_level(level.amounts[number]) for level in levels),
                *stack.more,
            ],
            stack.address,
        )
        for number, stack in enumerate(stacks)
    ]
    headings = [first, *(part.name for part in parts), together, *(level.name for level in levels)]
    table = Table([*headings, *more_headings], rows, frozenset(more_headings))
    if not any(amount for stack in stacks for amount in stack.amounts):
        return Picture(name, title, basis, table, empty=empty)
    wide, narrow = both(lambda frame: _draw(frame, parts, stacks, levels))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def _total(parts: Sequence[Part], stack: Stack) -> Decimal:
    return sum((a for part, a in zip(parts, stack.amounts, strict=True) if part.counts), ZERO)


def _level(amount: Decimal | None) -> str:
    return "None" if amount is None else wording.pence(amount)


def _draw(frame: Frame, parts: Sequence[Part], stacks: Sequence[Stack], levels: Sequence[Level]) -> Drawing:
    entries = entries_of(parts, stacks)
    entries += [
        (level.line, level.name) for level in levels if any(amount is not None for amount in level.amounts)
    ]
    marks, top = key(frame, entries)
    pieces = [segments(parts, stack.amounts) for stack in stacks]
    values = [figure for piece in pieces for segment in piece for figure in (segment.start, segment.end)]
    values += [amount for level in levels for amount in level.amounts if amount is not None]
    low, high = reach(values)
    steps = round_steps(low, high * FULL)
    left = max(frame.length(wording.short(step)) for step in steps) + 12
    bottom = top + frame.leading + (DEEP if frame.narrow else TALL)
    scale = Linear(steps[0], steps[-1], round(bottom, 2), round(top + frame.leading, 2))
    slot = (frame.width - left) / len(stacks)
    ground = _ground(frame, scale, steps, left)
    bars: list[Mark] = []
    for number, piece in enumerate(pieces):
        x = left + slot * number
        width = min(slot * 0.64, WIDEST)
        bars += _column(scale, piece, round(x + (slot - width) / 2, 2), round(width, 2))
        top = min((scale(max(s.start, s.end)) for s in piece), default=scale(ZERO))
        top = _clear(frame, top, [scale(at) for level in levels if (at := level.amounts[number]) is not None])
        total = _total(parts, stacks[number])
        marks += _words(frame, stacks[number].name, total, round(x + slot / 2, 2), top, bottom, slot)
    for level in levels:
        bars += _reach(scale, level, left, slot)
    return Drawing(frame.width, round(bottom + frame.leading + 8, 2), (*ground, *bars, *marks))


def _ground(frame: Frame, scale: Linear, steps: Sequence[Decimal], left: float) -> list[Mark]:
    ground: list[Mark] = []
    for step in steps:
        y = scale(step)
        line = Line.AXIS if step == ZERO else Line.GRID
        ground.append(Stroke(((round(left, 2), y), (frame.width, y)), line))
        ground.append(Words(round(left - 8, 2), round(y + frame.size * 0.35, 2), wording.short(step), "end"))
    return ground


def _column(scale: Linear, piece, x: float, width: float) -> list[Mark]:
    found: list[Mark] = []
    for segment in piece:
        top, foot = sorted((scale(segment.start), scale(segment.end)))
        found.append(Box(x, top, width, round(foot - top, 2), segment.tone))
    return found


def _clear(frame: Frame, top: float, lines: Sequence[float]) -> float:
    """Where the words over a column stand, so that no line to reach goes through them."""
    for line in sorted(lines, reverse=True):
        if top - frame.size - 8 < line <= top + 2:
            top = line - 3
    return top


def _words(
    frame: Frame, name: str, total: Decimal, middle: float, top: float, bottom: float, slot: float
) -> list[Mark]:
    """The year under its column, and the whole over it, shorter where there is little room."""
    says = wording.whole_gain(total)
    if frame.length(says) > slot:
        says = wording.short(total.quantize(Decimal(1)))
    year = name if frame.length(name) <= slot else name[-5:]
    return [
        Words(middle, round(top - 6, 2), says, "middle", strong=True),
        Words(middle, round(bottom + frame.leading, 2), year, "middle"),
    ]


def _reach(scale: Linear, level: Level, left: float, slot: float) -> list[Mark]:
    found: list[Mark] = []
    for number, amount in enumerate(level.amounts):
        if amount is not None:
            middle, y = left + slot * (number + 0.5), scale(amount)
            half = min(slot * 0.44, WIDEST * 0.7)
            found.append(Stroke(((round(middle - half, 2), y), (round(middle + half, 2), y)), level.line))
    return found
