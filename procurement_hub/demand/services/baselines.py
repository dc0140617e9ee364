"""Set a baseline for an item of a round by hand, beside what closing the round freezes."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.demand.models import DemandRound, RoundItem
from procurement_hub.demand.services.lines import ItemNotInRound
from procurement_hub.savings import services as savings
from procurement_hub.savings.baselines import OldPrice
from procurement_hub.savings.models import Baseline

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile


def set_baseline(
    *,
    actor: Actor,
    now: datetime,
    demand_round: DemandRound,
    item: Item,
    price: OldPrice,
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> Baseline:
    """Freeze a price of the actor's own council for an item that the round asks about, at any time.

    While the round is open it is frozen at once, and closing the round leaves it as it is. Raises
    BaselineIsSet when there is one, and whatever savings refuses about the price."""
    require(actor, Permission.SET_BASELINE)
    asked = db.session.scalar(
        select(RoundItem.id).where(RoundItem.round_id == demand_round.id, RoundItem.item_id == item.id)
    )
    if asked is None:
        raise ItemNotInRound(f"{item.code} is not in this round.")
    # Kept from closing until the transaction ends, so that closing sees this baseline.
    db.session.execute(
        select(DemandRound.id).where(DemandRound.id == demand_round.id).with_for_update(read=True)
    )
    return savings.set_baseline(
        actor=actor,
        now=now,
        round_id=demand_round.id,
        item=item,
        price=price,
        evidence=evidence,
        evidence_name=evidence_name,
    )
