"""CPV codes, units of measure and the items that councils buy."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.core.database import Id, db


class CpvCode(db.Model):
    """A code of the Common Procurement Vocabulary 2008 with its check digit: 30197643-5."""

    __tablename__ = "cpv_code"
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))


class Unit(db.Model):
    """A unit of measure: its UN/ECE Recommendation 20 code and the word that people use."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    symbol: Mapped[str] = mapped_column(String(50), default="")

    @property
    def counted(self) -> str:
        """How quantities are said to be counted: "by the ream", or "each" for single things."""
        return "each" if self.code in ("EA", "C62") else f"by the {self.name}"


class Item(db.Model):
    """Something that several councils buy alike: a specification and the unit it is counted in."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    specification: Mapped[str] = mapped_column(Text, default="")
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    cpv_code: Mapped[str] = mapped_column(ForeignKey("cpv_code.code"))
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    cpv: Mapped[CpvCode] = relationship(lazy="raise")
