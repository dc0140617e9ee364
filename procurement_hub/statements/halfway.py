"""Where a year has come to on a day: the forward look, what had come by then and is allowed, and what the
rest of the year should still bring (savings-method D2, needs S3-32).

What has come goes through the gates like the gains of any other statement. What is still to come has
been neither delivered nor judged: it is a forecast, and stands apart from the other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from procurement_hub.core.calendar import format_date, last_day
from procurement_hub.core.money import format_money
from procurement_hub.savings.standing import GainStanding, known_by, together
from procurement_hub.savings.wording import title_of
from procurement_hub.statements import achieved, planned
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import NONE, Amount, ItemBooks, rating
from procurement_hub.statements.models import Part
from procurement_hub.statements.sheets import Sheet, from_canonical

ZERO = Decimal(0)


def gather(*, council_id: int, financial_year: int, on: date, filed: str | None) -> Gathered:
    """As at the end of that day. Against the forward look that was `filed`, or, when none was, against
    what the books expect of the year."""
    found = planned.plans(council_id=council_id, financial_year=financial_year, on=on)
    by_item = planned.by_items(found)
    gains = known_by(council_id, financial_year, on)
    known: dict[int, list[GainStanding]] = defaultdict(list)
    for gain in gains:
        known[gain.item_id].append(gain)
    promised = _amounts(from_canonical(filed), "expected") if filed else None
    titles = {item_id: own[0].item.title for item_id, own in by_item.items()}
    titles |= {item_id: title_of(of_item[0].item) for item_id, of_item in known.items()}
    cpv = {item_id: own[0].item.cpv_code for item_id, own in by_item.items()}
    cpv |= {gain.item_id: gain.item.cpv_code if gain.item else "" for gain in gains}
    items = []
    for item_id, title in sorted(titles.items(), key=lambda pair: (pair[0] == 0, pair[1], pair[0])):
        own, allowed = by_item.get(item_id, []), together(known.get(item_id, []), "allowed")
        expected = sum((plan.within(financial_year) for plan in own), NONE)
        items.append(
            ItemBooks(
                item_id=item_id,
                title=title,
                plan=promised.get(item_id, NONE) if promised is not None else expected,
                to_date=Amount(allowed.total, allowed.cashable),
                to_come=sum((plan.within(financial_year, after=on) for plan in own), NONE),
            )
        )
    against = "the forward look that was filed" if filed else "what the books expect of the whole year"
    return Gathered(
        items=items,
        cpv=cpv,
        actions={item.item_id: [_comment(item, on)] for item in items},
        in_year=frozenset(known),
        expected=planned.lines(found, financial_year, after=on),
        notes=(
            *_which_is_which(gains, financial_year, on),
            f"The forecast outturn is held against {against}: green from 95%, amber from 80%, red below.",
            *achieved.left_out(gains),
        ),
        wants_checks=False,
    )


def _which_is_which(gains: Sequence[GainStanding], financial_year: int, on: date) -> list[str]:
    """What of the figures has happened, and what is only expected."""
    ends = last_day(financial_year)
    notes = [
        f"Achieved is what had been delivered, invoiced and written to the ledger by the end of "
        f"{format_date(on)}, net of costs, as far as the gates and the finance officer's decisions allow it "
        "now. What is held or disallowed is not in it."
    ]
    waiting = [gain for gain in gains if gain.provisional and gain.allowed.total > 0]
    if waiting:
        amount = format_money(together(waiting, "allowed").total.quantize(Decimal(1)))
        notes.append(
            f"Of it, {amount} still waits for a quality check: it counts here and in no backward look."
        )
    if on < ends:
        notes.append(
            f"The rest of the forecast outturn is expected and has not happened: agreed prices against the "
            f"council's own frozen ones, on its firm demand, from {format_date(on + timedelta(days=1))} to "
            f"{format_date(ends)}."
        )
    else:
        notes.append("No day of the year is left, so nothing of the forecast outturn is only expected.")
    return notes


def forecast_of(filed: str | None) -> Mapping[int, Amount] | None:
    """By item, the forecast outturn of the mid-year update that was filed last; None when none was."""
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
