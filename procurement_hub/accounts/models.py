"""Organisations, people, and what each person may do for which organisation."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money


class Organisation(db.Model):
    """A centre, council, partner body or supplier. `code` is its short public reference."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[Kind] = mapped_column(by_value(Kind, "kind"))
    gss_code: Mapped[str | None] = mapped_column(String(9))
    region: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    ppon: Mapped[str | None] = mapped_column(String(16), index=True, unique=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    __table_args__ = (UniqueConstraint("name"),)


class LocalAuthority(db.Model):
    """Reference list: the English authorities with their GSS code, type and region."""

    __tablename__ = "local_authority"
    gss_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), index=True)
    kind: Mapped[str] = mapped_column(String(100))
    region: Mapped[str] = mapped_column(String(100))


class Person(db.Model, UserMixin):
    """Somebody who signs in. What they may do comes from their memberships, never from here."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id", lazy="raise"
    )
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)


class Membership(db.Model):
    """A person acting for an organisation.

    `approval_limit`: the largest order (£ net of VAT) that the person may approve; empty is no limit."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    approval_limit: Mapped[Decimal | None] = mapped_column(Money)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    person: Mapped[Person] = relationship(back_populates="memberships", lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    held_roles: Mapped[list["MembershipRole"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="MembershipRole.role"
    )
    invitation: Mapped["Invitation | None"] = relationship(back_populates="membership", lazy="raise")
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id"),
        CheckConstraint("approval_limit >= 0", name="approval_limit_positive"),
    )


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Invitation(db.Model):
    """A membership that somebody who acts elsewhere must agree to: inactive until it is accepted."""

    __tablename__ = "invitation"
    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id"), primary_key=True, autoincrement=False
    )
    state: Mapped[InvitationState] = mapped_column(by_value(InvitationState, "state"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[str] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    membership: Mapped[Membership] = relationship(back_populates="invitation", lazy="raise")
    __table_args__ = (CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),)


class MembershipRole(db.Model):
    """One role of a membership."""

    __tablename__ = "membership_role"
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(by_value(Role, "role"), primary_key=True)


class SignInFailure(db.Model):
    """Wrong passwords for an e-mail address since the last right one, and until when it is locked.

    Kept for any address typed, known or not, so that a lock tells nobody who has an account."""

    __tablename__ = "sign_in_failure"
    email_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_failed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Demonstration(db.Model):
    """One row, written when a database is made as a demonstration, and never otherwise.

    `clock_ahead_seconds` moves the demonstration's clock, so that deadlines and standstill can
    be lived through in an afternoon. It only ever goes forward."""

    __tablename__ = "demonstration"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clock_ahead_seconds: Mapped[int] = mapped_column(Id, default=0)
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
