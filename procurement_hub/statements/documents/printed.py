"""The statement on paper: no more pages than its layout allows, with room for the three signatures.

When it would be longer, the type becomes smaller first; then the words and checks of items are left to
the page and the workbook, and the paper says how many."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from procurement_hub.core.calendar import format_financial_year, format_moment
from procurement_hub.core.money import format_pence
from procurement_hub.core.pdf import Document, TooManyPages
from procurement_hub.savings.wording import to_the_penny, whole
from procurement_hub.statements.models import Look, Signatory, Unit
from procurement_hub.statements.sheets import Below, Column, Row, Sheet, Value
from procurement_hub.statements.versions import Filed

NOT_KNOWN = "Not stated"
ROOM = "\u00a0" * 20
"""Blank room in which to write by hand."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How much smaller than usual, how many sentences of a heading, and how many rows of a table."""

    scale: float
    words: int
    rows: int


EVERYTHING = 10_000
FITS = (
    Fit(1, EVERYTHING, EVERYTHING),
    Fit(0.9, EVERYTHING, EVERYTHING),
    Fit(0.8, EVERYTHING, EVERYTHING),
    Fit(0.72, EVERYTHING, EVERYTHING),
    Fit(0.8, 2, 12),
    Fit(0.72, 2, 12),
    Fit(0.72, 1, 5),
    Fit(0.64, 1, 3),
    Fit(0.64, 0, 0),
)


def statement(sheet: Sheet, filed: Filed | None = None) -> bytes:
    """The paper, in the largest type and with the most words that its pages hold. `filed` is the version
    that it is of, with its signatures; a draft has none."""
    for _words, same_words in groupby(FITS, key=lambda fit: (fit.words, fit.rows)):
        sizes = list(same_words)
        if _laid_out(sheet, filed, sizes[-1]).overflows(sheet.pages):
            continue  # too much even in the smallest type
        for fit in sizes:
            page = _laid_out(sheet, filed, fit)
            if fit is not sizes[-1] and page.overflows(sheet.pages):
                continue
            try:
                return page.render(sheet.pages)
            except TooManyPages:
                continue
    return _laid_out(sheet, filed, FITS[-1]).render()


def _laid_out(sheet: Sheet, filed: Filed | None, fit: Fit) -> Document:
    version = f", version {filed.version}" if filed else ", draft"
    page = Document(
        sheet.title,
        sheet.council,
        f"{sheet.council_code} {format_financial_year(sheet.financial_year)}{version}",
        landscape=True,
        scale=fit.scale,
    )
    page.paragraph(f"{_standing(sheet, filed)} £ excluding VAT, net of costs, in whole pounds.")
    if sheet.strategy:
        page.heading("Strategy for securing efficiency gains")
        page.paragraph(sheet.strategy)
    _gains(page, sheet)
    _expected(page, sheet, fit)
    _below(page, sheet)
    _quality(page, sheet, fit)
    _actions(page, sheet, fit)
    _notes(page, sheet, fit)
    _signatures(page, filed)
    return page


def _standing(sheet: Sheet, filed: Filed | None) -> str:
    contact = f" Contact: {sheet.contact}." if sheet.contact else ""
    if filed is None:
        return f"A draft: these figures are as the books stand and can still change.{contact}"
    return f"Submitted by {filed.submitted_by}, {format_moment(filed.submitted_at)}.{contact}"


def written(value: Value, unit: Unit) -> str:
    """A figure as the paper shows it; a loss is said in words as well."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, str):
        return value
    match unit:
        case Unit.PENCE:
            return format_pence(value)
        case Unit.PERCENT:
            return f"{value:,.1f}%"
    return whole(value)


def headed(column: Column) -> str:
    return f"{column.group}: {column.heading}" if column.group else column.heading


def _gains(page: Document, sheet: Sheet) -> None:
    if not sheet.rows:
        page.paragraph("There is nothing to state for this year.")
        return
    rows = [[row.title, *_written(sheet, row.values)] for row in sheet.rows]
    page.table(
        ["Title", *(headed(column) for column in sheet.columns)],
        [*rows, ["Total", *_written(sheet, sheet.totals)]],
        align=["left"] + ["left" if column.unit is Unit.WORDS else "right" for column in sheet.columns],
        total_row=True,
        caption=f"{sheet.look.label}, £ excluding VAT",
    )


def _written(sheet: Sheet, values: tuple[Value, ...]) -> list[str]:
    return [written(value, column.unit) for value, column in zip(values, sheet.columns, strict=True)]


def _expected(page: Document, sheet: Sheet, fit: Fit) -> None:
    if not sheet.expected or not fit.rows:
        return
    shown = sheet.expected[: fit.rows]
    page.table(
        [
            "Expected through",
            "Stage",
            "Probability",
            "From",
            "Days",
            "Annual effect",
            "Expected",
            "Planned check",
        ],
        [
            [
                f"{line.framework}: {line.item}",
                line.stage,
                f"{line.probability.normalize():f}%",
                line.starts_on,
                f"{line.days} of {line.of_days}",
                whole_pounds(line.annual),
                whole_pounds(line.expected),
                line.indicator or "None yet",
            ]
            for line in shown
        ],
        align=["left", "left", "right", "left", "right", "right", "right", "left"],
        caption="What the forecast is made of"
        if sheet.look is Look.FORWARD
        else "What is still expected, and has not happened",
    )
    _left_out(page, len(sheet.expected) - len(shown), "line of the forecast", "lines of the forecast")


def whole_pounds(amount: Decimal) -> str:
    return whole(amount.quantize(Decimal(1)))


def _below(page: Document, sheet: Sheet) -> None:
    page.facts([(line.title, _said(line)) for line in sheet.below])


def _said(line: Below) -> str:
    return line.why_not if line.value is None and line.why_not else written(line.value, line.unit)


def _quality(page: Document, sheet: Sheet, fit: Fit) -> None:
    checks = [(row.title, check) for row in sheet.rows for check in row.checks]
    if not checks:
        if sheet.look.is_achieved and sheet.rows:
            page.paragraph("No quality cross check has been recorded for the year.")
        return
    shown = checks[: fit.rows]
    if shown:
        page.table(
            [
                "Item",
                "Primary quality cross check",
                format_financial_year(sheet.financial_year - 1),
                format_financial_year(sheet.financial_year),
                "Quality cross check met?",
            ],
            [
                [
                    check.item or title,
                    f"{check.indicator}. {check.better}.",
                    check.before,
                    check.after,
                    check.met,
                ]
                for title, check in shown
            ],
            align=["left", "left", "right", "right", "left"],
            caption="Quality cross checks",
        )
    met = sum(check.met.startswith("Met") for _, check in checks)
    if len(shown) < len(checks):
        page.paragraph(
            f"{met} of {len(checks)} quality cross checks are met; the others are on the workbook."
        )


def _actions(page: Document, sheet: Sheet, fit: Fit) -> None:
    said = [row for row in sheet.rows if row.actions or row.comment]
    if not said or not fit.words:
        return
    page.heading("Key actions")
    page.bullets([_words(row, fit.words) for row in said])


def _words(row: Row, most: int) -> str:
    more = len(row.actions) - most
    words = [*row.actions[:most], *([f"{more} more in the workbook."] if more > 0 else [])]
    return " ".join([f"{row.title}:", *words, *([row.comment] if row.comment else [])])


def _notes(page: Document, sheet: Sheet, fit: Fit) -> None:
    shown = sheet.notes[: max(fit.rows, 1)]
    page.bullets([*_to_the_penny(sheet), *shown])
    _left_out(page, len(sheet.notes) - len(shown), "note", "notes")


def _to_the_penny(sheet: Sheet) -> list[str]:
    sums = sheet.pennies
    if sums is None:
        return []
    return [
        f"To the penny, the ledger's gross gain of the year is {to_the_penny(sums.gross)}: cashable "
        f"{to_the_penny(sums.cashable)}, non-cashable {to_the_penny(sums.non_cashable)}. Costs of "
        f"{format_pence(sums.costs)} leave {to_the_penny(sums.net)} net."
    ]


def _left_out(page: Document, more: int, one: str, many: str) -> None:
    if more > 0:
        page.paragraph(f"{more} more {one if more == 1 else many} are in the workbook.")


def _signatures(page: Document, filed: Filed | None) -> None:
    signed = {signature.signatory: signature for signature in filed.signed} if filed else {}
    page.table(
        ["Signed as", "Name", "Date"],
        [
            [
                signatory.label,
                signed[signatory].name if signatory in signed else f"Name:{ROOM * 3}",
                format_moment(signed[signatory].signed_at) if signatory in signed else f"Date:{ROOM}",
            ]
            for signatory in Signatory
        ],
        caption="Signatures",
    )
    if filed:
        page.paragraph(f"Version {filed.version}. What is signed has the SHA-256 fingerprint {filed.sha256}.")
