"""Whether a supplier means to bid."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import db


class BidDecision(db.Model):
    """A supplier's decision to bid or not this time. Which it was, why, and when are in `locked`,
    readable by that supplier only; `token` stands for it as in its bids."""

    __tablename__ = "bid_decision"
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
