"""Making a pack: every file in order, each as it is read, and the manifest last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.files import FileStore
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.models.books import OF_EVERY_ENTRY, SUMMED
from procurement_hub.savings.working import Working
from procurement_hub.statements.documents import printed, rows, workbook
from procurement_hub.statements.models import Submission
from procurement_hub.statements.pack import records, trail, words
from procurement_hub.statements.pack.archive import Archive, fixed_workbook
from procurement_hub.statements.pack.records import Table
from procurement_hub.statements.pack.scope import Scope
from procurement_hub.statements.sheets import Standing, digest

ZERO = Decimal(0)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERIFIER = Path(__file__).with_name("verify.py")
FORMAT = "procurement-hub-evidence-pack-1"
SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. "


@dataclass(frozen=True, slots=True)
class Pack:
    """The ZIP file at its beginning, its name, size in bytes and SHA-256."""

    file: IO[bytes]
    name: str
    size: int
    sha256: str


class Seen:
    """What the rows of a pack refer to by number, so that it can name them, and the indices they read."""

    def __init__(self):
        self.ids: dict[type, set[int]] = defaultdict(set)
        self.indices: set[tuple[str, date]] = set()

    def row(self, columns: Iterable[str], values: Iterable) -> None:
        for name, value in zip(columns, values, strict=True):
            if value is None:
                continue
            if name.endswith("_by_id") or name == "person_id":
                self.ids[Person].add(value)
            elif name in ("council_id", "supplier_id", "organisation_id"):
                self.ids[Organisation].add(value)
            elif name == "item_id":
                self.ids[Item].add(value)
            elif name == "framework_id":
                self.ids[Framework].add(value)

    def working(self, text: str, kind: EntryKind) -> None:
        if kind is EntryKind.GAIN:
            working = Working.from_json(text)
            if working.index_code is not None:
                self.indices.add((working.index_code, date.fromisoformat(working.index_vintage)))


def make_pack(scope: Scope, files: FileStore) -> Pack:
    """Write the pack. Memory stays bounded: rows and evidence pass through, and the ZIP file lies on
    the disk once it is more than a few megabytes."""
    archive, seen = Archive(), Seen()
    archive.add("README.txt", words.readme(scope), "text/plain", "What is in the pack and how to check it")
    archive.add("verify.py", VERIFIER.read_bytes(), "text/x-python", "Checks the pack, offline")
    archive.add("method/method.txt", words.method(), "text/plain", "How every figure is worked out")
    _add_statement(archive, scope)
    _add_ledger(archive, scope, seen)
    tables = [records.baselines(scope), *records.purchases(scope), *records.judgements(scope)]
    for table in [*tables, *records.indices(seen.indices)]:
        _add_table(archive, table, seen)
    _add_standings(archive, scope, seen)
    _add_evidence(archive, scope, files, seen)
    _add_trail(archive, scope, tables)
    for kind, ids in sorted(seen.ids.items(), key=lambda found: found[0].__tablename__):
        named = records.names(kind, ids, f"The names behind the numbers: {kind.__tablename__}")
        _add_table(archive, named, Seen())
    file, size, sha256 = archive.close(_about(scope))
    return Pack(file, f"{scope.name}.zip", size, sha256)


def record_pack(*, actor: Actor, now: datetime, scope: Scope, submission: Submission | None, pack: Pack):
    """Note in the audit who took the pack away, and its hash."""
    audit.record(
        actor,
        "make_pack",
        submission,
        now=now,
        detail={
            "council": scope.council_id,
            "financial_year": scope.financial_year,
            "layout": scope.sheet.layout,
            "version": scope.filed.version if scope.filed else None,
            "sha256": pack.sha256,
            "size": pack.size,
        },
    )


def _about(scope: Scope) -> dict:
    return {
        "format": FORMAT,
        "council": scope.sheet.council,
        "council_code": scope.sheet.council_code,
        "financial_year": scope.financial_year,
        "until": scope.until,
        "last_entry_id": scope.last_entry_id,
        "method": scope.sheet.method,
        "statement": {
            "title": scope.sheet.title,
            "layout": scope.sheet.layout,
            "version": scope.filed.version if scope.filed else None,
            "sha256": digest(scope.content),
        },
    }


def _add_statement(archive: Archive, scope: Scope) -> None:
    sheet = scope.sheet
    archive.add("statement/sheet.json", scope.content.encode(), "application/json", "The statement itself")
    paper = printed.statement(sheet, scope.filed)
    archive.add("statement/statement.pdf", paper, PDF, "The statement as it is printed")
    book = fixed_workbook(workbook.statement(sheet))
    archive.add("statement/statement.xlsx", book, XLSX, "The statement with its sums as formulas")
    archive.add("statement/statement.csv", rows.statement(sheet), "text/csv", "The statement as rows")


def _add_ledger(archive: Archive, scope: Scope, seen: Seen) -> None:
    sums: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMMED, ZERO))
    kinds: dict[int, EntryKind] = {}

    def noted() -> Iterator[dict]:
        for entry in records.entries(scope):
            seen.row(entry, entry.values())
            seen.working(entry["working"], entry["kind"])
            if entry["kind"] is not EntryKind.GAIN:
                kinds[entry["id"]] = entry["kind"]
            _add_up(sums[entry["item_id"] or 0, entry["framework_id"] or 0], entry, kinds)
            yield entry

    archive.add_lines("ledger/entries.jsonl", noted(), "Every ledger entry with what it was worked out from")
    columns = [column.name for column in GainEntry.__table__.columns if column.name != "working"]
    archive.add_rows(
        "ledger/entries.csv",
        columns,
        ([entry[name] for name in columns] for entry in records.entries(scope)),
        "The same entries for a spreadsheet",
    )
    archive.add_rows(
        "ledger/totals.csv",
        ["item_id", "framework_id", *SUMMED],
        ([*key, *(sums[key][name] for name in SUMMED)] for key in sorted(sums)),
        "What the entries add up to, by item and framework",
    )


def _add_up(row: dict[str, Decimal], entry: dict, kinds: dict[int, EntryKind]) -> None:
    """Add an entry to its sums; a reversal comes off the column of what it takes back."""
    kind = kinds.get(entry["reverses_id"] or entry["id"], EntryKind.GAIN)
    for name in OF_EVERY_ENTRY:
        row[name] += entry[name]
    for column, of_kind, amount in (
        ("one_off_cost", EntryKind.ONE_OFF_COST, "cost"),
        ("recurring_cost", EntryKind.RECURRING_COST, "cost"),
        ("rebate", EntryKind.REBATE, "gross"),
        ("one_off_gain", EntryKind.ONE_OFF_GAIN, "gross"),
    ):
        row[column] += entry[amount] if kind is of_kind else ZERO


def _add_table(archive: Archive, table: Table, seen: Seen) -> None:
    columns = table.columns

    def noted() -> Iterator[tuple]:
        for row in table.rows():
            seen.row(columns, row)
            yield row

    archive.add_rows(table.path, columns, noted(), table.proves)


def _add_standings(archive: Archive, scope: Scope, seen: Seen) -> None:
    """The gains as the statement keeps them, so that a spreadsheet can read them too."""
    columns = [field.name for field in fields(Standing)]
    rows = [astuple(gain) for gain in scope.sheet.standings or ()]
    for row in rows:
        seen.row(columns, row)
    what = "What of each gain is claimed, allowed, held and disallowed, as it stands in sheet.json"
    archive.add_rows("judgements/standings.csv", columns, rows, what)


def _add_evidence(archive: Archive, scope: Scope, files: FileStore, seen: Seen) -> None:
    """The files themselves, each under its number, and the list of them."""
    table = records.evidence(scope)
    _add_table(archive, table, seen)
    for document in records.documents(table):
        archive.add(
            f"evidence/{document.id}/{_safe(document.name)}",
            files.stream(document.key),
            document.media_type,
            "A file kept as evidence, as it was handed in",
        )


def _safe(name: str) -> str:
    kept = "".join(letter if letter in SAFE else "_" for letter in name).strip(". ")
    return kept[:120] or "file"


def _add_trail(archive: Archive, scope: Scope, tables: Iterable[Table]) -> None:
    where = trail.about(scope, tables)
    archive.add_lines("audit/events.jsonl", trail.events(where), "Who did what when, as it was hashed")
    stretches = trail.stretches(scope, where)
    for stretch in stretches:
        archive.add_rows(
            f"audit/chain-{stretch[0]}.csv",
            ["position", "previous_hash", "hash"],
            trail.links(stretch),
            "That no event was left out between the first and the last",
        )
    archive.add_json("audit/heads.json", trail.heads(stretches), "Where each chain stood")
