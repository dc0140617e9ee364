"""A canvas that marks what is drawn: as content of an element, or as an artifact a reader may skip."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream, PDFZCompress
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from procurement_hub.core.pdf.fonts import embedded
from procurement_hub.core.pdf.structure import Element, Mark, write

PDF_VERSION = (1, 7)

METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
   <pdfuaid:part>1</pdfuaid:part>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

Furniture = Callable[["TaggedCanvas", int, int], None]


@cache
def _fill(colour: Color) -> str:
    return f"{colour.red:.4f} {colour.green:.4f} {colour.blue:.4f} rg"


class TaggedCanvas(Canvas):
    """Keeps the marks of each page and writes the structure tree, the metadata and the page furniture
    when the document is saved, because only then is it known how many pages there are."""

    def __init__(self, *arguments, root: Element, furniture: Furniture, **options):
        super().__init__(*arguments, pdfVersion=PDF_VERSION, **options)
        self._root = root
        self._furniture = furniture
        self._marks: list[Element] = []
        self._marks_of_pages: list[list[Element]] = []
        self._runs: dict[tuple[str, str], list[tuple[str, str]]] = {}

    @contextmanager
    def content_of(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to the element."""
        element.kids.append(Mark(page=len(self._marks_of_pages), number=len(self._marks)))
        self._code.append(f"/{element.role} <</MCID {len(self._marks)}>> BDC")
        self._marks.append(element)
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration, or repeats what has been said."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def write_line(self, left: float, baseline: float, words: str, style: ParagraphStyle) -> None:
        """One line of text in the style's face, size and colour, whatever was set before.

        The same operators as drawString would give, without a text object for each figure of a table."""
        font = getFont(style.fontName)
        key = (style.fontName, words)
        if key not in self._runs:
            self._runs[key] = [
                (font.getSubsetInternalName(subset, self._doc), self._escape(letters))
                for subset, letters in font.splitString(words, self._doc)
            ]
        runs = " ".join(f"{face} {style.fontSize} Tf ({letters}) Tj" for face, letters in self._runs[key])
        self._code.append(f"BT {_fill(style.textColor)} 1 0 0 1 {left:.2f} {baseline:.2f} Tm {runs} ET")

    def setFont(self, psfontname, size, leading=None):
        super().setFont(embedded(psfontname), size, leading)

    def showPage(self):
        self._marks_of_pages.append(self._marks)
        self._marks = []
        super().showPage()

    def save(self):
        if self._code:
            self.showPage()
        self._add_furniture()
        write(self._root, self._doc, self._marks_of_pages)
        self._add_metadata()
        super().save()

    def _add_furniture(self) -> None:
        pages = self._doc.Pages.pages
        for number, page in enumerate(pages, 1):
            self._code = []
            self.saveState()
            with self.artifact():
                self._furniture(self, number, len(pages))
            self.restoreState()
            page.stream += "\n".join(self._code) + "\n"
        self._code = []

    def _add_metadata(self) -> None:
        info = self._doc.info
        content = METADATA.format(title=escape(info.title), author=escape(info.author))
        stream = PDFStream(
            dictionary=PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}),
            content=content.encode(),
        )
        stream.filters = [PDFZCompress]
        self._doc.Catalog.Metadata = self._doc.Reference(stream)
