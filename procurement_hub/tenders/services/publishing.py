"""Publishing a tender, and moving its deadline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState
from procurement_hub.core.keys import ring
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Framework
from procurement_hub.law.time_limits import ShorterPeriodReason, earliest_deadline
from procurement_hub.tenders.holding import hold
from procurement_hub.tenders.models import (
    Criterion,
    CriterionKind,
    DeadlineChange,
    Question,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.permissions import require_run
from procurement_hub.tenders.requiring import NewRequirement, requirements_from
from procurement_hub.tenders.sealing import new_box
from procurement_hub.tenders.services.following import notify_followers
from procurement_hub.tenders.services.maintenance import refuse_near_maintenance
from procurement_hub.tenders.suitable_moments import refuse_unsuitable

WHOLE = Decimal(100)
LARGEST_SCALE = 100


class DeadlineTooEarly(DomainError):
    """The deadline is before the first day that the law allows (PA 2023 s.54)."""


class WeightsDoNotAddUp(DomainError):
    """The criteria do not add up to 100%, or the questions not to their criterion (PA 2023 s.23)."""


class PriceCriterionMissing(DomainError):
    """Without exactly one price criterion there is nothing to score the totals with."""


class DeadlineHasPassed(WrongState):
    """A deadline moves only before it passes (T2)."""


class DeadlineOnlyLater(DomainError):
    """A deadline moves only to a later moment (T2)."""


@dataclass(frozen=True)
class NewQuestion:
    """A question and its part, in per cent of the whole, of its criterion's weight."""

    code: str
    title: str
    weight: Decimal
    scale_max: int = 5


@dataclass(frozen=True)
class NewCriterion:
    """An award criterion and its weight in per cent of the whole."""

    code: str
    title: str
    weight: Decimal
    kind: CriterionKind
    questions: Sequence[NewQuestion] = ()


def publish_tender(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    deadline_at: datetime,
    electronic: bool,
    documents_complete: bool,
    criteria: Sequence[NewCriterion],
    questions_until: datetime | None = None,
    deadline_reason: str | None = None,
    explanation: str = "",
    quality_first: bool = False,
    requirements: Sequence[NewRequirement] = (),
) -> Tender:
    """Publish the framework's competition and make its box.

    The criteria and weights are what bids will be scored on; nothing changes them afterwards.
    `questions_until` empty takes questions up to the deadline. `deadline_reason` is a
    law.time_limits.ShorterPeriodReason and `explanation` what stands behind it, for the audit.
    With `quality_first` the price envelopes stay shut until every score is agreed (law.md B9).
    `requirements` are what bidders must have, or are asked for (PA 2023 s.22).
    Refuses whatever the law does: see the refusals above and the framework's own publication."""
    require_run(actor, framework)
    _refuse_bad_criteria(criteria)
    required = requirements_from(requirements, ceiling=framework.ceiling_gross)
    _refuse_early_deadline(framework, now, deadline_at, electronic, documents_complete, deadline_reason)
    refuse_unsuitable(deadline_at)
    refuse_near_maintenance(now=now, deadline_at=deadline_at)
    questions_until = questions_until or deadline_at
    if questions_until > deadline_at or questions_until <= now:
        raise Invalid(
            "The last moment for questions must be in the future and not after the deadline.",
            "questions_until",
        )
    frameworks.publish(actor=actor, now=now, framework=framework)
    public_key, wrapped_private_key = new_box(ring())
    price_public_key, wrapped_price_key = new_box(ring())
    tender = Tender(
        framework_id=framework.id,
        status=TenderStatus.PUBLISHED,
        published_at=now,
        published_by_id=actor.person_id,
        deadline_at=deadline_at,
        questions_until=questions_until,
        electronic=electronic,
        documents_complete=documents_complete,
        deadline_reason=deadline_reason,
        public_key=public_key,
        wrapped_private_key=wrapped_private_key,
        price_public_key=price_public_key,
        wrapped_price_key=wrapped_price_key,
        quality_first=quality_first,
        criteria=[_criterion(new, position) for position, new in enumerate(criteria)],
    )
    db.session.add(tender)
    db.session.flush()
    for requirement in required:
        requirement.tender_id = tender.id
    db.session.add_all(required)
    audit.record(
        actor,
        "publish_tender",
        tender,
        now=now,
        reason=explanation.strip(),
        detail={
            "framework": framework.code,
            "shorter_period": deadline_reason or "",
            "deadline": deadline_at.isoformat(),
            "quality_first": quality_first,
            "weights": {new.code: str(new.weight) for new in criteria},
            "required": [new.kind.value for new in required if new.must],
        },
    )
    db.session.flush()
    outbox.put("tell_alerts", {"tender_id": tender.id}, now=now)
    return tender


def extend_deadline(
    *, actor: Actor, now: datetime, tender: Tender, deadline_at: datetime, reason: str
) -> None:
    """Give every bidder more time, with a published reason. The last moment for questions stays."""
    require_run(actor, db.session.get_one(Framework, tender.framework_id))
    held = hold(tender)
    if held.status is not TenderStatus.PUBLISHED or held.deadline_at <= now:
        raise DeadlineHasPassed(
            f"The deadline was {format_moment(held.deadline_at)}. It has passed, so it cannot be moved.",
            "deadline_at",
        )
    if deadline_at <= held.deadline_at:
        raise DeadlineOnlyLater(
            f"The deadline can only move later than {format_moment(held.deadline_at)}.", "deadline_at"
        )
    refuse_unsuitable(deadline_at)
    refuse_near_maintenance(now=now, deadline_at=deadline_at)
    if not reason.strip():
        raise Invalid("Enter the reason for the new deadline. Every bidder can read it.", "reason")
    change = DeadlineChange(
        tender_id=held.id,
        from_at=held.deadline_at,
        to_at=deadline_at,
        reason=reason.strip(),
        changed_at=now,
        changed_by_id=actor.person_id,
    )
    db.session.add(change)
    detail = {"from": held.deadline_at.isoformat(), "to": deadline_at.isoformat()}
    held.deadline_at = deadline_at
    audit.record(actor, "extend_deadline", held, now=now, reason=change.reason, detail=detail)
    framework = db.session.get_one(Framework, held.framework_id)
    notify_followers(
        tender=held,
        subject=f"Deadline moved to {format_moment(change.to_at)}: {framework.title}",
        text=f"The deadline moved from {format_moment(change.from_at)} to {format_moment(change.to_at)}.\n\n"
        f"Reason given: {change.reason}",
        now=now,
        moved=True,
    )


def _refuse_early_deadline(framework, now, deadline_at, electronic, documents_complete, reason) -> None:
    if deadline_at <= now:
        raise DeadlineTooEarly("The deadline must be in the future.", "deadline_at")
    if reason is not None and reason not in set(ShorterPeriodReason):
        raise Invalid("Choose one of the reasons that the law knows for a shorter period.", "deadline_reason")
    first_day, sentence = earliest_deadline(
        uk_date(now), electronic, documents_complete, reason, light_touch=framework.light_touch
    )
    if uk_date(deadline_at) < first_day:
        raise DeadlineTooEarly(sentence, "deadline_at")


def _refuse_bad_criteria(criteria: Sequence[NewCriterion]) -> None:
    questions = [question for criterion in criteria for question in criterion.questions]
    for thing in (*criteria, *questions):
        if not thing.title.strip() or not thing.code.strip():
            raise Invalid("Every criterion and question needs a code and a title.", "criteria")
        if thing.weight <= 0 or thing.weight != round(thing.weight, 4):
            raise Invalid(f"The weight of {thing.code} must be more than 0%.", "criteria")
    _refuse_repeated("criteria", (criterion.code for criterion in criteria))
    _refuse_repeated("questions", (question.code for question in questions))
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if total != WHOLE:
        raise WeightsDoNotAddUp(f"Weights add up to {_percent(total)}. They must add up to 100%.", "criteria")
    if sum(criterion.kind is CriterionKind.PRICE for criterion in criteria) != 1:
        raise PriceCriterionMissing("There must be exactly one price criterion.", "criteria")
    for criterion in criteria:
        _refuse_bad_questions(criterion)


def _refuse_bad_questions(criterion: NewCriterion) -> None:
    if criterion.kind is CriterionKind.PRICE:
        if criterion.questions:
            raise Invalid("Price is scored from the totals, so it has no questions.", "criteria")
        return
    total = sum((question.weight for question in criterion.questions), Decimal(0))
    if total != criterion.weight:
        raise WeightsDoNotAddUp(
            f"The questions of {criterion.title} add up to {_percent(total)}. "
            f"They must add up to {_percent(criterion.weight)}.",
            "criteria",
        )
    for question in criterion.questions:
        if not 1 <= question.scale_max <= LARGEST_SCALE:
            raise Invalid(
                f"The top of the scale of {question.code} must be from 1 to {LARGEST_SCALE}.", "criteria"
            )


def _refuse_repeated(what: str, codes: Iterable[str]) -> None:
    seen = set()
    for code in codes:
        if code in seen:
            raise Invalid(f"Two {what} have the code {code}.", "criteria")
        seen.add(code)


def _criterion(new: NewCriterion, position: int) -> Criterion:
    return Criterion(
        code=new.code.strip(),
        title=new.title.strip(),
        weight=new.weight,
        kind=new.kind,
        position=position,
        questions=[
            Question(
                code=question.code.strip(),
                title=question.title.strip(),
                weight=question.weight,
                scale_max=question.scale_max,
                position=place,
            )
            for place, question in enumerate(new.questions)
        ],
    )


def _percent(weight: Decimal) -> str:
    return f"{weight.normalize():f}%"
