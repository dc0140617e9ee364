"""Quality checks: chosen before the award, recorded year by year, and explained when not met."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, NotPermitted
from procurement_hub.savings import method, queries
from procurement_hub.savings.indicators import BY_CODE
from procurement_hub.savings.models import Better, GainNature, QualityCheck, QualityChoice
from procurement_hub.savings.recording import FIRST_YEAR as FIRST_YEAR
from procurement_hub.savings.recording import check_measure, check_year, open_year, said
from procurement_hub.savings.years import settle_status


class QualityNeedsNoExplanation(DomainError):
    """Only a check that is not met, and not explained yet, is explained."""


class NotAsChosen(DomainError):
    """An indicator that was chosen before the award is measured as it was chosen."""


class AlreadyChosen(DomainError):
    """A choice made before the award is not made anew after it."""


def choose_quality_check(
    *,
    actor: Actor,
    now: datetime,
    item: Item,
    framework_id: int,
    better: Better,
    tolerance: Decimal,
    indicator: str = "",
    code: str | None = None,
    explanation: str = "",
) -> QualityChoice:
    """Choose by what the quality of an item will be judged (savings-method 2.9).

    `code` names an approved indicator, which brings its own name and direction; any other needs an
    explanation. Whether the award had been made is kept with the choice."""
    require(actor, Permission.RECORD_QUALITY)
    framework = queries.framework_with(actor.organisation_id, framework_id, item.id)
    if framework is None:
        raise NotFound("Your council cannot buy this item through that framework.")
    approved = BY_CODE.get(code) if code else None
    if code and approved is None:
        raise Invalid("Select an indicator from the list.", "code")
    if approved:
        indicator, better = approved.title, approved.better
    else:
        indicator = _indicator(indicator)
        said(explanation, "explanation", "Enter why no indicator of the approved list fits.")
    check_measure("tolerance", tolerance)
    if tolerance < 0:
        raise Invalid("The tolerance cannot be less than zero.", "tolerance")
    earlier = _choice(actor.organisation_id, item.id, indicator, framework_id)
    before_award = framework.award_notice_at is None or now < framework.award_notice_at
    if earlier and earlier.before_award and not before_award:
        raise AlreadyChosen("This indicator was chosen before the award, and stays as it was chosen.")
    choice = QualityChoice(
        council_id=actor.organisation_id,
        item_id=item.id,
        framework_id=framework_id,
        indicator=indicator,
        indicator_code=code,
        explanation=explanation.strip(),
        better=better,
        tolerance=tolerance,
        before_award=before_award,
        chosen_at=now,
        chosen_by_id=actor.person_id,
    )
    db.session.add(choice)
    db.session.flush()
    audit.record(
        actor,
        "choose_quality_check",
        choice,
        now=now,
        reason=choice.explanation,
        detail={"item": item.code, "framework": framework.code, "indicator": indicator},
    )
    return choice


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
    nature: GainNature = GainNature.SAME_FOR_LESS,
) -> QualityCheck:
    """Record how an indicator of an item stood before and stands now (savings-method 2.9).

    The latest record of each indicator counts: while one is neither met nor explained the
    council's year is held. A `nature` of a cut takes the item's gains out of the claim (D01)."""
    require(actor, Permission.RECORD_QUALITY)
    check_year(financial_year, now)
    indicator = _indicator(indicator)
    for field, value in (("before", before), ("after", after), ("tolerance", tolerance)):
        check_measure(field, value)
    if tolerance < 0:
        raise Invalid("The tolerance cannot be less than zero.", "tolerance")
    choice = _choice(actor.organisation_id, item.id, indicator)
    if choice and choice.before_award and (better, tolerance) != (choice.better, choice.tolerance):
        raise NotAsChosen(
            f"“{indicator}” was chosen before the award with a tolerance of {choice.tolerance.normalize():f} "
            f"and {choice.better.value} as better. It is measured as it was chosen.",
            "better" if better is not choice.better else "tolerance",
        )
    year = open_year(actor, financial_year)
    check = QualityCheck(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        item_id=item.id,
        indicator=indicator,
        better=better,
        before=before,
        after=after,
        tolerance=tolerance,
        met=method.quality_met(better.value, before, after, tolerance),
        nature=nature,
        choice_id=choice.id if choice else None,
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
        detail={
            "financial_year": financial_year,
            "item": item.code,
            "met": check.met,
            "nature": nature.value,
        },
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
    explanation = said(explanation, "explanation", "Enter why the gain still stands.")
    year = open_year(actor, check.financial_year)
    db.session.refresh(check, ["met", "explanation"])
    if check.met or check.explanation:
        raise QualityNeedsNoExplanation(
            "This quality check is met." if check.met else "This quality check has already been explained."
        )
    check.explanation = explanation
    check.explained_at = now
    check.explained_by_id = actor.person_id
    db.session.flush()
    audit.record(actor, "explain_quality", check, now=now, reason=check.explanation)
    settle_status(year)
    return check


def _indicator(indicator: str) -> str:
    indicator = said(indicator, "indicator", "Enter what was measured.")
    if len(indicator) > 300:
        raise Invalid("The indicator must be 300 characters or fewer.", "indicator")
    return indicator


def _choice(
    council_id: int, item_id: int, indicator: str, framework_id: int | None = None
) -> QualityChoice | None:
    """The latest choice of the indicator; one made before an award stands over later ones."""
    query = select(QualityChoice).where(
        QualityChoice.council_id == council_id,
        QualityChoice.item_id == item_id,
        QualityChoice.indicator == indicator,
    )
    if framework_id is not None:
        query = query.where(QualityChoice.framework_id == framework_id)
    return db.session.scalars(
        query.order_by(QualityChoice.before_award.desc(), QualityChoice.id.desc()).limit(1)
    ).one_or_none()
