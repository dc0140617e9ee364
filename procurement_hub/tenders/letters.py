"""What mail about a tender says: what, where, by when in UK time, how the reader's own bid stands,
a link to the page, and the deadline as a calendar file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.core.calendar import format_moment
from procurement_hub.core.calendar_file import Occasion
from procurement_hub.core.money import format_money
from procurement_hub.frameworks.models import FrameworkStatus, Lot
from procurement_hub.tenders.models import Bid, BidStatus, Tender


@dataclass(frozen=True)
class Links:
    """Full addresses of a tender's page, of its calendar file, and of the page to stop following."""

    page: str
    calendar: str
    following: str
    host: str


@dataclass(frozen=True)
class Letter:
    """A letter without its recipient."""

    subject: str
    text: str
    calendar: str | None = None


def deadline_of(tender: Tender, moved: Sequence[datetime], links: Links) -> Occasion:
    """The tender's deadline for a diary. `moved` are the moments at which it was moved, oldest first."""
    withdrawn = tender.framework.status is FrameworkStatus.WITHDRAWN
    return Occasion(
        uid=f"tender-{tender.id}-deadline@{links.host}",
        at=tender.deadline_at,
        summary=f"Bids close: {tender.framework.title}",
        description=f"Tender {tender.framework.code}. "
        f"Bids are taken until {format_moment(tender.deadline_at)}.\n{links.page}",
        url=links.page,
        revision=len(moved) + withdrawn,
        changed_at=moved[-1] if moved else tender.published_at,
        cancelled=withdrawn,
    )


def to_follower(
    tender: Tender,
    *,
    news: str,
    subject: str,
    own: Sequence[str],
    supplier: str,
    links: Links,
    calendar: str | None,
) -> Letter:
    """News of a tender for somebody who prepares a bid. `own` says how that bid stands."""
    withdrawn = tender.framework.status is FrameworkStatus.WITHDRAWN
    facts = [f"What: {tender.framework.title} (tender {tender.framework.code})", f"Where: {links.page}"]
    if not withdrawn:
        facts += [
            f"By when: {format_moment(tender.deadline_at)}, UK time",
            f"For your calendar: {links.calendar}",
            "",
            *own,
        ]
    parts = [
        news,
        "\n".join(facts),
        f"You get this because {supplier} follows this tender. To stop: {links.following}",
    ]
    return Letter(subject, "\n\n".join(parts) + "\n", None if withdrawn else calendar)


def how_bids_stand(lots: Sequence[Lot], bids: Iterable[Bid]) -> list[str]:
    """Sentences for the bidder: one for a tender of one lot, or one a lot once something is begun."""
    by_lot = {bid.lot_id: bid for bid in bids}
    if not by_lot:
        return ["You have not begun a bid."]
    if len(lots) == 1:
        sentence = _stands(by_lot.get(lots[0].id))
        return [sentence[:1].upper() + sentence[1:]]
    return [f"Lot {lot.number}, {lot.title}: {_stands(by_lot.get(lot.id))}" for lot in lots]


def all_in_the_box(bids: Iterable[Bid]) -> bool:
    """Whether something is in the box and nothing that was begun is left outside it."""
    statuses = {bid.status for bid in bids}
    return BidStatus.SUBMITTED in statuses and BidStatus.DRAFT not in statuses


def _stands(bid: Bid | None) -> str:
    if bid is None:
        return "you have not begun."
    return {
        BidStatus.SUBMITTED: "your bid is in the box.",
        BidStatus.DRAFT: "you have a draft; it is not submitted.",
        BidStatus.WITHDRAWN: "you withdrew your bid; it is not in the box.",
    }[bid.status]


def time_left(hours: int) -> str:
    """7 days, 1 day, 2 hours."""
    number, unit = (hours // 24, "day") if hours >= 24 else (hours, "hour")
    return f"{number} {unit}" + ("s" if number != 1 else "")


def of_new_tenders(
    tenders: Sequence[tuple[Tender, str]], *, supplier: str, alerts: str, unsubscribe: str
) -> Letter:
    """The tenders that an alert found, each with the address of its page."""
    titles = [tender.framework.title for tender, _page in tenders]
    subject = f"New tender: {titles[0]}" if len(titles) == 1 else f"{len(titles)} new tenders for you"
    parts = [
        "A new tender matches your alerts."
        if len(titles) == 1
        else f"{len(titles)} new tenders match your alerts.",
        *[_described(tender, page) for tender, page in tenders],
        f"You get this because {supplier} asked for alerts. To change them: {alerts}\n"
        f"To get no more of them yourself: {unsubscribe}",
    ]
    return Letter(subject, "\n\n".join(parts) + "\n")


def _described(tender: Tender, page: str) -> str:
    framework = tender.framework
    return "\n".join(
        [
            f"What: {framework.title} (tender {framework.code})",
            f"Who: {framework.organisation.name}",
            f"Worth: up to {format_money(framework.ceiling_gross)} including VAT",
            f"Where: {page}",
            f"By when: {format_moment(tender.deadline_at)}, UK time",
        ]
    )
