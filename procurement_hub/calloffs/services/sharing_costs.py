"""A cost of the centre for a framework, borne by the councils in the year in which it was incurred."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs.models import ShareBasis, SharedCost
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.money import PENNY, format_money
from procurement_hub.frameworks.models import Entitlement, Framework, Lot, LotItem
from procurement_hub.frameworks.permissions import owns
from procurement_hub.savings import ledger
from procurement_hub.savings.baselines import counting_of
from procurement_hub.savings.method import share_cost as split
from procurement_hub.savings.models import Baseline, EntryKind

ZERO = Decimal(0)
MOST = Decimal("1000000000")


class AlreadyShared(DomainError):
    """A cost is charged to the councils once, however often the form is sent."""


class NothingToShareBy(DomainError):
    """Neither agreed shares nor anything that the councils spent before."""


@dataclass(frozen=True, slots=True)
class CostPart:
    """A council's part (£ net) of a shared cost. `weight` is what it spent before in a year (£), or its
    agreed percentage."""

    council_id: int
    council: str
    weight: Decimal
    amount: Decimal


def plan_cost(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    amount: Decimal,
    incurred_on: date,
    reason: str,
    shares: Mapping[int, Decimal] | None = None,
) -> list[CostPart]:
    """What each council would bear: by agreed shares (council → per cent, together 100), or by what it
    spent alone before, p0 times q0. Largest remainder; who has no share bears nothing."""
    require(actor, Permission.SHARE_OUT)
    if not owns(actor, framework):
        raise NotFound()
    if not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Invalid("The cost must be more than £0, in pounds and pence.", "amount")
    if incurred_on > uk_date(now):
        raise Invalid("A cost is shared when it has been incurred.", "incurred_on")
    if not reason.strip():
        raise Invalid("Enter what the cost was for.", "reason")
    councils = _councils_of(framework)
    if shares is None:
        spent = _spent_before(framework, [council.id for council in councils])
        weights = list(spent.values())
        if not any(weights):
            raise NothingToShareBy(
                "No council gave a price and a yearly quantity from before, so the cost cannot be shared by "
                "them. Enter agreed shares.",
                "amount",
            )
        amounts = split(amount, weights)
    else:
        weights = _agreed(councils, shares)
        amounts = split(amount, weights, weights)
    return [
        CostPart(council.id, council.name, weight, part)
        for council, weight, part in zip(councils, weights, amounts, strict=True)
    ]


def share_cost(
    *,
    actor: Actor,
    now: datetime,
    framework: Framework,
    amount: Decimal,
    incurred_on: date,
    reason: str,
    shares: Mapping[int, Decimal] | None = None,
) -> SharedCost:
    """Charge a cost of the centre (£ net), such as the tender's, to the councils of the framework.

    It is a one-off cost of each council in the year in which it was incurred (savings-method 2.6). The
    same cost of the same day again is refused: another one has another reason."""
    # Two leads who charge it at once queue here, so that the second sees the first one's cost.
    db.session.execute(select(Framework.id).where(Framework.id == framework.id).with_for_update())
    parts = plan_cost(
        actor=actor,
        now=now,
        framework=framework,
        amount=amount,
        incurred_on=incurred_on,
        reason=reason,
        shares=shares,
    )
    _refuse_shared(framework, amount, incurred_on, reason.strip())
    shared = SharedCost(
        framework_id=framework.id,
        amount=amount,
        incurred_on=incurred_on,
        reason=reason.strip(),
        basis=ShareBasis.BASELINE_SPEND if shares is None else ShareBasis.AGREED,
        shared_at=now,
        shared_by_id=actor.person_id,
    )
    db.session.add(shared)
    db.session.flush()
    for part in sorted(parts, key=lambda part: part.council_id):
        if part.amount:
            ledger.post_cost(
                actor=actor,
                now=now,
                council_id=part.council_id,
                financial_year=financial_year_of(incurred_on),
                kind=EntryKind.ONE_OFF_COST,
                amount=part.amount,
                reason=f"{shared.reason} (part of {format_money(amount)} shared by the centre)",
                item_id=None,
                framework_id=framework.id,
                shared_cost_id=shared.id,
            )
    audit.record(
        actor,
        "share_cost",
        shared,
        now=now,
        reason=shared.reason,
        detail={
            "framework": framework.code,
            "amount": format_money(amount),
            "parts": {part.council: format_money(part.amount) for part in parts},
        },
    )
    return shared


def _refuse_shared(framework: Framework, amount: Decimal, incurred_on: date, reason: str) -> None:
    earlier = db.session.scalar(
        select(SharedCost)
        .where(
            SharedCost.framework_id == framework.id,
            SharedCost.amount == amount,
            SharedCost.incurred_on == incurred_on,
            SharedCost.reason == reason,
        )
        .limit(1)
    )
    if earlier:
        raise AlreadyShared(
            f"This cost was charged to the councils on {format_date(uk_date(earlier.shared_at))} already. If "
            "there is another one, say in the reason what it was for.",
            "reason",
        )


def _councils_of(framework: Framework) -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Entitlement, Entitlement.organisation_id == Organisation.id)
            .where(Entitlement.framework_id == framework.id)
            .order_by(Organisation.name, Organisation.id)
        )
    )


def _spent_before(framework: Framework, council_ids: list[int]) -> dict[int, Decimal]:
    """Council → £ a year that it spent alone on the framework's items, by the prices that count."""
    items = (
        select(LotItem.item_id).join(Lot, Lot.id == LotItem.lot_id).where(Lot.framework_id == framework.id)
    )
    versions: dict[tuple[int, int], list[Baseline]] = {}
    for baseline in db.session.scalars(
        select(Baseline)
        .where(
            Baseline.round_id == framework.round_id,
            Baseline.council_id.in_(council_ids),
            Baseline.item_id.in_(items),
        )
        .order_by(Baseline.council_id, Baseline.item_id, Baseline.version)
    ):
        versions.setdefault((baseline.council_id, baseline.item_id), []).append(baseline)
    spent = dict.fromkeys(council_ids, ZERO)
    for (council_id, _), found in versions.items():
        baseline = counting_of(found, framework.award_notice_at).baseline
        spent[council_id] += baseline.unit_price * (baseline.annual_quantity or ZERO)
    return spent


def _agreed(councils: list[Organisation], shares: Mapping[int, Decimal]) -> list[Decimal]:
    if set(shares) - {council.id for council in councils}:
        raise NotFound()
    weights = [shares.get(council.id, ZERO) for council in councils]
    sensible = all(weight.is_finite() and weight >= 0 for weight in weights)
    if not sensible or sum(weights, ZERO) != 100:
        raise Invalid("The agreed shares must come to 100 per cent.", "shares-0-percent")
    return weights
