"""Floors under prices, hours for each person, and the review that lets a gain go (needs S2-37)."""

from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, NotPermitted
from procurement_hub.savings import standing
from procurement_hub.savings.models import FloorBasis, PriceWatch, WatchKind
from procurement_hub.savings.recording import MOST, PLACES, check_year, open_year, said
from procurement_hub.savings.standing import GainStanding
from procurement_hub.savings.years import settle_status


class NothingToReview(DomainError):
    """Only a gain that a floor or risen hours hold is reviewed."""


class NoSavingForEachPerson(DomainError):
    """With the hours that people now get, the service costs as much for each of them as before."""


def set_price_floor(
    *,
    actor: Actor,
    now: datetime,
    item: Item,
    unit_price: Decimal,
    basis: FloorBasis,
    source: str,
) -> PriceWatch:
    """The price (£ net a unit) beyond which the cost of the service cannot fall, and where it is from."""
    _may_watch(actor)
    _check_positive("unit_price", unit_price, "The floor")
    source = said(source, "source", "Enter where the floor comes from.")
    return _keep(
        actor,
        now,
        "set_price_floor",
        item,
        PriceWatch(kind=WatchKind.FLOOR, unit_price=unit_price, basis=basis, reason=source),
    )


def record_hours(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item: Item,
    before: Decimal,
    after: Decimal,
    source: str,
) -> PriceWatch:
    """The hours that one person gets (units of the item a week, say), before and in this year."""
    _may_watch(actor)
    check_year(financial_year, now)
    _check_positive("before", before, "The hours before")
    _check_positive("after", after, "The hours now")
    source = said(source, "source", "Enter where the hours come from.")
    open_year(actor, financial_year)
    return _keep(
        actor,
        now,
        "record_hours",
        item,
        PriceWatch(
            kind=WatchKind.HOURS,
            financial_year=financial_year,
            hours_before=before,
            hours_after=after,
            reason=source,
        ),
    )


def review_price(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item: Item,
    framework_id: int | None,
    reason: str,
) -> PriceWatch:
    """Let a gain go that its floor or its hours hold, with the reason why the service can be kept.

    The service's approver says so, or the finance officer. A gain that saves nothing for each
    person is not let go: it would be the same money for shorter visits."""
    if not may(actor, Permission.SIGN_OFF):
        require(actor, Permission.APPROVE_ORDER)
    reason = said(reason, "reason", "Enter why the service can be kept at this price.")
    year = open_year(actor, financial_year)
    gain = standing.find(standing.standings(actor.organisation_id, financial_year), item.id, framework_id)
    if gain is None:
        raise NotFound()
    _check_review(actor, gain)
    hours = gain.watched.hours
    watch = _keep(
        actor,
        now,
        "review_price",
        item,
        PriceWatch(
            kind=WatchKind.REVIEW,
            financial_year=financial_year,
            framework_id=framework_id,
            unit_price=(gain.total.spend / gain.total.quantity).quantize(PLACES),
            hours_before=hours.hours_before if hours else None,
            hours_after=hours.hours_after if hours else None,
            reason=reason,
        ),
    )
    settle_status(year)
    return watch


def _check_review(actor: Actor, gain: GainStanding) -> None:
    watched = gain.watched
    if watched.concern is None:
        raise NothingToReview("No floor and no hours hold this gain.")
    if watched.recorded_by(actor.person_id):
        raise NotPermitted("You recorded what holds this gain, so somebody else must review it.")
    if not watched.saves_for_each_person:
        raise NoSavingForEachPerson(
            "With the hours that each person now gets, the service costs no less for each of them than "
            "before. There is no gain to let go."
        )


def _may_watch(actor: Actor) -> None:
    if not may(actor, Permission.SIGN_OFF):
        require(actor, Permission.RECORD_QUALITY)


def _check_positive(field: str, value: Decimal, noun: str) -> None:
    if not value.is_finite() or not 0 < value < MOST or value != value.quantize(PLACES):
        raise Invalid(f"{noun} must be more than 0, with at most 6 decimal places.", field)


def _keep(actor: Actor, now: datetime, verb: str, item: Item, watch: PriceWatch) -> PriceWatch:
    watch.council_id = actor.organisation_id
    watch.item_id = item.id
    watch.recorded_at = now
    watch.recorded_by_id = actor.person_id
    db.session.add(watch)
    db.session.flush()
    audit.record(actor, verb, watch, now=now, reason=watch.reason, detail={"item": item.code})
    return watch
