"""The tables of the answer bank."""

from sqlalchemy import CheckConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, db


class BankKey(db.Model):
    """The one key that every supplier's shelf is derived from, wrapped under the key ring, so that
    secrets can be replaced and no shelf is lost."""

    __tablename__ = "answer_bank_key"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)


class BankedAnswer(db.Model):
    """One version of one kept answer. `owner` is a keyed digest of the supplier, and `locked`
    ciphertext that only the supplier's own shelf reads. A newer version leaves the older ones."""

    __tablename__ = "banked_answer"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (CheckConstraint("version > 0", name="version_positive"),)
