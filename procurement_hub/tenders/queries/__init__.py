"""Reads of tenders: the public's, the officers', and a supplier's own."""

from procurement_hub.tenders.queries.addenda import (
    Addition,
    added_document,
    addenda_in_full,
    addenda_of,
    addendum_numbered,
    changed_questions,
    news_for,
    questions_of,
    unread_addenda,
)
from procurement_hub.tenders.queries.bidders import (
    OwnBid,
    Task,
    colleagues,
    lot_of,
    own_bid,
    own_bids,
    own_bids_of,
    own_receipt,
    own_text,
    receipts_of,
)
from procurement_hub.tenders.queries.clarifications import (
    find_questions,
    own_among,
    own_draft,
)
from procurement_hub.tenders.queries.health import (
    Health,
    coming_maintenance,
    days_with_outages,
    health,
    maintenance_window,
    moved_deadlines,
)
from procurement_hub.tenders.queries.officers import (
    clarification_of,
    opened_bids,
    own_framework,
    own_tender,
    tender_of,
)
from procurement_hub.tenders.queries.practice import (
    keeps_practice,
    practice_tender,
    practice_tenders,
    submitted_content,
)
from procurement_hub.tenders.queries.public import (
    Published,
    published,
    takes_bids,
)

__all__ = [
    "Addition",
    "Health",
    "OwnBid",
    "Published",
    "Task",
    "added_document",
    "addenda_in_full",
    "addenda_of",
    "addendum_numbered",
    "changed_questions",
    "clarification_of",
    "colleagues",
    "coming_maintenance",
    "days_with_outages",
    "find_questions",
    "health",
    "keeps_practice",
    "lot_of",
    "maintenance_window",
    "moved_deadlines",
    "news_for",
    "opened_bids",
    "own_among",
    "own_bid",
    "own_bids",
    "own_bids_of",
    "own_draft",
    "own_framework",
    "own_receipt",
    "own_tender",
    "own_text",
    "practice_tender",
    "practice_tenders",
    "published",
    "questions_of",
    "receipts_of",
    "submitted_content",
    "takes_bids",
    "tender_of",
    "unread_addenda",
]
