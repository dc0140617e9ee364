"""Where a year has come to on a day: the forward look, what the books said by then, and what the rest of
the year should still bring (savings-method D2, needs S3-32)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_money
from procurement_hub.savings.wording import title_of
from procurement_hub.statements import planned
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import NONE, Amount, ItemBooks, rating
from procurement_hub.statements.models import Look, Part
from procurement_hub.statements.queries import planned as reads
from procurement_hub.statements.sheets import Sheet, from_canonical

ZERO = Decimal(0)


def gather(*, council_id: int, financial_year: int, on: date) -> Gathered:
    """As at the end of that day. Against the forward look that was filed, or, when none was, against what
    the books expect of the year."""
    filed = reads.latest_content(council_id, financial_year, Look.FORWARD)
    found = planned.plans(council_id=council_id, financial_year=financial_year)
    by_item = planned.by_items(found)
    known = {row.item.id if row.item else 0: row for row in reads.known_by(council_id, financial_year, on)}
    promised = _amounts(from_canonical(filed), "expected") if filed else None
    titles = {item_id: own[0].item.title for item_id, own in by_item.items()}
    titles |= {item_id: title_of(row.item) for item_id, row in known.items()}
    cpv = {item_id: own[0].item.cpv_code for item_id, own in by_item.items()}
    cpv |= {item_id: row.item.cpv_code if row.item else "" for item_id, row in known.items()}
    items = []
    for item_id, title in sorted(titles.items(), key=lambda pair: (pair[0] == 0, pair[1], pair[0])):
        own, row = by_item.get(item_id, []), known.get(item_id)
        expected = sum((plan.within(financial_year) for plan in own), NONE)
        items.append(
            ItemBooks(
                item_id=item_id,
                title=title,
                plan=promised.get(item_id, NONE) if promised is not None else expected,
                to_date=Amount(row.gross - row.costs, row.cashable - row.costs) if row else NONE,
                to_come=sum((plan.within(financial_year, after=on) for plan in own), NONE),
            )
        )
    against = "the forward look that was filed" if filed else "what the books expect of the whole year"
    return Gathered(
        items=items,
        cpv=cpv,
        actions={item.item_id: [_comment(item, on)] for item in items},
        in_year=frozenset(known),
        notes=(
            f"Achieved is what had been delivered, invoiced and written to the ledger by the end of "
            f"{format_date(on)}, net of costs and before the finance officer's decisions. The forecast adds "
            f"what the remaining days should bring. It is held against {against}: green from 95%, amber from "
            "80%, red below that.",
        ),
        wants_checks=False,
    )


def forecast_filed(*, council_id: int, financial_year: int) -> Mapping[int, Amount] | None:
    """By item, the forecast outturn of the mid-year update that was filed last; None when none was."""
    filed = reads.latest_content(council_id, financial_year, Look.MID_YEAR)
    return _amounts(from_canonical(filed), "forecast") if filed else None


def _amounts(sheet: Sheet, measure: str) -> Mapping[int, Amount]:
    """By item, what a filed sheet said of a measure."""
    total, cashable = sheet.position(measure), sheet.position(measure, Part.CASHABLE)
    return {
        line.item_id: Amount(
            line.values[total] if total is not None else ZERO,
            line.values[cashable] if cashable is not None else ZERO,
        )
        for row in sheet.rows
        for line in row.lines
    }


def _comment(item: ItemBooks, on: date) -> str:
    forecast = item.to_date.total + item.to_come.total
    gap = forecast - item.plan.total
    rated = rating(forecast, item.plan.total).lower()
    if abs(gap) < 1:
        return f"On plan ({rated})."
    by = format_money(abs(gap).quantize(Decimal(1)))
    side = "above" if gap > 0 else "below"
    return f"The forecast on {format_date(on)} is {by} {side} the forward look ({rated})."
