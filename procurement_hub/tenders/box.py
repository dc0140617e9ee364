"""The box that belongs to a tender's row."""

from procurement_hub.core.keys import ring
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.sealing import Box


def box_of(tender: Tender) -> Box:
    return Box(
        tender.id,
        tender.public_key,
        tender.wrapped_private_key,
        ring(),
        tender.price_public_key,
        tender.wrapped_price_key,
        tender.wrapped_bidders_key,
    )
