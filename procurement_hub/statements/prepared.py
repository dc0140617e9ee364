"""A council's statement drawn up from the books as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from procurement_hub.core.calendar import financial_year_of, format_date, format_financial_year
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.statements import achieved, halfway, planned, queries
from procurement_hub.statements.drawing import draw, filled
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.models import Look
from procurement_hub.statements.queries import Filing, Form
from procurement_hub.statements.queries.facts import council_facts
from procurement_hub.statements.queries.planned import substitutions
from procurement_hub.statements.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as it would be filed now, and what has been filed of it."""

    sheet: Sheet
    filing: Filing
    form: Form
    cpv: Mapping[int, str]
    """The CPV code of each item, by which it finds its heading."""


def day_shown(financial_year: int, asked: date | None = None) -> date:
    """The day of a mid-year update: 30 September, or another of the year."""
    if asked is not None and financial_year_of(asked) == financial_year:
        return asked
    return date(financial_year, 9, 30)


def prepare(
    *, council_id: int, layout_code: str, financial_year: int, today: date, on: date | None = None
) -> Prepared:
    """Draw the statement up. `on` is the day that a mid-year update shows; other looks have none.

    Raises NotFound when there is no such form for the year, or when there is nothing to say of the year
    before it has begun: only a forward look comes before that."""
    form = queries.form_for(layout_code, financial_year=financial_year, council_id=council_id)
    layout = form.layout
    if financial_year > financial_year_of(today) and layout.look is not Look.FORWARD:
        raise NotFound()
    filing = queries.filed_before(
        council_id, financial_year=financial_year, layout_code=layout_code, look=layout.look
    )
    day = day_shown(financial_year, on)
    found = _gather(filing, layout.look, financial_year=financial_year, on=day, today=today)
    as_at = format_date(day) if layout.look is Look.MID_YEAR else ""
    drawn = draw(form, found, financial_year=financial_year, on=as_at)
    strategy = form.strategy or found.strategy
    sheet = Sheet(
        council_code=filing.code,
        council=filing.name,
        financial_year=financial_year,
        look=layout.look,
        layout=layout.code,
        layout_version=layout.version,
        title=f"{layout.title}, {format_financial_year(financial_year)}",
        as_at=as_at,
        contact=filing.contact,
        strategy=strategy,
        strategy_written=bool(form.strategy),
        columns=drawn.columns,
        rows=drawn.rows,
        totals=drawn.totals,
        below=drawn.below,
        notes=found.notes,
        penny=found.penny,
        expected=found.expected,
        filled=filled(
            drawn,
            contact=filing.contact,
            strategy=strategy,
            typed_strategy=bool(form.strategy),
            wants_checks=found.wants_checks,
        ),
        pages=layout.pages,
        method=METHOD_VERSION,
        last_entry_id=filing.last_entry_id,
        standings=found.standings,
    )
    return Prepared(sheet, filing, form, found.cpv)


def _gather(filing: Filing, look: Look, *, financial_year: int, on: date, today: date) -> Gathered:
    year = {"council_id": filing.council_id, "financial_year": financial_year}
    match look:
        case Look.FORWARD:
            return planned.gather(**year, on=today)
        case Look.MID_YEAR:
            return halfway.gather(**year, on=on, filed=filing.earlier)
        case Look.BACKWARD:
            return achieved.gather(**year)
        case Look.NI179:
            return achieved.gather(
                **year, facts=council_facts(**year), forecast=halfway.forecast_of(filing.earlier)
            )
        case Look.GEF:
            return achieved.gather(**year, substituted=substitutions(**year))
