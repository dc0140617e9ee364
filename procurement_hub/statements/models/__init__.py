"""The tables of statements: their forms as layouts, and what councils file on them."""

from procurement_hub.statements.models.filings import (
    ItemHeading,
    Narrative,
    NarrativeField,
    PlannedGain,
    Signatory,
    Signature,
    Submission,
)
from procurement_hub.statements.models.layouts import (
    Heading,
    HeadingKind,
    Layout,
    LayoutColumn,
    LayoutHeading,
    Look,
    Part,
    Place,
    Unit,
)
from procurement_hub.statements.models.reporting import DueDate, Occasion, Reminder

__all__ = [
    "DueDate",
    "Heading",
    "HeadingKind",
    "ItemHeading",
    "Layout",
    "LayoutColumn",
    "LayoutHeading",
    "Look",
    "Narrative",
    "NarrativeField",
    "Occasion",
    "Part",
    "Place",
    "PlannedGain",
    "Reminder",
    "Signatory",
    "Signature",
    "Submission",
    "Unit",
]
