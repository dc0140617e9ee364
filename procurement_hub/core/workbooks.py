"""Reading an Excel file that somebody sent: its cells, or one refusal for whatever is wrong with it."""

import io
import zipfile

from openpyxl import load_workbook

LARGEST_UNPACKED = 20 * 1024 * 1024
"""Bytes of all the parts of a workbook together: a small file can unpack to fill the memory."""


class Unreadable(Exception):
    """The bytes are no workbook that can be read: damaged, encrypted, or far too large inside."""


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
