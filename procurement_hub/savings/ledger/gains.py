"""Counting what was received and invoiced, against the council's own frozen baseline."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year, uk_date
from procurement_hub.core.database import db
from procurement_hub.savings.baselines import held_against
from procurement_hub.savings.ledger.once import AlreadyClaimed
from procurement_hub.savings.ledger.writing import counted, money_of, open_year, post
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.working import Working


def post_gain(
    *,
    actor: Actor,
    now: datetime,
    council_id: int,
    financial_year: int,
    item_id: int,
    framework_id: int,
    round_id: int,
    contract_start: date,
    invoice_line_id: int,
    receipt_line_id: int,
    supplied_on: date,
    quantity: Decimal,
    unit_price_paid: Decimal,
) -> GainEntry:
    """Count a quantity that was received and invoiced, against the council's own frozen baseline.

    `unit_price_paid` is £ net. Without a baseline the entry stands with no gain, so that the
    quantity is seen and not claimed. A year that was signed off is open again afterwards. Raises
    AlreadyClaimed, with the name of the earlier claim, for an invoice line that was claimed."""
    open_year(actor, now, council_id, financial_year)
    _refuse_claimed(council_id, invoice_line_id, receipt_line_id)
    held = held_against(
        council_id=council_id,
        round_id=round_id,
        item_id=item_id,
        contract_start=contract_start,
        supplied_on=supplied_on,
        known_on=uk_date(now),
    )
    working = Working(
        price_paid=unit_price_paid,
        quantity=quantity,
        counted_before=counted(council_id, financial_year, item_id),
        contract_start=contract_start.isoformat(),
        **held.terms,
    )
    entry = GainEntry(
        kind=EntryKind.GAIN,
        council_id=council_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        baseline_id=held.baseline.id if held.baseline else None,
        invoice_line_id=invoice_line_id,
        receipt_line_id=receipt_line_id,
        supplied_on=supplied_on,
        quantity=quantity,
        unit_price_before=working.price_before,
        unit_price_paid=unit_price_paid,
        method_version=METHOD_VERSION,
        working=working.to_json(),
        recorded_at=now,
        recorded_by_id=actor.person_id,
        **money_of(working),
        **asdict(working.amounts()),
    )
    return post(actor, now, "post_gain", entry)


def _refuse_claimed(council_id: int, invoice_line_id: int, receipt_line_id: int) -> None:
    """Nobody claims what this council or another has claimed already (S15)."""
    earlier = db.session.execute(
        select(GainEntry, Organisation.name)
        .join(Organisation, Organisation.id == GainEntry.council_id)
        .where(GainEntry.kind == EntryKind.GAIN, GainEntry.invoice_line_id == invoice_line_id)
        .where((GainEntry.receipt_line_id == receipt_line_id) | (GainEntry.council_id != council_id))
        .order_by(GainEntry.id)
        .limit(1)
    ).first()
    if earlier:
        entry, council = earlier
        raise AlreadyClaimed(
            f"This invoice line is already claimed by {council} in "
            f"{format_financial_year(entry.financial_year)}, in ledger entry {entry.id}."
        )
