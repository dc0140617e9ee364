"""Opened bids, the questions they answer, and the labels that stand for bidders' names."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.models import Bid, BidStatus, Criterion, CriterionKind, Question, Tender


def bids_of(tender: Tender) -> list[Bid]:
    """The opened bids with lot and supplier, by lot and then as they first came in."""
    return list(
        db.session.scalars(
            select(Bid)
            .join(Lot, Lot.id == Bid.lot_id)
            .where(
                Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED, Bid.supplier_id.is_not(None)
            )
            .options(joinedload(Bid.lot), joinedload(Bid.supplier))
            .order_by(Lot.number, Bid.id)
        )
    )


def labels_of(bids: Sequence[Bid]) -> dict[int, str]:
    """Supplier id → "Bidder A", the same in every lot, by the order in which bids were begun: the
    alphabet of the names would give them away."""
    first: dict[int, int] = {}
    for bid in bids:
        first[bid.supplier_id] = min(bid.id, first.get(bid.supplier_id, bid.id))
    return {
        supplier_id: f"Bidder {letters(place)}"
        for place, supplier_id in enumerate(sorted(first, key=first.__getitem__))
    }


def letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        text = chr(ord("A") + letter) + text
    return text


def without_name(text: str, supplier: Organisation, label: str) -> str:
    """The answer with the bidder's own name, and its code in capitals, replaced by its label."""
    text = re.sub(rf"(?<!\w){re.escape(supplier.name)}(?!\w)", label, text, flags=re.IGNORECASE)
    return re.sub(rf"(?<!\w){re.escape(supplier.code)}(?!\w)", label, text)


def criteria_of(tender: Tender) -> list[Criterion]:
    """The award criteria with their questions, as published, in one statement."""
    return list(
        db.session.scalars(
            select(Criterion)
            .where(Criterion.tender_id == tender.id)
            .options(joinedload(Criterion.questions))
            .order_by(Criterion.position)
        ).unique()
    )


def questions_in(criteria: Sequence[Criterion]) -> list[Question]:
    return [question for criterion in criteria for question in criterion.questions]


def price_weight_in(criteria: Sequence[Criterion]):
    return next(criterion.weight for criterion in criteria if criterion.kind is CriterionKind.PRICE)
