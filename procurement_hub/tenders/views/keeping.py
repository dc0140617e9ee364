"""Answers go into the bank after the act on the bid is done and stored: whatever happens to them,
the bid is in the box."""

from flask import flash

from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries
from procurement_hub.tenders.answer_bank import services as bank
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.web.session import actor, now


def keep_answers(own: OwnBid, codes: list[str] | None = None) -> int:
    """Keep the saved answers to these questions, or to all; how many the bank did not have."""
    given = bank.given_in(
        own.tender,
        own.lot,
        [
            (question, own.draft.text(question.code), "")
            for question in own.questions
            if codes is None or question.code in codes
        ],
    )
    with transaction():
        return bank.keep(actor=actor(), now=now(), answers=given)


def keep_submitted(tender_id: int, lot_id: int) -> None:
    """Keep every answer of a bid that is in the box now, and say so."""
    kept = keep_answers(queries.own_bid(actor(), tender_id, lot_id))
    if kept:
        flash(f"{kept} answer{'s' if kept != 1 else ''} kept in your answer bank.")
