"""What the pages of a bid share: the moment that counts, and the frame of a lot's page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import request

from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.web import session
from procurement_hub.web.forms import render_form


def arrived_at() -> datetime:
    """When the last byte of this request was here, in UTC: what the deadline is held against.

    Reading the body first keeps a request that was begun in time and sent slowly from counting
    (law.md B2); taking the time before the database is asked keeps one that was here in time from
    being late because others queued before it. The demonstration's clock is added."""
    if request.is_json:
        request.get_data()
    else:
        request.form  # noqa: B018 - reading it is what takes the time
    return session.utcnow() + timedelta(seconds=session.clock_ahead_seconds() or 0)


@contextmanager
def received(verb: str | None = None) -> Iterator[datetime]:
    """The transaction of a bidder's act, with the moment it arrived. Refusals of acts on the box
    are in the audit without a name; those of work on a draft are nobody's affair."""
    at = arrived_at()
    if verb is None:
        with transaction():
            yield at
    else:
        with transaction(verb, actor=session.actor().unnamed(), now=at):
            yield at


def page_of(own: OwnBid, view: str, form, **context):
    """The page of one lot's bid, with what its state allows."""
    return render_form(
        f"tenders/{view}.html",
        form=form,
        own=own,
        tender=own.tender,
        framework=own.tender.framework,
        lot=own.lot,
        news=queries.news_for(session.actor(), own.tender),
        past_deadline=session.now() >= own.tender.deadline_at,
        at=session.now(),
        **context,
    )
