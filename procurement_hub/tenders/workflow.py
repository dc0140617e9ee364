"""The lifecycles of a tender and of a bid."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.tenders.models import BidStatus, TenderStatus

TENDER = Workflow("tender", [("open", [TenderStatus.PUBLISHED], TenderStatus.OPENED)])

BID = Workflow(
    "bid",
    [
        ("submit", [BidStatus.DRAFT, BidStatus.SUBMITTED, BidStatus.WITHDRAWN], BidStatus.SUBMITTED),
        ("withdraw", [BidStatus.SUBMITTED], BidStatus.WITHDRAWN),
    ],
)
