"""The report of an opening: who opened the box and when, what was in it, and what was tried before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union

from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent, Outcome
from procurement_hub.core.calendar import format_moment, format_moment_to_the_second
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.tenders.models import (
    Bid,
    BidAnswer,
    BidAttachment,
    BidPrice,
    Criterion,
    DeadlineChange,
    Question,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.queries.officers import opened_bids, own_tender

ATTEMPTS = ("start_opening", "open_bids", "start_opening_prices", "open_prices")
MOST_ATTEMPTS = 200


@dataclass(frozen=True)
class Line:
    """One opened bid as the report shows it: never what it says."""

    lot: str
    supplier: str
    received_at: datetime
    digest: str
    files: int
    completeness: str


@dataclass(frozen=True)
class OpeningReport:
    """What the centre keeps of an opening. Drafts are never in it, nor how many bids were withdrawn:
    that would tell a competitor's change of mind, and nothing of those bids was opened."""

    tender: Tender
    bids: list[Bid]
    lines: list[Line]
    changes: list[DeadlineChange]
    attempts: list[AuditEvent]

    WHAT_WAS_CHECKED = (
        "Each bid was unsealed and its content matched the SHA-256 of its receipt. Drafts and withdrawn bids "
        "were not opened."
    )
    NOT_TOLD = (
        "This report does not tell how many bids were withdrawn, or who withdrew one: what was taken out of "
        "the box stays its bidder's own affair. The audit trail counts the acts, without names."
    )

    @property
    def facts(self) -> list[tuple[str, object]]:
        tender = self.tender
        return [
            ("Deadline", format_moment(tender.deadline_at)),
            ("Started by", _by(tender.opening_started_by, tender.opening_started_at)),
            ("Confirmed by", _by(tender.second_officer, tender.opened_at)),
            ("Bids opened", len(self.bids)),
            ("Prices", _prices(tender)),
        ]

    @property
    def deadline_log(self) -> list[str]:
        return [
            f"Moved from {format_moment(change.from_at)} to {format_moment(change.to_at)} on "
            f"{format_moment(change.changed_at)}: {change.reason}"
            for change in self.changes
        ]

    @property
    def attempt_log(self) -> list[str]:
        return [
            f"{format_moment_to_the_second(event.at)}, {event.person_name}: {event.reason}"
            for event in self.attempts
        ]


def opening_report(actor: Actor, tender_id: int) -> OpeningReport:
    """The report of an opened tender of the actor's own centre, or NotFound."""
    tender = own_tender(actor, tender_id)
    if tender.status is not TenderStatus.OPENED:
        raise NotFound()
    return report_of(tender)


def report_of(tender: Tender) -> OpeningReport:
    """Before the opening without bids: then it says what was tried, and nothing of the box."""
    bids = opened_bids(tender)
    return OpeningReport(
        tender=tender,
        bids=bids,
        lines=_lines(tender, bids),
        changes=list(
            db.session.scalars(
                select(DeadlineChange)
                .where(DeadlineChange.tender_id == tender.id)
                .order_by(DeadlineChange.changed_at, DeadlineChange.id)
            )
        ),
        attempts=list(
            db.session.scalars(
                select(AuditEvent)
                .where(
                    AuditEvent.subject_kind == Tender.__tablename__,
                    AuditEvent.subject_id == tender.id,
                    AuditEvent.verb.in_(ATTEMPTS),
                    AuditEvent.outcome == Outcome.REFUSED,
                )
                .order_by(AuditEvent.id)
                .limit(MOST_ATTEMPTS)
            )
        ),
    )


def _lines(tender: Tender, bids: list[Bid]) -> list[Line]:
    asked = db.session.scalar(
        select(func.count())
        .select_from(Question)
        .join(Criterion, Criterion.id == Question.criterion_id)
        .where(Criterion.tender_id == tender.id)
    )
    files = _counted(tender, BidAttachment, func.count())
    either = union(
        select(BidAnswer.bid_id, BidAnswer.question_id),
        select(BidAttachment.bid_id, BidAttachment.question_id),
    ).subquery()
    answered = dict(
        db.session.execute(
            select(either.c.bid_id, func.count())
            .join(Bid, Bid.id == either.c.bid_id)
            .where(Bid.tender_id == tender.id)
            .group_by(either.c.bid_id)
        ).all()
    )
    priced = _counted(tender, BidPrice, func.count(BidPrice.item_id.distinct()))
    return [
        Line(
            lot=bid.lot.number,
            supplier=bid.supplier.name,
            received_at=bid.submitted_at,
            digest=bid.content_sha256,
            files=files.get(bid.id, 0),
            completeness=_completeness(bid, asked, answered.get(bid.id, 0), priced.get(bid.id)),
        )
        for bid in bids
    ]


def _counted(tender: Tender, table, count) -> dict[int, int]:
    rows = select(table.bid_id, count).join(Bid, Bid.id == table.bid_id).where(Bid.tender_id == tender.id)
    return dict(db.session.execute(rows.group_by(table.bid_id)).all())


def _completeness(bid: Bid, asked: int, answered: int, priced: int | None) -> str:
    if priced is None:
        prices = "prices sealed" if bid.sealed_prices else "no prices"
    else:
        prices = f"prices of {priced} item{'s' if priced != 1 else ''}"
    return f"{answered} of {asked} questions, {prices}"


def _by(person, at: datetime | None) -> str:
    return f"{person.name}, {format_moment(at)}" if person and at else ""


def _prices(tender: Tender) -> str:
    if not tender.quality_first:
        return "Opened with the bids"
    if tender.prices_opened_at is None:
        return "Sealed until every score is agreed"
    first, second = tender.prices_started_by.name, tender.prices_second_officer.name
    return f"Opened by {first} and {second}, {format_moment(tender.prices_opened_at)}"
