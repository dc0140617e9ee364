"""Register and withdraw what a council needs, one line or a whole file at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, NotFound, SeveralProblems, WrongState
from procurement_hub.core.money import format_money, format_quantity, format_unit_price
from procurement_hub.core.upsert import upsert
from procurement_hub.demand.models import Commitment, DemandLine, DemandRound, RoundItem, RoundStatus

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile

MOST = Decimal(1_000_000_000)
"""The largest quantity, the largest price in £, and the most in £ that both come to in a year, that
are taken for an honest answer. A gain of so much still fits the ledger's column."""

Problems = list[tuple[str, str]]


class RoundClosed(WrongState):
    """The round takes no more demand."""


class ItemNotInRound(DomainError):
    """The round does not ask about this item."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A council's answer about one item; `row` is its line in a file, for refusals.

    Prices are £ net of VAT for one unit; quantities are a year's. An empty cell is None."""

    row: int
    item: str
    quantity: Decimal | None
    commitment: Commitment | None
    current_price: Decimal | None = None
    current_quantity: Decimal | None = None
    price_date: date | None = None
    current_supplier: str = ""
    evidence_note: str = ""


def register_demand(
    *,
    actor: Actor,
    now: datetime,
    demand_round: DemandRound,
    item: Item,
    quantity: Decimal,
    commitment: Commitment | str,
    current_price: Decimal | None = None,
    current_quantity: Decimal | None = None,
    price_date: date | None = None,
    current_supplier: str = "",
    evidence_note: str = "",
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> DemandLine:
    """Say what the actor's own council will need of an item, and what it pays for it today.

    For a council's buyer while the round is open. Registering again replaces the council's line of
    the same commitment; a file given before stays as long as price and date are the same.
    `current_price` is £ net of VAT for one unit and needs its date, which may not lie ahead."""
    require(actor, Permission.REGISTER_DEMAND)
    demand_round = _open_round(demand_round, now)
    line = LineRow(
        0,
        item.code,
        quantity,
        Commitment(commitment),
        current_price,
        current_quantity,
        price_date,
        current_supplier.strip(),
        evidence_note.strip(),
    )
    if problems := _problems(line, uk_date(now)):
        raise SeveralProblems(list(problems))
    document = attach(evidence, actor=actor, now=now, name=evidence_name) if evidence else None
    asked = _asked(demand_round)
    if item.code not in asked:
        raise ItemNotInRound(f"{item.code} is not in this round.", "item")
    return _write(actor, now, [(asked[item.code], line)], document.id if document else None)[0]


def register_lines(
    *, actor: Actor, now: datetime, demand_round: DemandRound, rows: Sequence[LineRow]
) -> list[DemandLine]:
    """Register a whole file of lines for the actor's own council, or none of it.

    Raises SeveralProblems with a sentence for each wrong cell, by row, while one is wrong."""
    require(actor, Permission.REGISTER_DEMAND)
    demand_round = _open_round(demand_round, now)
    asked = _asked(demand_round)
    if problems := _problems_of_rows(rows, asked, uk_date(now)):
        raise SeveralProblems(problems)
    return _write(actor, now, [(asked[row.item], row) for row in rows], None)


def problems_of_rows(
    *, demand_round: DemandRound, rows: Sequence[LineRow], now: datetime
) -> list[tuple[str | None, str]]:
    """What register_lines would refuse, for the preview: (None, "Row 3, quantity: …")."""
    return _problems_of_rows(rows, _asked(demand_round), uk_date(now))


def withdraw_demand(*, actor: Actor, now: datetime, line: DemandLine) -> None:
    """Take back a line of the actor's own council while the round is open."""
    require(actor, Permission.REGISTER_DEMAND)
    if line.council_id != actor.organisation_id:
        raise NotFound()
    demand_round = db.session.scalars(
        select(DemandRound)
        .join(RoundItem, RoundItem.round_id == DemandRound.id)
        .where(RoundItem.id == line.round_item_id)
    ).one()
    _open_round(demand_round, now)
    audit.record(
        actor,
        "withdraw_demand",
        demand_round,
        now=now,
        detail={
            "line": line.id,
            "quantity": format_quantity(line.quantity),
            "commitment": line.commitment.value,
        },
    )
    db.session.delete(line)
    db.session.flush()


def _open_round(demand_round: DemandRound, now: datetime) -> DemandRound:
    """The round as it is now, kept from closing until the transaction ends."""
    demand_round = db.session.scalars(
        select(DemandRound)
        .where(DemandRound.id == demand_round.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if demand_round.status is RoundStatus.CLOSED:
        raise RoundClosed(
            f"This demand round closed on {format_date(uk_date(demand_round.closed_at))}. "
            "You cannot change demand in it."
        )
    if uk_date(now) > demand_round.closes_on:
        raise RoundClosed(
            f"This demand round closed to new demand on {format_date(demand_round.closes_on)}. "
            "Ask the centre if yours still counts."
        )
    return demand_round


def _asked(demand_round: DemandRound) -> dict[str, int]:
    """The round's items: reference → id of the round item."""
    rows = db.session.execute(
        select(Item.code, RoundItem.id)
        .join(Item, Item.id == RoundItem.item_id)
        .where(RoundItem.round_id == demand_round.id)
    )
    return dict(rows.all())


def _problems(line: LineRow, today: date) -> Problems:
    problems: Problems = []

    def positive(field: str, value: Decimal | None, words: str, places: int) -> None:
        if value is None:
            return
        if not value.is_finite() or value <= 0:
            problems.append((field, f"The {words} must be more than 0."))
        elif value > MOST:
            problems.append((field, f"The {words} must be {format_quantity(MOST)} or less."))
        elif value != round(value, places):
            problems.append((field, f"The {words} may have {places} decimal places at most."))

    if line.quantity is None:
        problems.append(("quantity", "Enter the quantity."))
    positive("quantity", _decimal(line.quantity), "quantity", 3)
    if line.commitment is None:
        problems.append(("commitment", "Say whether the quantity is firm or soft."))
    positive("current_price", _decimal(line.current_price), "current price", 6)
    positive("current_quantity", _decimal(line.current_quantity), "quantity bought in a year now", 3)
    if not problems and line.current_price is not None:
        quantity = max(_decimal(line.quantity), _decimal(line.current_quantity) or Decimal(0))
        if (worth := _decimal(line.current_price) * quantity) > MOST:
            sentence = f"The current price and the quantity come to {format_money(worth)} a year. Check both."
            problems.append(("current_price", sentence))
    if line.current_price is not None and line.price_date is None:
        problems.append(("price_date", "Enter the date of the current price."))
    if line.current_price is None and line.price_date is not None:
        problems.append(("current_price", "Enter the current price that this date is for."))
    if line.price_date is not None and line.price_date > today:
        problems.append(("price_date", "The date of the current price must be today or in the past."))
    if len(line.current_supplier) > 300:
        problems.append(("current_supplier", "The supplier's name must be 300 characters or fewer."))
    return problems


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _problems_of_rows(
    rows: Sequence[LineRow], asked: dict[str, int], today: date
) -> list[tuple[str | None, str]]:
    if not rows:
        return [(None, "The file has no lines of demand in it.")]
    problems: list[tuple[str | None, str]] = []
    seen: dict[tuple[str, Commitment | None], int] = {}
    for line in rows:
        if line.item not in asked:
            problems.append(
                (None, f"Row {line.row}, item: {line.item or 'an empty cell'} is not in this round.")
            )
        first = seen.setdefault((line.item, line.commitment), line.row)
        if first != line.row:
            problems.append(
                (None, f"Row {line.row}, item: row {first} is about the same item and commitment.")
            )
        problems.extend(
            (None, f"Row {line.row}, {COLUMN_WORDS[field]}: {sentence}")
            for field, sentence in _problems(line, today)
        )
    return problems


COLUMN_WORDS = {
    "quantity": "quantity",
    "commitment": "firm or soft",
    "current_price": "current price",
    "current_quantity": "current quantity",
    "price_date": "price date",
    "current_supplier": "current supplier",
}


def _write(
    actor: Actor, now: datetime, lines: list[tuple[int, LineRow]], evidence_id: int | None
) -> list[DemandLine]:
    keys = [(round_item_id, line.commitment) for round_item_id, line in lines]
    before = _lines_by_key(actor, keys)
    rows = []
    for round_item_id, line in lines:
        old = before.get((round_item_id, line.commitment))
        same_price = old is not None and (old.current_price, old.price_date) == (
            line.current_price,
            line.price_date,
        )
        rows.append(
            {
                "round_item_id": round_item_id,
                "council_id": actor.organisation_id,
                "commitment": line.commitment,
                "quantity": line.quantity,
                "current_price": line.current_price,
                "current_quantity": line.current_quantity,
                "price_date": line.price_date,
                "current_supplier": line.current_supplier,
                "evidence_note": line.evidence_note,
                "evidence_id": evidence_id or (old.evidence_id if same_price else None),
                "registered_at": now,
                "registered_by_id": actor.person_id,
            }
        )
    replaced = {key: format_quantity(line.quantity) for key, line in before.items()}
    upsert(db.session, DemandLine.__table__, rows, ["round_item_id", "council_id", "commitment"])
    after = _lines_by_key(actor, keys)
    written = []
    for key, line in zip(keys, (line for _, line in lines), strict=True):
        detail = {
            "item": line.item,
            "quantity": format_quantity(Decimal(line.quantity)),
            "commitment": line.commitment.value,
        }
        if line.current_price is not None:
            detail["current_price"] = format_unit_price(Decimal(line.current_price))
        if key in replaced:
            detail["instead_of"] = replaced[key]
        audit.record(actor, "register_demand", after[key], now=now, detail=detail)
        written.append(after[key])
    return written


def _lines_by_key(
    actor: Actor, keys: list[tuple[int, Commitment]]
) -> dict[tuple[int, Commitment], DemandLine]:
    found = db.session.scalars(
        select(DemandLine)
        .where(
            DemandLine.council_id == actor.organisation_id,
            DemandLine.round_item_id.in_(sorted({round_item_id for round_item_id, _ in keys})),
        )
        .execution_options(populate_existing=True)
    )
    return {(line.round_item_id, line.commitment): line for line in found}
