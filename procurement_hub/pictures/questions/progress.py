"""How far has the year come? Stages from plan to proof, and the months in which the gain came in."""

from calendar import month_name, monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.pictures.charts.bars import Part, Stack, stacked
from procurement_hub.pictures.charts.lines import Course, courses
from procurement_hub.pictures.charts.marks import Line, Picture, Tone
from procurement_hub.pictures.charts.wording import gain_in_pence
from procurement_hub.savings.method import part_year
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.statements.planned import Plan
from procurement_hub.statements.stages import Reached

ZERO = Decimal(0)
MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
"""The financial year's months in order."""


def stage_picture(
    financial_year: int, reached: Sequence[Reached], *, pages: Mapping[Stage, str | None]
) -> Picture:
    """What has reached each stage: every stage holds what goes on to the later ones."""
    stacks, unpriced = [], 0
    for step in reached:
        if step.amount is None:
            unpriced = step.gains
            continue
        amounts = rounded_to_total([step.amount.cashable, step.amount.total - step.amount.cashable])
        stacks.append(Stack(step.stage.label, amounts, pages.get(step.stage), [str(step.gains)]))
    notes = [
        "Contracted, ordered and delivered are expected at the agreed prices; invoiced is in the ledger."
    ]
    if unpriced:
        notes.append(
            f"{unpriced} more {'item is' if unpriced == 1 else 'items are'} needed without a price yet: "
            "identified, and worth nothing until there is one."
        )
    return stacked(
        "stages",
        f"From plan to proof, {format_financial_year(financial_year)}",
        [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")],
        stacks,
        basis="£ excluding VAT, nominal, gross of costs",
        first="Stage",
        more_headings=["Gains"],
        notes=notes,
        empty="Nothing is expected, ordered or invoiced in this year yet.",
    )


def expected_by_month(financial_year: int, plans: Sequence[Plan]) -> list[Decimal]:
    """£ that the agreed prices and the firm demand let expect of each month, by its days (2.7)."""
    return [_expected(financial_year, _month(financial_year, month), plans) for month in MONTHS]


def _month(financial_year: int, month: int) -> tuple[date, date]:
    year = financial_year + (month < 4)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _expected(financial_year: int, month: tuple[date, date], plans: Sequence[Plan]) -> Decimal:
    opens, closes = month
    found = ZERO
    for plan in plans:
        for first, last, annual in plan.spells:
            begins, ends = max(first, opens), min(last, closes)
            if begins <= ends:
                value = part_year(annual.total, begins, ends, financial_year).value
                found += value * plan.probability / 100
    return found


def month_picture(
    financial_year: int,
    gross_by_month: Mapping[int, Decimal],
    expected: Sequence[Decimal],
    *,
    begun: int,
    ledger_page: str,
) -> Picture:
    """The gross gain by month of supply, added up through the year, against what was to be expected.
    Of the months only the first `begun` have begun."""
    in_month = rounded_to_total([gross_by_month.get(month, ZERO) for month in MONTHS])
    forecast = rounded_to_total(expected)
    lines = [
        Course(Line.FORECAST, "Expected by then", [sum(forecast[: n + 1], ZERO) for n in range(12)]),
        Course(
            Line.ACTUAL,
            "Gained by then",
            [sum(in_month[: n + 1], ZERO) if n < begun else None for n in range(12)],
        ),
    ]
    months = [
        (f"{month_name[month]} {financial_year + (month < 4)}", ledger_page if amount else None)
        for month, amount in zip(MONTHS, in_month, strict=True)
    ]
    return courses(
        "months",
        f"How the gain came in, {format_financial_year(financial_year)}",
        months,
        lines if any(forecast) else lines[1:],
        basis="£ excluding VAT, nominal, gross, by month of supply of what was received and invoiced; "
        f"{begun} of 12 months have begun",
        columns=[
            ("In the month", [gain_in_pence(a) if n < begun else "Not yet" for n, a in enumerate(in_month)])
        ],
        notes=["Rebates and avoided costs have no month of supply and are not in this picture."],
        empty="Nothing has been received and invoiced in this year yet, and nothing is to be expected.",
    )
