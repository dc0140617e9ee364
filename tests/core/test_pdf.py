import io
from datetime import UTC, date, datetime

import page
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing, String

from procurement_hub.core.pdf import Document

AWKWARD = 'A & B <Ltd> "Söns" <b>bold</b> &amp; £1,250 – ŵ'


def document(**options):
    return Document("Award report", "Berkshire Centre of Excellence", "F-2026/01", **options)


def chart():
    drawing = Drawing(300, 120)
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 30, 20, 250, 90
    bars.data = [[5, 3, 2]]
    bars.categoryAxis.categoryNames = ["Bracknell", "Reading", "Slough"]
    drawing.add(bars)
    drawing.add(String(10, 110, "Tenders", fontName="Helvetica-Bold"))
    return drawing


def opened(document):
    """The PDF read back, once it has passed every rule of PDF/UA-1."""
    content = document.render()
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    assert report.rules.passed == report.rules.total >= 100
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(pdf):
    return "\n".join(sheet.extract_text() for sheet in pdf.pages)


def elements(node):
    """Every element of the structure tree, parents first, in reading order."""
    for reference in node.get("/K", []):
        kid = reference.get_object()
        if kid.get("/Type") == "/StructElem":
            yield kid
            yield from elements(kid)


def structure(pdf, *roles):
    found = elements(pdf.trailer["/Root"]["/StructTreeRoot"])
    return [element for element in found if not roles or element["/S"] in roles]


def roles(pdf):
    return [element["/S"] for element in structure(pdf)]


def test_a_whole_report_passes_pdf_ua():
    report = document()
    report.heading("Summary")
    report.paragraph("The panel recommends three awards.\n\nEach is within the ceiling.")
    report.facts([("Supplier", AWKWARD), ("Company number", None)])
    report.heading("Reasons", 3)
    report.bullets(["lowest price", "best quality"])
    report.table(["Lot", "Value"], [["1", "£10.00"], ["Total", "£10.00"]], total_row=True, caption="Lots")
    report.figure(chart(), "Tenders: Bracknell 5, Reading 3, Slough 2")
    report.signature_block("Jo Patel", "Chief finance officer", datetime(2027, 1, 14, 12, tzinfo=UTC))
    report.signature_block("Sam Okafor", "Director")
    pdf = opened(report)
    assert "Signed 14 January 2027 at 12 noon (GMT)" in text_of(pdf)
    assert "Date:" in text_of(pdf)
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/Table", "/Caption", "/Figure"} <= set(roles(pdf))


def test_reading_order_is_the_order_of_the_pieces():
    report = document()
    report.paragraph("First")
    report.heading("Second")
    report.figure(chart(), "Third")
    assert roles(opened(report)) == ["/Document", "/P", "/H1", "/P", "/P", "/H2", "/Figure"]


def test_a_table_over_several_pages_is_one_table_with_one_header():
    report = document()
    rows = [[str(n), f"Supplier {n}", f"£{n}.00"] for n in range(150)]
    report.table(["Lot", "Supplier", "Value"], rows, align=["left", "left", "right"])
    pdf = opened(report)
    assert len(pdf.pages) >= 4
    assert all("Supplier" in sheet.extract_text() for sheet in pdf.pages)  # seen again on each page
    assert len(structure(pdf, "/Table")) == 1
    assert len(structure(pdf, "/TR")) == 151
    assert len(structure(pdf, "/TH")) == 3
    assert {head["/A"]["/Scope"] for head in structure(pdf, "/TH")} == {"/Column"}


def test_a_row_taller_than_a_page_is_split_and_still_one_row():
    report = document()
    report.table(["Question", "Answer"], [["Q1", "We deliver on time. " * 700]])
    pdf = opened(report)
    assert len(pdf.pages) >= 3
    assert len(structure(pdf, "/TR")) == 2
    assert len(structure(pdf, "/TD")) == 2
    assert text_of(pdf).replace("\n", " ").count("deliver") == 700


def test_a_long_paragraph_runs_over_pages_as_one_paragraph():
    report = document()
    report.paragraph("The panel met and agreed. " * 600)
    pdf = opened(report)
    assert len(pdf.pages) >= 2
    assert len(structure(pdf, "/P")) == 3  # letterhead, reference and the paragraph


def test_labels_and_the_total_head_their_rows():
    report = document()
    report.facts([("Supplier", "Albion"), ("Lot", 1)])
    report.table(["Lot", "Value"], [[1, "£2.00"], ["Total", "£2.00"]], total_row=True)
    heads = structure(opened(report), "/TH")
    assert [head["/A"]["/Scope"] for head in heads] == ["/Row", "/Row", "/Column", "/Column", "/Row"]


def test_a_figure_says_in_words_what_it_shows():
    report = document()
    report.figure(chart(), "Tenders: Bracknell 5 & Reading 3")
    (figure,) = structure(opened(report), "/Figure")
    assert figure["/Alt"] == "Tenders: Bracknell 5 & Reading 3"
    with pytest.raises(ValueError, match="needs a text"):
        report.figure(chart(), " ")


def test_a_figure_larger_than_the_page_is_made_to_fit():
    report = document()
    report.figure(Drawing(4000, 3000, String(0, 0, "far away")), "A large plan")
    (figure,) = structure(opened(report), "/Figure")
    left, bottom, right, top = figure["/A"]["/BBox"]
    assert 0 < left < right < 596
    assert 0 < bottom < top < 843


def test_what_people_type_is_text_and_never_markup():
    report = Document(AWKWARD, AWKWARD, AWKWARD)
    report.heading(AWKWARD)
    report.paragraph('<para><img src="/etc/passwd"/></para> <a href="x">y</a> ]]> &lt;')
    report.bullets([AWKWARD])
    report.facts([(AWKWARD, AWKWARD)])
    report.table([AWKWARD, "B"], [[AWKWARD, None]], caption=AWKWARD)
    report.figure(chart(), AWKWARD)
    report.signature_block(AWKWARD, AWKWARD, AWKWARD)
    pdf = opened(report)
    assert pdf.metadata.title == AWKWARD
    assert '<img src="/etc/passwd"/>' in text_of(pdf)
    assert "<b>bold</b> &amp; £1,250 – ŵ" in text_of(pdf)


def test_the_file_says_its_language_title_and_standard():
    pdf = opened(document())
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert (pdf.metadata.title, pdf.metadata.author) == ("Award report", "Berkshire Centre of Excellence")


def test_every_page_gives_its_number_and_the_reference():
    report = document()
    report.paragraph("The panel met and agreed. " * 600)
    pdf = opened(report)
    for number, sheet in enumerate(pdf.pages, 1):
        assert f"Page {number} of {len(pdf.pages)}" in sheet.extract_text()
        assert "F-2026/01" in sheet.extract_text()


def test_headings_make_the_outline_and_lead_to_their_own_page():
    report = document()
    report.heading("Summary")
    report.paragraph("The panel met and agreed. " * 600)
    report.heading("Decision")
    pdf = opened(report)
    title, (summary, decision) = pdf.outline
    assert (title["/Title"], summary["/Title"], decision["/Title"]) == ("Award report", "Summary", "Decision")
    assert pdf.get_destination_page_number(summary) == 0
    assert pdf.get_destination_page_number(decision) == len(pdf.pages) - 1


def test_a_heading_that_skips_a_level_is_refused():
    report = document()
    with pytest.raises(ValueError, match="level 3"):
        report.heading("Too deep", 3)


def test_a_row_with_another_number_of_cells_is_refused():
    with pytest.raises(ValueError, match="as many cells"):
        document().table(["Lot", "Value"], [["1"]])


def test_equal_documents_are_equal_bytes():
    first, second = document(), document()
    for report in (first, second):
        report.table(["Lot"], [["1"]])
        report.signature_block("Jo Patel", "Director", date(2027, 1, 14))
    assert first.render() == second.render() == first.render()
    second.paragraph("More.")
    assert first.render() != second.render()


def test_wide_tables_go_on_landscape_pages():
    report = document(landscape=True)
    report.table([f"Quarter {n}" for n in range(12)], [["£1,234,567.00"] * 12], align=["right"] * 12)
    (sheet,) = opened(report).pages
    assert sheet.mediabox.width > sheet.mediabox.height


def test_figures_in_a_column_do_not_wrap():
    report = document()
    report.table(
        ["Explanation", "Value"], [["Words and more words. " * 20, "£1,234,567.89"]], align=["left", "right"]
    )
    assert "£1,234,567.89" in text_of(opened(report))


def test_a_character_without_a_glyph_is_seen_to_be_missing():
    report = document()
    report.paragraph("漢\u200b\x00\x07 ok")
    assert "\ufffd ok" in text_of(opened(report))


def test_an_empty_table_and_empty_lists_are_still_lawful():
    report = document()
    report.bullets([])
    report.facts([])
    report.paragraph("")
    report.table(["Lot", "Value"], [])
    assert len(structure(opened(report), "/TR")) == 1


@settings(max_examples=25)
@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), max_size=6), st.text(min_size=1))
def test_no_text_breaks_a_document(rows, words):
    report = Document(words, words, words)
    report.paragraph(words)
    report.table(["A", "B", "C"], rows, align=["left", "right", "left"], total_row=True, caption=words)
    report.facts([(words, words)])
    opened(report)
