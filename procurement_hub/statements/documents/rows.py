"""The statement and its ledger as plain rows (CSV), for any program that adds up."""

import csv
import io
from collections.abc import Iterable

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.models import GainEntry
from procurement_hub.statements.sheets import Sheet

FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")
AMOUNTS = (
    "gross",
    "cashable",
    "nc_inflation",
    "nc_volume",
    "nc_baseline",
    "nc_avoided",
    "cost",
    "spend",
    "before",
)
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Text that a spreadsheet program must not take for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def statement(sheet: Sheet) -> bytes:
    """A row for each item under its heading: the columns of the layout, then the year to the penny.
    £ excluding VAT."""
    header = ["council", "financial_year", "layout", "layout_version", "heading", "item", "title"]
    header += [f"{column.measure}_{column.part.value}" for column in sheet.columns]
    header += ["quantity", *FIGURES, "quality_checks"]
    penny = {row.item_id: row for row in sheet.penny}
    lines = []
    for row in sheet.rows:
        for line in row.lines:
            exact = penny.get(line.item_id)
            checks = "; ".join(
                f"{check.indicator}: {check.met.lower()}" for check in row.checks if check.item == line.title
            )
            lines.append(
                [
                    plain(sheet.council_code),
                    format_financial_year(sheet.financial_year),
                    sheet.layout,
                    sheet.layout_version,
                    plain(row.title),
                    line.item_id or "",
                    plain(line.title),
                    *line.values,
                    exact.quantity if exact else "",
                    *(getattr(exact, name) if exact else 0 for name in FIGURES),
                    plain(checks),
                ]
            )
    return _written(header, lines)


def ledger(entries: Iterable[GainEntry]) -> bytes:
    """A row for each ledger entry, unrounded. £ excluding VAT; a loss is below zero."""
    header = ["entry", "kind", "item", "title", "supplied_on", "quantity"]
    header += ["price_before", "price_paid", *AMOUNTS]
    header += ["reason", "takes_back", "corrects", "baseline", "price_date", "invoice_line", "receipt_line"]
    header += ["method", "recorded_at"]
    lines = (
        [
            entry.id,
            entry.kind.value,
            plain(entry.item.code) if entry.item else "",
            plain(entry.item.title) if entry.item else "",
            entry.supplied_on,
            entry.quantity,
            entry.unit_price_before,
            entry.unit_price_paid,
            *(getattr(entry, name) for name in AMOUNTS),
            plain(entry.reason),
            entry.reverses_id,
            entry.corrects_id,
            entry.baseline_id,
            entry.baseline.price_date if entry.baseline else None,
            entry.invoice_line_id,
            entry.receipt_line_id,
            entry.method_version,
            entry.recorded_at.isoformat(),
        ]
        for entry in entries
    )
    return _written(header, lines)


def _written(header: list[str], lines: Iterable[list]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")
