"""Reads of lists: everybody may find one, read what it asks, and see whether they meet it."""

import re

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.approved_lists.models import ApprovedList, ListCpv, ListStatus
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first

CODE = re.compile(r"(\d{2,8})(?:-\d)?")


def cpv_prefix(text: str) -> str | None:
    """The digits of a CPV code that say what it is: 30190000-7 and 3019 are both 3019. None for
    anything that is no code."""
    found = CODE.fullmatch(text.strip())
    return found[1][:2] + found[1][2:].rstrip("0") if found else None


def covers(prefix: str) -> ColumnElement[bool]:
    """Lists on which something of this kind may be found: broader ones and narrower ones."""
    return (
        select(ListCpv.list_id)
        .where(
            ListCpv.list_id == ApprovedList.id,
            or_(literal(prefix).startswith(ListCpv.prefix), ListCpv.prefix.startswith(prefix)),
        )
        .exists()
    )


def lists_page(actor: Actor | None, *, after: int | None = None, prefix: str | None = None) -> Page:
    """Open lists, and the actor's own closed ones, newest first."""
    seen = [ApprovedList.status == ListStatus.OPEN]
    if actor is not None:
        seen.append(ApprovedList.owner_id == actor.organisation_id)
    query = (
        select(ApprovedList)
        .where(or_(*seen))
        .options(joinedload(ApprovedList.owner), selectinload(ApprovedList.cpv_prefixes))
    )
    if prefix:
        query = query.where(covers(prefix))
    return newest_first(db.session, query, ApprovedList.id, after=after)


def list_for(list_id: int) -> ApprovedList:
    """A list with its owner and CPV prefixes, or NotFound. What a list asks is public."""
    found = db.session.scalar(
        select(ApprovedList)
        .where(ApprovedList.id == list_id)
        .options(joinedload(ApprovedList.owner), selectinload(ApprovedList.cpv_prefixes))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def own_list(actor: Actor, list_id: int) -> ApprovedList:
    """A list of the actor's own organisation; anybody else's is NotFound."""
    found = list_for(list_id)
    if found.owner_id != actor.organisation_id:
        raise NotFound()
    return found
