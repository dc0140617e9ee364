"""Why a council may not call off, or why not without a competition: one answer for page, button and
service."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, exists, select

from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import (
    Agreement,
    AgreementStatus,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
)

NOT_NAMED = "Your authority is not named as able to use this framework."


_OWN = (
    Entitlement.framework_id == bindparam("framework"),
    Entitlement.organisation_id == bindparam("council"),
)
_NAMED_AND_SUPPLIED = select(
    exists().where(*_OWN),
    select(Entitlement.last_day).where(*_OWN).scalar_subquery(),
    exists().where(Agreement.lot_id == bindparam("lot"), Agreement.status == AgreementStatus.IN_FORCE),
)


def why_not_call_off(framework: Framework, lot: Lot | None, council_id: int, on: date) -> str | None:
    """The first reason why the council may not call off on that UK day, or None if it may.

    Page, button and service all ask here (law.md F3, F4). With a lot, it also needs a supplier
    whose agreement is in force."""
    keys = {"framework": framework.id, "council": council_id, "lot": lot.id if lot is not None else None}
    is_named, last_day, has_supplier = db.session.connection().execute(_NAMED_AND_SUPPLIED, keys).one()
    lacking = lot is not None and not has_supplier
    return _first_reason(framework, lot if lacking else None, is_named=is_named, last_day=last_day, on=on)


def _first_reason(
    framework: Framework, unsupplied: Lot | None, *, is_named: bool, last_day: date | None, on: date
) -> str | None:
    if not is_named:
        return NOT_NAMED
    if last_day is not None and on > last_day:
        return (
            f"Your authority left this framework; its last day was {format_date(last_day)}. "
            "You cannot call off from it."
        )
    if framework.status is not FrameworkStatus.LIVE:
        return "This framework is not live: no agreement under it has been signed by both sides yet."
    if on < framework.starts_on:
        return f"This framework starts on {format_date(framework.starts_on)}. You can call off from it then."
    if on > framework.ends_on:
        return f"This framework ended on {format_date(framework.ends_on)}. You cannot call off from it."
    if unsupplied is not None:
        return f"No supplier in lot {unsupplied.number} has an agreement in force yet."
    return None


def why_not_by_lot(
    framework: Framework,
    agreements: Iterable[Agreement],
    on: date,
    *,
    is_named: bool,
    last_day: date | None = None,
) -> dict[int, str | None]:
    """`why_not_call_off` for every lot of a framework whose agreements are already read."""
    supplied = {agreed.lot_id for agreed in agreements if agreed.status is AgreementStatus.IN_FORCE}
    return {
        lot.id: _first_reason(
            framework, None if lot.id in supplied else lot, is_named=is_named, last_day=last_day, on=on
        )
        for lot in framework.lots
    }


def why_no_direct_award(lot: Lot) -> str | None:
    """Why an order in this lot needs a competition, or None if its mechanism picks the supplier (F5)."""
    if lot.direct_award is None:
        return "This lot needs a mini-competition (section 45(3))."
    return None
