"""The files of an answer: sent with its form, moved, removed, and read back by their own bidder."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.suppliers.queries import current_evidence
from procurement_hub.tenders import chunks, queries, services
from procurement_hub.tenders.desk import BidChangedElsewhere
from procurement_hub.tenders.forms import AnswerBoxForm, EvidenceForm
from procurement_hub.tenders.queries.uploads import own_file, own_upload
from procurement_hub.tenders.views.attaching import attach_evidence, attach_sent, file_context
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import page_of, received
from procurement_hub.tenders.views.uploads import drop
from procurement_hub.tenders.views.writing import answer_page
from procurement_hub.tenders.working import answer_part
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_pieces
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import store


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/answers/<code>/files", methods=["GET", "POST"])
@access(Permission.BID)
def answer_files(tender_id: int, lot_id: int, code: str):
    """GET: the list of files, for the page to show anew. POST: the answer's form with an act on its
    files. What was typed is saved first, so that nothing of it is lost whatever becomes of the file."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    question = own.question(code)
    if request.method == "GET":
        return render_template(
            "tenders/_file_list.html",
            own=own,
            tender=own.tender,
            lot=own.lot,
            question=question,
            past_deadline=now() >= own.tender.deadline_at,
            **file_context(own, code),
        )
    form = AnswerBoxForm.of(own, code)
    noted = {}
    if form.validate_on_submit():
        with form.refusals(), _noting(noted):
            if form.text.data != own.draft.text(code):
                with received() as at:
                    services.save_answer(
                        actor=actor(),
                        now=at,
                        lot=own.lot,
                        code=code,
                        text=form.text.data,
                        version=form.seen_version,
                    )
            if request.form.get("wallet"):
                return redirect(
                    url_for("tenders.take_evidence", tender_id=tender_id, lot_id=lot_id, code=code)
                )
            flash(_do(own, code))
            return redirect(url_for("tenders.write_answer", tender_id=tender_id, lot_id=lot_id, code=code))
        own = queries.own_bid(actor(), tender_id, lot_id)
        form.see(own.draft.version(answer_part(code)))
    return answer_page(own, form, code, **noted)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/answers/<code>/evidence", methods=["GET", "POST"])
@access(Permission.BID)
def take_evidence(tender_id: int, lot_id: int, code: str):
    """Choose a file of the supplier's own evidence wallet to go with an answer."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    question = own.question(code)
    form = EvidenceForm.of(current_evidence([actor().organisation_id]))
    if form.validate_on_submit():
        with form.refusals():
            name = attach_evidence(own, code, form.evidence.data)
            flash(f"Taken from your evidence wallet: {name}.")
            return redirect(url_for("tenders.write_answer", tender_id=tender_id, lot_id=lot_id, code=code))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "take_evidence", form, question=question)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/files/<file_id>")
@access(Permission.BID)
def own_file_back(tender_id: int, lot_id: int, file_id: str):
    """A supplier reads a file of its own bid; the service decrypts it on the way."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    file = own_file(own, file_id)
    pieces = chunks.verified(store(), file.file_id, bytes.fromhex(file.key), file.sha256)
    return send_pieces(pieces, file.name, file.media_type, file.size)


def _do(own, code: str) -> str:
    """The act whose button was pressed, and what to say of it."""
    sent = request.form
    if file_id := sent.get("remove"):
        name = own_file(own, file_id).name
        with received() as at:
            services.remove_file(actor=actor(), now=at, lot=own.lot, code=code, file_id=file_id)
        return f"{name} is removed from {code}."
    if file_id := sent.get("move"):
        name, to = own_file(own, file_id).name, sent.get(f"to-{file_id}", "")
        with received() as at:
            services.move_file(actor=actor(), now=at, lot=own.lot, code=code, file_id=file_id, to=to)
        return f"{name} now belongs to {to}."
    if file_id := sent.get("drop"):
        upload = own_upload(actor(), own.tender.id, own.lot.id, file_id)
        if upload.completed_at is not None:
            raise NotFound()
        drop(upload)
        return f"{upload.note.name} is no longer waited for."
    taken = attach_sent(own, code)
    if not taken:
        raise Invalid("Choose a file first.", "files")
    return f"Uploaded to {code}: {', '.join(taken)}."


@contextmanager
def _noting(noted: dict) -> Iterator[None]:
    """A refusal of a file is said beside the files; a colleague's words are shown beside one's own."""
    try:
        yield
    except BidChangedElsewhere as refusal:
        noted["theirs"] = refusal.theirs
        raise
    except DomainError as refusal:
        noted["file_refused"] = refusal.sentence
        raise
