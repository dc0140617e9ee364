"""Following a tender: who does gets its news and reminders. No row says who (law.md B1)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar_file import calendar_file
from procurement_hub.core.database import db
from procurement_hub.core.errors import WrongState
from procurement_hub.core.keys import ring
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.frameworks.models import Framework
from procurement_hub.suppliers.models import SupplierProfile
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.interest import TenderFollow, TenderReminder
from procurement_hub.tenders.letters import Links, all_in_the_box, deadline_of, how_bids_stand, to_follower
from procurement_hub.tenders.letters import time_left as in_words
from procurement_hub.tenders.models import Bid, Tender
from procurement_hub.tenders.queries.following import (
    bidders_of,
    bids_by_token,
    followers,
    hours_band,
    moments_moved,
    nothing_to_follow,
    to_be_reminded,
)


class NothingToFollow(WrongState):
    """A tender that was withdrawn or whose deadline has passed has no more news for bidders."""


def follow(*, actor: Actor, now: datetime, tender: Tender) -> None:
    """Follow a tender. Again is as good as once."""
    require(actor, Permission.BID)
    framework = db.session.get_one(Framework, tender.framework_id)
    if why_not := nothing_to_follow(framework, tender, now):
        raise NothingToFollow(why_not)
    token = box_of(tender).token(actor.organisation_id)
    held = _held(tender, token)
    if held is not None and held.active:
        return
    if held is None:
        held = _begun(tender, token, actor.organisation_id, now)
    held.active = True
    audit.record(actor.unnamed(), "follow_tender", held, now=now)
    db.session.flush()


def follow_by_bidding(*, now: datetime, tender: Tender, supplier_id: int) -> None:
    """Let a supplier that begins a bid follow, unless it does, or chose to stop before.

    It leaves no audit event, as beginning a bid leaves none. Where there is nothing to follow, such
    as in a practice tender, nothing happens."""
    framework = db.session.get_one(Framework, tender.framework_id)
    token = box_of(tender).token(supplier_id)
    if nothing_to_follow(framework, tender, now) is None and _held(tender, token) is None:
        _begun(tender, token, supplier_id, now)


def unfollow(*, actor: Actor, now: datetime, tender: Tender) -> None:
    """Stop following. What does not follow is left as it is."""
    require(actor, Permission.BID)
    held = _held(tender, box_of(tender).token(actor.organisation_id))
    if held is None or not held.active:
        return
    held.active = False
    audit.record(actor.unnamed(), "unfollow_tender", held, now=now)
    db.session.flush()


def notify_followers(*, tender: Tender, subject: str, text: str, now: datetime, moved: bool = False) -> None:
    """Put news for all followers into the outbox, in the transaction that makes it.

    `text` is public: the row names the tender and no follower. `moved` says that the news is another
    deadline, which stands for the reminder that would be due."""
    outbox.put("tell_followers", {"tender_id": tender.id, "subject": subject, "text": text}, now=now)
    if moved:
        for following in followers(tender):
            _has_been_told(tender, following.token, now)


def tell_followers(*, tender: Tender, subject: str, text: str, now: datetime, links: Links) -> int:
    """Write one sealed letter to each bidder of each follower. Returns how many.

    `tender` has its framework and lots loaded."""
    return _write(tender, followers(tender), subject=subject, news=text, now=now, links=links)


def remind_followers(*, now: datetime, links_of: Callable[[Tender], Links]) -> int:
    """Remind, once before each moment of REMINDED_BEFORE, who is not ready. Returns how many letters."""
    written = 0
    for tender, due in to_be_reminded(now).items():
        bids = bids_by_token(tender, [follow.token for follow in due])
        unready = [follow for follow in due if not all_in_the_box(bids.get(follow.token, []))]
        left = in_words(hours_band(tender.deadline_at, now))
        written += _write(
            tender,
            unready,
            subject=f"Less than {left} left: {tender.framework.title}",
            news=f"Less than {left} is left until the deadline. "
            "A bid counts only if it is in the box by then.",
            now=now,
            links=links_of(tender),
        )
        for following in unready:
            _has_been_told(tender, following.token, now)
    return written


def _write(
    tender: Tender,
    to: Sequence[TenderFollow],
    *,
    subject: str,
    news: str,
    now: datetime,
    links: Links,
) -> int:
    bids: dict[str, list[Bid]] = bids_by_token(tender, [follow.token for follow in to])
    suppliers = {follow.token: _supplier_of(tender, follow) for follow in to}
    bidders = bidders_of(sorted(suppliers.values()))
    calendar = calendar_file(deadline_of(tender, moments_moved(tender), links)) if to else None
    written = 0
    for follow in to:
        own = how_bids_stand(tender.framework.lots, bids.get(follow.token, []))
        for bidder in bidders.get(suppliers[follow.token], []):
            letter = to_follower(
                tender,
                news=news,
                subject=subject,
                own=own,
                supplier=bidder.supplier,
                links=links,
                calendar=calendar,
            )
            payload = {"to": bidder.email, "subject": letter.subject, "text": letter.text}
            outbox.put("sealed_mail", payload | {"calendar": letter.calendar}, now=now)
            written += 1
    return written


def _held(tender: Tender, token: str) -> TenderFollow | None:
    return db.session.scalars(
        select(TenderFollow)
        .where(TenderFollow.tender_id == tender.id, TenderFollow.token == token)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _begun(tender: Tender, token: str, supplier_id: int, now: datetime) -> TenderFollow:
    row = {
        "tender_id": tender.id,
        "token": token,
        "sealed_supplier": _sealed(tender, token, supplier_id),
        "small": _is_small(supplier_id),
        "active": True,
    }
    insert_if_absent(db.session, TenderFollow.__table__, row, ["tender_id", "token"])
    _has_been_told(tender, token, now)
    return _held(tender, token)


def _has_been_told(tender: Tender, token: str, now: datetime) -> None:
    """Note that the supplier knows the deadline at this distance: the reminder for it would be a second."""
    hours = hours_band(tender.deadline_at, now)
    if hours is not None:
        key = {"tender_id": tender.id, "token": token}
        key |= {"deadline_at": tender.deadline_at, "hours_before": hours}
        insert_if_absent(db.session, TenderReminder.__table__, key, list(key))


def _sealed(tender: Tender, token: str, supplier_id: int) -> bytes:
    return ring().wrap(supplier_id.to_bytes(8, "big"), _context(tender, token))


def _supplier_of(tender: Tender, follow: TenderFollow) -> int:
    return int.from_bytes(ring().unwrap(follow.sealed_supplier, _context(tender, follow.token)), "big")


def _context(tender: Tender, token: str) -> bytes:
    return f"follower {tender.id}|{token}".encode()


def _is_small(supplier_id: int) -> bool:
    profile = db.session.get(SupplierProfile, supplier_id)
    return profile is not None and bool(profile.sme)
