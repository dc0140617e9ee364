"""Price indices: the list, a series with its releases side by side, and the centre's two acts on them."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import format_date
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services
from procurement_hub.savings.indices.forms import ApproveForm, ReleaseForm, Use
from procurement_hub.savings.indices.reading import values_in
from procurement_hub.savings.queries import indices as queries
from procurement_hub.savings.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import keep, read

READERS = (Permission.READ_GAINS, Permission.KEEP_INDICES, Permission.READ_MEMO)


@blueprint.route("/indices")
@access(*READERS)
def indices():
    return render_template("savings/indices.html", lines=queries.all_series())


@blueprint.route("/indices/<int:series_id>")
@access(*READERS)
def price_index(series_id: int):
    series = queries.series_for(series_id)
    releases = queries.releases_of(series)
    in_force = queries.categories_in_force()
    return render_template(
        "savings/index_series.html",
        series=series,
        releases=releases,
        rows=queries.side_by_side(releases) if releases else [],
        choices=queries.choices_of(series),
        uprates=queries.uprates(series, in_force),
        waiting=[release for release in releases if release.approval is None],
        me=actor().person_id,
    )


@blueprint.route("/indices/new", methods=["GET", "POST"])
@access(Permission.KEEP_INDICES)
def publish_index():
    """Takes a release pasted or as a CSV file, for a series that is there or a new one."""
    series = queries.series_by_code(request.args.get("index", ""))
    form = ReleaseForm(data={"code": series.code if series else None})
    if form.validate_on_submit():
        with form.refusals():
            sent = form.file.data
            data = read(sent, field="file")[0] if sent else (form.figures.data or "").encode()
            values = values_in(data, field="file" if sent else "figures")
            stored = keep(sent, field="file") if sent else None
            with transaction("publish_index", actor=actor(), now=now()):
                release = services.publish_index(
                    actor=actor(),
                    now=now(),
                    code=form.code.data,
                    title=form.title.data or "",
                    unit=form.unit.data or "",
                    vintage=form.vintage.data,
                    source=form.source.data,
                    values=values,
                    evidence=stored,
                    evidence_name=sent.filename if sent else "",
                )
                series_id, vintage = release.series_id, release.vintage
            flash(
                f"The release of {format_date(vintage)} is put in. It counts once somebody else of your "
                "centre has approved it."
            )
            return redirect(url_for("savings.price_index", series_id=series_id))
        series = queries.series_by_code(request.args.get("index", ""))
    return render_form("savings/index_release.html", form=form, series=series)


@blueprint.route("/indices/<int:series_id>/approve", methods=["GET", "POST"])
@access(Permission.KEEP_INDICES)
def approve_index(series_id: int):
    series = queries.series_for(series_id)
    form = ApproveForm()
    if form.validate_on_submit():
        with form.refusals():
            category = {Use.AS_IT_IS: None, Use.EVERYTHING: "", Use.ONE_CATEGORY: form.category.data or "?"}
            with transaction("approve_index", actor=actor(), now=now()):
                services.approve_index(
                    actor=actor(),
                    now=now(),
                    series=series,
                    reason=form.reason.data,
                    category=category[form.use.data],
                )
            flash("The index is approved. Gains recorded from now on use it.")
            return redirect(url_for("savings.price_index", series_id=series_id))
        series = queries.series_for(series_id)
    releases = queries.releases_of(series)
    return render_form(
        "savings/index_approve.html",
        form=form,
        series=series,
        waiting=[release for release in releases if release.approval is None],
        rows=queries.side_by_side(releases),
        releases=releases,
    )


@blueprint.route("/indices/releases/<int:release_id>/file")
@access(*READERS)
def index_file(release_id: int):
    return send_stored(queries.file_of_release(release_id))
