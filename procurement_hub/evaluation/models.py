"""Panel, scores, agreed scores, and the result of each bid."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.money import Gain, Money
from procurement_hub.tenders.models import Bid, Question, Tender


class PanelMember(db.Model):
    """An evaluator of a tender, from the moment of declaring interests (PA 2023 ss.81 to 83)."""

    __tablename__ = "panel_member"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_name: Mapped[str] = mapped_column(String(300))
    conflict: Mapped[bool] = mapped_column(Boolean)
    detail: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship(lazy="raise")
    tender: Mapped[Tender] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("tender_id", "person_id"),
        CheckConstraint("NOT conflict OR detail <> ''", name="conflict_is_described"),
    )


class Score(db.Model):
    """One evaluator's score of one answer, given alone, with its reason."""

    __tablename__ = "score"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    score: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    scored_at: Mapped[datetime] = mapped_column(UTCDateTime)
    panel_member: Mapped[PanelMember] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("bid_id", "question_id", "panel_member_id"),
        CheckConstraint("score >= 0", name="score_positive"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )


class AgreedScore(db.Model):
    """The panel's score of one answer, recorded by the lead, with the reason the bidder reads."""

    __tablename__ = "agreed_score"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    score: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question: Mapped[Question] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("bid_id", "question_id"),
        CheckConstraint("score >= 0", name="score_positive"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )


class LotRecommendation(db.Model):
    """The lead's recommendation for a lot, with the draw where a tie needed one."""

    __tablename__ = "lot_recommendation"
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    recommended_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recommended_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    draw: Mapped[str] = mapped_column(Text, default="")
    recommended_by: Mapped[Person] = relationship(lazy="raise")


class BidResult(db.Model):
    """How a bid came out: its total at the round's demand (£ net), scores out of 100, rank, and
    whether it wins a place. Frozen when the lot is recommended; the assessment summary is drawn
    from it and released to all bidders at one moment (PA 2023 s.50)."""

    __tablename__ = "bid_result"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    evaluated_total: Mapped[Decimal] = mapped_column(Money)
    price_score: Mapped[Decimal] = mapped_column(Gain)
    quality_score: Mapped[Decimal] = mapped_column(Gain)
    total_score: Mapped[Decimal] = mapped_column(Gain)
    rank: Mapped[int] = mapped_column(Integer)
    awarded: Mapped[bool] = mapped_column(Boolean)
    explanation: Mapped[str] = mapped_column(Text)
    summary_released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bid: Mapped[Bid] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("lot_id", "rank"),
        Index("ix_bid_result_lot", "lot_id", "rank"),
    )
