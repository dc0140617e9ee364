"""A statement as a document: printed for signature, as a workbook, and as plain rows."""
