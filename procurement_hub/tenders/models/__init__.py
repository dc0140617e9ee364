"""The tables of tenders: the competition, and the bids in its box."""

from procurement_hub.tenders.models.bid import (
    Bid,
    BidAnswer,
    BidAttachment,
    BidFile,
    BidPart,
    BidPrice,
    BidReceipt,
    BidStatus,
    ReceiptAct,
    ReceiptMailed,
)
from procurement_hub.tenders.models.decision import BidDecision
from procurement_hub.tenders.models.requirement import TenderRequirement
from procurement_hub.tenders.models.tender import (
    Clarification,
    Criterion,
    CriterionKind,
    DeadlineChange,
    Question,
    ReceiptKey,
    Tender,
    TenderStatus,
)

__all__ = [
    "Bid",
    "BidAnswer",
    "BidAttachment",
    "BidDecision",
    "BidFile",
    "BidPart",
    "BidPrice",
    "BidReceipt",
    "BidStatus",
    "Clarification",
    "Criterion",
    "CriterionKind",
    "DeadlineChange",
    "Question",
    "ReceiptAct",
    "ReceiptKey",
    "ReceiptMailed",
    "Tender",
    "TenderRequirement",
    "TenderStatus",
]
