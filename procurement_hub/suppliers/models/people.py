"""Whom to write to at a supplier, and who stands behind it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, by_value, db

MOST = 50
"""Contacts, and connected persons, of one supplier."""


class ContactRole(StrEnum):
    BIDS = "bids"
    ORDERS = "orders"
    INVOICES = "invoices"
    COMPLAINTS = "complaints"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Contact(db.Model):
    """Somebody at the supplier to write to about one thing. Not an account: it signs nobody in."""

    __tablename__ = "supplier_contact"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(by_value(ContactRole, "role"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40), default="")


class Connection(StrEnum):
    """How somebody is connected with a supplier (PA 2023 Sch 6 para 45)."""

    CONTROL = "significant_control"
    DIRECTOR = "director"
    PARENT = "parent"
    SUBSIDIARY = "subsidiary"
    PREDECESSOR = "predecessor"
    INFLUENCE = "influence"

    @property
    def label(self) -> str:
        return _CONNECTIONS[self]

    @property
    def may_be_a_person(self) -> bool:
        return self not in (Connection.PARENT, Connection.SUBSIDIARY, Connection.PREDECESSOR)


_CONNECTIONS = {
    Connection.CONTROL: "Person with significant control",
    Connection.DIRECTOR: "Director or shadow director",
    Connection.PARENT: "Parent undertaking",
    Connection.SUBSIDIARY: "Subsidiary undertaking",
    Connection.PREDECESSOR: "Predecessor company",
    Connection.INFLUENCE: "Other person with significant influence or control",
}


class ConnectedPerson(db.Model):
    """A connected person. Of a birthday only month and year are ever kept (law.md P6)."""

    __tablename__ = "connected_person"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    connection: Mapped[Connection] = mapped_column(by_value(Connection, "connection"))
    birth_month: Mapped[int | None] = mapped_column(Integer)
    birth_year: Mapped[int | None] = mapped_column(Integer)
    __table_args__ = (
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="birth_month"),
        CheckConstraint("(birth_month IS NULL) = (birth_year IS NULL)", name="month_with_year"),
    )
