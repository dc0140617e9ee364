"""Two lines over the months of a year: what was expected, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts import wording
from procurement_hub.pictures.charts.frames import Entry, Frame, both, key
from procurement_hub.pictures.charts.marks import (
    Dot,
    Drawing,
    Line,
    Mark,
    Picture,
    Row,
    Stroke,
    Table,
    Tone,
    Words,
)
from procurement_hub.pictures.charts.scales import ZERO, Linear, reach, round_steps

TALL, DEEP = 300, 230


@dataclass(frozen=True, slots=True)
class Course:
    """A line with an amount in £ for each month; None where there is nothing to say yet."""

    line: Line
    name: str
    amounts: Sequence[Decimal | None]


def courses(
    name: str,
    title: str,
    months: Sequence[tuple[str, str | None]],
    lines: Sequence[Course],
    *,
    basis: str,
    columns: Sequence[tuple[str, Sequence[str]]] = (),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """Months are (name, address). `columns` are more columns of the table, as text."""
    headings = ["Month", *(heading for heading, _ in columns), *(line.name for line in lines)]
    rows = [
        Row(
            month,
            [
                *(cells[number] for _, cells in columns),
                *(_amount(line.amounts[number]) for line in lines),
            ],
            address,
        )
        for number, (month, address) in enumerate(months)
    ]
    table = Table(headings, rows)
    if not any(amount for line in lines for amount in line.amounts):
        return Picture(name, title, basis, table, empty=empty)
    wide, narrow = both(lambda frame: _draw(frame, [month for month, _ in months], lines))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def _amount(amount: Decimal | None) -> str:
    return "Not yet" if amount is None else wording.gain_in_pence(amount)


def _draw(frame: Frame, months: Sequence[str], lines: Sequence[Course]) -> Drawing:
    entries: list[Entry] = [(line.line, line.name) for line in lines]
    marks, top = key(frame, entries)
    low, high = reach(amount for line in lines for amount in line.amounts if amount is not None)
    steps = round_steps(low, high)
    left = max(frame.length(wording.short(step)) for step in steps) + 12
    bottom = top + (DEEP if frame.narrow else TALL)
    up = Linear(steps[0], steps[-1], round(bottom, 2), round(top + 8, 2))
    slot = (frame.width - left) / len(months)
    ground: list[Mark] = []
    for step in steps:
        y = up(step)
        ground.append(
            Stroke(((round(left, 2), y), (frame.width, y)), Line.AXIS if step == ZERO else Line.GRID)
        )
        ground.append(Words(round(left - 8, 2), round(y + frame.size * 0.35, 2), wording.short(step), "end"))
    every = 3 if frame.narrow else 1
    for number, month in enumerate(months):
        if number % every == 0:
            x = round(left + slot * (number + 0.5), 2)
            ground.append(Words(x, round(bottom + frame.leading, 2), month[:3], "middle"))
    for line in lines:
        points = tuple(
            (round(left + slot * (number + 0.5), 2), up(amount))
            for number, amount in enumerate(line.amounts)
            if amount is not None
        )
        if len(points) > 1:
            marks.append(Stroke(points, line.line))
        tone = Tone.OWN if line.line is Line.ACTUAL else Tone.OTHER
        marks += [Dot(x, y, 4, tone) for x, y in points]
    return Drawing(frame.width, round(bottom + frame.leading + 8, 2), (*ground, *marks))
