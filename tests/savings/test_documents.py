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
from procurement_hub.savings import claims, queries, statements
from procurement_hub.savings.documents import printed, rows, workbook
from procurement_hub.savings.models import EntryKind, YearStatus
from procurement_hub.scenario.player import play, read
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import Visit, charge, move_clock, record_check

BERKSHIRE = pathlib.Path(__file__).parent.parent / "examples" / "berkshire"
EXPECTED = json.loads((BERKSHIRE / "expected.json").read_text())["gains"]["2026"]
FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")
COUNCILS = [code for code in EXPECTED if code != "total"]
AFTER = datetime.fromisoformat("2027-04-20T09:00:00+00:00")


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def berkshire():
    cast, events = read(BERKSHIRE)
    assert play(cast, events, opening=datetime.fromisoformat(events[0]["at"])) == []


def claim_of(market: Market, code: str = "WOK", year: int = 2026) -> claims.Claim:
    return claims.claim(council_id=market.council_id(code), financial_year=year)


def shown(figure: str) -> str:
    """How a figure of expected.json is written: −£1,800.00."""
    amount = Decimal(figure)
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"


def text_of(data: bytes) -> str:
    return " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages)


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
    first, sign, second = re.fullmatch(r"=([A-Z]+\d+)([+-])([A-Z]+\d+)", value).groups()
    other = calculated(sheet, second)
    return calculated(sheet, first) + (other if sign == "+" else -other)


def total_row(sheet) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == "Total")


# --- the Berkshire six --------------------------------------------------------------------------


def test_pages_and_documents_say_what_the_books_must_say(app, monkeypatch):
    berkshire()
    move_clock(monkeypatch, AFTER)
    for code in COUNCILS:
        reader = person_at(app, f"s151@{code.lower()}.example")
        year, statement = reader.get("/gains/2026"), reader.get("/gains/2026/statement")
        paper = reader.response("/gains/2026/statement.pdf").data
        for name in FIGURES:
            for text in (year, statement, text_of(paper)):
                assert shown(EXPECTED[code][name]) in text, (code, name)
        assert "Orders delivered in full within two working days (%)" in statement
        signed = EXPECTED[code]["status"] == "signed_off"
        assert ("Signed off by" in statement) == signed
        assert ("Signed off by" in text_of(paper)) == signed
        assert ("−£1,800 (a loss)" in text_of(paper)) == (code == "SLO")
        two_accessible_pages(paper)
    memo = person_at(app, "lead@sece.example").get("/gains/memo?year=2026")
    for name in FIGURES:
        assert shown(EXPECTED["total"][name]) in memo, name
    assert "5 of 6 councils have signed off the year" in memo
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
    assert printed.statement(claim_of(market)) == printed.statement(claim_of(market))


# --- spreadsheets -------------------------------------------------------------------------------


def busy_year(market: Market) -> claims.Claim:
    """Gains, a loss-making cost, a recurring cost and costs of the whole year."""
    market.buy("WOK", 12100)
    charge(market, "333.33", DECEMBER, item=market.item)
    charge(market, "20.02", DECEMBER, kind=EntryKind.RECURRING_COST, item=market.item)
    charge(market, "9000.01", DECEMBER)
    record_check(market)
    return claim_of(market)


def test_formulas_of_the_workbook_come_to_the_totals(market):
    claim = busy_year(market)
    book = load_workbook(io.BytesIO(workbook.statement(claim)))
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
        assert calculated(look, f"{column}{last}") == getattr(getattr(claim.look, name), part), name
    penny = book["To the penny"]
    last = total_row(penny)
    for column, name in [
        ("D", "cashable"),
        ("E", "non_cashable"),
        ("F", "gross"),
        ("G", "costs"),
        ("H", "net"),
    ]:
        assert calculated(penny, f"{column}{last}") == getattr(claim.account.figures, name), name
    assert book["Quality"]["F5"].value == "Met"


def test_figures_are_numbers_and_titles_are_never_formulas(market):
    market.buy("WOK", 100)
    record_check(market)
    item = market.item
    with transaction():
        db.session.merge(item).title = "=HYPERLINK(A1)"
    claim = claim_of(market)
    look = load_workbook(io.BytesIO(workbook.statement(claim)))["Backward look"]
    assert (look["A5"].value, look["A5"].data_type) == ("=HYPERLINK(A1)", "s")
    assert look["D5"].data_type == "n"
    [row] = written(rows.statement(claim))
    assert row["title"] == "'=HYPERLINK(A1)"
    charge(market, "1.00", DECEMBER)
    ledger = written(rows.ledger(queries.whole_ledger(market.council_id("WOK"), 2026)))
    assert [line["reason"] for line in ledger] == ["", "'=2+2 legal fee"]


def test_rows_of_the_file_add_up_to_the_ledger(market):
    claim = busy_year(market)
    figures = claim.account.figures
    lines = written(rows.statement(claim))
    for name in FIGURES:
        assert sum(Decimal(line[name]) for line in lines) == getattr(figures, name), name
    ledger = written(rows.ledger(queries.whole_ledger(market.council_id("WOK"), 2026)))
    assert len(ledger) == 4
    assert round(sum(Decimal(line["gross"]) for line in ledger), 2) == figures.gross
    assert round(sum(Decimal(line["cost"]) for line in ledger), 2) == figures.costs
    assert figures.net == Decimal("8228.00") - Decimal("9353.36")


# --- rounding, losses, holds --------------------------------------------------------------------


def year_of_thirds(market: Market) -> statements.YearAccount:
    """Three rows that each end in thirds of a penny."""
    [total] = queries.item_totals(market.council_id("WOK"), 2026)
    third = Decimal("0.335")
    part = queries.ItemTotal(total.item, gross=third, cashable=third, one_off_cost=third)
    return statements.account_of([part] * 3, YearStatus.PROVISIONAL)


def test_rows_shown_add_up_to_the_total_shown(market):
    """Summed and then rounded: three of 0.335 are 1.01, and the rows say so (savings-method V30)."""
    market.buy("WOK", 1)
    account = year_of_thirds(market)
    assert account.figures.gross == Decimal("1.01")
    for name in FIGURES:
        assert sum(getattr(row, name) for row in account.rows) == getattr(account.figures, name), name


def test_rows_of_the_statement_add_up_in_whole_pounds(market):
    claim = busy_year(market)
    for column in statements.COLUMNS:
        for part in ("total", "cashable"):
            parts = [getattr(getattr(row, column), part) for row in claim.look.rows]
            assert sum(parts) == getattr(getattr(claim.look, column), part)
    assert claim.look.cumulative.total == claim.look.sustained.total + claim.look.further.total
    assert abs(claim.look.cumulative.total - claim.account.figures.net) < 1


def test_words_and_figures_of_the_key_actions_agree(market):
    market.buy("WOK", 12100)
    claim = claim_of(market)
    [words] = claim.actions.values()
    assert words[0] == (
        "12,100 (by the ream) bought together at £3.42, against £4.10 paid alone: a gain of £8,228.00."
    )
    assert "£68.00 is not cashable" in words[1]
    market.buy("SLO", 100)
    [loss] = claim_of(market, "SLO").actions.values()
    assert loss == ["100 (by the ream) bought together at £3.42, against £3.30 paid alone: a loss of £12.00."]


def test_the_paper_has_a_line_for_each_signature_and_a_note_of_costs(market):
    claim = busy_year(market)
    text = text_of(printed.statement(claim))
    assert text.count("Name:") == 3
    assert "One-off costs of £9,333.34 and recurring costs of £20.02" in text
    assert "these figures are provisional" in text
    assert "−£1,125.36 (a loss)" in text


def test_what_is_held_or_lost_is_on_the_paper(market):
    market.buy("WOK", 100, at=DECEMBER)
    market.buy("WOK", 50, at=NEXT_APRIL)
    record_check(market, after="80", year=2027)
    text = text_of(printed.statement(claim_of(market, year=2027)))
    assert "Held and not claimed, because a quality check is not met: £34." in text
    assert "not sustained: £34." in text
    assert "held until every quality check is met or explained" in text


def test_an_empty_year_still_prints(market):
    claim = claim_of(market)
    assert "No quality cross check has been recorded" in text_of(printed.statement(claim))
    book = load_workbook(io.BytesIO(workbook.statement(claim)))
    assert calculated(book["Backward look"], "D5") == 0
    assert written(rows.statement(claim)) == []
