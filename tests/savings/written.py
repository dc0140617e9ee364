"""A drawn book written into the database: thousands of ledger entries by several editions of the
method, with quality checks and decisions as they fall. What an entry adds is summed here by hand."""

from collections import defaultdict
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import insert

from procurement_hub.calloffs.models import InvoiceLine, ReceiptLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.method import EDITIONS, Disallowance, Grade, Working
from procurement_hub.savings.models import (
    Baseline,
    BaselineType,
    Better,
    CouncilYear,
    EntryKind,
    GainDecision,
    GainEntry,
    GainTotal,
    Outcome,
    QualityCheck,
    YearStatus,
)
from tests.market import AUGUST, DECEMBER, Market
from tests.savings.generated import drawn_working

YEAR = 2027
ITEMS, ENTRIES = 60, 2500
CODES = ("WOK", "WAM", "BRF", "RDG", "WBK", "SLO")
ZERO = Decimal(0)
AMOUNTS = ("gross", "cashable", "nc_inflation", "nc_volume", "nc_baseline")


def write_book(market: Market, seed: int) -> None:
    """Entries of one year for six councils; the market needs no orders of its own."""
    random = Random(seed)
    market.buy("WOK", 1)
    for code in CODES:  # each person joins in a transaction of their own
        market.actor(code, "buyer"), market.actor(code, "s151")
    with transaction():
        items = _items(market)
        baselines = _baselines(market, random, items)
        last = _entries(market, random, items, baselines)
        _checks(market, random, items)
        _decisions(market, random, last)


def _new(model, rows: list[dict]) -> list[int]:
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def _items(market: Market) -> list[int]:
    common = {"unit_code": market.item.unit_code, "cpv_code": market.item.cpv_code}
    return _new(Item, [{"code": f"DRAWN-{n}", "title": f"Drawn {n:03}", **common} for n in range(ITEMS)])


def _baselines(
    market: Market, random: Random, items: list[int]
) -> dict[tuple[int, int], tuple[int, BaselineType]]:
    """One for most councils' items, with a source that is named or without one."""
    rows = [
        {
            "council_id": market.council_id(code),
            "item_id": item,
            "round_id": market.framework.round_id,
            "type": random.choice([BaselineType.OWN_LAST_PRICE, BaselineType.MARKET_AVERAGE]),
            "unit_price": Decimal(5),
            "annual_quantity": random.choice([None, Decimal(1000)]),
            "price_date": date(2026, 3, 1),
            "evidence_note": random.choice(["", "Invoice 4711"]),
            "frozen_at": AUGUST - timedelta(days=random.choice([200, -200])),
            "frozen_by_id": market.actor(code, "buyer").person_id,
        }
        for code in CODES
        for item in items
    ]
    return {
        (row["council_id"], row["item_id"]): (key, row["type"])
        for row, key in zip(rows, _new(Baseline, rows), strict=True)
    }


def _entries(market: Market, random: Random, items, baselines) -> dict[tuple[int, int], dict]:
    """The entries and the roll-up. Gives each council's item its sums and the id of its last entry."""
    rows = [_entry(market, random, items, baselines) for _ in range(ENTRIES)]
    invoice_line = db.session.scalars(db.select(InvoiceLine.id)).one()
    receipt_line = db.session.scalars(db.select(ReceiptLine)).one()
    received = {
        "receipt_id": receipt_line.receipt_id,
        "order_line_id": receipt_line.order_line_id,
        "quantity": Decimal(1),
        "matched": Decimal(1),
        "received_on": date(YEAR, 5, 1),
    }
    lines = _new(ReceiptLine, [received] * ENTRIES)
    for row, line in zip(rows, lines, strict=True):
        row |= {"invoice_line_id": invoice_line, "receipt_line_id": line}
    keys = _new(GainEntry, rows)
    sums: dict[tuple[int, int], dict] = defaultdict(lambda: defaultdict(Decimal))
    for row, key in zip(rows, keys, strict=True):
        place = sums[row["council_id"], row["item_id"]]
        for name in ("quantity", "spend", "before", "unmatched_spend", *AMOUNTS):
            place[name] += row[name]
        place["last"] = key
    nothing = dict.fromkeys(("nc_avoided", "one_off_cost", "recurring_cost", "rebate", "one_off_gain"), ZERO)
    db.session.execute(
        insert(GainTotal),
        [
            {
                "council_id": council,
                "financial_year": YEAR,
                "item_id": item,
                "framework_id": market.framework.id,
                **nothing,
                **{name: value for name, value in place.items() if name != "last"},
            }
            for (council, item), place in sums.items()
        ],
    )
    db.session.execute(
        insert(CouncilYear),
        [
            {
                "council_id": market.council_id(code),
                "financial_year": YEAR,
                "status": YearStatus.PROVISIONAL,
            }
            for code in CODES
        ],
    )
    return sums


def _entry(market: Market, random: Random, items, baselines) -> dict:
    code = random.choice(CODES)
    council, item = market.council_id(code), random.choice(items)
    has_baseline = random.random() < 0.9
    baseline_id, kind = baselines[council, item]
    working = replace(drawn_working(random), baseline_type=kind.value)
    if not has_baseline:
        working = Working(working.price_paid, working.quantity, ZERO)
    version = random.choice(list(EDITIONS))
    amounts = working.amounts(version)
    spend = working.quantity * working.price_paid
    matched = working.verdict is not None and working.verdict.max_grade is not Grade.D
    return {
        "kind": EntryKind.GAIN,
        "council_id": council,
        "financial_year": YEAR,
        "item_id": item,
        "framework_id": market.framework.id,
        "baseline_id": baseline_id if has_baseline else None,
        "supplied_on": date(YEAR, 5, 1),
        "quantity": working.quantity,
        "unit_price_before": working.price_before,
        "unit_price_paid": working.price_paid,
        "spend": spend,
        "before": working.quantity * working.price_before if matched else ZERO,
        "unmatched_spend": ZERO if matched else spend,
        "method_version": version,
        "working": working.to_json(),
        "recorded_at": DECEMBER,
        "recorded_by_id": market.actor(code, "buyer").person_id,
        **{name: asdict(amounts)[name] for name in AMOUNTS},
    }


def _checks(market: Market, random: Random, items: list[int]) -> None:
    rows = []
    for code in CODES:
        officer = market.actor(code, "s151").person_id
        for item in items:
            met, explained = random.random() < 0.6, random.random() < 0.5
            rows.append(
                {
                    "council_id": market.council_id(code),
                    "financial_year": YEAR,
                    "item_id": item,
                    "indicator": "Delivered on time (%)",
                    "better": Better.HIGHER,
                    "before": Decimal(96),
                    "after": Decimal(97) if met else Decimal(80),
                    "tolerance": Decimal(1),
                    "met": met,
                    "recorded_at": DECEMBER,
                    "recorded_by_id": market.actor(code, "buyer").person_id,
                    "explanation": "A strike" if explained else "",
                    "explained_at": DECEMBER if explained else None,
                    "explained_by_id": officer if explained else None,
                }
            )
    db.session.execute(insert(QualityCheck), [row for row in rows if random.random() < 0.8])


def _decisions(market: Market, random: Random, gains: dict[tuple[int, int], dict]) -> None:
    officers = {market.council_id(code): market.actor(code, "s151").person_id for code in CODES}
    rows = []
    for (council, item), sums in gains.items():
        outcome = random.choice(list(Outcome))
        refused = outcome in (Outcome.REJECTED, Outcome.HELD, Outcome.NON_CASHABLE)
        code = random.choice([code for code in Disallowance if code.decided_by_finance_officer])
        rows.append(
            {
                "council_id": council,
                "financial_year": YEAR,
                "item_id": item,
                "framework_id": market.framework.id,
                "outcome": outcome,
                "code": code if refused else None,
                "reason": "" if outcome is Outcome.CASHABLE else "As decided",
                "grade": Grade.B,
                "quantity": sums["quantity"],
                "gross": sums["gross"],
                # Some decisions are about figures that have moved since.
                "cashable": sums["cashable"] + random.choice([0, 0, 1]),
                "costs": ZERO,
                "last_entry_id": sums["last"],
                "decided_at": DECEMBER,
                "decided_by_id": officers[council],
            }
        )
    db.session.execute(insert(GainDecision), [row for row in rows if random.random() < 0.8])
