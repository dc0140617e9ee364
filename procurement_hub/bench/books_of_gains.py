"""Books of gains of any size: ten councils, four years, twenty-five items, and entries by the million.

Written in bulk. What an entry says is worked out once for each price of each item by the product's
own arithmetic; the database then copies it as often as is asked (INSERT … SELECT), and the roll-up
is what the product's own ledger adds for one entry, so many times over. A thousand invoice lines
and a thousand receipt lines are lent to all entries, each pair to one, as the constraints ask.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, func, insert, literal, select

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.bench.figures import Void
from procurement_hub.bench.market import NET, OPENED, UNIT_PRICE, Market, add, fill_order_book, open_market
from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order, OrderLine, Receipt, ReceiptLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.ledger import recompute
from procurement_hub.savings.ledger.writing import KEY, adds, money_of
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.savings.models import (
    Baseline,
    BaselineType,
    Better,
    CouncilYear,
    EntryKind,
    GainEntry,
    GainTotal,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.working import Working

COUNCILS, ITEMS = 10, 25
YEARS = range(2027, 2031)
LINES = 1000
PRICES = (Decimal("18.40"), Decimal("19.05"))
"""What is paid for one, where 20 to 22 was paid before: two prices in each year of each item."""
PARTS = COUNCILS * ITEMS * len(YEARS) * len(PRICES)
"""Councils' years of an item at a price: every size of the books is so many equal parts."""
SUPPLIED = Decimal(10)
CONTRACT_START = date(2026, 2, 1)
RECORDED = datetime(2031, 4, 6, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Books:
    """Who reads and writes in the books, by plain values."""

    officers: list[Actor]  # the section 151 officer of each council
    centre: Actor
    framework_id: int
    round_id: int
    items: list[int]
    invoice_lines: list[int]
    receipt_lines: list[int]
    entries: int


def rounded_to_parts(entries: int) -> int:
    """How many entries the books of about that size have."""
    return max(1, round(entries / PARTS)) * PARTS


def write_books(entries: int) -> Books:
    """Fill an empty database with a market and `entries` entries of gains; a multiple of PARTS."""
    market = open_market([Decimal(10_000_000)])
    fill_order_book(market, LINES)
    with transaction():
        framework = db.session.get_one(Framework, market.places[0].framework_id)
        items = _add_items(market)
        books = Books(
            officers=[_with_role(buyer, Role.S151) for buyer in market.buyers[:COUNCILS]],
            centre=_centre(framework),
            framework_id=framework.id,
            round_id=framework.round_id,
            items=items,
            invoice_lines=_add_invoice_lines(market),
            receipt_lines=_add_receipt_lines(market),
            entries=entries,
        )
        _add_years_and_checks(books)
        _add_entries(books, entries // PARTS)
    with db.engine.connect() as connection:  # as the engines do for themselves in time
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    return books


def _with_role(actor: Actor, role: Role) -> Actor:
    return Actor(
        actor.person_id,
        actor.person_name,
        actor.organisation_id,
        actor.organisation_name,
        actor.organisation_kind,
        frozenset({role.value}),
    )


def _centre(framework: Framework) -> Actor:
    return Actor(
        framework.drafted_by_id,
        "Lee Adams",
        framework.organisation_id,
        "The centre",
        Kind.RCE.value,
        frozenset({Role.PROCUREMENT_LEAD.value}),
    )


def _add_items(market: Market) -> list[int]:
    rows = [
        {"code": f"GOODS-{n:02}", "title": f"Goods {n:02}", "unit_code": "RM", "cpv_code": "30197643-5"}
        for n in range(len(market.items) + 1, ITEMS + 1)
    ]
    return [*market.items, *add(Item, rows)]


def _lines_of_orders() -> Sequence:
    return db.session.execute(
        select(Order.id, Order.supplier_id, OrderLine.id.label("line_id"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .order_by(Order.id)
        .limit(LINES)
    ).all()


def _add_invoice_lines(market: Market) -> list[int]:
    who = market.buyers[0].person_id
    orders = _lines_of_orders()
    invoices = add(
        Invoice,
        [
            {
                "number": f"INV-{number:06}",
                "order_id": order.id,
                "supplier_id": order.supplier_id,
                "net": NET,
                "gross": NET,
                "invoiced_at": OPENED,
                "invoiced_by_id": who,
            }
            for number, order in enumerate(orders)
        ],
    )
    line = {"quantity": Decimal(1), "unit_price": UNIT_PRICE, "net": NET}
    return add(
        InvoiceLine,
        [
            {"invoice_id": invoice, "order_line_id": order.line_id, **line}
            for invoice, order in zip(invoices, orders, strict=True)
        ],
    )


def _add_receipt_lines(market: Market) -> list[int]:
    who = market.buyers[0].person_id
    orders = _lines_of_orders()
    receipts = add(
        Receipt, [{"order_id": order.id, "received_at": OPENED, "received_by_id": who} for order in orders]
    )
    line = {"quantity": Decimal(1), "matched": Decimal(1), "received_on": OPENED.date()}
    return add(
        ReceiptLine,
        [
            {"receipt_id": receipt, "order_line_id": order.line_id, **line}
            for receipt, order in zip(receipts, orders, strict=True)
        ],
    )


def _add_years_and_checks(books: Books) -> None:
    """Every council's years, provisional, with a quality check of each item that is met."""
    years = [(officer, year) for officer in books.officers for year in YEARS]
    db.session.execute(
        insert(CouncilYear),
        [
            {
                "council_id": officer.organisation_id,
                "financial_year": year,
                "status": YearStatus.PROVISIONAL,
            }
            for officer, year in years
        ],
    )
    check = {
        "indicator": "Delivered on time (%)",
        "better": Better.HIGHER,
        "before": Decimal(96),
        "after": Decimal(97),
        "tolerance": Decimal(1),
        "met": True,
        "recorded_at": RECORDED,
    }
    add(
        QualityCheck,
        [
            {
                "council_id": officer.organisation_id,
                "financial_year": year,
                "item_id": item,
                "recorded_by_id": officer.person_id,
                **check,
            }
            for officer, year in years
            for item in books.items
        ],
    )


def _add_baselines(books: Books) -> dict[tuple[int, int], dict]:
    rows = [
        {
            "council_id": officer.organisation_id,
            "item_id": item,
            "round_id": books.round_id,
            "type": BaselineType.OWN_LAST_PRICE,
            "unit_price": Decimal(20) + Decimal("0.25") * (number % 9),
            "annual_quantity": None,
            "price_date": date(2025, 12, 1),
            "frozen_at": OPENED,
            "frozen_by_id": officer.person_id,
        }
        for officer in books.officers
        for number, item in enumerate(books.items)
    ]
    return {
        (row["council_id"], row["item_id"]): {**row, "id": key}
        for row, key in zip(rows, add(Baseline, rows), strict=True)
    }


def _add_entries(books: Books, each: int) -> None:
    """So many entries of every part, and their sums in the roll-up."""
    parts = list(_parts(books))
    wanted = [column for column in GainEntry.__table__.columns if column.name not in _OF_EACH_ENTRY]
    pattern = Table(
        "pattern_of_entries",
        MetaData(),
        Column("part", Integer),
        *(
            Column(column.name, String(32) if isinstance(column.type, Enum) else column.type)
            for column in wanted
        ),
        prefixes=["TEMPORARY"],
    )
    connection = db.session.connection()
    pattern.create(connection)
    connection.execute(
        insert(pattern),
        [
            {"part": number, **{column.name: getattr(entry, column.name) for column in wanted}}
            for number, entry in enumerate(parts)
        ],
    )
    times = select(literal(0).label("n")).cte("times", recursive=True)
    times = times.union_all(select(times.c.n + 1).where(times.c.n < each - 1))
    number = pattern.c.part * each + times.c.n
    connection.execute(
        insert(GainEntry).from_select(
            [*(column.name for column in wanted), "invoice_line_id", "receipt_line_id"],
            select(
                *(pattern.c[column.name] for column in wanted),
                books.invoice_lines[0] + number // LINES,
                books.receipt_lines[0] + number % LINES,
            ).select_from(pattern.join(times, literal(True))),
            include_defaults=False,
        )
    )
    pattern.drop(connection)
    _add_roll_up(parts, each)


_OF_EACH_ENTRY = ("id", "invoice_line_id", "receipt_line_id")


def _parts(books: Books) -> Iterator[GainEntry]:
    """An entry of every part, worked out as the ledger works one out."""
    baselines = _add_baselines(books)
    for (council, item), baseline in baselines.items():
        for year in YEARS:
            for paid in PRICES:
                working = Working(
                    price_paid=paid,
                    quantity=SUPPLIED,
                    counted_before=Decimal(0),
                    price_before=baseline["unit_price"],
                    baseline_type=baseline["type"].value,
                    price_date=baseline["price_date"].isoformat(),
                    contract_start=CONTRACT_START.isoformat(),
                )
                yield _with_defaults(
                    GainEntry(
                        kind=EntryKind.GAIN,
                        council_id=council,
                        financial_year=year,
                        item_id=item,
                        framework_id=books.framework_id,
                        baseline_id=baseline["id"],
                        supplied_on=date(year, 9, 1),
                        quantity=SUPPLIED,
                        unit_price_before=baseline["unit_price"],
                        unit_price_paid=paid,
                        cost=Decimal(0),
                        reason="",
                        method_version=METHOD_VERSION,
                        working=working.to_json(),
                        recorded_at=RECORDED,
                        recorded_by_id=baseline["frozen_by_id"],
                        **money_of(working),
                        **asdict(working.amounts()),
                    )
                )


def _with_defaults(entry: GainEntry) -> GainEntry:
    """The entry with what a flush would put where nothing is said."""
    for column in GainEntry.__table__.columns:
        if column.default is not None and getattr(entry, column.name) is None:
            setattr(entry, column.name, column.default.arg)
    return entry


def _add_roll_up(parts: Sequence[GainEntry], each: int) -> None:
    totals: dict[tuple, dict] = {}
    for entry in parts:
        key = (entry.council_id, entry.financial_year, entry.item_id, entry.framework_id)
        row = totals.setdefault(key, dict(zip(KEY, key, strict=True)))
        for name, value in adds(entry).items():
            row[name] = row.get(name, Decimal(0)) + value * each
    db.session.execute(insert(GainTotal), list(totals.values()))


def check_books(books: Books, *, entries: int | None = None) -> int:
    """Raise Void unless the roll-up is the sum of the entries, council by council; of one council's
    year every entry must also follow from its working. Returns how many entries there are."""
    count, gross, cashable = db.session.execute(
        select(func.count(), func.sum(GainEntry.gross), func.sum(GainEntry.cashable))
    ).one()
    kept = db.session.execute(select(func.sum(GainTotal.gross), func.sum(GainTotal.cashable))).one()
    if (gross, cashable) != tuple(kept):
        raise Void(f"the entries sum to {gross}, of which {cashable} cashable; the roll-up says {kept}")
    if entries is not None and count != entries:
        raise Void(f"{entries} entries were written, {count} are there")
    for difference in recompute(books.officers[0].organisation_id, YEARS[-1]):
        raise Void(f"the books do not follow from their workings: {difference}")
    return count
