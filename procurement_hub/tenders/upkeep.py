"""What is looked after of bidders' files: faults are made good, and what nobody needs is deleted."""

import contextlib
from datetime import datetime, timedelta

from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import chunks, receiving, services
from procurement_hub.tenders.queries import uploads as queries
from procurement_hub.web import uploads

PATIENCE = timedelta(minutes=2)
"""That a request may take to look at a file that has come whole, before it is thought broken off."""

GRACE = timedelta(hours=1)
ON_THE_HOUR = 0


def finish_broken_off(now: datetime) -> None:
    """Attach files that came whole and in time when the service fell over before it could say so."""
    for upload in queries.left_whole(now - PATIENCE):
        with contextlib.suppress(DomainError):  # noted in the upload itself
            receiving.finish(store=uploads.store(), scanner=uploads.scanner(), upload=upload)


def sweep_files(now: datetime) -> None:
    """Once an hour: delete uploads unfinished for a week, and removed files that no box refers to."""
    if now.minute != ON_THE_HOUR:
        return
    left = [*queries.left_unfinished(now), *queries.left_unused(now - GRACE)]
    if not left:
        return
    for file_id in left:
        chunks.drop(uploads.store(), file_id)
    with transaction():
        services.forget_files(now=now, file_ids=left)
