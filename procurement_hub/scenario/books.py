"""What the books say: awards, scores, ceilings, gains and orders, as plain JSON values."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.core.money import Money, Quantity, round_money
from procurement_hub.evaluation.models import BidResult
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.savings import yearly
from procurement_hub.savings.models import CouncilYear
from procurement_hub.scenario.gain_books import read_gains
from procurement_hub.scenario.target_books import read_targets
from procurement_hub.tenders.models import Bid

FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")


def read_books() -> dict:
    """The whole position, in the shape of a scenario's expected.json."""
    return {
        "frameworks": {framework.code: _framework(framework) for framework in _all(Framework)},
        "gains": _gains(),
        "orders": _orders(),
        **read_gains(),
        **read_targets(),
        "audit": {"intact": next(audit.verify(db.session), None) is None},
    }


def differences(expected, found, path: str = "") -> list[str]:
    """Every place where `found` is not what `expected` says; keys it leaves out are not compared."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{path}: expected {expected!r}, found {found!r}"]
        lines = []
        for key, value in expected.items():
            lines += differences(value, found.get(key), f"{path}.{key}" if path else key)
        return lines
    return [] if expected == found else [f"{path}: expected {expected!r}, found {found!r}"]


def _all(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def _framework(framework: Framework) -> dict:
    results = db.session.execute(
        select(Lot.number, Organisation.code, BidResult)
        .select_from(BidResult)
        .join(Bid, Bid.id == BidResult.bid_id)
        .join(Lot, Lot.id == Bid.lot_id)
        .join(Organisation, Organisation.id == Bid.supplier_id)
        .where(Lot.framework_id == framework.id)
        .order_by(Lot.number, BidResult.rank)
    ).all()
    awards: dict[str, list[str]] = {}
    scores: dict[str, dict[str, str]] = {}
    for lot, supplier, result in results:
        scores.setdefault(lot, {})[supplier] = str(round_money(result.total_score))
        if result.awarded:
            awards.setdefault(lot, []).append(supplier)
    ended = framework.standstill_ends_on
    levy = db.session.scalar(
        select(func.sum(Order.levy, type_=Money())).where(
            Order.framework_id == framework.id,
            Order.status.not_in([OrderStatus.DECLINED, OrderStatus.CANCELLED]),
        )
    )
    return {
        "awards": awards,
        "scores": scores,
        "standstill_ends_on": ended.isoformat() if ended else None,
        "sign_from": (ended + timedelta(days=1)).isoformat() if ended else None,
        "ceiling_gross": str(framework.ceiling_gross),
        "committed_gross": str(framework.committed_gross),
        "levy": str(levy or Decimal("0.00")),
    }


def _gains() -> dict:
    years: dict[str, dict] = {}
    rows = db.session.execute(
        select(CouncilYear.financial_year, Organisation.code, Organisation.id)
        .join(Organisation, Organisation.id == CouncilYear.council_id)
        .order_by(CouncilYear.financial_year, Organisation.code)
    ).all()
    for year, code, council_id in rows:
        figures = yearly.gains(council_id=council_id, financial_year=year)
        books = years.setdefault(str(year), {})
        books[code] = {name: str(getattr(figures, name)) for name in FIGURES}
        books[code]["status"] = figures.status.value
    for books in years.values():
        councils = list(books.values())
        books["total"] = {name: str(sum(Decimal(council[name]) for council in councils)) for name in FIGURES}
    return years


def _orders() -> dict:
    rows = db.session.execute(
        select(
            Order,
            func.sum(OrderLine.received, type_=Quantity()),
            func.sum(OrderLine.invoiced, type_=Quantity()),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.id)
        .order_by(Order.id)
    ).all()
    return {
        order.number: {
            "status": order.status.value,
            "net": str(order.net),
            "gross": str(order.gross),
            "received": f"{received.normalize():f}",
            "invoiced": f"{invoiced.normalize():f}",
        }
        for order, received, invoiced in rows
    }
