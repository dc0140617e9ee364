"""What puts a supplier in its place on a day, as SQL: decisions, and entries of the debarment list that
bear its company number or PPON. Built once and shared by a page's reads and by an order's one statement.
"""

from collections.abc import Callable

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    literal_column,
    or_,
    select,
    union_all,
)

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import Id
from procurement_hub.exclusions.models import DebarmentEntry, Decision, ExclusionCase
from procurement_hub.exclusions.queries.debarment import in_force_on
from procurement_hub.suppliers.models import SupplierProfile

ON = bindparam("on", type_=Date)
AUTHORITY = bindparam("authority", type_=Id)
"""The UK day, and the centre whose decisions count (None for those of every centre)."""

_EXCLUDED, _EXCLUDABLE = literal_column("'excluded'", String), literal_column("'excludable'", String)
_ORGANISATIONS, _PROFILES = Organisation.__table__, SupplierProfile.__table__


def in_force(wanted: Callable[[ColumnElement], ColumnElement[bool]], *, worded: bool) -> Subquery:
    """The sources in force for the suppliers that `wanted` picks by their id.

    Columns: supplier_id, outcome, kind and id; with `worded` also ground, since, until and reference."""
    return union_all(
        _decisions(wanted, worded),
        _listed(wanted, worded, _PROFILES.c.organisation_id, _PROFILES.c.company_number),
        _listed(wanted, worded, _ORGANISATIONS.c.id, _ORGANISATIONS.c.ppon),
    ).subquery("in_force")


def heaviest_first(found: Subquery) -> tuple[ColumnElement, ...]:
    """An order: "excluded" sorts after "excludable" in every collation."""
    return found.c.outcome.desc(), found.c.kind, found.c.id


def _decisions(wanted, worded: bool) -> Select:
    query = select(
        ExclusionCase.supplier_id.label("supplier_id"),
        cast(ExclusionCase.decision, String).label("outcome"),
        literal_column("'decision'", String).label("kind"),
        ExclusionCase.id.label("id"),
    ).where(
        wanted(ExclusionCase.supplier_id),
        ExclusionCase.decision != Decision.NOT_EXCLUDED,
        ExclusionCase.decided_on <= ON,
        or_(ExclusionCase.ends_on.is_(None), ExclusionCase.ends_on >= ON),
        or_(ExclusionCase.lifted_on.is_(None), ExclusionCase.lifted_on > ON),
        or_(AUTHORITY.is_(None), ExclusionCase.organisation_id == AUTHORITY),
    )
    if not worded:
        return query
    return query.add_columns(
        ExclusionCase.ground.label("ground"),
        ExclusionCase.decided_on.label("since"),
        ExclusionCase.ends_on.label("until"),
        Organisation.name.label("reference"),
    ).join(Organisation, Organisation.id == ExclusionCase.organisation_id)


def _listed(wanted, worded: bool, supplier_id, number) -> Select:
    """Entries in force that bear the supplier's number."""
    listed = DebarmentEntry.ppon if number.name == "ppon" else DebarmentEntry.company_number
    query = (
        select(
            supplier_id.label("supplier_id"),
            case((DebarmentEntry.mandatory, _EXCLUDED), else_=_EXCLUDABLE).label("outcome"),
            literal_column("'debarment'", String).label("kind"),
            DebarmentEntry.id.label("id"),
        )
        .select_from(DebarmentEntry)
        .join(supplier_id.table, number == listed)
        .where(wanted(supplier_id), in_force_on(ON))
    )
    if not worded:
        return query
    return query.add_columns(
        DebarmentEntry.ground.label("ground"),
        DebarmentEntry.listed_on.label("since"),
        DebarmentEntry.until.label("until"),
        DebarmentEntry.source.label("reference"),
    )
