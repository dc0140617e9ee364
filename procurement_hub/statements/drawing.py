"""From the books to a sheet: each item under its one heading, each measure in its column, shown figures
that add up (savings-method 2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.method.figures import half_up
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import (
    MEASURES,
    NONE,
    WHOLE,
    WORDS,
    Amount,
    added_up,
    parts_of,
)
from procurement_hub.statements.models import LayoutColumn, NarrativeField, Unit
from procurement_hub.statements.queries.forms import Form, FormHeading
from procurement_hub.statements.sheets import Below, Column, Filled, Line, Row, Value

POUND = Decimal(1)
CELLS_OF_A_CHECK = 4
"""Indicator, value before, value now, and whether it is met."""
HEAD_FIELDS = 3
"""Authority, year and contact."""
SIGNATURES = 3
UNKNOWN = {
    "carried_forward": "Not stated: no backward look, baseline or index of the programme before.",
    "per_band_d": "Not stated: the council's tax base of the year has not been recorded.",
    "share_of_baseline": "Not stated: no baseline expenditure has been recorded.",
    "forecast": "Not stated: no forecast was filed.",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The parts of a sheet that come from the books and the layout."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Value, ...]
    below: tuple[Below, ...]


def draw(form: Form, found: Gathered, *, financial_year: int, on: str) -> Drawn:
    """The table of the layout. Every item stands in one row; each row, and the table, adds up."""
    shown = _shown(form.columns, found)
    place = {
        item.item_id: form.printed_as(form.heading_of(item.item_id, found.cpv[item.item_id]))
        for item in found.items
    }
    rows = []
    for heading in form.headings:
        under = [n for n, item in enumerate(found.items) if place[item.item_id].id == heading.id]
        if heading.printed and (under or heading.words):
            rows.append(_row(form, heading, found, under, shown))
    whole = _together(shown, range(len(found.items)))
    names = {
        "{year}": format_financial_year(financial_year),
        "{before}": format_financial_year(financial_year - 1),
        "{on}": on,
    }
    return Drawn(
        columns=tuple(
            Column(
                _filled(column.group_title, names),
                _filled(column.heading, names),
                column.measure,
                column.part,
                column.unit,
            )
            for column in form.above
        ),
        rows=tuple(rows),
        totals=_values(form.above, whole, found.unknown),
        below=tuple(_below(column, whole, found) for column in form.below),
    )


def _shown(columns: Sequence[LayoutColumn], found: Gathered) -> dict[str, list[Amount]]:
    """Every measure that the columns are made of, item by item in whole pounds that add up to the
    total of the books rounded once."""
    wanted = set().union(*(parts_of(column.measure) for column in columns)) if columns else set()
    shown = {}
    for name in sorted(wanted):
        amounts = [MEASURES[name](item) for item in found.items]
        totals = rounded_to_total([amount.total for amount in amounts], POUND)
        cashable = rounded_to_total([amount.cashable for amount in amounts], POUND)
        shown[name] = [Amount(t, c) for t, c in zip(totals, cashable, strict=True)]
    return shown


def _together(shown: Mapping[str, list[Amount]], items: Sequence[int]) -> dict[str, Amount]:
    return {name: sum((amounts[n] for n in items), NONE) for name, amounts in shown.items()}


def _values(
    columns: Sequence[LayoutColumn], shown: Mapping[str, Amount], unknown: frozenset[str]
) -> tuple[Value, ...]:
    values: list[Value] = []
    for column in columns:
        if column.measure in unknown:
            values.append(None)
        elif column.measure in WORDS:
            made_of = {name: added_up(name, shown) for name in ("forecast", "plan")}
            values.append(WORDS[column.measure](made_of))
        else:
            values.append(added_up(column.measure, shown).of(column.part))
    return tuple(values)


def _row(
    form: Form,
    heading: FormHeading,
    found: Gathered,
    under: Sequence[int],
    shown: Mapping[str, list[Amount]],
) -> Row:
    items = [found.items[n] for n in under]
    written = heading.words.get(NarrativeField.KEY_ACTIONS, "")
    several = sum(bool(found.actions.get(item.item_id)) for item in items) > 1
    prewritten = [
        f"{item.title}: {' '.join(words)}" if several else " ".join(words)
        for item in items
        if (words := found.actions.get(item.item_id))
    ]
    return Row(
        heading=heading.code,
        title=heading.title,
        values=_values(form.above, _together(shown, under), found.unknown),
        lines=tuple(
            Line(
                item.item_id,
                item.title,
                _values(form.above, _together(shown, [n]), found.unknown),
                item.item_id in found.in_year,
                item.item_id in found.in_year_before,
            )
            for n, item in zip(under, items, strict=True)
        ),
        actions=tuple(written.split("\n")) if written else tuple(prewritten),
        written=bool(written),
        comment=heading.words.get(NarrativeField.COMMENT, ""),
        checks=tuple(check for item in items for check in found.checks.get(item.item_id, ())),
    )


def _below(column: LayoutColumn, whole: Mapping[str, Amount], found: Gathered) -> Below:
    if column.measure in WHOLE:
        value = WHOLE[column.measure](whole, found.facts)
    else:
        value = added_up(column.measure, whole).of(column.part)
    if value is not None:
        value = half_up(value, {Unit.PENCE: 2, Unit.PERCENT: 1}.get(column.unit, 0))
    why_not = UNKNOWN.get(column.measure, "") if value is None else ""
    return Below(column.heading, column.measure, column.unit, value, why_not)


def _filled(words: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        words = words.replace(name, value)
    return words


def filled(drawn: Drawn, *, contact: str, strategy: str, typed_strategy: bool, wants_checks: bool) -> Filled:
    """How many fields of the form there are, and how many the books filled: everything that nobody
    had to type. The three signatures are fields that no book can fill."""
    fields, by_books = HEAD_FIELDS + SIGNATURES, HEAD_FIELDS - (not contact)
    if strategy or typed_strategy:
        fields, by_books = fields + 1, by_books + (not typed_strategy)
    for row in drawn.rows:
        known = sum(value is not None for value in row.values)
        fields += 2 + len(row.values)
        by_books += 1 + known + (bool(row.actions) and not row.written)
        if wants_checks:
            fields += CELLS_OF_A_CHECK * max(1, len(row.checks))
            by_books += CELLS_OF_A_CHECK * len(row.checks)
        if row.comment:
            fields += 1
    fields += len(drawn.totals) + len(drawn.below)
    by_books += sum(value is not None for value in drawn.totals)
    by_books += sum(line.value is not None for line in drawn.below)
    return Filled(by_books, fields)
