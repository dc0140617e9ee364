"""Old prices of councils, set, revised and read, and a gain held against one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.demand.models import DemandRound
from procurement_hub.demand.services import NewItem
from procurement_hub.savings import baselines, ledger, queries, services
from procurement_hub.savings.baselines import OldPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import Baseline, GainEntry
from tests.market import Market
from tests.region import open_paper_round, register, the_item
from tests.savings.test_indices import APRIL, Centre
from tests.savings.test_ledger import claim

TONER = NewItem(code="TON-1", title="Toner", unit="each", cpv="30197643-5")
PEERS = {"WOK": "8.60", "WAM": "8.90", "BRF": "9.00", "RDG": "9.20", "WBK": "9.40", "SLO": "9.90"}
JUNE = datetime(2026, 6, 15, 9, tzinfo=UTC)
START = date(2026, 8, 1)
INVOICE = OldPrice(
    type=BaselineType.OWN_LAST_PRICE,
    price_date=date(2026, 2, 15),
    unit_price=Decimal("4.10"),
    annual_quantity=Decimal(12000),
    supplier_name="Present supplier",
    evidence_note="Invoice 2026-02",
)
OLD = replace(INVOICE, price_date=date(2025, 5, 1), unit_price=Decimal("100.00"), annual_quantity=None)


def toner_round(market: Market, *, price_date: date, closed_at: datetime) -> DemandRound:
    """A second round in which six councils say what they pay for toner; KEN says nothing."""
    demand_round = open_paper_round(market.region, items=(TONER,), code="R2")
    for code, price in PEERS.items():
        toner = the_item("TON-1")
        old = {"current_price": Decimal(price), "price_date": price_date}
        register(market.region, demand_round, code, 100, item=toner, **old)
    with transaction():
        return demand.close_round(actor=market.region.lead, now=closed_at, demand_round=demand_round)


def set_one(market: Market, demand_round, price: OldPrice = INVOICE, *, code="KEN", item="TON-1", at=JUNE):
    buyer = market.actor(code, "buyer")
    with transaction():
        return demand.set_baseline(
            actor=buyer,
            now=at,
            demand_round=demand_round,
            item=the_item(item),
            price=price,
        )


def revise(market: Market, baseline: Baseline, price: OldPrice, *, code="WOK", at=JUNE, reason="A mistake"):
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.revise_baseline(actor=buyer, now=at, baseline=baseline, price=price, reason=reason)


def own(market: Market, code: str, item: str = "A4-80") -> Baseline:
    return queries.versions_of(market.council_id(code), market.framework.round_id, the_item(item).id)[0]


def counted(market: Market, code: str) -> baselines.Counted:
    item_id = market.item.id
    return baselines.counting(market.council_id(code), market.framework.round_id, [item_id])[item_id]


def gain_of(market: Market, demand_round, paid: str, quantity: str) -> GainEntry:
    """KEN's gain on toner at a price paid, posted on a delivery that the market made."""
    arguments = claim(market, "KEN", quantity=quantity) | {
        "item_id": the_item("TON-1").id,
        "round_id": demand_round.id,
        "unit_price_paid": Decimal(paid),
    }
    with transaction():
        return ledger.post_gain(**arguments)


def with_index(market: Market, values: dict[int, str]) -> None:
    centre = Centre(market.region)
    centre.publish({year: Decimal(value) for year, value in values.items()}, at=APRIL)
    centre.approve(at=APRIL)
