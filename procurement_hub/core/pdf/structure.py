"""The structure tree: which marks on which page make up which heading, paragraph, table or figure.

Elements are made in reading order while the document is put together; drawing only adds where their
content came to lie. A table that runs over pages is therefore still one table.
"""

from collections.abc import Mapping
from typing import NamedTuple

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFString,
)


class Mark(NamedTuple):
    """A piece of marked content: the page's index and its number on that page (MCID)."""

    page: int
    number: int


class Element:
    """A node of the tree. `role` is a standard structure type, such as P, H1, Table or Figure."""

    def __init__(self, role: str, parent: "Element | None" = None, *, alternative: str | None = None):
        self.role = role
        self.alternative = alternative
        self.attributes: Mapping[str, object] = {}
        self.kids: list[Element | Mark] = []
        if parent is not None:
            parent.kids.append(self)


def header_cell(row: Element, scope: str) -> Element:
    """A TH that heads its Column or its Row."""
    cell = Element("TH", row)
    cell.attributes = {"O": PDFName("Table"), "Scope": PDFName(scope)}
    return cell


class References(PDFObject):
    """A list of references by name, as it is written."""

    def __init__(self, names: list[str]):
        self.names = names

    def format(self, document: PDFDocument) -> bytes:
        return f"[ {' '.join(_reference(document, name) for name in self.names)} ]".encode()


def _reference(document: PDFDocument, name: str) -> str:
    number, generation = document.idToObjectNumberAndVersion[name]
    return f"{number} {generation} R"


class StructureElement(PDFObject):
    """An element as it is written. Long tables have thousands, so it is put into bytes at once and
    not by way of ReportLab's dictionaries of dictionaries."""

    def __init__(self, element: Element, parent: str):
        self.element, self.parent = element, parent
        self.kids: list[str | tuple[str, int]] = []

    def format(self, document: PDFDocument) -> bytes:
        element = self.element
        written = [f"<< /Type /StructElem /S /{element.role} /P {_reference(document, self.parent)}"]
        if element.alternative is not None:
            written.append(f"/Alt {PDFString(element.alternative).format(document).decode('latin-1')}")
        if element.attributes:
            attributes = PDFDictionary(dict(element.attributes)).format(document)
            written.append(f"/A {attributes.decode('latin-1')}")
        if self.kids:
            kids = [
                _reference(document, kid)
                if isinstance(kid, str)
                else f"<< /Type /MCR /Pg {_reference(document, kid[0])} /MCID {kid[1]} >>"
                for kid in self.kids
            ]
            written.append(f"/K [ {' '.join(kids)} ]")
        return (" ".join(written) + " >>").encode("latin-1")


def write(root: Element, doc: PDFDocument, marks_of_pages: list[list[Element]]) -> None:
    """Put the tree into the PDF: the elements, and for every page which mark belongs to which."""
    pages = doc.Pages.pages
    page_references = [doc.Reference(page) for page in pages]
    owners: list[list[str]] = [[""] * len(marks) for marks in marks_of_pages]

    def place(element: Element, parent: str):
        node = StructureElement(element, parent)
        reference = doc.Reference(node)
        for kid in element.kids:
            if isinstance(kid, Element):
                node.kids.append(place(kid, reference.name).name)
                continue
            owners[kid.page][kid.number] = reference.name
            node.kids.append((page_references[kid.page].name, kid.number))
        return reference

    tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    tree_reference = doc.Reference(tree)
    tree["K"] = PDFArray([place(root, tree_reference.name)])
    numbers: list[object] = []
    for index, page in enumerate(pages):
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = index
        page.Tabs = PDFName("S")
        numbers += [index, doc.Reference(References(owners[index]))]
    tree["ParentTree"] = doc.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    tree["ParentTreeNextKey"] = len(pages)
    doc.Catalog.StructTreeRoot = tree_reference
    doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
