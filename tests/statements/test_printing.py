"""Every form prints on two accessible pages, however much there is to say."""

import io

import page as pdf_ua
import pypdf
import pytest

from procurement_hub.statements import drawing
from procurement_hub.statements.documents import printed
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import ItemBooks
from procurement_hub.statements.queries import form_for
from procurement_hub.statements.sheets import Check, Sheet
from tests.market import DECEMBER, Market
from tests.savings.gallery import record_check
from tests.statements.scene import BACKWARD, FORWARD, MID_YEAR, sheet_of


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


def crowded(market: Market, items: int) -> Sheet:
    """A backward look whose many items stand under every heading that the form has."""
    form = form_for(BACKWARD, financial_year=2026, council_id=market.council_id("WOK"))
    headings = [heading for heading in form.headings if heading.printed]
    books = [
        ItemBooks(n, f"Item number {n} with a long name, white, 500 sheets of it in a box")
        for n in range(1, items + 1)
    ]
    chosen = {book.item_id: headings[book.item_id % len(headings)].id for book in books}
    form = type(form)(form.layout, form.columns, form.headings, chosen, "")
    words = "12,100 (by the ream) bought together at £3.42, against £4.10 paid alone: a gain of £8,228.00."
    found = Gathered(
        items=books,
        cpv={book.item_id: "" for book in books},
        actions={book.item_id: [words] for book in books},
        checks={
            book.item_id: (
                Check(book.title, "Orders delivered in full (%)", "Higher is better", "96", "98", "Met"),
            )
            for book in books
        },
    )
    drawn = drawing.draw(form, found, financial_year=2026, on="")
    sheet = sheet_of(market, BACKWARD)
    return type(sheet)(
        **{name: getattr(sheet, name) for name in sheet.__dataclass_fields__}
        | {"columns": drawn.columns, "rows": drawn.rows, "totals": drawn.totals, "below": drawn.below}
        | {"notes": tuple(f"Held and not claimed: {book.title}, £34 (D13)." for book in books)}
    )


@pytest.mark.parametrize("items", [1, 16, 60, 300])
def test_a_statement_never_takes_more_than_two_pages(market, items):
    sheet = crowded(market, items)
    paper = printed.statement(sheet)
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(pages) <= 2
    text = text_of(paper)
    for row in sheet.rows:
        assert row.title in text
    assert "Chief executive" in text
    report = pdf_ua.validate_pdf_bytes(paper, profile=pdf_ua.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("layout", [FORWARD, MID_YEAR, BACKWARD, "ni179", "gef"])
def test_every_form_prints_on_two_accessible_pages(market, layout):
    market.buy("WOK", 100, at=DECEMBER)
    record_check(market)
    paper = printed.statement(sheet_of(market, layout))
    assert len(pypdf.PdfReader(io.BytesIO(paper)).pages) <= 2
    report = pdf_ua.validate_pdf_bytes(paper, profile=pdf_ua.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
