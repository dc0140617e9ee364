"""Claims that no invoice makes by itself: costs avoided, money that comes once, a cheaper way to a need."""

from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import Invalid
from procurement_hub.core.money import PENNY, format_money
from procurement_hub.savings import ledger, queries
from procurement_hub.savings.method import AvoidanceKind, Provision, substitution
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.recording import year_meant

PLACES = 9
MOST = Decimal("1000000000")


def record_avoidance(
    *,
    actor: Actor,
    now: datetime,
    kind: AvoidanceKind,
    item: Item,
    amount: Decimal,
    reason: str,
    framework_id: int | None = None,
    financial_year: int | None = None,
) -> GainEntry:
    """Note a cost (£ net) that the actor's council avoided in the financial year, that of `now` unless said.

    An increase not paid, an award below the median tender, a price below a benchmark, work not done:
    shown apart, and in no figure of cash (S2-23)."""
    _require(actor)
    _check(amount, reason, "what was avoided, and how it is worked out")
    return ledger.post_avoidance(
        actor=actor,
        now=now,
        council_id=actor.organisation_id,
        financial_year=year_meant(financial_year, now),
        item_id=item.id,
        framework_id=framework_id,
        avoidance=kind,
        amount=amount,
        reason=reason.strip(),
    )


def record_one_off_gain(
    *,
    actor: Actor,
    now: datetime,
    item: Item,
    amount: Decimal,
    reason: str,
    framework_id: int | None = None,
    financial_year: int | None = None,
    rebate_id: int | None = None,
) -> GainEntry:
    """Count money (£ net) that came to the council once for an item, in the year of `now` unless said.

    `rebate_id` names the rebate that it is paid out of, when one in the books is: what was counted of
    that rebate is not counted again (savings-method 2.6)."""
    _require(actor)
    _check(amount, reason, "what the money was for")
    claim = {
        "actor": actor,
        "now": now,
        "council_id": actor.organisation_id,
        "financial_year": year_meant(financial_year, now),
        "amount": amount,
        "reason": reason.strip(),
        "item_id": item.id,
        "framework_id": framework_id,
    }
    if rebate_id is not None:
        return ledger.post_dividend(**claim, rebate_id=rebate_id)
    return ledger.post_one_off_gain(**claim)


def record_substitution(
    *,
    actor: Actor,
    now: datetime,
    item: Item,
    before: Provision,
    after: Provision,
    reason: str,
    displaced_costs: Decimal = Decimal(0),
    framework_id: int | None = None,
    financial_year: int | None = None,
) -> GainEntry:
    """Count a dearer way of meeting a need that a cheaper one replaced, for the year of `now` unless
    said (S2-35).

    `item` is the service used now. A quality check of it in the year must be met or explained, as
    the proof that it is as good. What it costs elsewhere is charged as a recurring cost (S2-49)."""
    _require(actor)
    if not reason.strip():
        raise Invalid("Enter what replaced what.", "reason")
    if not 0 <= displaced_costs < MOST or displaced_costs != displaced_costs.quantize(PENNY):
        raise Invalid("The costs elsewhere must be £0 or more, in pounds and pence.", "displaced_costs")
    financial_year = year_meant(financial_year, now)
    checks = [
        check
        for check in queries.checks_that_count(actor.organisation_id, financial_year)
        if check.item_id == item.id
    ]
    found = substitution(
        before,
        after,
        equivalent=bool(checks) and not any(check.holds_the_gain for check in checks),
        displaced_costs=displaced_costs,
    )
    place = {
        "actor": actor,
        "now": now,
        "council_id": actor.organisation_id,
        "financial_year": financial_year,
        "item_id": item.id,
        "framework_id": framework_id,
    }
    entry = ledger.post_substitution(
        **place,
        gain=found.gain.to_places(PLACES),
        working={"before": _figures(before), "after": _figures(after)},
        reason=reason.strip(),
    )
    if displaced_costs:
        ledger.post_cost(
            **place,
            kind=EntryKind.RECURRING_COST,
            amount=displaced_costs,
            reason=f"What the substitution costs elsewhere: {reason.strip()}",
            displaced_from=f"ledger entry {entry.id}",
        )
    return entry


def _figures(provision: Provision) -> dict[str, str]:
    return {name: str(getattr(provision, name)) for name in ("people", "units_each", "unit_price")}


def _require(actor: Actor) -> None:
    if not may(actor, Permission.RELEASE_BUDGET):
        require(actor, Permission.RECORD_QUALITY)


def _check(amount: Decimal, reason: str, wanted: str) -> None:
    if not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Invalid(
            f"The amount must be more than £0 and less than {format_money(MOST)}, in pounds and pence.",
            "amount",
        )
    if not reason.strip():
        raise Invalid(f"Enter {wanted}.", "reason")
