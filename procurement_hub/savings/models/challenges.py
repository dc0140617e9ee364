"""A question on a gain from somebody outside the council's own procurement, and what was answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db


class ChallengeStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class RemarkKind(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    CLOSING = "closing"

    @property
    def label(self) -> str:
        return {"question": "Question", "answer": "Answer", "closing": "Closed"}[self.value]


class Challenge(db.Model):
    """A reviewer's challenge to one gain. While it is open nobody has answered its latest question,
    and the year cannot be signed off."""

    __tablename__ = "challenge"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"))
    status: Mapped[ChallengeStatus] = mapped_column(by_value(ChallengeStatus, "status"))
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    raised_by: Mapped[Person] = relationship(lazy="raise")
    remarks: Mapped[list["ChallengeRemark"]] = relationship(lazy="raise", order_by="ChallengeRemark.id")
    __table_args__ = (Index("ix_challenge_gain", "council_id", "financial_year", "item_id", "id"),)


class ChallengeRemark(db.Model):
    """What was asked, answered or said in closing, by whom and when. The table is append-only."""

    __tablename__ = "challenge_remark"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), index=True)
    kind: Mapped[RemarkKind] = mapped_column(by_value(RemarkKind, "kind"))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (CheckConstraint("text <> ''", name="something_said"),)
