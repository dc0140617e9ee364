"""Quality checks and their explanations, and the budget that a gain releases."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, format_financial_year, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, NotPermitted
from procurement_hub.core.money import PENNY, format_money
from procurement_hub.savings import method
from procurement_hub.savings.models import (
    Better,
    BudgetRelease,
    BudgetUse,
    CouncilYear,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.years import hold_year, settle_status

FIRST_YEAR = 2004
PLACES = Decimal("0.000001")
MOST = Decimal("1000000000")


class YearIsSigned(DomainError):
    """What a sign-off rests on does not change under it."""


class QualityNeedsNoExplanation(DomainError):
    """Only a check that is not met, and not explained yet, is explained."""


class AlreadyReleased(DomainError):
    """A budget movement is counted once."""


def record_quality(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item: Item,
    indicator: str,
    better: Better,
    before: Decimal,
    after: Decimal,
    tolerance: Decimal,
) -> QualityCheck:
    """Record how an indicator of an item stood before and stands now (savings-method 2.9).

    The latest record of each indicator counts: while one is neither met nor explained the
    council's year is held."""
    require(actor, Permission.RECORD_QUALITY)
    _check_year(financial_year, now)
    if not indicator.strip():
        raise Invalid("Enter what was measured.", "indicator")
    if len(indicator.strip()) > 300:
        raise Invalid("The indicator must be 300 characters or fewer.", "indicator")
    for field, value in (("before", before), ("after", after), ("tolerance", tolerance)):
        if not value.is_finite() or abs(value) >= MOST or value != value.quantize(PLACES):
            raise Invalid("Enter a number with at most 6 decimal places.", field)
    if tolerance < 0:
        raise Invalid("The tolerance cannot be less than zero.", "tolerance")
    year = _open_year(actor, financial_year)
    check = QualityCheck(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        item_id=item.id,
        indicator=indicator.strip(),
        better=better,
        before=before,
        after=after,
        tolerance=tolerance,
        met=method.quality_met(better.value, before, after, tolerance),
        recorded_at=now,
        recorded_by_id=actor.person_id,
        explanation="",
    )
    db.session.add(check)
    db.session.flush()
    audit.record(
        actor,
        "record_quality",
        check,
        now=now,
        detail={"financial_year": financial_year, "item": item.code, "met": check.met},
    )
    settle_status(year)
    return check


def explain_quality(*, actor: Actor, now: datetime, check: QualityCheck, explanation: str) -> QualityCheck:
    """The finance officer accepts, with a reason, that a check is not met."""
    require(actor, Permission.SIGN_OFF)
    if check.council_id != actor.organisation_id:
        raise NotFound()
    if check.recorded_by_id == actor.person_id:
        raise NotPermitted("You recorded this quality check, so somebody else must explain it.")
    if not explanation.strip():
        raise Invalid("Enter why the gain still stands.", "explanation")
    year = _open_year(actor, check.financial_year)
    db.session.refresh(check, ["met", "explanation"])
    if check.met or check.explanation:
        raise QualityNeedsNoExplanation(
            "This quality check is met." if check.met else "This quality check has already been explained."
        )
    check.explanation = explanation.strip()
    check.explained_at = now
    check.explained_by_id = actor.person_id
    db.session.flush()
    audit.record(actor, "explain_quality", check, now=now, reason=check.explanation)
    settle_status(year)
    return check


def release_budget(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item: Item,
    amount: Decimal,
    use: BudgetUse,
    reference: str,
) -> BudgetRelease:
    """Record the budget movement (£) by which a gain was freed, and what the money is used for."""
    require(actor, Permission.RELEASE_BUDGET)
    _check_year(financial_year, now)
    if not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Invalid("The amount must be more than £0, in pounds and pence.", "amount")
    reference = reference.strip()
    if not reference:
        raise Invalid("Enter the reference of the budget movement.", "reference")
    if len(reference) > 100:
        raise Invalid("The reference must be 100 characters or fewer.", "reference")
    _open_year(actor, financial_year)
    if db.session.scalar(
        select(BudgetRelease.id).where(
            BudgetRelease.council_id == actor.organisation_id,
            BudgetRelease.financial_year == financial_year,
            BudgetRelease.reference == reference,
        )
    ):
        raise AlreadyReleased(
            f"The budget movement {reference} has already been recorded for "
            f"{format_financial_year(financial_year)}.",
            "reference",
        )
    release = BudgetRelease(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        item_id=item.id,
        amount=amount,
        use=use,
        reference=reference,
        released_at=now,
        released_by_id=actor.person_id,
    )
    db.session.add(release)
    audit.record(
        actor,
        "release_budget",
        release,
        now=now,
        detail={"financial_year": financial_year, "item": item.code, "amount": format_money(amount)},
    )
    return release


def _open_year(actor: Actor, financial_year: int) -> CouncilYear:
    year = hold_year(actor.organisation_id, financial_year)
    if year.status is YearStatus.SIGNED_OFF:
        raise YearIsSigned(
            f"The year {format_financial_year(financial_year)} is signed off. "
            "Its sign-off must be withdrawn first."
        )
    return year


def _check_year(financial_year: int, now: datetime) -> None:
    if not FIRST_YEAR <= financial_year <= financial_year_of(uk_date(now)):
        raise Invalid("Choose a financial year that has begun.", "financial_year")
