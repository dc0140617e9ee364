"""When statements are due, and who has been reminded of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import UTCDateTime, by_value, db
from procurement_hub.statements.models.layouts import Look


class DueDate(db.Model):
    """The day by which a look at a year is to be filed. A region's own date goes before the one of the
    whole country, whose region is empty; `source` says where it comes from."""

    __tablename__ = "statement_due_date"
    region: Mapped[str] = mapped_column(String(100), primary_key=True)
    look: Mapped[Look] = mapped_column(by_value(Look, "look"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    due_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Occasion(StrEnum):
    """Which reminder it was."""

    FOUR_WEEKS = "four_weeks"
    ONE_WEEK = "one_week"
    OVERDUE = "overdue"


class Reminder(db.Model):
    """A council's finance officers have been written to about a statement, once for each occasion."""

    __tablename__ = "statement_reminder"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    look: Mapped[Look] = mapped_column(by_value(Look, "look"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    occasion: Mapped[Occasion] = mapped_column(by_value(Occasion, "occasion"), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
