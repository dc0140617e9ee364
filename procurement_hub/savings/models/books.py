"""Baselines, a council's year, and the gain ledger with its roll-up.

Tables of higher areas (rounds, frameworks, order, receipt and invoice lines) are referred to by
foreign key only."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Gain, Quantity, UnitPrice


class BaselineType(StrEnum):
    """savings-method 2.3. B1 and B2 are the council's own price; B9 is refused and so not here."""

    OWN_LAST_PRICE = "B1"
    OWN_CONTRACT_PRICE = "B2"
    OWN_COMPARABLE_ITEM = "B3"
    PEER_MEDIAN = "B4"
    MARKET_AVERAGE = "B5"
    MEDIAN_TENDER = "B6"
    SHOULD_COST = "B7"
    BUDGET = "B8"

    @property
    def label(self) -> str:
        return {
            "B1": "The council's own last price",
            "B2": "The council's own contract price",
            "B3": "The council's own price for a comparable item",
            "B4": "The median price of other councils",
            "B5": "A published market average",
            "B6": "The median of compliant tenders",
            "B7": "A should-cost model",
            "B8": "A budget",
        }[self.value]


class Baseline(db.Model):
    """What one council paid, alone, before: frozen with who and when as the round closes."""

    __tablename__ = "baseline"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("demand_round.id"))
    type: Mapped[BaselineType] = mapped_column(by_value(BaselineType, "type"))
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    annual_quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    price_date: Mapped[date] = mapped_column(Date)
    supplier_name: Mapped[str] = mapped_column(String(300), default="")
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    council: Mapped[Organisation] = relationship(lazy="raise")
    item: Mapped[Item] = relationship(lazy="raise")
    evidence: Mapped[StoredDocument | None] = relationship(lazy="raise")
    frozen_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("round_id", "item_id", "council_id"),
        CheckConstraint("unit_price > 0", name="unit_price_positive"),
    )


class YearStatus(StrEnum):
    PROVISIONAL = "provisional"
    HELD = "held"
    SIGNED_OFF = "signed_off"


class CouncilYear(db.Model):
    """A council's financial year of gains, and whether it is signed. Its row is the lock that
    orders the ledger's entries of that year."""

    __tablename__ = "council_year"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    status: Mapped[YearStatus] = mapped_column(by_value(YearStatus, "status"))
    council: Mapped[Organisation] = relationship(lazy="raise")


class EntryKind(StrEnum):
    GAIN = "gain"
    ONE_OFF_COST = "one_off_cost"
    RECURRING_COST = "recurring_cost"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        return {
            "gain": "Received and invoiced",
            "one_off_cost": "One-off cost",
            "recurring_cost": "Recurring cost",
            "reversal": "Taken back",
        }[self.value]


class GainEntry(db.Model):
    """One line of the append-only ledger: a quantity received and invoiced, or a cost.

    Amounts are £ net of VAT, unrounded. gross = cashable + nc_inflation + nc_volume + nc_baseline, where
    the last is the part that would be cashable if its baseline were good for cash (2.3)."""

    __tablename__ = "gain_entry"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(by_value(EntryKind, "kind"))
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"), index=True)
    baseline_id: Mapped[int | None] = mapped_column(ForeignKey("baseline.id"))
    invoice_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"))
    receipt_line_id: Mapped[int | None] = mapped_column(ForeignKey("receipt_line.id"))
    supplied_on: Mapped[date | None] = mapped_column(Date)
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    unit_price_before: Mapped[Decimal | None] = mapped_column(UnitPrice)
    unit_price_paid: Mapped[Decimal | None] = mapped_column(UnitPrice)
    gross: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    cashable: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_inflation: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_volume: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_baseline: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    cost: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    reason: Mapped[str] = mapped_column(Text, default="")
    method_version: Mapped[str] = mapped_column(String(16))
    working: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("gain_entry.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item | None] = relationship(lazy="raise")
    baseline: Mapped[Baseline | None] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_gain_entry_walk", "council_id", "financial_year", "item_id", "id"),
        Index(
            "uq_gain_entry_claimed_once",
            "invoice_line_id",
            "receipt_line_id",
            unique=True,
            postgresql_where=kind.column == EntryKind.GAIN,
            sqlite_where=kind.column == EntryKind.GAIN,
        ),
        CheckConstraint("gross = cashable + nc_inflation + nc_volume + nc_baseline", name="parts_sum"),
        CheckConstraint(
            "kind <> 'gain' OR (invoice_line_id IS NOT NULL AND receipt_line_id IS NOT NULL "
            "AND item_id IS NOT NULL AND supplied_on IS NOT NULL)",
            name="gain_has_its_lines",
        ),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_entry"),
    )


class GainTotal(db.Model):
    """The ledger summed by council, year, item and framework, kept in the entry's transaction.

    item_id and framework_id are 0 where the entry has none (a cost of the whole year)."""

    __tablename__ = "gain_total"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    framework_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    spend: Mapped[Decimal] = mapped_column(Gain)
    gross: Mapped[Decimal] = mapped_column(Gain)
    cashable: Mapped[Decimal] = mapped_column(Gain)
    non_cashable: Mapped[Decimal] = mapped_column(Gain)
    one_off_cost: Mapped[Decimal] = mapped_column(Gain)
    recurring_cost: Mapped[Decimal] = mapped_column(Gain)
