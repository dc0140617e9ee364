"""A supplier's own bids and the receipts for them."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.tenders import queries
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.session import actor


@blueprint.route("/my-bids")
@access(Permission.BID)
def my_bids():
    bids = queries.own_bids(actor())
    return render_template("tenders/my_bids.html", bids=bids, receipts=queries.receipts_of(bids))


@blueprint.route("/<int:tender_id>/receipts/<act>/<digest>")
@access(Permission.BID)
def receipt(tender_id: int, act: str, digest: str):
    receipt, bid = queries.own_receipt(actor(), tender_id, act, digest)
    return render_template(
        "tenders/receipt.html",
        receipt=receipt,
        bid=bid,
        tender=bid.tender,
        lot=bid.lot,
        has_text=queries.own_text(actor(), receipt, bid) is not None,
    )


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
