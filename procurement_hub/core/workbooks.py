"""Reading a table that somebody sent, as an Excel or a CSV file: its cells, or one refusal for whatever
is wrong with it."""

import csv
import io
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

LARGEST_UNPACKED = 20 * 1024 * 1024
"""Bytes of all the parts of a workbook together: a small file can unpack to fill the memory."""


class Unreadable(Exception):
    """The bytes are no table that can be read: damaged, encrypted, or far too large inside."""


def first_sheet(data: bytes, *, rows: int, columns: int) -> list[tuple]:
    """The values of the first worksheet, at most so many rows and columns. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Unreadable("the workbook unpacks to too many bytes")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = list(book.worksheets[0].iter_rows(max_row=rows, max_col=columns, values_only=True))
        book.close()
    except Exception as broken:
        # Zip, deflate, XML and openpyxl each fail in ways of their own, and all mean the same.
        raise Unreadable(str(broken)) from broken
    return found


def csv_rows(data: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file in UTF-8 or the Windows code page, parted as its first line is: by commas,
    semicolons or tabs. Raises Unreadable."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("the bytes are no text")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as broken:
        raise Unreadable(str(broken)) from broken
