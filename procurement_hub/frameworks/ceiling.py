"""The ceiling: what orders commit may never pass the published value (law.md F9).

Every change is one conditional UPDATE for each limit, in a fixed order: framework, lot,
agreement. Two orders that would both squeeze under a limit queue on its row, and the second is
refused. A lot and an agreement are counted only when they have a limit of their own, which
the framework's UPDATE tells in passing. Amounts are £ including VAT."""

from decimal import Decimal

from sqlalchemy import bindparam, select, update

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.money import Money, format_money
from procurement_hub.frameworks.models import Agreement, Framework, Lot

FIX_FIRST = "Ask the centre to change the framework first."


class CeilingReached(DomainError):
    """The order would take a framework, lot or agreement over its value."""


class NotCommitted(RuntimeError):
    """More was given back than had been committed: a fault of the caller, never of a person."""


def _commit(model):
    """UPDATE … WHERE it still fits RETURNING what is committed now."""
    amount, limit = bindparam("amount", type_=Money), model.__table__.c
    return (
        update(model.__table__)
        .where(
            limit.id == bindparam("key"),
            limit.committed_gross + amount <= limit.ceiling_gross,
            limit.committed_gross + amount >= 0,
        )
        .values(committed_gross=limit.committed_gross + amount)
    )


_OWN_LIMITS = (
    select(Lot.ceiling_gross).where(Lot.id == bindparam("lot")).scalar_subquery(),
    select(Agreement.ceiling_gross).where(Agreement.id == bindparam("agreement")).scalar_subquery(),
)
_FRAMEWORK = _commit(Framework).returning(Framework.committed_gross, *_OWN_LIMITS)
_LOT = _commit(Lot).returning(Lot.committed_gross)
_AGREEMENT = _commit(Agreement).returning(Agreement.committed_gross)


def reserve(*, framework_id: int, lot_id: int, agreement_id: int, gross: Decimal) -> None:
    """Commit `gross` of the framework's value, and of the lot's and agreement's own, or refuse.

    Raises CeilingReached, which rolls the whole order back, for the first limit it would pass."""
    if gross < 0:
        raise ValueError("an order's value is not negative")
    _change(framework_id, lot_id, agreement_id, gross)


def check_room(*, framework_id: int, lot_id: int, agreement_id: int, gross: Decimal) -> None:
    """Refuse as `reserve` would, as things stand, without committing anything: for the page on
    which an order is checked. Only `reserve` decides."""
    for model, key in ((Framework, framework_id), (Lot, lot_id), (Agreement, agreement_id)):
        committed, limit = db.session.execute(
            select(model.committed_gross, model.ceiling_gross).where(model.id == key)
        ).one()
        if limit is not None and committed + gross > limit:
            raise _refusal(model, key, gross)


def release(*, framework_id: int, lot_id: int, agreement_id: int, gross: Decimal) -> None:
    """Give back what a declined or cancelled order had committed."""
    if gross < 0:
        raise ValueError("what is given back is not negative")
    _change(framework_id, lot_id, agreement_id, -gross)


def settle(
    *, framework_id: int, lot_id: int, agreement_id: int, reserved: Decimal, invoiced: Decimal
) -> None:
    """Bring what a complete order committed to what was invoiced for it."""
    if invoiced != reserved:
        _change(framework_id, lot_id, agreement_id, invoiced - reserved)


def _change(framework_id: int, lot_id: int, agreement_id: int, amount: Decimal) -> None:
    keys = {"key": framework_id, "lot": lot_id, "agreement": agreement_id, "amount": amount}
    connection = db.session.connection()
    row = connection.execute(_FRAMEWORK, keys).first()
    if row is None:
        raise _refusal(Framework, framework_id, amount)
    _, lot_limit, agreement_limit = row
    for model, statement, key, limit in (
        (Lot, _LOT, lot_id, lot_limit),
        (Agreement, _AGREEMENT, agreement_id, agreement_limit),
    ):
        changes = limit is not None
        if changes and connection.execute(statement, {"key": key, "amount": amount}).first() is None:
            raise _refusal(model, key, amount)


def _refusal(model, key: int, amount: Decimal) -> Exception:
    committed, limit = db.session.execute(
        select(model.committed_gross, model.ceiling_gross).where(model.id == key)
    ).one()
    if amount < 0:
        return NotCommitted(
            f"{model.__name__} {key} has {committed} committed; {-amount} cannot be given back"
        )
    would_be, value = format_money(committed + amount), format_money(limit)
    if model is Framework:
        return CeilingReached(
            f"This order would take the framework to {would_be}, over its published value of {value}. "
            f"{FIX_FIRST}"
        )
    if model is Lot:
        number = db.session.scalar(select(Lot.number).where(Lot.id == key))
        return CeilingReached(
            f"This order would take lot {number} to {would_be}, over its published value of {value}. "
            f"{FIX_FIRST}"
        )
    return CeilingReached(
        f"This order would take the supplier's agreement to {would_be}, over its value of {value}. "
        f"{FIX_FIRST}"
    )
