"""A supplier writes its bid: an answer at a time, the price grid, and both saved as they are typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, jsonify, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import DomainError, Invalid, NotFound, SeveralProblems
from procurement_hub.tenders import price_sheet, queries, services
from procurement_hub.tenders.answer_bank import finding
from procurement_hub.tenders.answer_bank import queries as banked
from procurement_hub.tenders.desk import BidChangedElsewhere
from procurement_hub.tenders.forms import AnswerBoxForm, PricesForm, PriceSheetForm
from procurement_hub.tenders.services.drafting import Saved
from procurement_hub.tenders.views.attaching import attach_sent, file_context
from procurement_hub.tenders.views.bids import receipt_url
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import page_of, received
from procurement_hub.tenders.views.keeping import keep_answers, keep_submitted
from procurement_hub.tenders.views.pricing import checked
from procurement_hub.tenders.working import PRICES, STANDING, Part, answer_part
from procurement_hub.web import csrf, uploads
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.filters import FILTERS
from procurement_hub.web.forms import ActForm
from procurement_hub.web.session import actor


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/answers/<code>", methods=["GET", "POST"])
@access(Permission.BID)
def write_answer(tender_id: int, lot_id: int, code: str):
    own = queries.own_bid(actor(), tender_id, lot_id)
    own.question(code)
    form = AnswerBoxForm.of(own, code)
    theirs = None
    if form.validate_on_submit():
        done = request.form.get("then") == "done"
        with form.refusals(), _asking(form) as conflict:
            attach_sent(own, code)
            with received() as at:
                conflict.saved = services.save_answer(
                    actor=actor(),
                    now=at,
                    lot=own.lot,
                    code=code,
                    text=form.text.data,
                    version=form.seen_version,
                    done=done,
                )
        if conflict.saved and request.form.get("then") == "keep":
            keep_answers(queries.own_bid(actor(), tender_id, lot_id), [code])
            flash("Saved, and kept in your answer bank.")
            return redirect(task_url(own, answer_part(code)))
        if conflict.saved:
            return _onward(own, answer_part(code), conflict.saved, done)
        theirs = conflict.theirs
        own = queries.own_bid(actor(), tender_id, lot_id)
    return answer_page(own, form, code, theirs=theirs)


def answer_page(own, form, code: str, *, theirs: Part | None = None, file_refused: str = ""):
    """The page of one answer; `theirs` is a colleague's version to put together with one's own."""
    question = own.question(code)
    return page_of(
        own,
        "write_answer",
        form,
        question=question,
        theirs=theirs,
        name=answer_part(code),
        earlier=finding.best(question.title, banked.known(actor()).entries),
        note=own.draft.from_bank(code),
        undo=ActForm(formdata=None),
        file_refused=file_refused,
        **file_context(own, code),
    )


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/prices", methods=["GET", "POST"])
@access(Permission.BID)
def write_prices(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = PricesForm.of(own)
    theirs = None
    if request.form.get("tier"):
        form.add_tier(request.form["tier"], own)
    elif request.form.get("then") == "paste":
        with form.refusals():
            form.paste(own)
    elif request.method == "POST":
        done = request.form.get("then") == "done"
        sound = form.validate()
        # half a number is kept in a draft as it stands; only complete prices have to make sense
        if form.verified and (sound or not done):
            typed, tiers = form.typed(own), form.tiers(own) if done else None
            with form.refusals(), _asking(form) as conflict, received() as at:
                conflict.saved = services.save_prices(
                    actor=actor(),
                    now=at,
                    lot=own.lot,
                    typed=typed,
                    tiers=tiers,
                    version=form.seen_version,
                )
            if conflict.saved:
                return _onward(own, PRICES, conflict.saved, done)
            theirs = conflict.theirs
            own = queries.own_bid(actor(), tender_id, lot_id)
    typed = form.typed(own)
    return page_of(own, "write_prices", form, theirs=theirs, name=PRICES, **checked(own, typed))


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
    form = PriceSheetForm(data={"version": own.draft.version(PRICES) or ""})
    if form.validate_on_submit():
        with form.refusals(), _beside(form.sheet.name):
            data, _ = uploads.read(form.sheet.data, field=form.sheet.name)
            prices = price_sheet.read(data, own.lot.items, field=form.sheet.name)
            items = len(own.lot.items)
            with received() as at:
                services.save_prices(
                    actor=actor(),
                    now=at,
                    lot=own.lot,
                    typed=services.plain_tiers(prices),
                    version=form.seen_version,
                )
            flash(
                f"Prices of {len(prices)} of {items} items are in your draft. "
                "Look at them, then mark them complete."
            )
            return redirect(url_for("tenders.write_prices", tender_id=tender_id, lot_id=lot_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "upload_prices", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/parts/<name>", methods=["PUT"])
@access(Permission.BID)
def save_part(tender_id: int, lot_id: int, name: str):
    """Save a part as it is being typed. JSON in: version, and text or typed. JSON out: the new
    version and the time; with 409 the part as a colleague saved it; with 4xx the sentence."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    sent = request.get_json(silent=True)
    if not csrf.sent_by_our_page():
        return jsonify(sentence="This page is out of date. Reload it: what you typed is kept."), 400
    if not _readable(sent):
        return jsonify(sentence="This could not be read."), 400
    try:
        with received() as at:
            saved = _save_as_typed(own, name, sent, at)
    except BidChangedElsewhere as refusal:
        return jsonify(sentence=refusal.sentence, **_shown(refusal.theirs)), 409
    except DomainError as refusal:
        return jsonify(sentence=refusal.sentence), refusal.status
    return jsonify(version=saved.version, saved=FILTERS["clock"](at))


def _save_as_typed(own, name: str, sent: dict, at) -> Saved:
    if name == PRICES:
        return services.save_prices(
            actor=actor(), now=at, lot=own.lot, typed=sent.get("typed", {}), version=sent["version"]
        )
    kind, _, code = name.partition(":")
    if kind != "answer":
        raise NotFound()
    return services.save_answer(
        actor=actor(), now=at, lot=own.lot, code=code, text=sent.get("text", ""), version=sent["version"]
    )


def _readable(sent) -> bool:
    """Whether the JSON has the shape that our page sends."""
    if not isinstance(sent, dict) or type(sent.get("version")) not in (int, type(None)):
        return False
    typed = sent.get("typed", {})
    return (
        isinstance(sent.get("text", ""), str)
        and isinstance(typed, dict)
        and all(isinstance(rows, list) for rows in typed.values())
        and all(
            isinstance(row, list) and len(row) == 2 and all(isinstance(cell, str) for cell in row)
            for rows in typed.values()
            for row in rows
        )
    )


def _shown(theirs: Part | None) -> dict:
    if theirs is None:
        return {"version": None, "text": "", "by": ""}
    return {"version": theirs.version, "text": theirs.body.get("text", ""), "by": theirs.body.get("by", "")}


class _Conflict:
    saved: Saved | None = None
    theirs: Part | None = None


@contextmanager
def _asking(form) -> Iterator[_Conflict]:
    """Notes a colleague's version, to be shown beside the person's own, and from then on the form
    is about that version: sending it again is putting the two together."""
    conflict = _Conflict()
    try:
        yield conflict
    except BidChangedElsewhere as refusal:
        conflict.theirs = refusal.theirs
        form.see(refusal.theirs.version if refusal.theirs else None)
        raise
    except SeveralProblems as refusal:
        address = getattr(form, "address", lambda name: "text")
        raise SeveralProblems([(address(name), words) for name, words in refusal.problems]) from None


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """Whatever is wrong in a file is shown beside the file."""
    try:
        yield
    except SeveralProblems as refusal:
        raise SeveralProblems([(field, sentence) for _, sentence in refusal.problems]) from None
    except Invalid as refusal:
        raise Invalid(refusal.sentence, field) from None


def _onward(own, name: str, saved: Saved, done: bool):
    """After a save: to the receipt, to the next task that is not complete, or back to the same page."""
    place = {"tender_id": own.tender.id, "lot_id": own.lot.id}
    if saved.receipt:
        if own.draft.body(STANDING).get("keep"):
            keep_submitted(own.tender.id, own.lot.id)
        flash("Every part is complete, so this version of your bid is in the box.")
        return redirect(receipt_url(own.tender.id, saved.receipt))
    if not done:
        flash("Saved. It is not marked complete.")
        return redirect(task_url(own, name))
    flash("Marked complete.")
    return redirect(url_for("tenders.bid", tender_id=place["tender_id"], _anchor=f"lot-{own.lot.number}"))


def task_url(own, name: str) -> str:
    place = {"tender_id": own.tender.id, "lot_id": own.lot.id}
    if name == PRICES:
        return url_for("tenders.write_prices", **place)
    return url_for("tenders.write_answer", **place, code=name.removeprefix("answer:"))
