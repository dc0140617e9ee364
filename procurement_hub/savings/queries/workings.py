"""The workings of a council's year: what each entry that stands was worked out from, and by which edition."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.savings.method import Recorded, read_working
from procurement_hub.savings.models import EntryKind, GainEntry

WORKED_OUT = (EntryKind.GAIN, EntryKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class StoredWorking:
    """A standing entry of the ledger with its working as it was stored."""

    entry_id: int
    title: str
    supplied_on: date | None
    working: str
    version: str

    @property
    def recorded(self) -> Recorded:
        return Recorded(read_working(self.working), self.version)


def stored_workings(council_id: int, financial_year: int, *, limit: int) -> list[StoredWorking]:
    """The newest entries of deliveries and of what was credited; what was taken back is left out."""
    rows = db.session.execute(
        _standing(
            select(
                GainEntry.id, Item.title, GainEntry.supplied_on, GainEntry.working, GainEntry.method_version
            ).join(Item, Item.id == GainEntry.item_id),
            council_id,
            financial_year,
        )
        .order_by(GainEntry.id.desc())
        .limit(limit)
    )
    return [StoredWorking(*row) for row in rows]


def count_workings(council_id: int, financial_year: int) -> int:
    """How many there are in all."""
    counted = select(func.count(GainEntry.id))
    return db.session.scalar(_standing(counted, council_id, financial_year)) or 0


_Reversal = aliased(GainEntry)


def _standing(query: Select, council_id: int, financial_year: int) -> Select:
    return query.outerjoin(_Reversal, _Reversal.reverses_id == GainEntry.id).where(
        GainEntry.council_id == council_id,
        GainEntry.financial_year == financial_year,
        GainEntry.kind.in_(WORKED_OUT),
        _Reversal.id.is_(None),
    )
