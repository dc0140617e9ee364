"""What a bidder must have to be given a place: the conditions of participation of a tender."""

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, by_value, db
from procurement_hub.core.money import Money, format_money
from procurement_hub.suppliers.models import EvidenceKind


class TenderRequirement(db.Model):
    """A kind of evidence that the tender asks for. `minimum` is the cover in £, for an insurance;
    `named` says which one, such as ISO 9001. With `must` a bid without it is disregarded (PA 2023
    s.19(3)(a)); otherwise it is only asked for.

    Insurance is never needed before the award (s.22(3)), and an equivalent is always as good."""

    __tablename__ = "tender_requirement"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[EvidenceKind] = mapped_column(by_value(EvidenceKind, "kind"))
    named: Mapped[str] = mapped_column(String(200), default="")
    minimum: Mapped[Decimal | None] = mapped_column(Money)
    must: Mapped[bool] = mapped_column(Boolean)
    __table_args__ = (
        UniqueConstraint("tender_id", "position"),
        CheckConstraint("minimum > 0", name="minimum_positive"),
    )

    @property
    def title(self) -> str:
        """What is asked for: "Public liability insurance of £5,000,000"."""
        if self.kind is EvidenceKind.ACCREDITATION:
            return f"{self.named}, or an equivalent"
        if self.kind in (EvidenceKind.POLICY, EvidenceKind.OTHER):
            return self.named
        least = f" of {format_money(self.minimum)}" if self.minimum else ""
        return self.kind.label + least + (f" ({self.named})" if self.named else "")

    @property
    def meaning(self) -> str:
        """What hangs on it, and what does not."""
        if self.kind.is_insurance:
            by = "by the start of the contract; nobody needs it before"
            return f"Needed {by}." if self.must else f"Asked for {by}."
        if self.kind is EvidenceKind.ACCOUNTS:
            rest = "They need not be audited if the law does not make you have them audited."
        else:
            rest = "It can be proved in another way too: say so in the bid."
        return f"{'Needed to win a place.' if self.must else 'Asked for.'} {rest}"
