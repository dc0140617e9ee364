"""A supplier writes, checks, submits and withdraws its bid. Nothing here is logged."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import SeveralProblems
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import price_sheet, queries, services
from procurement_hub.tenders.content import BidContent, refuse_gaps
from procurement_hub.tenders.forms import BidForm, PriceSheetForm, SubmitForm, WithdrawForm
from procurement_hub.tenders.models import BidReceipt
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web import uploads
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/bid")
@access(Permission.BID)
def bid(tender_id: int):
    """The lots of a tender with what this supplier has done for each."""
    published = queries.published(tender_id)
    return render_template(
        "tenders/bid.html",
        tender=published.tender,
        framework=published.framework,
        takes_bids=published.takes_bids(now()),
        bids=queries.own_bids_of(actor(), published.tender),
    )


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>", methods=["GET", "POST"])
@access(Permission.BID)
def write_bid(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = BidForm.of(own)
    if request.form.get("tier"):
        form.add_tier(request.form["tier"], own)
    elif form.validate_on_submit():
        with form.refusals(), _beside_its_field(form):
            _save(own, form.content(own), form.seen_version)
            if request.form.get("then") == "check":
                return redirect(url_for("tenders.check_bid", tender_id=tender_id, lot_id=lot_id))
            flash("Your draft is saved. It is not submitted.")
            return redirect(url_for("tenders.write_bid", tender_id=tender_id, lot_id=lot_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return _render(own, "write_bid", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/price-sheet.xlsx")
@access(Permission.BID)
def price_sheet_file(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    title = f"{own.tender.framework.title}: lot {own.lot.number}, {own.lot.title}"
    data = price_sheet.make(title, own.lot.items, own.content.prices)
    return send_bytes(data, f"prices-lot-{own.lot.number}.xlsx", price_sheet.MEDIA_TYPE)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/price-sheet", methods=["GET", "POST"])
@access(Permission.BID)
def upload_prices(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = PriceSheetForm(data={"version": own.version or ""})
    if form.validate_on_submit():
        with form.refusals(), _beside(form.sheet.name):
            data, _ = uploads.read(form.sheet.data, field=form.sheet.name)
            prices = price_sheet.read(data, own.lot.items, field=form.sheet.name)
            _save(own, BidContent(own.content.answers, prices), form.seen_version)
            flash(f"Prices of {len(prices)} of {len(own.lot.items)} items are saved in your draft.")
            return redirect(url_for("tenders.write_bid", tender_id=tender_id, lot_id=lot_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return _render(own, "upload_prices", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/check", methods=["GET", "POST"])
@access(Permission.BID)
def check_bid(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = SubmitForm(data={"version": own.version or ""})
    if form.validate_on_submit():
        with form.refusals():
            with transaction("submit_bid", actor=actor().unnamed(), now=now()):
                receipt = services.submit_bid(
                    actor=actor(), now=now(), lot=own.lot, content=own.content, version=form.seen_version or 0
                )
            return redirect(_receipt_url(tender_id, receipt))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return _render(own, "check_bid", form, gaps=_gaps(own))


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/withdraw", methods=["GET", "POST"])
@access(Permission.BID)
def withdraw_bid(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        if form.sure.data == "no":
            return redirect(url_for("tenders.bid", tender_id=tender_id))
        with form.refusals():
            with transaction("withdraw_bid", actor=actor().unnamed(), now=now()):
                receipt = services.withdraw_bid(actor=actor(), now=now(), lot=own.lot)
            flash(
                "Your bid is withdrawn. Your draft is kept, and you can submit it again before the deadline."
            )
            return redirect(_receipt_url(tender_id, receipt))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return _render(own, "withdraw_bid", form)


def _receipt_url(tender_id: int, receipt: BidReceipt) -> str:
    return url_for(
        "tenders.receipt", tender_id=tender_id, act=receipt.act.value, digest=receipt.content_sha256
    )


def _save(own: OwnBid, content: BidContent, version: int | None) -> None:
    with transaction("save_bid", actor=actor().unnamed(), now=now()):
        services.save_bid(actor=actor(), now=now(), lot=own.lot, content=content, version=version)


def _render(own: OwnBid, view: str, form, **context):
    """The page of one lot's bid, with what its state allows."""
    return render_form(
        f"tenders/{view}.html",
        form=form,
        own=own,
        tender=own.tender,
        framework=own.tender.framework,
        lot=own.lot,
        past_deadline=now() >= own.tender.deadline_at,
        **context,
    )


def _gaps(own: OwnBid) -> list[str]:
    try:
        refuse_gaps(own.content, own.questions, own.lot.items)
    except SeveralProblems as gaps:
        return [sentence for _, sentence in gaps.problems]
    return []


@contextmanager
def _beside_its_field(form: BidForm) -> Iterator[None]:
    """Refusals of the content name a question or an item; on the page that is a field."""
    try:
        yield
    except SeveralProblems as refusal:
        found = [(form.address(name), sentence) for name, sentence in refusal.problems]
        raise SeveralProblems(found) from None


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """Whatever is wrong in a file is shown beside the file."""
    try:
        yield
    except SeveralProblems as refusal:
        raise SeveralProblems([(field, sentence) for _, sentence in refusal.problems]) from None
