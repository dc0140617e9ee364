"""A council's year, and the gain ledger with its roll-up.

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Gain, Quantity, UnitPrice
from procurement_hub.savings.method import AvoidanceKind
from procurement_hub.savings.models.baselines import Baseline


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
    REBATE = "rebate"
    ONE_OFF_GAIN = "one_off_gain"
    SUBSTITUTION = "substitution"
    AVOIDANCE = "avoidance"
    CORRECTION = "correction"
    ONE_OFF_COST = "one_off_cost"
    RECURRING_COST = "recurring_cost"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        return {
            "gain": "Received and invoiced",
            "rebate": "Rebate",
            "one_off_gain": "One-off gain",
            "substitution": "Substitution",
            "avoidance": "Cost avoided",
            "correction": "Credited",
            "one_off_cost": "One-off cost",
            "recurring_cost": "Recurring cost",
            "reversal": "Taken back",
        }[self.value]


def _claimed_once(name: str, kinds: str, *columns: str) -> Index:
    """A source of entries of these kinds is claimed once, whatever anybody does at the same moment."""
    return Index(
        f"uq_gain_entry_{name}", *columns, unique=True, postgresql_where=text(kinds), sqlite_where=text(kinds)
    )


class GainEntry(db.Model):
    """One line of the append-only ledger: a quantity received and invoiced, what changed it
    afterwards, a rebate, a cost avoided, or a cost.

    Amounts are £ net of VAT, unrounded. gross is the sum of its five parts: nc_baseline would be
    cashable if its baseline were good for cash (2.3), and nc_avoided is never cash.

    `spend` is what was paid and `before` what the same quantity cost before (p0 times q1, not
    uprated); spend that no usable baseline stands against is in `unmatched_spend` as well. Every
    kind names its source, and the database lets a source be claimed once; `claim_number` counts
    the claims of a source that people put in by hand, of which all but the last were taken back."""

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
    credit_note_line_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note_line.id"))
    rebate_id: Mapped[int | None] = mapped_column(ForeignKey("rebate.id"))
    shared_cost_id: Mapped[int | None] = mapped_column(ForeignKey("shared_cost.id"))
    supplied_on: Mapped[date | None] = mapped_column(Date)
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    unit_price_before: Mapped[Decimal | None] = mapped_column(UnitPrice)
    unit_price_paid: Mapped[Decimal | None] = mapped_column(UnitPrice)
    spend: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    before: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    unmatched_spend: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    gross: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    cashable: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_inflation: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_volume: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_baseline: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    nc_avoided: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    cost: Mapped[Decimal] = mapped_column(Gain, default=Decimal(0))
    avoidance: Mapped[AvoidanceKind | None] = mapped_column(by_value(AvoidanceKind, "avoidance"))
    claim_number: Mapped[int] = mapped_column(Integer, default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    method_version: Mapped[str] = mapped_column(String(16))
    working: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("gain_entry.id"), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("gain_entry.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item | None] = relationship(lazy="raise")
    baseline: Mapped[Baseline | None] = relationship(lazy="raise")

    @property
    def is_own_cost(self) -> bool:
        """A cost that the council recorded itself, and no part of one of the centre."""
        costs = (EntryKind.ONE_OFF_COST, EntryKind.RECURRING_COST)
        return self.kind in costs and self.shared_cost_id is None

    __table_args__ = (
        Index("ix_gain_entry_walk", "council_id", "financial_year", "item_id", "id"),
        _claimed_once("claimed_once", "kind = 'gain'", "invoice_line_id", "receipt_line_id"),
        _claimed_once("credited_once", "kind = 'correction'", "credit_note_line_id", "corrects_id"),
        _claimed_once(
            "rebate_once", "kind = 'rebate'", "rebate_id", "council_id", "item_id", "financial_year"
        ),
        _claimed_once("dividend_once", "kind = 'one_off_gain'", "rebate_id", "council_id", "claim_number"),
        _claimed_once("shared_once", "kind = 'one_off_cost'", "shared_cost_id", "council_id"),
        _claimed_once(
            "avoided_once",
            "kind = 'avoidance'",
            "council_id",
            "item_id",
            "financial_year",
            "avoidance",
            "claim_number",
        ),
        _claimed_once(
            "substituted_once",
            "kind = 'substitution'",
            "council_id",
            "item_id",
            "financial_year",
            "claim_number",
        ),
        CheckConstraint(
            "gross = cashable + nc_inflation + nc_volume + nc_baseline + nc_avoided", name="parts_sum"
        ),
        CheckConstraint(
            "kind <> 'gain' OR (invoice_line_id IS NOT NULL AND receipt_line_id IS NOT NULL "
            "AND item_id IS NOT NULL AND supplied_on IS NOT NULL)",
            name="gain_has_its_lines",
        ),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_entry"),
        CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)", name="correction_names_its_entry"
        ),
        CheckConstraint(
            "kind <> 'avoidance' OR (cashable = 0 AND gross = nc_avoided AND item_id IS NOT NULL)",
            name="avoidance_is_no_cash",
        ),
        CheckConstraint(
            "kind = 'reversal' OR (kind = 'avoidance') = (avoidance IS NOT NULL)",
            name="avoidance_has_its_kind",
        ),
        CheckConstraint("kind IN ('avoidance', 'reversal') OR nc_avoided = 0", name="only_avoidance_avoids"),
        CheckConstraint(
            "kind <> 'rebate' OR (gross = cashable AND rebate_id IS NOT NULL "
            "AND item_id IS NOT NULL AND framework_id IS NOT NULL)",
            name="rebate_is_cash_with_its_source",
        ),
        CheckConstraint("kind <> 'one_off_gain' OR gross = cashable", name="one_off_gain_is_cash"),
        CheckConstraint("kind <> 'substitution' OR item_id IS NOT NULL", name="substitution_has_its_item"),
    )


OF_EVERY_ENTRY = (
    "quantity",
    "spend",
    "before",
    "unmatched_spend",
    "gross",
    "cashable",
    "nc_inflation",
    "nc_volume",
    "nc_baseline",
    "nc_avoided",
)
"""Columns of an entry that the roll-up adds up as they are."""
SUMMED = (*OF_EVERY_ENTRY, "one_off_cost", "recurring_cost", "rebate", "one_off_gain")
"""Every sum of the roll-up: the last four are of entries of one kind."""


class GainTotal(db.Model):
    """The ledger summed by council, year, item and framework, kept in the entry's transaction.

    item_id and framework_id are 0 where the entry has none (a cost of the whole year). `rebate` and
    `one_off_gain` are parts of the gross and of the cashable gain, not beside them."""

    __tablename__ = "gain_total"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    framework_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    spend: Mapped[Decimal] = mapped_column(Gain)
    before: Mapped[Decimal] = mapped_column(Gain)
    unmatched_spend: Mapped[Decimal] = mapped_column(Gain)
    gross: Mapped[Decimal] = mapped_column(Gain)
    cashable: Mapped[Decimal] = mapped_column(Gain)
    nc_inflation: Mapped[Decimal] = mapped_column(Gain)
    nc_volume: Mapped[Decimal] = mapped_column(Gain)
    nc_baseline: Mapped[Decimal] = mapped_column(Gain)
    nc_avoided: Mapped[Decimal] = mapped_column(Gain)
    one_off_cost: Mapped[Decimal] = mapped_column(Gain)
    recurring_cost: Mapped[Decimal] = mapped_column(Gain)
    rebate: Mapped[Decimal] = mapped_column(Gain)
    one_off_gain: Mapped[Decimal] = mapped_column(Gain)
