"""A wish to be registered, until the link in the mail is followed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, UTCDateTime, db


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
