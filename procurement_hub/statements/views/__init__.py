"""The pages of statements: which there are and when they are due, and each of them to read, take away,
put into words, file and sign."""

from procurement_hub.statements.views import (
    calendar,
    filings,
    headings,
    index,
    pack,
    plan,
    signing,
    statement,
    words,
)
from procurement_hub.statements.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar",
    "filings",
    "headings",
    "index",
    "pack",
    "plan",
    "signing",
    "statement",
    "words",
]
