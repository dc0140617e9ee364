"""What the mail about a receipt says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.core.calendar import format_moment, format_moment_to_the_second
from procurement_hub.tenders.letters import how_bids_stand
from procurement_hub.tenders.models import Bid, BidReceipt, ReceiptAct, Tender
from procurement_hub.tenders.receipts import Signed


@dataclass(frozen=True)
class ReceiptLinks:
    """Full addresses of the tender, of the receipt, and of the page that verifies receipts."""

    page: str
    receipt: str
    verify: str


def letter_of(
    receipt: BidReceipt,
    bid: Bid,
    tender: Tender,
    own: Sequence[Bid],
    *,
    links: ReceiptLinks,
    now: datetime,
) -> tuple[str, str]:
    """Subject and text. `own` are the bidder's bids for all lots of the tender."""
    lot = next(lot for lot in tender.framework.lots if lot.id == bid.lot_id)
    at, over = format_moment_to_the_second(receipt.at), now >= tender.deadline_at
    if receipt.act is ReceiptAct.WITHDRAWN:
        subject = f"Bid withdrawn: {tender.framework.title}, lot {lot.number}"
        news = f"Your bid for lot {lot.number} was withdrawn on {at}. It is out of the box and is not opened."
    elif over:
        subject = f"Your bid is in the box: {tender.framework.title}, lot {lot.number}"
        news = (
            f"The deadline has passed. The version of your bid for lot {lot.number} that was received on "
            f"{at} is in the box, and is opened with the others."
        )
    else:
        subject = f"Bid received: {tender.framework.title}, lot {lot.number}"
        news = (
            f"Your bid for lot {lot.number} was received on {at}. It is in the box. You can replace or "
            "withdraw it until the deadline."
        )
    facts = [
        f"What: {tender.framework.title} (tender {tender.framework.code}), lot {lot.number}: {lot.title}",
        f"Where: {links.page}",
        f"By when: {format_moment(tender.deadline_at)}, UK time",
        "",
        *how_bids_stand(tender.framework.lots, own),
    ]
    proof = [f"Your receipt: {links.receipt}", f"SHA-256 of the content: {receipt.content_sha256}"]
    if receipt.statement:
        code = Signed(receipt.statement, receipt.signature).code
        proof += [f"Anybody can verify this code at {links.verify}", "", code]
    return subject, "\n\n".join([news, "\n".join(facts), "\n".join(proof)]) + "\n"
