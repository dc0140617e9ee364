"""Challenges to gains: which wait for an answer, and what was said in each."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.savings.models import Challenge, ChallengeRemark, ChallengeStatus
from procurement_hub.savings.queries.gates import GainKey
from procurement_hub.savings.queries.totals import ROWS
from procurement_hub.savings.queries.years import reader_council


def challenged_gains(council_id: int, financial_year: int) -> dict[GainKey, bool]:
    """The gains with a challenge that is not closed, and whether one of them waits for an answer."""
    rows = db.session.execute(
        select(Challenge.item_id, Challenge.framework_id, Challenge.status)
        .where(
            Challenge.council_id == council_id,
            Challenge.financial_year == financial_year,
            Challenge.status != ChallengeStatus.CLOSED,
        )
        .order_by(Challenge.id)
        .limit(ROWS)
    )
    found: dict[GainKey, bool] = {}
    for item_id, framework_id, status in rows:
        key = GainKey(council_id, item_id, framework_id)
        found[key] = found.get(key, False) or status is ChallengeStatus.OPEN
    return found


def challenges(actor: Actor, *, status: ChallengeStatus | None = None, after: int | None = None) -> Page:
    """The council's challenges, newest first, with what was said in them."""
    query = (
        select(Challenge)
        .options(joinedload(Challenge.item), joinedload(Challenge.raised_by))
        .where(Challenge.council_id == reader_council(actor))
    )
    if status:
        query = query.where(Challenge.status == status)
    return newest_first(db.session, query, Challenge.id, after=after)


def challenges_of_gain(key: GainKey, financial_year: int) -> list[Challenge]:
    """Every challenge to one gain with its remarks, newest first."""
    return list(
        db.session.scalars(
            select(Challenge)
            .options(
                joinedload(Challenge.raised_by),
                # A challenge has a few remarks, so that one statement is cheaper than two.
                joinedload(Challenge.remarks).joinedload(ChallengeRemark.said_by, innerjoin=False),
            )
            .where(
                Challenge.council_id == key.council_id,
                Challenge.financial_year == financial_year,
                Challenge.item_id == key.item_id,
                Challenge.framework_id.is_not_distinct_from(key.framework_id),
            )
            .order_by(Challenge.id.desc())
            .limit(ROWS)
        ).unique()
    )


def challenge_for(actor: Actor, challenge_id: int) -> Challenge:
    """A challenge of the actor's council with what was said. Raises NotFound for anybody else."""
    found = db.session.scalar(
        select(Challenge)
        .options(
            joinedload(Challenge.item),
            joinedload(Challenge.raised_by),
            selectinload(Challenge.remarks).joinedload(ChallengeRemark.said_by),
        )
        .where(Challenge.id == challenge_id, Challenge.council_id == reader_council(actor))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found
