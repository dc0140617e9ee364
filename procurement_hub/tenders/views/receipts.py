"""A supplier's own bids and the receipts for them."""

from contextlib import suppress
from datetime import datetime

from flask import render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.tenders import documents, queries
from procurement_hub.tenders.models import Bid, BidReceipt
from procurement_hub.tenders.queries.receipts import latest_receipts, question_titles, receipt_page
from procurement_hub.tenders.queries.verifying import receipt_keys
from procurement_hub.tenders.receipts import Signed, facts_in
from procurement_hub.tenders.statement import Statement
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.password_links import public_url
from procurement_hub.web.session import actor


@blueprint.route("/my-bids")
@access(Permission.BID)
def my_bids():
    bids = queries.own_bids(actor())
    return render_template("tenders/my_bids.html", bids=bids, receipts=latest_receipts(bids))


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/receipts")
@access(Permission.BID)
def bid_receipts(tender_id: int, lot_id: int):
    """Every receipt of one bid, newest first."""
    before = None
    with suppress(ValueError):
        before = datetime.fromisoformat(request.args.get("before", ""))
    if before is not None and before.tzinfo is None:
        before = None
    return render_template(
        "tenders/receipts.html", page=receipt_page(actor(), tender_id, lot_id, before=before), before=before
    )


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>")
@access(Permission.BID)
def receipt(tender_id: int, act: str, digest: str):
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    signed, statement = _signed(receipt)
    return render_template(
        "tenders/receipt.html",
        receipt=receipt,
        bid=bid,
        tender=bid.tender,
        lot=bid.lot,
        signed=signed,
        statement=statement,
        titles=question_titles(bid.tender),
        has_text=queries.own_text(actor(), receipt, bid) is not None,
    )


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>/receipt.pdf")
@access(Permission.BID)
def receipt_pdf(tender_id: int, act: str, digest: str):
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    signed, statement = _signed(receipt)
    if statement is None:
        raise NotFound()
    data = documents.receipt(
        signed,
        statement,
        bid.tender,
        question_titles(bid.tender),
        verify_at=public_url("tenders.verify_receipt"),
    )
    return send_bytes(data, f"{_name(receipt, bid)}.pdf", "application/pdf")


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>/receipt.json")
@access(Permission.BID)
def receipt_json(tender_id: int, act: str, digest: str):
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    signed, statement = _signed(receipt)
    if statement is None:
        raise NotFound()
    return send_bytes(signed.json, f"{_name(receipt, bid)}.json", "application/json")


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>/content.json")
@access(Permission.BID)
def receipt_content(tender_id: int, act: str, digest: str):
    """The very bytes whose SHA-256 the receipt gives, while that version is in the box."""
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    texts = queries.own_text(actor(), receipt, bid)
    if texts is None:
        raise NotFound()
    return send_bytes(texts[0], f"bid-lot-{bid.lot.number}.json", "application/json")


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>/prices.json")
@access(Permission.BID)
def receipt_prices(tender_id: int, act: str, digest: str):
    """The prices of that content: the bytes whose SHA-256 is in it."""
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    texts = queries.own_text(actor(), receipt, bid)
    if texts is None:
        raise NotFound()
    return send_bytes(texts[1], f"bid-lot-{bid.lot.number}-prices.json", "application/json")


@blueprint.app_template_global()
def receipt_address(tender_id: int, receipt: BidReceipt) -> str:
    """The page of a receipt: named by its act and hash, never by a number."""
    return url_for(
        "tenders.receipt", tender_id=tender_id, act=receipt.act.value, digest=receipt.content_sha256
    )


def _signed(receipt: BidReceipt) -> tuple[Signed | None, Statement | None]:
    """What the platform signed; nothing of a receipt from before it signed any."""
    if receipt.statement is None:
        return None, None
    signed = Signed(receipt.statement, receipt.signature)
    facts = facts_in(receipt_keys(), signed)
    return (signed, Statement.of(facts)) if facts else (None, None)


def _name(receipt: BidReceipt, bid: Bid) -> str:
    return f"receipt-{bid.tender.framework.code}-lot-{bid.lot.number}-{receipt.content_sha256[:8]}"
