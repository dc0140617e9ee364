"""Documents people can read however they read: letterhead, tagged text, tables and figures (PDF/UA-1).

`Document` is what the areas use. The rest of the package gives ReportLab what it lacks: a structure
tree, marked content, fonts that are embedded whole, and metadata that says what the file is.
"""

from procurement_hub.core.pdf.document import Document, TooManyPages
from procurement_hub.core.pdf.fonts import BOLD, REGULAR

__all__ = ["BOLD", "REGULAR", "Document", "TooManyPages"]
