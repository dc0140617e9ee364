"""The statement on paper and in spreadsheets says what the ledger says, to the penny."""

import csv
import io
import json
import pathlib
import re
from datetime import datetime
from decimal import Decimal

import page as pdf_ua
import pypdf
import pytest
from openpyxl import load_workbook

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries
from procurement_hub.savings.models import EntryKind
from procurement_hub.scenario.player import play, read
from procurement_hub.statements.documents import printed, rows, workbook
from procurement_hub.statements.models import Part
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.sheets import Sheet
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import Visit, charge, move_clock, record_check

BERKSHIRE = pathlib.Path(__file__).parent.parent / "examples" / "berkshire"
EXPECTED = json.loads((BERKSHIRE / "expected.json").read_text())["gains"]["2026"]
FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")
COUNCILS = [code for code in EXPECTED if code != "total"]
BACKWARD = "aes-backward-look"
AFTER = datetime.fromisoformat("2027-04-20T09:00:00+00:00")


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def berkshire():
    cast, events = read(BERKSHIRE)
    assert play(cast, events, opening=datetime.fromisoformat(events[0]["at"])) == []


def sheet_of(market: Market, code: str = "WOK", year: int = 2026, layout: str = BACKWARD) -> Sheet:
    return prepare(
        council_id=market.council_id(code), layout_code=layout, financial_year=year, today=NEXT_APRIL.date()
    ).sheet


def shown(figure: str) -> str:
    """How a figure of expected.json is written: −£1,800.00."""
    amount = Decimal(figure)
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


def written(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def calculated(sheet, address: str):
    """What a spreadsheet program would show in the cell: numbers, sums of a range, sums and differences."""
    value = sheet[address].value
    if not isinstance(value, str) or not value.startswith("="):
        return Decimal(str(value or 0))
    if found := re.fullmatch(r"=SUM\((\w+):(\w+)\)", value):
        cells = [cell for (cell,) in sheet[f"{found[1]}:{found[2]}"]]
        return sum((calculated(sheet, cell.coordinate) for cell in cells), Decimal(0))
    if found := re.fullmatch(r"=SUM\(([\w,]+)\)", value):
        return sum((calculated(sheet, cell) for cell in found[1].split(",")), Decimal(0))
    terms = re.findall(r"([=+-])([A-Z]+\d+)", value)
    assert "".join(sign + cell for sign, cell in terms) == value
    return sum(((-1 if sign == "-" else 1) * calculated(sheet, cell) for sign, cell in terms), Decimal(0))


def total_row(sheet) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == "Total")


# --- the Berkshire six --------------------------------------------------------------------------


def test_pages_and_documents_say_what_the_books_must_say(app, monkeypatch):
    berkshire()
    move_clock(monkeypatch, AFTER)
    for code in COUNCILS:
        reader = person_at(app, f"s151@{code.lower()}.example")
        year, statement = reader.get("/gains/2026"), reader.get(f"/statements/2026/{BACKWARD}")
        paper = reader.response(f"/statements/2026/{BACKWARD}/statement.pdf").data
        for name in FIGURES:
            for text in (year, statement, text_of(paper)):
                assert shown(EXPECTED[code][name]) in text, (code, name)
        assert "Orders delivered in full within two working days (%)" in statement
        assert ("−£1,800 (a loss)" in text_of(paper)) == (code == "SLO")
        two_accessible_pages(paper)
    memo = person_at(app, "lead@sece.example").get("/gains/memo?year=2026")
    for name in FIGURES:
        assert shown(EXPECTED["total"][name]) in memo, name
    assert "5 of 6 have signed off the year" in memo
    assert re.search(r"−£1,800\.00</span> <span[^>]*>a loss</span>", memo)


def person_at(app, email: str) -> Visit:
    return Visit(app, db.session.scalars(db.select(Person).where(Person.email == email)).one())


def two_accessible_pages(paper: bytes) -> None:
    report = pdf_ua.validate_pdf_bytes(paper, profile=pdf_ua.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(pages) <= 2
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in pages)


def test_the_same_statement_prints_to_the_same_bytes(market):
    market.buy("WOK", 100)
    assert printed.statement(sheet_of(market)) == printed.statement(sheet_of(market))


# --- spreadsheets -------------------------------------------------------------------------------


def busy_year(market: Market) -> Sheet:
    """Gains, a loss-making cost, a recurring cost and costs of the whole year."""
    market.buy("WOK", 12100)
    charge(market, "333.33", DECEMBER, item=market.item)
    charge(market, "20.02", DECEMBER, kind=EntryKind.RECURRING_COST, item=market.item)
    charge(market, "9000.01", DECEMBER)
    record_check(market)
    return sheet_of(market)


def test_formulas_of_the_workbook_come_to_the_totals(market):
    sheet = busy_year(market)
    book = load_workbook(io.BytesIO(workbook.statement(sheet)))
    look = book["Backward look"]
    last = total_row(look)
    for column, name, part in [
        ("B", "sustained", "total"),
        ("D", "further", "total"),
        ("E", "further", "cashable"),
        ("F", "ongoing", "total"),
        ("H", "cumulative", "total"),
        ("I", "cumulative", "cashable"),
    ]:
        assert str(look[f"{column}{last}"].value).startswith("=SUM(")
        assert calculated(look, f"{column}{last}") == sheet.total(name, Part(part)), name
    penny = book["To the penny"]
    last = total_row(penny)
    for column, name in [
        ("D", "cashable"),
        ("E", "non_cashable"),
        ("F", "gross"),
        ("G", "costs"),
        ("H", "net"),
    ]:
        assert calculated(penny, f"{column}{last}") == getattr(sheet.pennies, name), name
    assert book["Quality"]["G5"].value == "Met"


def test_figures_are_numbers_and_titles_are_never_formulas(market):
    market.buy("WOK", 100)
    record_check(market)
    item = market.item
    with transaction():
        db.session.merge(item).title = "=HYPERLINK(A1)"
    sheet = sheet_of(market)
    look = load_workbook(io.BytesIO(workbook.statement(sheet)))["Backward look"]
    assert (look["A6"].value, look["A6"].data_type) == ("=HYPERLINK(A1)", "s")
    assert (look["H6"].data_type, look["D6"].data_type) == ("n", "f")
    [row] = written(rows.statement(sheet))
    assert row["title"] == "'=HYPERLINK(A1)"
    charge(market, "1.00", DECEMBER)
    ledger = written(rows.ledger(queries.whole_ledger(market.council_id("WOK"), 2026)))
    assert [line["reason"] for line in ledger] == ["", "'=2+2 legal fee"]


def test_rows_of_the_file_add_up_to_the_ledger(market):
    sheet = busy_year(market)
    figures = sheet.pennies
    lines = written(rows.statement(sheet))
    for name in FIGURES:
        assert sum(Decimal(line[name]) for line in lines) == getattr(figures, name), name
    ledger = written(rows.ledger(queries.whole_ledger(market.council_id("WOK"), 2026)))
    assert len(ledger) == 4
    assert round(sum(Decimal(line["gross"]) for line in ledger), 2) == figures.gross
    assert round(sum(Decimal(line["cost"]) for line in ledger), 2) == figures.costs
    assert figures.net == Decimal("8228.00") - Decimal("9353.36")


# --- rounding, losses, holds --------------------------------------------------------------------


def test_rows_of_the_statement_add_up_in_whole_pounds(market):
    sheet = busy_year(market)
    for place, _ in enumerate(sheet.columns):
        assert sum(row.values[place] for row in sheet.rows) == sheet.totals[place]
        for row in sheet.rows:
            assert sum(line.values[place] for line in row.lines) == row.values[place]
    assert sheet.total("cumulative") == sheet.total("sustained") + sheet.total("further")
    assert abs(sheet.total("cumulative") - sheet.pennies.net) < 1


def test_words_and_figures_of_the_key_actions_agree(market):
    market.buy("WOK", 12100)
    sheet = sheet_of(market)
    [row] = sheet.rows
    [words] = row.actions
    assert words.startswith(
        "12,100 (by the ream) bought together at £3.42, against £4.10 paid alone: a gain of £8,228.00."
    )
    assert "£68.00 is not cashable" in words
    market.buy("SLO", 100)
    [row] = sheet_of(market, "SLO").rows
    assert row.actions == (
        "100 (by the ream) bought together at £3.42, against £3.30 paid alone: a loss of £12.00.",
    )


def test_the_paper_has_a_line_for_each_signature_and_a_note_of_costs(market):
    sheet = busy_year(market)
    text = text_of(printed.statement(sheet))
    assert text.count("Name:") == 3
    assert "One-off costs of £9,333.34 and recurring costs of £20.02" in text
    assert "these figures are as the books stand and can still change" in text
    assert "−£1,125.36 (a loss)" in text


def test_what_is_held_or_lost_is_on_the_paper(market):
    market.buy("WOK", 100, at=DECEMBER)
    market.buy("WOK", 50, at=NEXT_APRIL)
    record_check(market, after="80", year=2027)
    text = text_of(printed.statement(sheet_of(market, year=2027)))
    assert "Held and not claimed: A4 copier paper" in text
    assert "£34 (D13). Not met and not explained" in text
    assert re.search(r"not sustained \(£\)\s*£68", text)


def test_an_empty_year_still_prints(market):
    sheet = sheet_of(market)
    assert "There is nothing to state for this year" in text_of(printed.statement(sheet))
    book = load_workbook(io.BytesIO(workbook.statement(sheet)))
    assert calculated(book["Backward look"], f"D{total_row(book['Backward look'])}") == 0
    assert written(rows.statement(sheet)) == []
