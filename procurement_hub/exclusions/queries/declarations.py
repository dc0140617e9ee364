"""Reads of what suppliers declare."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.exclusions.declaration import Declaration
from procurement_hub.exclusions.models import ConfirmedDeclaration, DeclarationDraft

VERSIONS = 50
"""Versions that a page lists, the latest first."""


_CONFIRMED = ConfirmedDeclaration.__table__.c
_LATEST = (
    select(_CONFIRMED.content)
    .where(_CONFIRMED.supplier_id == bindparam("supplier"))
    .order_by(_CONFIRMED.version.desc())
    .limit(1)
)


def current_declaration(supplier_id: int) -> Declaration | None:
    """The supplier's latest confirmed declaration, or None. `problems` says whether it is fit for a bid."""
    content = db.session.scalar(_LATEST, {"supplier": supplier_id})
    return Declaration.from_json(content) if content else None


def current_declarations(supplier_ids: Collection[int]) -> dict[int, Declaration]:
    """The latest confirmed declaration of each of these suppliers that has one, in one statement."""
    latest = (
        select(ConfirmedDeclaration.supplier_id, func.max(ConfirmedDeclaration.version).label("version"))
        .where(ConfirmedDeclaration.supplier_id.in_(list(supplier_ids)))
        .group_by(ConfirmedDeclaration.supplier_id)
        .subquery()
    )
    rows = db.session.execute(
        select(ConfirmedDeclaration.supplier_id, ConfirmedDeclaration.content).join(
            latest,
            (latest.c.supplier_id == ConfirmedDeclaration.supplier_id)
            & (latest.c.version == ConfirmedDeclaration.version),
        )
    )
    return {supplier_id: Declaration.from_json(content) for supplier_id, content in rows}


def draft_of(supplier_id: int) -> DeclarationDraft | None:
    return db.session.get(DeclarationDraft, supplier_id, populate_existing=True)


def versions_of(supplier_id: int) -> Sequence[ConfirmedDeclaration]:
    """The supplier's confirmed declarations, the latest first."""
    return db.session.scalars(
        select(ConfirmedDeclaration)
        .where(ConfirmedDeclaration.supplier_id == supplier_id)
        .order_by(ConfirmedDeclaration.version.desc())
        .limit(VERSIONS)
    ).all()


def version_of(supplier_id: int, version: int) -> ConfirmedDeclaration:
    """One of the supplier's own versions, or NotFound."""
    found = db.session.scalar(
        select(ConfirmedDeclaration).where(
            ConfirmedDeclaration.supplier_id == supplier_id, ConfirmedDeclaration.version == version
        )
    )
    if found is None:
        raise NotFound()
    return found
