"""The supplier's declaration: answer, explain, confirm; and the versions that it confirmed before."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.declaration import (
    Answer,
    Declaration,
    Subcontractor,
    content_problems,
    in_review,
)
from procurement_hub.exclusions.forms import (
    MOST_SUBCONTRACTORS,
    NONE,
    ConfirmForm,
    DetailsForm,
    GroundsForm,
)
from procurement_hub.exclusions.views.blueprint import blueprint
from procurement_hub.law.exclusion_grounds import GROUNDS, by_group, declared_grounds
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.rows import rearranged
from procurement_hub.web.session import actor, now


@blueprint.route("/declaration")
@access(Permission.DECLARE)
def declaration():
    """How the declaration stands, and the way to a new one."""
    return _state(ActForm())


@blueprint.post("/declaration/reuse")
@access(Permission.DECLARE)
def reuse():
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("reuse_declaration", actor=actor(), now=now()):
                services.reuse_declaration(actor=actor(), now=now())
            flash("Your earlier answers are copied. Look at each group again before you confirm.")
            return redirect(url_for("exclusions.grounds"))
    return _state(form)


@blueprint.post("/declaration/discard")
@access(Permission.DECLARE)
def discard():
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("discard_declaration", actor=actor(), now=now()):
                services.discard_draft(actor=actor(), now=now())
            flash("The draft is thrown away. What you confirmed before stays.")
            return redirect(url_for("exclusions.declaration"))
    return _state(form)


@blueprint.route("/declaration/grounds", methods=["GET", "POST"])
@access(Permission.DECLARE)
def grounds():
    """Each ground, yes or no, by group; copied answers are looked at again."""
    draft = _draft()
    asked = by_group(declared_grounds(uk_date(now())))
    form = GroundsForm(
        data={group.name.lower(): {"grounds": _ticked(draft, found)} for group, found in asked.items()}
    )
    form.offer(asked, in_review(draft))
    if form.validate_on_submit():
        answers = [
            Answer(ground.code, ground.code in form.part(group).grounds.data)
            for group, found in asked.items()
            for ground in found
        ]
        with form.refusals():
            with transaction("save_declaration", actor=actor(), now=now()):
                services.save_answers(actor=actor(), now=now(), answers=answers)
            return redirect(url_for("exclusions.details"))
    return render_form("exclusions/grounds.html", form=form, groups=list(asked), review=in_review(draft))


@blueprint.route("/declaration/details", methods=["GET", "POST"])
@access(Permission.DECLARE)
def details():
    """What happened for each ground that applies, and the subcontractors to rely on."""
    draft = _draft()
    if not draft.answers:
        return redirect(url_for("exclusions.grounds"))
    changed = rearranged("subcontractors")
    if changed is not None:
        return _details(DetailsForm(changed))
    form = DetailsForm(
        data={
            "details": [
                {
                    "ground": answer.ground,
                    "what": answer.what,
                    "happened_on": answer.happened_on,
                    "self_cleaning": answer.self_cleaning,
                }
                for answer in draft.yes
            ],
            "subcontractors": [
                {"name": each.name, "company_number": each.company_number} for each in draft.subcontractors
            ],
        }
    )
    if form.validate_on_submit():
        with form.refusals():
            with transaction("save_declaration", actor=actor(), now=now()):
                services.save_details(
                    actor=actor(),
                    now=now(),
                    answers=[
                        Answer(
                            row.form.ground.data or "",
                            True,
                            row.form.what.data or "",
                            row.form.happened_on.data,
                            row.form.self_cleaning.data or "",
                        )
                        for row in form.details
                    ],
                    subcontractors=[
                        Subcontractor(row.form.name.data or "", row.form.company_number.data or "")
                        for row in form.subcontractors
                    ],
                )
            return redirect(url_for("exclusions.confirm"))
    return _details(form)


@blueprint.route("/declaration/confirm", methods=["GET", "POST"])
@access(Permission.DECLARE)
def confirm():
    """The whole draft to read through, and the name that confirms it."""
    form = ConfirmForm(data={"name": actor().person_name})
    if form.validate_on_submit():
        with form.refusals():
            with transaction("confirm_declaration", actor=actor(), now=now()):
                version = services.confirm_declaration(actor=actor(), now=now(), name=form.name.data).version
            flash(f"Your declaration is confirmed as version {version}.")
            return redirect(url_for("exclusions.declaration"))
    draft = _draft()
    return render_form(
        "exclusions/confirm.html",
        form=form,
        declaration=draft,
        groups=by_group(declared_grounds(uk_date(now()))),
        lacks=content_problems(draft, now()),
        grounds=GROUNDS,
    )


@blueprint.route("/declaration/<int:version>")
@access(Permission.DECLARE)
def version(version: int):
    """A version as it was confirmed."""
    row = queries.version_of(actor().organisation_id, version)
    found = row.declaration
    return render_template(
        "exclusions/version.html",
        declaration=found,
        groups=by_group(declared_grounds(uk_date(row.confirmed_at))),
        assessment=queries.assess(found),
        grounds=GROUNDS,
    )


def _state(form: ActForm):
    versions = queries.versions_of(actor().organisation_id)
    current = versions[0].declaration if versions else None
    return render_form(
        "exclusions/declaration.html",
        form=form,
        versions=versions,
        current=current,
        assessment=queries.assess(current) if current else None,
        lacks=queries.problems(current, now()),
        draft=queries.draft_of(actor().organisation_id),
        cases=queries.own_cases(actor()),
        grounds=GROUNDS,
    )


def _details(form: DetailsForm):
    return render_form("exclusions/details.html", form=form, grounds=GROUNDS, most=MOST_SUBCONTRACTORS)


def _draft() -> Declaration:
    draft = queries.draft_of(actor().organisation_id)
    return draft.declaration if draft else Declaration()


def _ticked(draft: Declaration, group) -> list[str]:
    said = [draft.answer(ground.code) for ground in group]
    ticked = [answer.ground for answer in said if answer and answer.applies]
    if not ticked and all(said):
        return [NONE]
    return ticked
