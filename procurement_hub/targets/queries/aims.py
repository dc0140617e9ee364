"""Reads of programmes, agreed targets and council tax bases."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.roles import Kind
from procurement_hub.core.database import db
from procurement_hub.targets.models import AgreedTarget, CouncilTaxBase, TargetProgramme
from procurement_hub.targets.queries.councils import meant_for

PROGRAMMES = 200


def programmes_for_council(council_id: int) -> Sequence[TargetProgramme]:
    """The programmes for councils that the nation or a centre serving this one has set."""
    return _programmes(meant_for(TargetProgramme.owner_id, council_id))


def programmes_of_centre(
    centre_id: int | None, kind: Kind | None = Kind.COUNCIL
) -> Sequence[TargetProgramme]:
    """The nation's programmes and the centre's own, for one kind of organisation or for every kind."""
    return _programmes(or_(TargetProgramme.owner_id.is_(None), TargetProgramme.owner_id == centre_id), kind)


def _programmes(whose: ColumnElement[bool], kind: Kind | None = Kind.COUNCIL) -> Sequence[TargetProgramme]:
    return (
        db.session.scalars(
            select(TargetProgramme)
            .options(joinedload(TargetProgramme.rates), joinedload(TargetProgramme.owner))
            .where(whose, TargetProgramme.kind == kind if kind else true())
            .order_by(TargetProgramme.id)
            .limit(PROGRAMMES)
        )
        .unique()
        .all()
    )


def targets_agreed(council_id: int, financial_year: int) -> Sequence[AgreedTarget]:
    """Every version of the council's agreed targets for the year, the latest first."""
    return db.session.scalars(
        select(AgreedTarget)
        .options(joinedload(AgreedTarget.agreed_by))
        .where(AgreedTarget.council_id == council_id, AgreedTarget.financial_year == financial_year)
        .order_by(AgreedTarget.division, AgreedTarget.number.desc())
        .limit(PROGRAMMES)
    ).all()


def tax_base(council_id: int, financial_year: int) -> CouncilTaxBase | None:
    """The latest Band D equivalents of the council for the year."""
    return db.session.scalars(
        select(CouncilTaxBase)
        .where(CouncilTaxBase.council_id == council_id, CouncilTaxBase.financial_year == financial_year)
        .order_by(CouncilTaxBase.number.desc())
        .limit(1)
    ).first()
