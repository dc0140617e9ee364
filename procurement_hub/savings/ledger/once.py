"""A pound counts once: what stands of what was written, and what is refused because it stands already."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.savings.models import GainEntry

_Reversal = aliased(GainEntry)


class AlreadyClaimed(DomainError):
    """A source of gains is claimed once, over councils, frameworks and years (savings-method 2.11)."""


def standing(entry):
    """Whether an entry has not been taken back, as a condition on it."""
    return ~select(_Reversal.id).where(_Reversal.reverses_id == entry.id).exists()


def refuse_again(entry: GainEntry, what: str) -> None:
    """Raises AlreadyClaimed while the same amount, typed by hand, stands for the same reason in the year:
    its form was sent twice. `what` begins the sentence."""
    same = ("kind", "council_id", "financial_year", "item_id", "framework_id", "reason")
    stands = db.session.scalar(
        select(GainEntry.id)
        .where(
            *(getattr(GainEntry, name).is_not_distinct_from(getattr(entry, name)) for name in same),
            GainEntry.gross == (entry.gross or 0),
            GainEntry.cost == (entry.cost or 0),
            standing(GainEntry),
        )
        .limit(1)
    )
    if stands:
        raise AlreadyClaimed(
            f"{what} is already counted, in ledger entry {stands}. If it came twice, say of each what it "
            "was for.",
            "reason",
        )
