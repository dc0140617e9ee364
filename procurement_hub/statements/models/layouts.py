"""The form of a statement as rows: its columns, the measure that fills each, and its headings.

A form that changes is a new version of its layout with the year from which it holds; what was
filed on the older one stays as it was (savings-method D)."""

from enum import StrEnum

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
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, by_value, db


class Look(StrEnum):
    FORWARD = "forward"
    MID_YEAR = "mid_year"
    BACKWARD = "backward"
    NI179 = "ni179"
    GEF = "gef"

    @property
    def label(self) -> str:
        return {
            "forward": "Forward look",
            "mid_year": "Mid-year update",
            "backward": "Backward look",
            "ni179": "Value for money gains (NI 179)",
            "gef": "Efficiencies (Government Efficiency Framework)",
        }[self.value]

    @property
    def is_achieved(self) -> bool:
        """Whether it says what a year came to, so that the year must be signed off first."""
        return self in (Look.BACKWARD, Look.NI179, Look.GEF)


class HeadingKind(StrEnum):
    SERVICE = "service"
    CROSS_CUTTING = "cross_cutting"
    MODERN = "modern"

    @property
    def label(self) -> str:
        return {
            "service": "Services",
            "cross_cutting": "Cross-cutting workstreams",
            "modern": "Headings of the Government Efficiency Framework",
        }[self.value]


class Part(StrEnum):
    """Which part of a measure a column shows: both parts together, or one of them."""

    TOTAL = "total"
    CASHABLE = "cashable"
    NON_CASHABLE = "non_cashable"


class Unit(StrEnum):
    POUNDS = "pounds"
    PENCE = "pence"
    PERCENT = "percent"
    WORDS = "words"


class Place(StrEnum):
    """Whether a measure has a column of the table, or one line below it for the whole council."""

    COLUMN = "column"
    BELOW = "below"


class Heading(db.Model):
    """A service or workstream under which gains are stated. `cpv_prefixes` are the beginnings of the
    CPV codes, parted by spaces, whose items stand under it unless the council chooses otherwise; the
    longest that fits counts, and "*" takes what nothing else does."""

    __tablename__ = "statement_heading"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[HeadingKind] = mapped_column(by_value(HeadingKind, "kind"))
    position: Mapped[int] = mapped_column(Integer)
    cpv_prefixes: Mapped[str] = mapped_column(String(200), default="")


class Layout(db.Model):
    """One version of a form. It holds for statements of `first_year` to `last_year` (open when empty)
    until a later version does; printed, it takes no more than `pages` pages of `page_size`."""

    __tablename__ = "statement_layout"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    look: Mapped[Look] = mapped_column(by_value(Look, "look"))
    first_year: Mapped[int] = mapped_column(Integer)
    last_year: Mapped[int | None] = mapped_column(Integer)
    page_size: Mapped[str] = mapped_column(String(32))
    pages: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("last_year IS NULL OR last_year >= first_year", name="years_run_forward"),
        CheckConstraint("version > 0 AND pages > 0", name="counts_from_one"),
    )


class LayoutColumn(db.Model):
    """A column of the table, or a line below it. {year} and {before} stand in `heading` and
    `group_title` for the statement's year and the one before, {on} for the day that it shows."""

    __tablename__ = "layout_column"
    layout_id: Mapped[int] = mapped_column(ForeignKey("statement_layout.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[Place] = mapped_column(by_value(Place, "place"))
    group_title: Mapped[str] = mapped_column(String(200))
    heading: Mapped[str] = mapped_column(String(200))
    measure: Mapped[str] = mapped_column(String(32))
    part: Mapped[Part] = mapped_column(by_value(Part, "part"))
    unit: Mapped[Unit] = mapped_column(by_value(Unit, "unit"))


class LayoutHeading(db.Model):
    """A heading that a layout prints, and where. One of them takes the gains whose own heading the
    layout does not have."""

    __tablename__ = "layout_heading"
    layout_id: Mapped[int] = mapped_column(ForeignKey("statement_layout.id"), primary_key=True)
    heading_id: Mapped[int] = mapped_column(ForeignKey("statement_heading.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    takes_others: Mapped[bool] = mapped_column(Boolean)
    __table_args__ = (
        Index(
            "uq_layout_heading_takes_others",
            "layout_id",
            unique=True,
            postgresql_where=takes_others.column,
            sqlite_where=takes_others.column,
        ),
    )
