"""Reads for statements, always of one council: forms, the council's own words, filings, plans, dates."""

from procurement_hub.statements.queries.filings import (
    Filing,
    FilingRow,
    filed_before,
    filings_of_years,
    latest_version,
    submission_for,
)
from procurement_hub.statements.queries.forms import (
    Form,
    FormHeading,
    form_for,
    headings,
)

__all__ = [
    "Filing",
    "FilingRow",
    "Form",
    "FormHeading",
    "filed_before",
    "filings_of_years",
    "form_for",
    "headings",
    "latest_version",
    "submission_for",
]
