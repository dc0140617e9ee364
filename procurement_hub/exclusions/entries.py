"""An entry for the debarment list as it is given, by hand or in a file, and what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from procurement_hub.core.calendar import day_in
from procurement_hub.core.errors import DomainError, SeveralProblems
from procurement_hub.core.workbooks import Unreadable, csv_rows
from procurement_hub.exclusions.matching import name_key
from procurement_hub.law.exclusion_grounds import GROUNDS, Ground
from procurement_hub.suppliers.identifiers import plain_company_number, plain_ppon

LONGEST = 300
LONGEST_NUMBER, LONGEST_PPON = 8, 16
MOST_ROWS = 5000

NAME, NUMBER, PPON, GROUND, KIND = "Name", "Company number", "PPON", "Ground", "Mandatory or discretionary"
FROM, UNTIL, SOURCE = "From", "Until", "Source"
COLUMNS = (NAME, NUMBER, PPON, GROUND, KIND, FROM, UNTIL, SOURCE)
NEEDED = (NAME, GROUND, FROM, SOURCE)


class NotADebarmentFile(DomainError):
    """The file is no CSV, or lacks the columns that an entry needs."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as it is given; `until` is its last day, None until it is removed."""

    name: str
    ground: str
    listed_on: date
    source: str
    company_number: str = ""
    ppon: str = ""
    until: date | None = None


def problems_of_entry(entry: NewEntry) -> list[tuple[str | None, str]]:
    """What is wrong with an entry, by field."""
    found: list[tuple[str | None, str]] = []
    if not name_key(entry.name) or len(entry.name) > LONGEST:
        found.append(("name", "Enter the name of the company."))
    if len(plain_company_number(entry.company_number)) > LONGEST_NUMBER:
        found.append(("company_number", "A company number has 8 characters, such as 04150001."))
    if len(plain_ppon(entry.ppon)) > LONGEST_PPON:
        found.append(("ppon", "Enter the PPON as Find a Tender shows it, such as PBRL-1724-VNQT."))
    if entry.ground not in GROUNDS:
        found.append(("ground", "Choose the ground."))
    if entry.until is not None and entry.until < entry.listed_on:
        found.append(("until", "The last day must not be before the first."))
    if not entry.source.strip() or len(entry.source) > LONGEST:
        found.append(("source", "Say where the entry was published, such as the list's reference."))
    return found


def read_entries(data: bytes) -> list[NewEntry]:
    """The entries of a CSV file; empty rows are left out.

    A ground is named by its code, its heading or its paragraph ("Schedule 6 paragraph 2"). Raises
    NotADebarmentFile, or SeveralProblems with a sentence for each cell that is wrong."""
    rows = _rows(data)
    header = [cell.strip() for cell in next(rows, [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise NotADebarmentFile(
            f"The file has no column called {' or '.join(missing)}. Use the columns of the template.", "file"
        )
    entries: list[NewEntry] = []
    wrong: list[tuple[str | None, str]] = []
    for number, values in enumerate(rows, start=2):
        cells = {name: value.strip() for name, value in zip(header, values, strict=False) if name}
        if not any(cells.values()):
            continue
        if number > MOST_ROWS + 1:
            raise NotADebarmentFile(f"The file has more than {MOST_ROWS:,} rows.", "file")
        entry = _entry(number, cells, wrong)
        if entry is not None:
            entries.append(entry)
    if wrong:
        raise SeveralProblems(wrong)
    if not entries:
        raise NotADebarmentFile("The file has no entries.", "file")
    return entries


def template() -> bytes:
    """The columns, for any spreadsheet program."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(COLUMNS)
    return text.getvalue().encode("utf-8-sig")


def _entry(number: int, cells: dict[str, str], wrong: list[tuple[str | None, str]]) -> NewEntry | None:
    before = len(wrong)

    def refuse(column: str, sentence: str) -> None:
        wrong.append((None, f"Row {number}, {column}: {sentence}"))

    ground = _ground(cells.get(GROUND, ""))
    if ground is None:
        refuse(GROUND.lower(), f"“{cells.get(GROUND, '')}” is not a ground of Schedule 6 or 7.")
    kind = cells.get(KIND, "").lower()
    if ground is not None and kind and kind != ground.kind:
        refuse(KIND.lower(), f"the ground is {ground.kind.value}, not {cells[KIND]}.")
    days: dict[str, date | None] = {}
    for column in (FROM, UNTIL):
        try:
            days[column] = day_in(cells[column]) if cells.get(column) else None
        except ValueError:
            refuse(column.lower(), f"“{cells[column]}” is not a date. Write it as 15/02/2026.")
    if FROM in days and days[FROM] is None:
        refuse(FROM.lower(), "enter the first day.")
    if len(wrong) > before:
        return None
    entry = NewEntry(
        name=cells.get(NAME, ""),
        company_number=cells.get(NUMBER, ""),
        ppon=cells.get(PPON, ""),
        ground=ground.code,
        listed_on=days[FROM],
        until=days[UNTIL],
        source=cells.get(SOURCE, ""),
    )
    for field, sentence in problems_of_entry(entry):
        refuse(_COLUMN_OF[field], sentence)
    return entry if len(wrong) == before else None


_COLUMN_OF = {
    "name": "name",
    "company_number": "company number",
    "ppon": "PPON",
    "ground": "ground",
    "until": "until",
    "source": "source",
}


def _ground(text: str) -> Ground | None:
    plain = " ".join(text.lower().split())
    for ground in GROUNDS.values():
        paragraph = ground.source.lower().removeprefix("pa 2023 ")
        if plain in (ground.code, ground.heading.lower(), paragraph, ground.source.lower()):
            return ground
    return None


def _rows(data: bytes) -> Iterator[list[str]]:
    try:
        yield from csv_rows(data)
    except Unreadable:
        raise NotADebarmentFile("The file could not be read. Save it as CSV.", "file") from None
