"""The supplier's profile."""

from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import by_value, db


class Size(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class SupplierProfile(db.Model):
    """Identity and size of a supplier (PA 2023 s.123 for what a small or medium enterprise is)."""

    __tablename__ = "supplier_profile"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    company_number: Mapped[str | None] = mapped_column(String(8), unique=True)
    size: Mapped[Size] = mapped_column(by_value(Size, "size"))
    vcse: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def sme(self) -> bool:
        return self.size is not Size.LARGE
