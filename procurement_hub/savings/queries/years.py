"""A council's years: whose they are to read, where they stand, and what was decided on them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.models import CouncilYear, SignOff, YearStatus
from procurement_hub.savings.queries.totals import YEARS


def reader_council(actor: Actor) -> int:
    """The council whose gains the actor may read: their own. Raises NotFound for anybody else."""
    if not may(actor, Permission.READ_GAINS):
        raise NotFound()
    return actor.organisation_id


def year_status(council_id: int, financial_year: int) -> YearStatus:
    """Where the council's year stands; a year nobody has written to is provisional."""
    status = db.session.scalar(
        select(CouncilYear.status).where(
            CouncilYear.council_id == council_id, CouncilYear.financial_year == financial_year
        )
    )
    return status or YearStatus.PROVISIONAL


def years(council_id: int) -> list[CouncilYear]:
    """The council's years, newest first."""
    return list(
        db.session.scalars(
            select(CouncilYear)
            .where(CouncilYear.council_id == council_id)
            .order_by(CouncilYear.financial_year.desc())
            .limit(YEARS)
        )
    )


def council(council_id: int) -> Organisation:
    return db.session.get_one(Organisation, council_id)


def decisions(council_id: int, financial_year: int) -> Sequence[SignOff]:
    """Every decision on the year, latest first, withdrawn ones included."""
    return db.session.scalars(
        select(SignOff)
        .options(joinedload(SignOff.signed_by), joinedload(SignOff.withdrawn_by))
        .where(SignOff.council_id == council_id, SignOff.financial_year == financial_year)
        .order_by(SignOff.id.desc())
        .limit(YEARS)
    ).all()


def current_sign_off(council_id: int, financial_year: int) -> SignOff | None:
    """The acceptance that the year stands on, or None while it is not signed off."""
    if year_status(council_id, financial_year) is not YearStatus.SIGNED_OFF:
        return None
    return next(iter(decisions(council_id, financial_year)), None)
