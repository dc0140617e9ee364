"""The supplier's profile."""

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import by_value, db
from procurement_hub.core.money import Money
from procurement_hub.suppliers.sizes import Size


class SupplierProfile(db.Model):
    """Identity and size of a supplier. Name, address and PPON are the organisation's own.

    `size` follows from `staff`, `turnover` and `balance_sheet` (£) by the test of sizes.size_of; it is
    empty until the supplier has given them. `vcse` says whether it is a voluntary, community or social
    enterprise, and is empty until it has said so or not. `years_in_profit` is what the supplier says of
    the years up to its latest accounts."""

    __tablename__ = "supplier_profile"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    company_number: Mapped[str | None] = mapped_column(String(8), unique=True)
    charity_number: Mapped[str | None] = mapped_column(String(16), unique=True)
    website: Mapped[str] = mapped_column(String(300), default="")
    size: Mapped[Size | None] = mapped_column(by_value(Size, "size"))
    staff: Mapped[int | None] = mapped_column(Integer)
    turnover: Mapped[Decimal | None] = mapped_column(Money)
    balance_sheet: Mapped[Decimal | None] = mapped_column(Money)
    years_in_profit: Mapped[int | None] = mapped_column(Integer)
    vcse: Mapped[bool | None] = mapped_column(Boolean)
    __table_args__ = (
        CheckConstraint(
            "staff >= 0 AND turnover >= 0 AND balance_sheet >= 0 AND years_in_profit >= 0",
            name="figures_positive",
        ),
    )

    @property
    def sme(self) -> bool | None:
        """Whether it is a small or medium enterprise (PA 2023 s.123); None while it is not known."""
        return None if self.size is None else self.size.sme

    @property
    def figures_given(self) -> bool:
        return self.staff is not None
