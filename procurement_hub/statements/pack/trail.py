"""The audit events of a pack's records, the stretch of each chain that they lie in, and its head."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.savings.models import Baseline, GainEntry
from procurement_hub.statements.models import Signature, Submission
from procurement_hub.statements.pack.records import AT_ONCE, Table
from procurement_hub.statements.pack.scope import Scope

COLUMNS = [column.name for column in AuditEvent.__table__.columns]
OF_TABLES = (
    "baseline",
    "call_off_order",
    "receipt",
    "invoice",
    "credit_note",
    "price_change",
    "rebate",
    "shared_cost",
    "off_framework_purchase",
    "quality_check",
    "quality_choice",
    "gain_decision",
    "challenge",
    "budget_release",
    "sign_off",
)


def about(scope: Scope, tables: Iterable[Table]) -> ColumnElement[bool]:
    """The events on these records, up to the pack's moment, and on the signatures under its version."""
    subjects = [
        and_(AuditEvent.subject_kind == table.model.__tablename__, AuditEvent.subject_id.in_(table.ids()))
        for table in tables
        if table.model.__tablename__ in OF_TABLES
    ]
    subjects.append(
        and_(
            AuditEvent.subject_kind == "gain_entry",
            AuditEvent.subject_id.in_(select(GainEntry.id).where(scope.entries)),
        )
    )
    rounds = select(Baseline.round_id).join(GainEntry, GainEntry.baseline_id == Baseline.id)
    subjects.append(
        and_(
            AuditEvent.subject_kind == "demand_round",
            AuditEvent.verb == "close_round",
            AuditEvent.subject_id.in_(rounds.where(scope.entries)),
        )
    )
    found = and_(or_(*subjects), AuditEvent.at <= scope.until)
    if scope.submission_id is None:
        return found
    signatures = select(Signature.id).where(Signature.submission_id == scope.submission_id)
    of_version = or_(
        and_(
            AuditEvent.subject_kind == Submission.__tablename__,
            AuditEvent.subject_id == scope.submission_id,
            AuditEvent.verb != "make_pack",
        ),
        and_(AuditEvent.subject_kind == Signature.__tablename__, AuditEvent.subject_id.in_(signatures)),
    )
    return or_(found, of_version)


def events(where: ColumnElement[bool]) -> Iterator[dict[str, str]]:
    """Each event as the text that its hash was taken of, column by column."""
    rows = db.session.execute(
        select(*(AuditEvent.__table__.c[name] for name in COLUMNS))
        .where(where)
        .order_by(AuditEvent.chain, AuditEvent.position)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        values = zip(COLUMNS, row, strict=True)
        yield {name: value.isoformat() if name == "at" else str(value) for name, value in values}


def stretches(scope: Scope, where: ColumnElement[bool]) -> list[tuple[int, int, int]]:
    """For each chain the first and the last position that the events lie between. The council's own
    goes on to where it stood at the pack's moment."""
    stood = db.session.scalar(
        select(func.max(AuditEvent.position)).where(
            AuditEvent.chain == scope.council_id, AuditEvent.at <= scope.until
        )
    )
    return [
        (chain, first, max(last, stood) if chain == scope.council_id and stood else last)
        for chain, first, last in db.session.execute(
            select(AuditEvent.chain, func.min(AuditEvent.position), func.max(AuditEvent.position))
            .where(where)
            .group_by(AuditEvent.chain)
            .order_by(AuditEvent.chain)
        )
    ]


def links(stretch: tuple[int, int, int]) -> Iterator[tuple]:
    """Position, previous hash and hash of every event in the stretch: no content, only the chain."""
    chain, first, last = stretch
    yield from db.session.execute(
        select(AuditEvent.position, AuditEvent.previous_hash, AuditEvent.hash)
        .where(AuditEvent.chain == chain, AuditEvent.position >= first, AuditEvent.position <= last)
        .order_by(AuditEvent.position)
        .execution_options(yield_per=AT_ONCE)
    )


def heads(ends: Iterable[tuple[int, int, int]]) -> list[dict]:
    """The last event of each stretch: what `verify-audit --pack` holds the database against."""
    found = []
    for chain, _first, last in ends:
        hashed = db.session.scalar(
            select(AuditEvent.hash).where(AuditEvent.chain == chain, AuditEvent.position == last)
        )
        found.append({"chain": chain, "position": last, "hash": hashed})
    return found
