"""What a tender asks of bidders for a lot. Everybody who bids reads the same, so it is kept in memory.

Nothing of it changes once the tender is published, but the words of a question by an addendum (T4)."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from procurement_hub.core.database import db
from procurement_hub.frameworks.models import LotItem
from procurement_hub.tenders.holding import ASKED
from procurement_hub.tenders.models import Question, Tender

KEPT = 500
"""Lots. A tender's box has a key of its own, by which its papers are told from another's."""

_ITEMS = (
    select(LotItem)
    .where(LotItem.lot_id == bindparam("lot"))
    .options(joinedload(LotItem.item))
    .order_by(LotItem.item_id)
)


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions in the order in which they are asked, and the items to be priced: for reading only."""

    questions: tuple[Question, ...]
    items: tuple[LotItem, ...]


def paper_of(tender: Tender, lot_id: int, *, addendum: int | None) -> Paper:
    """The paper as of the tender's last addendum."""
    return _read(tender.public_key, tender.id, lot_id, addendum)


@lru_cache(KEPT)
def _read(_box: bytes, tender_id: int, lot_id: int, _addendum: int | None) -> Paper:
    with Session(db.session.connection()) as session:
        return Paper(
            tuple(session.scalars(ASKED, {"tender": tender_id})),
            tuple(session.scalars(_ITEMS, {"lot": lot_id})),
        )
