"""Reads of tenders: the public's, the officers', and a supplier's own."""

from procurement_hub.tenders.queries.bidders import (
    OwnBid,
    Task,
    colleagues,
    own_bid,
    own_bids,
    own_bids_of,
    own_receipt,
    own_text,
    receipts_of,
)
from procurement_hub.tenders.queries.officers import (
    clarification_of,
    opened_bids,
    own_framework,
    own_tender,
    tender_of,
)
from procurement_hub.tenders.queries.public import (
    Published,
    public_list,
    published,
)

__all__ = [
    "OwnBid",
    "Published",
    "Task",
    "clarification_of",
    "colleagues",
    "opened_bids",
    "own_bid",
    "own_bids",
    "own_bids_of",
    "own_framework",
    "own_receipt",
    "own_tender",
    "own_text",
    "public_list",
    "published",
    "receipts_of",
    "tender_of",
]
