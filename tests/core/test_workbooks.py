"""Excel files from outside: whatever is wrong with one is the same refusal."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from procurement_hub.core.workbooks import LARGEST_UNPACKED, Unreadable, first_sheet

SHEET = "xl/worksheets/sheet1.xml"


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["Item", 1])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_sheet(change) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as parts,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            changed.writestr(name, change(content) if name == SHEET else content)
    return written.getvalue()


def encrypted() -> bytes:
    content = bytearray(workbook())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + flags] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(workbook())
    place = content.find(SHEET.encode()) + 60
    content[place : place + 20] = b"\xff" * 20
    return bytes(content)


def bomb() -> bytes:
    words = b"A" * LARGEST_UNPACKED
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + words + b"</t></is></c></row></sheetData>"
    return with_sheet(lambda sheet: sheet.replace(b"</sheetData>", row))


def test_the_cells_of_the_first_sheet_are_read():
    assert first_sheet(workbook(), rows=10, columns=2) == [("Item", 1)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        workbook()[:-40],
        with_sheet(lambda sheet: sheet[:-30]),
        with_sheet(lambda sheet: sheet.replace(b"<v>1</v>", b"<v>one</v>")),
        damaged(),
        encrypted(),
        bomb(),
    ],
    ids=["empty", "head", "cut", "broken XML", "no number", "damaged", "encrypted", "bomb"],
)
def test_a_file_that_is_no_sound_workbook_is_unreadable(content):
    with pytest.raises(Unreadable):
        first_sheet(content, rows=10, columns=2)
