"""The statement and its ledger as plain rows (CSV), for any program that adds up."""

import csv
import io
from collections.abc import Iterable

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.claims import Claim, title_of
from procurement_hub.savings.models import GainEntry
from procurement_hub.savings.statements import COLUMNS
from procurement_hub.savings.wording import verdict

FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")
AMOUNTS = ("gross", "cashable", "nc_inflation", "nc_volume", "nc_baseline", "cost")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Text that a spreadsheet program must not take for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def statement(claim: Claim) -> bytes:
    """A row for each item: the year to the penny, then the columns of the backward look in whole
    pounds. £ excluding VAT."""
    look = claim.look
    header = ["council", "financial_year", "status", "item", "title", "quantity", *FIGURES]
    header += [f"{column}_{part}" for column in COLUMNS for part in ("total", "cashable")]
    header += ["lost", "held", "quality_checks"]
    lines = []
    for row, to_the_penny in zip(look.rows, claim.account.rows, strict=True):
        source = row.source
        line = [
            plain(look.council.code),
            format_financial_year(look.financial_year),
            look.status.value,
            plain(source.item.code) if source.item else "",
            plain(title_of(row)),
            source.quantity,
            *(getattr(to_the_penny, name) for name in FIGURES),
        ]
        for column in COLUMNS:
            line += [getattr(row, column).total, getattr(row, column).cashable]
        checks = "; ".join(f"{check.indicator}: {verdict(check).lower()}" for check in row.checks)
        lines.append([*line, row.lost, row.held, plain(checks)])
    return _written(header, lines)


def ledger(entries: Iterable[GainEntry]) -> bytes:
    """A row for each ledger entry, unrounded. £ excluding VAT; a loss is below zero."""
    header = ["entry", "kind", "item", "title", "supplied_on", "quantity"]
    header += ["price_before", "price_paid", *AMOUNTS]
    header += ["reason", "takes_back", "baseline", "price_date", "invoice_line", "receipt_line"]
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
