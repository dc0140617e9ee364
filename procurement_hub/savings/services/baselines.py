"""Verbs of baselines: a council sets one, and revises it by another version."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.savings.baselines import OldPrice, benchmark, check, freeze, work_out_price
from procurement_hub.savings.baselines.kinds import only_of_its_kind, refuse_what_is_no_baseline
from procurement_hub.savings.models import Baseline

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile


class BaselineIsSet(DomainError):
    """A council has one baseline for an item of a round; a correction is its next version."""


class RevisedMeanwhile(DomainError):
    """Somebody made a later version than the one that is being revised."""


def set_baseline(
    *,
    actor: Actor,
    now: datetime,
    round_id: int,
    item: Item,
    price: OldPrice,
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> Baseline:
    """Freeze a price as the actor's own council's baseline for an item that a round asks about.

    For a council's buyer, before the award or after it: a baseline frozen after the award can reach
    evidence grade C at most, and so makes no cash. Refusals name the fields of OldPrice."""
    require(actor, Permission.SET_BASELINE)
    there = "Your council has a baseline for this item already. Revise it, and say why."
    if db.session.scalar(_latest(actor.organisation_id, round_id, item.id)) is not None:
        raise BaselineIsSet(there)
    return _freeze(
        actor,
        now,
        item=item,
        round_id=round_id,
        price=price,
        evidence=evidence,
        evidence_name=evidence_name,
        version=1,
        reason="",
        clash=BaselineIsSet(there),
    )


def revise_baseline(
    *,
    actor: Actor,
    now: datetime,
    baseline: Baseline,
    price: OldPrice,
    reason: str,
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> Baseline:
    """Add a version to a baseline of the actor's own council, with the reason.

    Earlier versions stay to be read, and entries in the ledger keep theirs. After the award a version
    counts only where it makes the gain smaller, and then as grade C (see baselines.counting_of). A file
    given with the version before stays with the new one while price and date are the same."""
    require(actor, Permission.SET_BASELINE)
    if baseline.council_id != actor.organisation_id:
        raise NotFound()
    if not reason.strip():
        raise Invalid("Enter why the baseline is revised.", "reason")
    later = RevisedMeanwhile(
        "Somebody has revised this baseline meanwhile. Read the new version before you revise it."
    )
    if db.session.scalar(_latest(baseline.council_id, baseline.round_id, baseline.item_id)) != (
        baseline.version
    ):
        raise later
    return _freeze(
        actor,
        now,
        item=db.session.get_one(Item, baseline.item_id),
        round_id=baseline.round_id,
        price=price,
        evidence=evidence,
        evidence_name=evidence_name,
        version=baseline.version + 1,
        reason=reason.strip(),
        clash=later,
        before=baseline,
    )


def _latest(council_id: int, round_id: int, item_id: int):
    return select(func.max(Baseline.version)).where(
        Baseline.round_id == round_id, Baseline.item_id == item_id, Baseline.council_id == council_id
    )


def _freeze(
    actor: Actor,
    now: datetime,
    *,
    item: Item,
    round_id: int,
    price: OldPrice,
    evidence: "StoredFile | None",
    evidence_name: str,
    version: int,
    reason: str,
    clash: DomainError,
    before: Baseline | None = None,
) -> Baseline:
    today = uk_date(now)
    refuse_what_is_no_baseline(price)
    price = only_of_its_kind(price, today)
    same_price = before is not None and (before.unit_price, before.price_date) == (
        price.unit_price,
        price.price_date,
    )
    kept_id = before.evidence_id if same_price else None
    check(price, today=today, has_file=bool(evidence or kept_id))
    peers = benchmark(item.id, apart_from=actor.organisation_id, on=today)
    worked_out = work_out_price(price, peers)
    document = attach(evidence, actor=actor, now=now, name=evidence_name) if evidence else None
    baseline = freeze(
        actor=actor,
        now=now,
        council_id=actor.organisation_id,
        item_id=item.id,
        round_id=round_id,
        type=price.type,
        unit_price=worked_out.unit_price,
        annual_quantity=price.annual_quantity,
        price_date=price.price_date,
        supplier_name=price.supplier_name.strip(),
        evidence_note=price.evidence_note.strip(),
        evidence_id=document.id if document else kept_id,
        version=version,
        reason=reason,
        clause_percent=price.clause_percent,
        clause_series_id=price.clause_series.id if price.clause_series else None,
        compared_price=price.compared_price,
        factor=price.factor,
        sample_size=worked_out.sample_size,
        basis=price.basis.strip(),
        figures=worked_out.figures,
    )
    try:
        db.session.flush()
    except IntegrityError as broken:
        raise clash from broken
    return baseline
