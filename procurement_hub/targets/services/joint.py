"""Equalisation of a joint saving: proposed by the centre, agreed by every council that it touches.

A council's gain is its own whatever the others gained (needs S3-16), and a loser is shown as one. Only
councils themselves can change who is better off, by paying one another. The payment is a memo beside
the gains: it is income or spending of a budget and no price, so no claim grows or shrinks by it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.money import format_pence
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.models import GainTotal
from procurement_hub.targets import keeping
from procurement_hub.targets.models import Equalisation, EqualisationShare, EqualisationStatus
from procurement_hub.targets.workflow import EQUALISATION


class DoesNotSumToNothing(DomainError):
    """What some councils pay is what the others receive, to the penny."""


class OneIsWaiting(DomainError):
    """Two tables for the same framework and year would contradict each other."""


class LeftOut(DomainError):
    """What a council agreed to is changed with its agreement only."""


def propose_equalisation(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    financial_year: int,
    amounts: Mapping[int, Decimal],
    reason: str,
) -> Equalisation:
    """Propose what each council (by id) receives, above £0, or pays, below, for what was gained through
    the centre's framework in a year. It takes effect when all of them have agreed."""
    require(actor, Permission.LEAD_TARGETS)
    if framework.organisation_id != actor.organisation_id:
        raise NotFound()
    keeping.begun_year(financial_year, now, "year")
    reason = keeping.words(reason, "reason", "Enter why the saving is shared anew.", longest=2000)
    shares = {
        council_id: keeping.amount(value, f"amount_{council_id}", least=-keeping.MOST)
        for council_id, value in amounts.items()
        if value
    }
    if len(shares) < 2:
        raise Invalid("Enter what at least one council pays and what at least one receives.")
    short = sum(shares.values(), Decimal(0))
    if short:
        what = "more is received than paid" if short > 0 else "more is paid than received"
        raise DoesNotSumToNothing(
            f"The payments must come to nothing: {what}, by {format_pence(abs(short))}."
        )
    # The framework's row is the lock: one proposal at a time, and the councils as they are now.
    db.session.execute(select(Framework.id).where(Framework.id == framework.id).with_for_update()).one()
    gained = set(
        db.session.scalars(
            select(GainTotal.council_id)
            .where(GainTotal.framework_id == framework.id, GainTotal.financial_year == financial_year)
            .distinct()
        )
    )
    if shares.keys() - gained:
        raise Invalid("Only councils that received something through the framework that year take part.")
    waiting = db.session.scalar(
        select(Equalisation.id).where(
            Equalisation.framework_id == framework.id,
            Equalisation.financial_year == financial_year,
            Equalisation.status == EqualisationStatus.PROPOSED,
        )
    )
    if waiting:
        raise OneIsWaiting(
            "Another proposal for this framework and year waits for answers. Withdraw it first."
        )
    _refuse_without(framework, financial_year, shares)
    equalisation = Equalisation(
        framework_id=framework.id,
        financial_year=financial_year,
        status=EqualisationStatus.PROPOSED,
        reason=reason,
        proposed_at=now,
        proposed_by_id=actor.person_id,
        shares=[
            EqualisationShare(council_id=council_id, amount=value) for council_id, value in shares.items()
        ],
    )
    detail = {
        "framework": framework.id,
        "financial_year": financial_year,
        "amounts": {str(council_id): str(value) for council_id, value in shares.items()},
    }
    return keeping.keep(actor, "propose_equalisation", equalisation, now=now, reason=reason, detail=detail)


def _refuse_without(framework: Framework, financial_year: int, shares: Mapping[int, Decimal]) -> None:
    """The table takes the place of the one in force, so nobody who agreed to that is left out of this."""
    in_force = (
        select(func.max(Equalisation.id))
        .where(
            Equalisation.framework_id == framework.id,
            Equalisation.financial_year == financial_year,
            Equalisation.status == EqualisationStatus.IN_FORCE,
        )
        .scalar_subquery()
    )
    left_out = db.session.scalars(
        select(Organisation.name)
        .join(EqualisationShare, EqualisationShare.council_id == Organisation.id)
        .where(EqualisationShare.equalisation_id == in_force, Organisation.id.not_in(shares))
        .order_by(Organisation.name)
    ).all()
    if left_out:
        raise LeftOut(
            f"The payments that are in force would end for {' and '.join(left_out)}, which must be in this "
            "proposal to agree to that."
        )


def agree_equalisation(*, actor: Actor, now: datetime, equalisation: Equalisation) -> Equalisation:
    """The finance officer of a council in the table agrees; with the last one it takes effect."""
    share = _own_share(actor, equalisation)
    if share.agreed_at is not None:
        raise Invalid("Your council has agreed already.")
    share.agreed_at, share.agreed_by_id = now, actor.person_id
    audit.record(actor, "agree_equalisation", equalisation, now=now, detail={"amount": str(share.amount)})
    if all(row.agreed_at is not None for row in equalisation.shares):
        _settle(equalisation, "take_effect", actor, now)
    return equalisation


def decline_equalisation(
    *, actor: Actor, now: datetime, equalisation: Equalisation, reason: str
) -> Equalisation:
    """The finance officer of a council in the table declines, which ends the proposal for all."""
    _own_share(actor, equalisation)
    reason = keeping.words(reason, "reason", "Enter why your council declines.", longest=2000)
    _settle(equalisation, "decline", actor, now, reason)
    audit.record(actor, "decline_equalisation", equalisation, now=now, reason=reason)
    return equalisation


def withdraw_equalisation(
    *, actor: Actor, now: datetime, equalisation: Equalisation, reason: str
) -> Equalisation:
    """The centre takes back a proposal that is not in force yet."""
    require(actor, Permission.LEAD_TARGETS)
    equalisation = _held(equalisation)
    if equalisation.framework.organisation_id != actor.organisation_id:
        raise NotFound()
    reason = keeping.words(reason, "reason", "Enter why the proposal is withdrawn.", longest=2000)
    _settle(equalisation, "withdraw", actor, now, reason)
    audit.record(actor, "withdraw_equalisation", equalisation, now=now, reason=reason)
    return equalisation


def _own_share(actor: Actor, equalisation: Equalisation) -> EqualisationShare:
    require(actor, Permission.KEEP_TARGETS)
    equalisation = _held(equalisation)
    share = next((row for row in equalisation.shares if row.council_id == actor.organisation_id), None)
    if share is None:
        raise NotFound()
    if equalisation.status is not EqualisationStatus.PROPOSED:
        raise Invalid("This proposal is settled already.")
    return share


def _held(equalisation: Equalisation) -> Equalisation:
    """The table as it is now, locked, so that the last two councils to agree do not miss each other."""
    return db.session.scalars(
        select(Equalisation)
        .options(selectinload(Equalisation.shares), selectinload(Equalisation.framework))
        .where(Equalisation.id == equalisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _settle(equalisation: Equalisation, act: str, actor: Actor, now: datetime, reason: str = "") -> None:
    EQUALISATION.move(equalisation, act)
    equalisation.settled_at, equalisation.settled_by_id = now, actor.person_id
    equalisation.settled_reason = reason
