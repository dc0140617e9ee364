"""Dots on rows: a residual inside or outside its tolerance, and one's own price among the others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.money import format_unit_price
from procurement_hub.pictures.charts import rows, wording
from procurement_hub.pictures.charts.frames import Entry, Spot, both
from procurement_hub.pictures.charts.marks import Picture, Row, Table, Tone
from procurement_hub.pictures.charts.rows import OTHERS, OWN, Axis, Point, RowOfMarks, Segment
from procurement_hub.pictures.charts.scales import reach, round_steps
from procurement_hub.savings.method import Suppressed

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Residual:
    """£ by which spend is above what the claims let expect, and how much of that is tolerated."""

    name: str
    residual: Decimal
    tolerance: Decimal
    verdict: Tone
    says: str
    address: str | None = None
    more: Sequence[str] = ()


def tolerances(
    name: str,
    title: str,
    residuals: Sequence[Residual],
    *,
    basis: str,
    first: str,
    more_headings: Sequence[str] = (),
    words: Sequence[str] = ("Verdict",),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """A band of tolerance for each row and a dot where the residual lies."""
    table = Table(
        [first, "Above what was expected", "Tolerance", "Verdict", *more_headings],
        [
            Row(
                found.name,
                [wording.pence(found.residual), wording.pence(found.tolerance), found.says, *found.more],
                found.address,
            )
            for found in residuals
        ],
        frozenset(words),
    )
    if not residuals:
        return Picture(name, title, basis, table, empty=empty)
    low, high = reach(
        figure for found in residuals for figure in (found.residual, found.tolerance, -found.tolerance)
    )
    axis = Axis([(step, wording.short(step)) for step in round_steps(low, high, 3)])
    lines = [
        RowOfMarks(
            found.name,
            f"{wording.whole(found.residual)} {found.says}",
            [Segment(-found.tolerance, found.tolerance, Tone.BAND)],
            [Point(found.residual, found.verdict)],
        )
        for found in residuals
    ]
    entries: list[Entry] = [(Tone.BAND, "Within tolerance")]
    verdicts = {found.verdict: found.says for found in residuals}
    entries += [(Spot(tone), says.capitalize()) for tone, says in verdicts.items()]
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries, axis=axis))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


@dataclass(frozen=True, slots=True)
class PriceStrip:
    """Unit prices of an item (£ excluding VAT) among councils, with one's own if it has one.

    Where they may not be shown, `quartiles` is why and the prices stay out: `others` is None."""

    name: str
    own: Decimal | None
    others: Sequence[Decimal] | None
    contributors: int
    quartiles: "Quarters | Suppressed"
    address: str | None = None


def strips(
    name: str,
    title: str,
    found: Sequence[PriceStrip],
    *,
    basis: str,
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """Each item's prices as a percentage of their median, so that items share one scale."""
    table = Table(
        ["Item", "Your price", "Lower quartile", "Median", "Upper quartile", "Councils"],
        [
            Row(
                strip.name,
                [
                    format_unit_price(strip.own) if strip.own is not None else "None",
                    *_shown(strip),
                ],
                strip.address,
            )
            for strip in found
        ],
    )
    drawn = [strip for strip in found if strip.others is not None]
    if not drawn:
        return Picture(name, title, basis, table, notes=notes, empty=empty)
    lines = [_strip(strip) for strip in drawn]
    values = [point.value for line in lines for point in line.points]
    values += [end for line in lines for segment in line.segments for end in (segment.start, segment.end)]
    ticks = round_steps(min(values), max(values), 3)
    axis = Axis([(step, wording.step_of_percent(step)) for step in ticks])
    entries: list[Entry] = [(Tone.BAND, "Between the quartiles"), (Spot(Tone.OWN, OWN), "Your price")]
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries, axis=axis, from_zero=False))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def _shown(strip: PriceStrip) -> list[str]:
    """The quartiles and the number of councils, or in each cell why it is not there."""
    if isinstance(strip.quartiles, Suppressed):
        return [strip.quartiles.label] * 4
    return [*(format_unit_price(price) for price in strip.quartiles), f"n = {strip.contributors}"]


def _strip(strip: PriceStrip) -> RowOfMarks:
    lower, median, upper = strip.quartiles
    points = [Point(price * 100 / median, Tone.OTHER) for price in strip.others]
    if strip.own is not None:
        points.append(Point(strip.own * 100 / median, Tone.OWN))
    band = Segment(lower * 100 / median, upper * 100 / median, Tone.BAND)
    return RowOfMarks(strip.name, f"n = {strip.contributors}", [band], points)


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's percentage among the others'."""

    name: str
    share: Decimal
    address: str | None = None


Quarters = tuple[Decimal, Decimal, Decimal]
"""Lower quartile, median and upper quartile."""


def spread(
    name: str,
    title: str,
    measures: Sequence[tuple[str, Sequence[Place], Quarters | Suppressed]],
    *,
    basis: str,
    first: str,
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """How percentages lie apart: a row of dots for each measure, over the band between its quartiles,
    or why these are not shown."""
    table: list[Row] = []
    lines: list[RowOfMarks] = []
    for measure, places, quarters in measures:
        table += [Row(place.name, [measure, wording.percent(place.share)], place.address) for place in places]
        names = ("Lower quartile", "Median", "Upper quartile")
        table += [
            Row(label, [measure, wording.percent(share)], strong=True)
            for label, share in zip(names, () if isinstance(quarters, Suppressed) else quarters, strict=False)
        ]
        if places:
            lines.append(_spread_row(measure, places, quarters))
    figures = Table([first, "Measure", "Share"], table, frozenset({"Measure"}))
    if not lines:
        return Picture(name, title, basis, figures, empty=empty)
    low, high = reach(point.value for line in lines for point in line.points)
    axis = Axis([(step, wording.step_of_percent(step)) for step in round_steps(low, high, 3)])
    entries: list[Entry] = [
        (Tone.BAND, "Between the quartiles"),
        (Spot(Tone.OTHER, OTHERS), "A council"),
        (Spot(Tone.OWN, OWN), "Median"),
    ]
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries, axis=axis))
    return Picture(name, title, basis, figures, wide=wide, narrow=narrow, notes=notes)


def _spread_row(measure: str, places: Sequence[Place], quarters: Quarters | Suppressed) -> RowOfMarks:
    dots = [Point(place.share, Tone.OTHER) for place in places]
    if isinstance(quarters, Suppressed):
        return RowOfMarks(measure, quarters.label, points=dots)
    lower, median, upper = quarters
    dots.append(Point(median, Tone.OWN))
    return RowOfMarks(measure, wording.percent(median), [Segment(lower, upper, Tone.BAND)], dots)
