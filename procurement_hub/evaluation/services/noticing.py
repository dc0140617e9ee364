"""The contract award notice: agreements are made and the standstill begins (PA 2023 ss.50, 51)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState
from procurement_hub.evaluation.models import BidResult, LotRecommendation
from procurement_hub.evaluation.permissions import require_lead
from procurement_hub.evaluation.records import held_tender, tiers_by_item
from procurement_hub.exclusions import checks
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot
from procurement_hub.law.standstill import standstill_end
from procurement_hub.tenders.models import Bid, Tender


class SummariesNotReleased(DomainError):
    """The award notice comes after the assessment summaries (PA 2023 s.50(3), T8)."""


class NothingToAward(DomainError):
    """No lot has a winner."""


class DecisionNeeded(DomainError):
    """About a winner there is an exclusion question that nobody has decided (PA 2023 s.57, F09)."""


def publish_award_notice(*, actor: Actor, now: datetime, framework: Framework, reference: str) -> None:
    """Record the contract award notice (UK6): makes the agreements and begins the standstill.

    The standstill counts from the UK date of `now`; a light touch framework has none. Refused while
    a winner is excluded, or something about it still has to be decided (T6, F09)."""
    require_lead(actor, framework)
    if not reference.strip():
        raise Invalid("Enter the reference of the contract award notice.", "reference")
    tender = held_tender(framework)
    if framework.status is not FrameworkStatus.TENDERING or tender is None:
        raise WrongState(f"This framework is {framework.status.value}, so it cannot be awarded.")
    results = _results(tender)
    lots = db.session.scalar(select(func.count()).where(Lot.framework_id == framework.id))
    recommended = db.session.scalar(
        select(func.count())
        .select_from(LotRecommendation)
        .join(Lot, Lot.id == LotRecommendation.lot_id)
        .where(Lot.framework_id == framework.id)
    )
    if recommended < lots or any(result.summary_released_at is None for result in results):
        raise SummariesNotReleased(
            "Release the assessment summaries to all bidders first: the award notice may only follow them "
            "(section 50)."
        )
    winners = [result for result in results if result.awarded]
    if not winners:
        raise NothingToAward("No lot has a winner, so there is nothing to award.")
    _refuse_undecided(framework, winners, now)
    for result in winners:
        frameworks.add_agreement(
            actor=actor,
            now=now,
            lot=result.bid.lot,
            supplier_id=result.bid.supplier_id,
            rank=result.rank,
            tiers=tiers_by_item(result.bid.prices),
        )
    frameworks.mark_awarded(
        actor=actor,
        now=now,
        framework=framework,
        reference=reference.strip(),
        standstill_ends_on=None if framework.light_touch else standstill_end(uk_date(now)),
    )
    audit.record(
        actor,
        "publish_award_notice",
        framework,
        now=now,
        detail={"reference": reference.strip(), "agreements": len(winners)},
    )
    db.session.flush()


def _refuse_undecided(framework: Framework, winners: list[BidResult], now: datetime) -> None:
    found = checks.stands(
        {result.bid.supplier_id for result in winners},
        uk_date(now),
        authority_id=framework.organisation_id,
    )
    for result in winners:
        standing = found[result.bid.supplier_id]
        if not standing.excluded and standing.questions:
            raise DecisionNeeded(
                f"{result.bid.supplier.name}: {standing.questions[0].sentence} "
                "Decide about it under Exclusions before the award notice."
            )


def _results(tender: Tender) -> list[BidResult]:
    return list(
        db.session.scalars(
            select(BidResult)
            .join(Bid, Bid.id == BidResult.bid_id)
            .where(Bid.tender_id == tender.id)
            .options(
                joinedload(BidResult.bid).joinedload(Bid.lot),
                joinedload(BidResult.bid).joinedload(Bid.supplier),
                joinedload(BidResult.bid).selectinload(Bid.prices),
            )
            .order_by(BidResult.lot_id, BidResult.rank)
            .execution_options(populate_existing=True)
        )
    )
