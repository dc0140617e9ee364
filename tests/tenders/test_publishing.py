"""Publishing a tender and moving its deadline (rules T1 to T4)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import DeadlineChange, Tender, TenderStatus
from procurement_hub.tenders.services.publishing import (
    DeadlineHasPassed,
    DeadlineOnlyLater,
    DeadlineTooEarly,
    PriceCriterionMissing,
    WeightsDoNotAddUp,
)
from procurement_hub.tenders.suitable_moments import UnsuitableDeadline
from tests.tenders.scene import DEADLINE, IN_TIME, PUBLISHED, drafted, price, publish, published, quality


@pytest.fixture
def draft(app):
    return drafted()


def test_a_published_tender_puts_the_framework_out_to_tender(draft):
    region, framework, _ = draft
    tender = publish(region, framework)
    assert tender.status is TenderStatus.PUBLISHED
    assert framework.status is FrameworkStatus.TENDERING
    assert tender.questions_until == DEADLINE


def test_a_deadline_before_the_shortest_period_is_refused_with_its_day(draft):
    region, framework, _ = draft
    with pytest.raises(DeadlineTooEarly, match="must be 26 June 2026 or later: electronic tenders"):
        publish(region, framework, deadline_at=datetime(2026, 6, 25, 11, tzinfo=UTC))


def test_the_first_lawful_day_is_counted_in_uk_time(draft):
    region, framework, _ = draft
    half_past_midnight = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 2 June in the UK
    noon = datetime(2026, 6, 26, 11, tzinfo=UTC)
    with pytest.raises(DeadlineTooEarly, match="must be 27 June 2026 or later"):
        publish(region, framework, now=half_past_midnight, deadline_at=noon)
    assert publish(region, framework, deadline_at=noon).deadline_at == noon


@pytest.mark.parametrize(
    ("deadline", "why"),
    [
        (
            datetime(2026, 7, 4, 11, tzinfo=UTC),
            "on a Saturday. The next moment that suits is 6 July 2026 at 12 noon",
        ),
        (datetime(2026, 8, 31, 11, tzinfo=UTC), "on a bank holiday. .* 1 September 2026 at 12 noon"),
        (
            datetime(2026, 7, 1, 23, tzinfo=UTC),
            r"at midnight. The next moment that suits is 2 July 2026 at 12 noon \(BST\)",
        ),
        (datetime(2026, 7, 1, 17, 1, tzinfo=UTC), "outside 8am to 6pm, UK time. .* 2 July 2026 at 12 noon"),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), "outside 8am to 6pm, UK time. .* 1 July 2026 at 12 noon"),
    ],
)
def test_a_deadline_when_nobody_is_at_work_is_refused_with_the_next_that_suits(draft, deadline, why):
    region, framework, _ = draft
    with pytest.raises(UnsuitableDeadline, match=why):
        publish(region, framework, deadline_at=deadline)


def test_a_tender_is_not_extended_to_a_night_either(app):
    scene = published()
    with pytest.raises(UnsuitableDeadline):
        extend(scene, DEADLINE + timedelta(hours=8))
    assert scene.tender.deadline_at == DEADLINE


def test_urgency_shortens_the_period(draft):
    region, framework, _ = draft
    deadline = datetime(2026, 6, 11, 11, tzinfo=UTC)
    assert publish(region, framework, deadline_at=deadline, deadline_reason="urgency").deadline_at == deadline


def test_a_made_up_reason_for_a_shorter_period_is_refused(draft):
    region, framework, _ = draft
    with pytest.raises(Invalid, match="reasons that the law knows"):
        publish(region, framework, deadline_reason="because")


def test_weights_that_miss_100_are_refused(draft):
    region, framework, _ = draft
    with pytest.raises(WeightsDoNotAddUp, match=r"^Weights add up to 95%. They must add up to 100%.$"):
        publish(region, framework, criteria=[price("55"), quality()])


def test_questions_must_add_up_to_their_criterion(draft):
    region, framework, _ = draft
    with pytest.raises(WeightsDoNotAddUp, match=r"add up to 39\.5%\. They must add up to 40%"):
        publish(region, framework, criteria=[price(), quality(questions=(("Q1", "25"), ("Q2", "14.5")))])


@pytest.mark.parametrize("criteria", [[quality("100", (("Q1", "100"),))], [price("50"), price("50")]])
def test_there_is_exactly_one_price_criterion(draft, criteria):
    region, framework, _ = draft
    with pytest.raises((PriceCriterionMissing, Invalid)):
        publish(region, framework, criteria=criteria)


def test_two_questions_cannot_share_a_code(draft):
    region, framework, _ = draft
    with pytest.raises(Invalid, match="Two questions have the code Q1"):
        publish(region, framework, criteria=[price(), quality(questions=(("Q1", "25"), ("Q1", "15")))])


def test_a_refused_publication_leaves_the_draft_a_draft(draft):
    region, framework, _ = draft
    with pytest.raises(WeightsDoNotAddUp):
        publish(region, framework, criteria=[price("55"), quality()])
    db.session.expire_all()
    assert framework.status is FrameworkStatus.DRAFT
    assert db.session.scalar(db.select(db.func.count()).select_from(Tender)) == 0


def test_a_buyer_may_not_publish(draft):
    region, framework, _ = draft
    with pytest.raises(NotPermitted), transaction():
        tenders.publish_tender(
            actor=region.buyer("WOK"),
            now=PUBLISHED,
            framework=framework,
            deadline_at=DEADLINE,
            electronic=True,
            documents_complete=True,
            criteria=[price(), quality()],
        )


def test_another_centres_framework_is_not_found(draft):
    region, framework, _ = draft
    with pytest.raises(NotFound), transaction():
        tenders.publish_tender(
            actor=region.actor("NECE", "procurement_lead"),
            now=PUBLISHED,
            framework=framework,
            deadline_at=DEADLINE,
            electronic=True,
            documents_complete=True,
            criteria=[price(), quality()],
        )


# --- the deadline's moves -------------------------------------------------------------------------


def extend(scene, deadline_at, now=IN_TIME, reason="A power cut stopped bidders"):
    with transaction():
        tenders.extend_deadline(
            actor=scene.lead, now=now, tender=scene.tender, deadline_at=deadline_at, reason=reason
        )


def test_a_deadline_moves_later_for_everybody(app):
    scene = published()
    extend(scene, DEADLINE + timedelta(days=2))
    change = db.session.scalars(db.select(DeadlineChange)).one()
    assert (change.from_at, change.to_at) == (DEADLINE, DEADLINE + timedelta(days=2))
    scene.submit("PEN", now=DEADLINE + timedelta(days=1))


@pytest.mark.parametrize(
    ("deadline_at", "now", "reason", "refusal"),
    [
        (DEADLINE - timedelta(days=1), IN_TIME, "why", DeadlineOnlyLater),
        (DEADLINE, IN_TIME, "why", DeadlineOnlyLater),
        (DEADLINE + timedelta(days=1), DEADLINE, "why", DeadlineHasPassed),
        (DEADLINE + timedelta(days=1), IN_TIME, "  ", Invalid),
    ],
)
def test_a_deadline_is_not_moved_earlier_or_late_or_without_reason(app, deadline_at, now, reason, refusal):
    scene = published()
    with pytest.raises(refusal):
        extend(scene, deadline_at, now, reason)
    assert scene.tender.deadline_at == DEADLINE


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 10, 24, 11, tzinfo=UTC), "24 October 2026 at 12 noon (BST)"),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), "26 October 2026 at 12 noon (GMT)"),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "27 March 2027 at 12 noon (GMT)"),
        (datetime(2027, 3, 29, 11, tzinfo=UTC), "29 March 2027 at 12 noon (BST)"),
    ],
)
def test_a_noon_deadline_is_noon_on_both_sides_of_a_clock_change(moment, written):
    assert format_moment(moment) == written


def test_the_weight_of_a_criterion_keeps_its_decimals(draft):
    region, framework, _ = draft
    tender = publish(
        region,
        framework,
        criteria=[price("62.5"), quality("37.5", (("Q1", "25"), ("Q2", "12.5")))],
    )
    assert sum(criterion.weight for criterion in tender.criteria) == Decimal(100)
