"""Tenders for programs: the feed of the list, and one deadline for a diary."""

from flask import Response, request

from procurement_hub.core.calendar_file import calendar_file
from procurement_hub.core.errors import NotFound
from procurement_hub.core.mail import CALENDAR
from procurement_hub.tenders import atom
from procurement_hub.tenders.forms.searching import address_of, wish_of
from procurement_hub.tenders.letters import deadline_of
from procurement_hub.tenders.queries import following, opportunities
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.work import links_to, own_host
from procurement_hub.web.access import access
from procurement_hub.web.password_links import public_url
from procurement_hub.web.session import now

KEPT = 300
"""Seconds for which a reader need not ask again."""


@blueprint.route("/feed.xml")
@access.public
def feed():
    wish = wish_of(request.args)
    rows = opportunities.last_changed(now(), wish)
    asked = address_of(wish)
    content = atom.feed(
        rows,
        here=public_url("tenders.feed", **asked),
        page=public_url("tenders.index", **asked),
        host=own_host(),
        page_of=lambda row: public_url("tenders.show", tender_id=row.id),
    )
    response = _kept(Response(content, content_type="application/atom+xml; charset=utf-8"))
    response.last_modified = atom.changed_at(rows)
    return response.make_conditional(request)


@blueprint.route("/<int:tender_id>/deadline.ics")
@access.public
def deadline_file(tender_id: int):
    tender = following.tender_for_letters(tender_id)
    if tender is None:
        raise NotFound()
    occasion = deadline_of(tender, following.moments_moved(tender), links_to(tender))
    response = _kept(Response(calendar_file(occasion), content_type="text/calendar; charset=utf-8"))
    response.headers.set("Content-Disposition", "attachment", filename=CALENDAR)
    return response.make_conditional(request)


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = KEPT
    response.add_etag()
    return response
