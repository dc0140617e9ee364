"""A council's year worked out by two editions of the method, before anybody changes it (needs S3-29).

A trial reads what is stored and writes nothing: the ledger keeps the figures of the edition that
each entry was recorded with. The file of a trial holds both results, so that it can be kept."""

import csv
import io
from dataclasses import astuple, dataclass, fields

from procurement_hub.core.errors import NotFound
from procurement_hub.savings.method import (
    AS_RECORDED,
    EDITIONS,
    Amounts,
    Comparison,
    compare_editions,
    fingerprint,
)
from procurement_hub.savings.queries.workings import StoredWorking, count_workings, stored_workings

SHOWN, COMPARED, IN_A_FILE = 50, 2000, 5000
"""Differing entries on a page, entries that a page compares, and entries in a file; the newest each."""

AMOUNTS = tuple(field.name for field in fields(Amounts))
RECORDED = "As recorded"


@dataclass(frozen=True)
class Trial:
    """Two results for the same entries. `compared` of the year's `entries` were worked out."""

    one: str
    other: str
    comparison: Comparison[StoredWorking]
    entries: int

    @property
    def compared(self) -> int:
        return self.comparison.count


def name_of(version: str) -> str:
    """What an edition is called, with its version."""
    return RECORDED if version == AS_RECORDED else f"{version}: {EDITIONS[version].name}"


def choices() -> list[tuple[str, str]]:
    """What can be compared: the books as they stand, and every edition."""
    return [(version, name_of(version)) for version in (AS_RECORDED, *EDITIONS)]


def run(council_id: int, financial_year: int, *, one: str, other: str) -> Trial:
    """Compare two editions on the newest entries of the year. Raises NotFound for an unknown one."""
    _check(one, other)
    stored = stored_workings(council_id, financial_year, limit=COMPARED)
    pairs = ((entry, entry.recorded) for entry in stored)
    comparison = compare_editions(pairs, one, other, keep=SHOWN)
    return Trial(one, other, comparison, count_workings(council_id, financial_year))


def as_file(council_id: int, financial_year: int, *, one: str, other: str) -> bytes:
    """Both results for each entry as CSV, with the fingerprint of each calculation. £ excluding VAT."""
    _check(one, other)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        ["entry", "item", "supplied_on", "recorded_with"]
        + [f"{name}, {version}" for version in (one, other) for name in (*AMOUNTS, "fingerprint")]
    )
    for entry in stored_workings(council_id, financial_year, limit=IN_A_FILE):
        results = []
        for version in (one, other):
            by = entry.version if version == AS_RECORDED else version
            results += [f"{amount:f}" for amount in astuple(entry.recorded.amounts(version))]
            results.append(fingerprint(entry.working, by))
        writer.writerow(
            [entry.entry_id, _plain(entry.title), entry.supplied_on or "", entry.version, *results]
        )
    return text.getvalue().encode("utf-8-sig")


def _plain(title: str) -> str:
    """A title that a spreadsheet program must not take for a formula."""
    return f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title


def _check(one: str, other: str) -> None:
    if not {one, other} <= {AS_RECORDED, *EDITIONS}:
        raise NotFound()
