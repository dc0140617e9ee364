"""The pages of the answer bank: all of it, one answer, and bringing answers into a bid."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries
from procurement_hub.tenders.answer_bank import finding, likeness
from procurement_hub.tenders.answer_bank import queries as kept
from procurement_hub.tenders.answer_bank import services as bank
from procurement_hub.tenders.answer_bank.services.keeping import ChangedMeanwhile
from procurement_hub.tenders.desk import BidChangedElsewhere
from procurement_hub.tenders.differences import differences
from procurement_hub.tenders.forms.bank import BankedForm, BringInForm, FillForm, SearchForm
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import page_of, received
from procurement_hub.tenders.working import answer_part
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

SHOWN = 50
"""Answers on one page; a search narrows them down."""

BEFORE = "before"
"""In place of an entry: put back what stood there before."""


@blueprint.route("/answer-bank")
@access(Permission.BID)
def answer_bank():
    form = SearchForm(request.args)
    form.validate()
    entries = kept.entries_of(actor().organisation_id)
    words = form.q.data or ""
    found = finding.holding(entries, words) if words else entries
    return render_form(
        "tenders/bank.html",
        form=form,
        words=words,
        found=found[:SHOWN],
        matching=len(found),
        count=len(entries),
        most=kept.MOST_ENTRIES,
    )


@blueprint.route("/answer-bank/<entry_id>", methods=["GET", "POST"])
@access(Permission.BID)
def banked_answer(entry_id: str):
    versions = kept.versions_of(actor(), entry_id)
    form = BankedForm.of(versions[0])
    if form.validate_on_submit():
        with form.refusals():
            try:
                with transaction():
                    bank.change(
                        actor=actor(),
                        now=now(),
                        entry_id=entry_id,
                        question=form.question.data,
                        text=form.text.data,
                        version=form.seen_version,
                    )
            except ChangedMeanwhile:
                versions = kept.versions_of(actor(), entry_id)
                form.see(versions[0].version)
                raise
            flash("Saved. The earlier version is kept below.")
            return redirect(url_for("tenders.banked_answer", entry_id=entry_id))
    return render_form("tenders/bank_answer.html", form=form, entry=versions[0], older=versions[1:])


@blueprint.route("/answer-bank/<entry_id>/delete", methods=["GET", "POST"])
@access(Permission.BID)
def delete_banked(entry_id: str):
    entry = kept.versions_of(actor(), entry_id)[0]
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction():
                bank.delete(actor=actor(), now=now(), entry_id=entry_id)
            flash("The answer is deleted, with all its versions.")
            return redirect(url_for("tenders.answer_bank"))
    return render_form("tenders/bank_delete.html", form=form, entry=entry)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/answers/<code>/bank", methods=["GET", "POST"])
@access(Permission.BID)
def bring_in(tender_id: int, lot_id: int, code: str):
    """The best earlier answers to a question, beside what is written now; a button uses one."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    question = own.question(code)
    version = own.draft.version(answer_part(code))
    form = BringInForm(data={"version": str(version or "")})
    if form.validate_on_submit():
        with form.refusals():
            try:
                with received() as at:
                    _bring(form, own, code, at)
            except BidChangedElsewhere as refusal:
                form.see(refusal.theirs.version if refusal.theirs else None)
                raise
            return redirect(url_for("tenders.write_answer", tender_id=tender_id, lot_id=lot_id, code=code))
        own = queries.own_bid(actor(), tender_id, lot_id)
    text = own.draft.text(code)
    matches = finding.best(question.title, kept.known(actor()).all)
    return page_of(
        own,
        "bank_bring_in",
        form,
        question=question,
        text=text,
        matches=[(match, differences(text, match.entry.text) if text else []) for match in matches],
    )


def _bring(form: BringInForm, own, code: str, at) -> None:
    place = {"actor": actor(), "now": at, "lot": own.lot, "code": code, "version": form.seen_version}
    if form.entry.data == BEFORE:
        bank.put_back(**place)
        flash("The answer that stood here before is back.")
    else:
        bank.use(**place, entry_id=form.entry.data or "")
        flash("The earlier answer is in your draft. Fit it to this question, then mark it complete.")


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/fill", methods=["GET", "POST"])
@access(Permission.BID)
def fill_from_bank(tender_id: int, lot_id: int):
    """Every question with its nearest earlier answer, ticked: one press fills them in as drafts."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    known = kept.known(actor())
    empty = {q.code: q.title for q in own.questions if not own.draft.text(q.code).strip()}
    plan = finding.plan(empty, known.all)
    form = FillForm()
    form.codes.choices = [(code, f"{code}: {empty[code]}") for code in plan]
    if not form.is_submitted():
        form.codes.data = list(plan)
    if form.validate_on_submit():
        with form.refusals():
            with received() as at:
                filled = bank.fill_in(
                    actor=actor(),
                    now=at,
                    lot=own.lot,
                    chosen={code: plan[code].entry.id for code in form.codes.data},
                )
            flash(
                f"{len(filled)} answer{'s' if len(filled) != 1 else ''} filled in, to review. "
                "Each is marked “from your bank” until you mark it complete."
            )
            return redirect(url_for("tenders.bid", tender_id=tender_id, _anchor=f"lot-{own.lot.number}"))
    return page_of(
        own,
        "bank_fill",
        form,
        plan=plan,
        begun=len(own.questions) - len(empty),
        near=likeness.NEAR,
        facts=known.facts,
        banked=len(known.entries),
    )
