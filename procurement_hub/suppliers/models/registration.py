"""A wish to be registered, until the link in the mail is followed."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, UTCDateTime, db

LINK_LASTS = timedelta(days=3)


class Registration(db.Model):
    """What somebody typed on the public page. It becomes an organisation when the address is proved;
    one never confirmed is deleted once its link has run out."""

    __tablename__ = "supplier_registration"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    company_number: Mapped[str | None] = mapped_column(String(8))
    charity_number: Mapped[str | None] = mapped_column(String(16))
    person_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    def is_open(self, now: datetime) -> bool:
        """Whether its link can still be followed."""
        return self.organisation_id is None and now < self.asked_at + LINK_LASTS
