"""Frameworks, lots, entitled authorities, agreements and their prices."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money, Percent, Quantity, UnitPrice
from procurement_hub.demand.models import DemandRound


class FrameworkStatus(StrEnum):
    DRAFT = "draft"
    TENDERING = "tendering"
    AWARDED = "awarded"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    PRACTICE = "practice"


class DirectAward(StrEnum):
    """The objective mechanism that picks the supplier without a competition (PA 2023 s.45(4))."""

    SOLE_SUPPLIER = "sole_supplier"
    LOWEST_PRICE = "lowest_price"
    RANKING = "ranking"

    @property
    def label(self) -> str:
        return {
            "sole_supplier": "The lot has one supplier",
            "lowest_price": "The lowest total price for the order",
            "ranking": "The highest ranked supplier that can supply",
        }[self.value]


class Framework(db.Model):
    """A framework under the Procurement Act 2023. Its ceiling includes VAT; prices exclude it.

    One made for practice comes from no demand round, and stays what it is for good."""

    __tablename__ = "framework"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("demand_round.id"), index=True)
    status: Mapped[FrameworkStatus] = mapped_column(by_value(FrameworkStatus, "status"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    longer_term_reasons: Mapped[str] = mapped_column(Text, default="")
    light_touch: Mapped[bool] = mapped_column(Boolean, default=False)
    price_mechanism: Mapped[str] = mapped_column(Text, default="")
    selection_process: Mapped[str] = mapped_column(Text, default="")
    ceiling_gross: Mapped[Decimal] = mapped_column(Money)
    committed_gross: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    vat_rate: Mapped[Decimal] = mapped_column(Percent)
    levy_percent: Mapped[Decimal] = mapped_column(Percent)
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    award_notice_reference: Mapped[str | None] = mapped_column(String(40))
    award_notice_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    standstill_ends_on: Mapped[date | None] = mapped_column(Date)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    round: Mapped[DemandRound | None] = relationship(lazy="raise")
    lots: Mapped[list["Lot"]] = relationship(lazy="raise", order_by="Lot.number", back_populates="framework")
    __table_args__ = (
        CheckConstraint("committed_gross >= 0 AND committed_gross <= ceiling_gross", name="within_ceiling"),
        CheckConstraint("ends_on > starts_on", name="term_runs_forward"),
        CheckConstraint("levy_percent >= 0 AND levy_percent <= 1000000", name="levy_is_a_percentage"),
        CheckConstraint(
            "status NOT IN ('tendering', 'awarded', 'live') OR published_at IS NOT NULL",
            name="published_moment",
        ),
        CheckConstraint(
            "status NOT IN ('awarded', 'live') "
            "OR (award_notice_reference IS NOT NULL AND award_notice_at IS NOT NULL)",
            name="award_notice",
        ),
        CheckConstraint("(status = 'practice') = (round_id IS NULL)", name="practice_has_no_round"),
    )


class Lot(db.Model):
    """A part of a framework with its own items, suppliers and award route.

    `direct_award` empty means every call-off needs a mini-competition. `ceiling_gross` is an
    optional limit of its own (£ including VAT)."""

    __tablename__ = "lot"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    number: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300))
    max_suppliers: Mapped[int] = mapped_column(Integer)
    direct_award: Mapped[DirectAward | None] = mapped_column(by_value(DirectAward, "direct_award"))
    ceiling_gross: Mapped[Decimal | None] = mapped_column(Money)
    committed_gross: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    framework: Mapped[Framework] = relationship(lazy="raise", back_populates="lots")
    items: Mapped[list["LotItem"]] = relationship(lazy="raise", order_by="LotItem.item_id")
    __table_args__ = (
        UniqueConstraint("framework_id", "number"),
        UniqueConstraint("id", "framework_id"),
        CheckConstraint("max_suppliers > 0", name="max_suppliers_positive"),
        CheckConstraint(
            "committed_gross >= 0 AND (ceiling_gross IS NULL OR committed_gross <= ceiling_gross)",
            name="within_ceiling",
        ),
    )


class LotItem(db.Model):
    """An item of a lot with the round's demand for it: the firm part sets the tier of orders."""

    __tablename__ = "lot_item"
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    firm_quantity: Mapped[Decimal] = mapped_column(Quantity)
    soft_quantity: Mapped[Decimal] = mapped_column(Quantity)
    item: Mapped[Item] = relationship(lazy="raise")


class Entitlement(db.Model):
    """An authority named in the framework as able to call off (PA 2023 s.45(5)(f)).

    One that leaves may order up to and including its last day; what it ordered by then stands."""

    __tablename__ = "entitlement"
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    last_day: Mapped[date | None] = mapped_column(Date)
    leaving_reason: Mapped[str] = mapped_column(Text, default="")
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    __table_args__ = (
        CheckConstraint(
            "(last_day IS NULL) = (left_at IS NULL) AND (last_day IS NULL) = (left_by_id IS NULL) "
            "AND (last_day IS NULL) = (leaving_reason = '')",
            name="left_with_a_reason",
        ),
    )


class AgreementStatus(StrEnum):
    AWARDED = "awarded"
    SIGNED = "signed"
    IN_FORCE = "in_force"


class Agreement(db.Model):
    """A supplier's place in a lot: awarded, signed by the supplier, countersigned by the centre.

    `ceiling_gross` is an optional limit for this supplier in this lot (£ including VAT)."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    lot_id: Mapped[int] = mapped_column(Id)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    rank: Mapped[int] = mapped_column(Integer)
    status: Mapped[AgreementStatus] = mapped_column(by_value(AgreementStatus, "status"))
    ceiling_gross: Mapped[Decimal | None] = mapped_column(Money)
    committed_gross: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    awarded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    countersigned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    countersigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    framework: Mapped[Framework] = relationship(lazy="raise", overlaps="lot")
    lot: Mapped[Lot] = relationship(
        lazy="raise",
        primaryjoin="Agreement.lot_id == Lot.id",
        foreign_keys="Agreement.lot_id",
        overlaps="framework",
    )
    supplier: Mapped[Organisation] = relationship(lazy="raise")
    prices: Mapped[list["AgreedPrice"]] = relationship(lazy="raise", order_by="AgreedPrice.item_id")
    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "framework_id"], ["lot.id", "lot.framework_id"]),
        UniqueConstraint("lot_id", "supplier_id"),
        UniqueConstraint("id", "lot_id"),
        CheckConstraint(
            "committed_gross >= 0 AND (ceiling_gross IS NULL OR committed_gross <= ceiling_gross)",
            name="within_ceiling",
        ),
        CheckConstraint(
            "status = 'awarded' OR (signed_at IS NOT NULL AND signed_by_id IS NOT NULL)", name="signed_moment"
        ),
        CheckConstraint(
            "(status = 'in_force') = (countersigned_at IS NOT NULL AND countersigned_by_id IS NOT NULL)",
            name="countersigned_moment",
        ),
    )


class AgreedPrice(db.Model):
    """The price (£ net a unit) of an item for orders under an agreement: the tier that the round's
    firm quantity reaches. `tier_from` says which tier that is.

    It changes only by a PriceChange that was agreed. From `next_from` on, orders take
    `next_unit_price`; orders placed before keep theirs."""

    __tablename__ = "agreed_price"
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    tier_from: Mapped[Decimal] = mapped_column(Quantity)
    next_unit_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    next_from: Mapped[date | None] = mapped_column(Date)
    item: Mapped[Item] = relationship(lazy="raise")
    tiers: Mapped[list["AgreedTier"]] = relationship(lazy="raise", order_by="AgreedTier.from_quantity")
    __table_args__ = (
        CheckConstraint("(next_unit_price IS NULL) = (next_from IS NULL)", name="next_price_has_its_day"),
        CheckConstraint("next_unit_price IS NULL OR next_unit_price > 0", name="next_price_positive"),
    )

    def on(self, day: date) -> Decimal:
        """The price of an order that is placed on this day."""
        if self.next_from is not None and day >= self.next_from:
            return self.next_unit_price
        return self.unit_price


class AgreedTier(db.Model):
    """A line of the price schedule as it was bid: from this quantity, this price (£ net a unit)."""

    __tablename__ = "agreed_tier"
    agreement_id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(Id, primary_key=True)
    from_quantity: Mapped[Decimal] = mapped_column(Quantity, primary_key=True)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    __table_args__ = (
        ForeignKeyConstraint(
            ["agreement_id", "item_id"], ["agreed_price.agreement_id", "agreed_price.item_id"]
        ),
        CheckConstraint("from_quantity > 0", name="from_quantity_positive"),
        CheckConstraint("unit_price > 0", name="unit_price_positive"),
    )


class PriceChangeStatus(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PriceChange(db.Model):
    """A new price (£ net a unit) from a day on, proposed by the centre and agreed by the supplier.

    `ground` says why the law permits it as a modification (PA 2023 s.74 and Schedule 8)."""

    __tablename__ = "price_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    agreement_id: Mapped[int] = mapped_column(Id)
    item_id: Mapped[int] = mapped_column(Id)
    price_before: Mapped[Decimal] = mapped_column(UnitPrice)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    starts_on: Mapped[date] = mapped_column(Date)
    ground: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[PriceChangeStatus] = mapped_column(by_value(PriceChangeStatus, "status"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[AgreedPrice] = relationship(lazy="raise")
    __table_args__ = (
        ForeignKeyConstraint(
            ["agreement_id", "item_id"], ["agreed_price.agreement_id", "agreed_price.item_id"]
        ),
        Index("ix_price_change_price", "agreement_id", "item_id", "id"),
        Index(
            "uq_price_change_one_proposed",
            "agreement_id",
            "item_id",
            unique=True,
            postgresql_where=text("status = 'proposed'"),
            sqlite_where=text("status = 'proposed'"),
        ),
        CheckConstraint("unit_price > 0 AND unit_price <> price_before", name="price_is_another"),
        CheckConstraint("reason <> '' AND ground <> ''", name="has_a_reason"),
        CheckConstraint(
            "(status = 'proposed') = (answered_at IS NULL) "
            "AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="answered_by_somebody",
        ),
    )
