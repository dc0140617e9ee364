"""Reads of base expenditure, its versions and their documents."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.queries import reader_council
from procurement_hub.targets.models import BaseExpenditure, Outturn

MOST = 20_000


def bases_of(councils: Collection[int] | Select) -> dict[int, list[BaseExpenditure]]:
    """Every version of the councils' bases with its exclusions, by council, in one statement."""
    found: dict[int, list[BaseExpenditure]] = {}
    rows = db.session.scalars(
        select(BaseExpenditure)
        .options(joinedload(BaseExpenditure.exclusions))
        .where(BaseExpenditure.council_id.in_(councils))
        .order_by(BaseExpenditure.council_id, BaseExpenditure.base_year, BaseExpenditure.number)
        .limit(MOST)
    ).unique()
    for base in rows:
        found.setdefault(base.council_id, []).append(base)
    return found


def versions(council_id: int) -> Sequence[BaseExpenditure]:
    """The council's bases, the newest year and version first, with who recorded them."""
    return (
        db.session.scalars(
            select(BaseExpenditure)
            .options(
                joinedload(BaseExpenditure.exclusions),
                joinedload(BaseExpenditure.document),
                joinedload(BaseExpenditure.recorded_by),
            )
            .where(BaseExpenditure.council_id == council_id)
            .order_by(BaseExpenditure.base_year.desc(), BaseExpenditure.number.desc())
            .limit(MOST)
        )
        .unique()
        .all()
    )


def document_behind(actor: Actor, kind: str, record_id: int) -> StoredDocument:
    """The file that a base ("base") or an outturn ("outturn") of the reader's council was taken from."""
    model = BaseExpenditure if kind == "base" else Outturn
    record = db.session.scalar(
        select(model)
        .options(joinedload(model.document))
        .where(model.id == record_id, model.council_id == reader_council(actor))
    )
    if record is None or record.document is None:
        raise NotFound()
    return record.document
