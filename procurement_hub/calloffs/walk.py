"""The walk from a figure of a gain to its evidence: ledger entry, invoice, receipt, order, price
schedule, bid, the council's own frozen price, what was decided, and the audit events of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Rebate,
    Receipt,
    ReceiptLine,
    SharedCost,
)
from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import (
    AgreedPrice,
    Framework,
    PriceChange,
    PriceChangeStatus,
)
from procurement_hub.savings.models import (
    Baseline,
    CouncilYear,
    EntryKind,
    GainDecision,
    GainEntry,
    QualityCheck,
    SignOff,
)
from procurement_hub.tenders.models import Bid

MOST = 200
EVENTS = 50
"""Audit events that the end of a walk shows; the pack of the year has them all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the council said of it: quality checks, the latest decision, and the year's signature."""

    checks: Sequence[QualityCheck] = ()
    decision: GainDecision | None = None
    sign_off: SignOff | None = None
    year: CouncilYear | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """Everything that a ledger entry rests on; what it has none of is None.

    `own` says that the reader is of the entry's council: what that council decided, and its audit,
    is for its own readers."""

    entry: GainEntry
    own: bool
    council: Organisation
    recorded_by: str
    reverses: GainEntry | None
    reversed_by_id: int | None
    corrects: GainEntry | None
    corrected_by: Sequence[GainEntry]
    framework: Framework | None
    invoice_line: InvoiceLine | None
    receipt_line: ReceiptLine | None
    credit_line: CreditNoteLine | None
    rebate: Rebate | None
    shared_cost: SharedCost | None
    price: AgreedPrice | None
    bid: Bid | None
    price_changes: Sequence[PriceChange]
    judged: Judged = field(default_factory=Judged)
    events: Sequence[AuditEvent] = ()

    @property
    def order(self) -> Order | None:
        return self.invoice_line.invoice.order if self.invoice_line else None


def walk_from(actor: Actor, entry_id: int) -> Walk:
    """The walk, for the entry's own council, and for the centre whose framework it came through."""
    found = _entry(entry_id)
    if found is None:
        raise NotFound()
    entry, framework, council, recorded_by, reversed_by_id, reverses, corrects = found
    own = may(actor, Permission.READ_GAINS) and entry.council_id == actor.organisation_id
    centres = (
        framework is not None
        and may(actor, Permission.READ_MEMO)
        and framework.organisation_id == actor.organisation_id
    )
    if not (own or centres):
        raise NotFound()
    invoice_line, receipt_line, credit_line = _lines(entry)
    order = invoice_line.invoice.order if invoice_line else None
    price, bid = _price(order, entry.item_id)
    walk = Walk(
        entry=entry,
        own=own,
        council=council,
        recorded_by=recorded_by or "",
        reverses=reverses,
        reversed_by_id=reversed_by_id,
        corrects=corrects,
        corrected_by=_corrections(entry),
        framework=framework,
        invoice_line=invoice_line,
        receipt_line=receipt_line,
        credit_line=credit_line,
        rebate=_rebate(entry.rebate_id),
        shared_cost=_shared_cost(entry.shared_cost_id),
        price=price,
        bid=bid,
        price_changes=_price_changes(order, entry.item_id),
    )
    if not own:
        return walk
    judged = _judged(entry)
    return _with(walk, judged=judged, events=_events(walk, judged))


def _with(walk: Walk, **more) -> Walk:
    return Walk(**{name: getattr(walk, name) for name in Walk.__dataclass_fields__} | more)


_Opposite, _Reverses, _Corrects = (aliased(GainEntry) for _ in range(3))


def _entry(entry_id: int) -> Row | None:
    """The entry, its framework and council, who recorded it, the entry that takes it back, and the
    ones that it takes back or corrects itself: one statement."""
    return db.session.execute(
        select(GainEntry, Framework, Organisation, Person.name, _Opposite.id, _Reverses, _Corrects)
        .options(
            joinedload(GainEntry.item),
            joinedload(GainEntry.baseline).joinedload(Baseline.evidence),
            joinedload(GainEntry.baseline).joinedload(Baseline.frozen_by),
        )
        .select_from(GainEntry)
        .join(Organisation, Organisation.id == GainEntry.council_id)
        .outerjoin(Framework, Framework.id == GainEntry.framework_id)
        .outerjoin(Person, Person.id == GainEntry.recorded_by_id)
        .outerjoin(_Opposite, _Opposite.reverses_id == GainEntry.id)
        .outerjoin(_Reverses, _Reverses.id == GainEntry.reverses_id)
        .outerjoin(_Corrects, _Corrects.id == GainEntry.corrects_id)
        .where(GainEntry.id == entry_id)
    ).one_or_none()


def _corrections(entry: GainEntry) -> Sequence[GainEntry]:
    """What credit notes changed of a delivery afterwards."""
    if entry.kind is not EntryKind.GAIN:
        return ()
    return db.session.scalars(
        select(GainEntry).where(GainEntry.corrects_id == entry.id).order_by(GainEntry.id).limit(MOST)
    ).all()


# --- what was bought ------------------------------------------------------------------------------


def _lines(entry: GainEntry) -> tuple[InvoiceLine | None, ReceiptLine | None, CreditNoteLine | None]:
    if entry.invoice_line_id is None:
        return None, None, None
    return db.session.execute(
        select(InvoiceLine, ReceiptLine, CreditNoteLine)
        .select_from(InvoiceLine)
        .outerjoin(ReceiptLine, ReceiptLine.id == entry.receipt_line_id)
        .outerjoin(CreditNoteLine, CreditNoteLine.id == entry.credit_note_line_id)
        .options(
            joinedload(InvoiceLine.order_line).joinedload(OrderLine.item),
            joinedload(InvoiceLine.invoice)
            .joinedload(Invoice.order)
            .options(
                joinedload(Order.supplier),
                joinedload(Order.placed_by),
                joinedload(Order.approved_by),
                joinedload(Order.lot),
            ),
            joinedload(ReceiptLine.receipt).joinedload(Receipt.received_by),
            joinedload(CreditNoteLine.credit_note).joinedload(CreditNote.credited_by),
        )
        .where(InvoiceLine.id == entry.invoice_line_id)
    ).one()


def _rebate(rebate_id: int | None) -> Rebate | None:
    if rebate_id is None:
        return None
    return db.session.scalar(
        select(Rebate)
        .options(
            joinedload(Rebate.supplier),
            joinedload(Rebate.statement),
            joinedload(Rebate.confirmed_by),
        )
        .where(Rebate.id == rebate_id)
    )


def _shared_cost(shared_cost_id: int | None) -> SharedCost | None:
    if shared_cost_id is None:
        return None
    return db.session.scalar(
        select(SharedCost).options(joinedload(SharedCost.shared_by)).where(SharedCost.id == shared_cost_id)
    )


def _price(order: Order | None, item_id: int | None) -> tuple[AgreedPrice | None, Bid | None]:
    """The schedule that the price is from, and the bid that won the place in the lot; its supplier is
    known since the opening."""
    if order is None:
        return None, None
    found = (
        db.session.execute(
            select(AgreedPrice, Bid)
            .select_from(AgreedPrice)
            .outerjoin(Bid, and_(Bid.lot_id == order.lot_id, Bid.supplier_id == order.supplier_id))
            .options(joinedload(AgreedPrice.tiers))
            .where(AgreedPrice.agreement_id == order.agreement_id, AgreedPrice.item_id == item_id)
        )
        .unique()
        .first()
    )
    return (found[0], found[1]) if found else (None, None)


def _price_changes(order: Order | None, item_id: int | None) -> Sequence[PriceChange]:
    """Changes of the price that the supplier agreed to, in the order of their days."""
    if order is None:
        return ()
    return db.session.scalars(
        select(PriceChange)
        .where(
            PriceChange.agreement_id == order.agreement_id,
            PriceChange.item_id == item_id,
            PriceChange.status == PriceChangeStatus.AGREED,
        )
        .order_by(PriceChange.starts_on, PriceChange.id)
        .limit(MOST)
    ).all()


# --- what was said of it --------------------------------------------------------------------------


def _judged(entry: GainEntry) -> Judged:
    checks: Sequence[QualityCheck] = ()
    if entry.item_id is not None:
        checks = db.session.scalars(
            select(QualityCheck)
            .options(joinedload(QualityCheck.recorded_by), joinedload(QualityCheck.explained_by))
            .where(
                QualityCheck.council_id == entry.council_id,
                QualityCheck.financial_year == entry.financial_year,
                QualityCheck.item_id == entry.item_id,
            )
            .order_by(QualityCheck.id)
            .limit(MOST)
        ).all()
    latest_decision = (
        select(func.max(GainDecision.id))
        .where(
            GainDecision.council_id == entry.council_id,
            GainDecision.financial_year == entry.financial_year,
            GainDecision.item_id == entry.item_id,
            GainDecision.framework_id == entry.framework_id
            if entry.framework_id is not None
            else GainDecision.framework_id.is_(None),
        )
        .scalar_subquery()
    )
    latest_signature = (
        select(func.max(SignOff.id))
        .where(SignOff.council_id == entry.council_id, SignOff.financial_year == entry.financial_year)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(CouncilYear, GainDecision, SignOff)
        .select_from(CouncilYear)
        .outerjoin(GainDecision, GainDecision.id == latest_decision)
        .outerjoin(SignOff, SignOff.id == latest_signature)
        .options(joinedload(GainDecision.decided_by), joinedload(SignOff.signed_by))
        .where(CouncilYear.council_id == entry.council_id, CouncilYear.financial_year == entry.financial_year)
    ).one_or_none()
    year, decision, sign_off = found or (None, None, None)
    return Judged(checks, decision, sign_off, year)


def _events(walk: Walk, judged: Judged) -> Sequence[AuditEvent]:
    """The acts on the entry and on what it rests on, oldest first, with the hash of each."""
    entry, line = walk.entry, walk.invoice_line
    subjects: dict[str, set[int | None]] = {
        "gain_entry": {entry.id, entry.reverses_id, entry.corrects_id, walk.reversed_by_id},
        "baseline": {entry.baseline_id},
        "call_off_order": {walk.order.id if walk.order else None},
        "invoice": {line.invoice_id if line else None},
        "receipt": {walk.receipt_line.receipt_id if walk.receipt_line else None},
        "agreement": {walk.order.agreement_id if walk.order else None},
        "credit_note": {walk.credit_line.credit_note_id if walk.credit_line else None},
        "price_change": {change.id for change in walk.price_changes},
        "rebate": {entry.rebate_id},
        "shared_cost": {entry.shared_cost_id},
        "quality_check": {check.id for check in judged.checks},
        "gain_decision": {judged.decision.id if judged.decision else None},
        "sign_off": {judged.sign_off.id if judged.sign_off else None},
    }
    known = {kind: ids - {None} for kind, ids in subjects.items() if ids - {None}}
    return db.session.scalars(
        select(AuditEvent)
        .where(
            or_(
                *(
                    and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(sorted(ids)))
                    for kind, ids in known.items()
                ),
                # a baseline is frozen by the act that closes its round
                and_(
                    AuditEvent.subject_kind == "demand_round",
                    AuditEvent.subject_id == (entry.baseline.round_id if entry.baseline else None),
                    AuditEvent.verb == "close_round",
                ),
            )
        )
        .order_by(AuditEvent.id)
        .limit(EVENTS)
    ).all()
