"""Reads of the gains: roll-up, ledger, checks, releases and decisions, always of one council."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import Gain, Money, Quantity
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.savings.models import (
    BudgetRelease,
    CouncilYear,
    GainEntry,
    GainTotal,
    QualityCheck,
    SignOff,
    YearStatus,
)

YEARS = 50
ROWS = 500
"""More items, checks or releases than a year of one council has; a bound, not a page."""


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """A council's year for one item over all frameworks: £ net, unrounded. `item` is None for
    costs of the whole year."""

    item: Item | None
    quantity: Decimal
    spend: Decimal
    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    one_off_cost: Decimal
    recurring_cost: Decimal

    @property
    def item_id(self) -> int:
        return self.item.id if self.item else 0


SUMS = tuple(
    func.sum(getattr(GainTotal, name), type_=Quantity() if name == "quantity" else Gain()).label(name)
    for name in ("quantity", "spend", "gross", "cashable", "non_cashable", "one_off_cost", "recurring_cost")
)


def item_totals(council_id: int, financial_year: int) -> list[ItemTotal]:
    """The year's sums by item, in the items' order of title; costs of the whole year last."""
    sums = (
        select(GainTotal.item_id, *SUMS)
        .where(GainTotal.council_id == council_id, GainTotal.financial_year == financial_year)
        .group_by(GainTotal.item_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Item, *(column for column in sums.c if column.name != "item_id"))
        .select_from(sums)
        .outerjoin(Item, Item.id == sums.c.item_id)
        .order_by(Item.id.is_(None), Item.title, Item.id)
        .limit(ROWS)
    )
    return [ItemTotal(*row) for row in rows]


def last_entry_id(council_id: int, financial_year: int) -> int | None:
    return db.session.scalar(
        select(func.max(GainEntry.id)).where(
            GainEntry.council_id == council_id, GainEntry.financial_year == financial_year
        )
    )


def checks_that_count(council_id: int, financial_year: int) -> list[QualityCheck]:
    """The latest record of each indicator of each item."""
    later = aliased(QualityCheck)
    superseded = (
        select(later.id)
        .where(
            later.council_id == QualityCheck.council_id,
            later.financial_year == QualityCheck.financial_year,
            later.item_id == QualityCheck.item_id,
            later.indicator == QualityCheck.indicator,
            later.id > QualityCheck.id,
        )
        .exists()
    )
    return list(
        db.session.scalars(
            select(QualityCheck)
            .options(joinedload(QualityCheck.item))
            .where(
                QualityCheck.council_id == council_id,
                QualityCheck.financial_year == financial_year,
                ~superseded,
            )
            .order_by(QualityCheck.item_id, QualityCheck.id)
            .limit(ROWS)
        )
    )


def unmet_checks(council_id: int, financial_year: int) -> list[QualityCheck]:
    """Checks that count and are neither met nor explained."""
    return [
        check
        for check in checks_that_count(council_id, financial_year)
        if not check.met and not check.explanation
    ]


def budget_released(council_id: int, financial_year: int) -> Decimal:
    """£ of budget released for the year."""
    released = db.session.scalar(
        select(func.sum(BudgetRelease.amount, type_=Money())).where(
            BudgetRelease.council_id == council_id, BudgetRelease.financial_year == financial_year
        )
    )
    return released or Decimal("0.00")


def year_status(council_id: int, financial_year: int) -> YearStatus:
    """Where the council's year stands; a year nobody has written to is provisional."""
    status = db.session.scalar(
        select(CouncilYear.status).where(
            CouncilYear.council_id == council_id, CouncilYear.financial_year == financial_year
        )
    )
    return status or YearStatus.PROVISIONAL


# --- for pages ------------------------------------------------------------------------------------


def reader_council(actor: Actor) -> int:
    """The council whose gains the actor may read: their own. Raises NotFound for anybody else."""
    if not may(actor, Permission.READ_GAINS):
        raise NotFound()
    return actor.organisation_id


def years(council_id: int) -> list[CouncilYear]:
    """The council's years, newest first."""
    return list(
        db.session.scalars(
            select(CouncilYear)
            .where(CouncilYear.council_id == council_id)
            .order_by(CouncilYear.financial_year.desc())
            .limit(YEARS)
        )
    )


def council(council_id: int) -> Organisation:
    return db.session.get_one(Organisation, council_id)


def releases(council_id: int, financial_year: int) -> Sequence[BudgetRelease]:
    return db.session.scalars(
        select(BudgetRelease)
        .options(joinedload(BudgetRelease.item))
        .where(BudgetRelease.council_id == council_id, BudgetRelease.financial_year == financial_year)
        .order_by(BudgetRelease.id)
        .limit(ROWS)
    ).all()


def decisions(council_id: int, financial_year: int) -> Sequence[SignOff]:
    """Every decision on the year, latest first, withdrawn ones included."""
    return db.session.scalars(
        select(SignOff)
        .options(joinedload(SignOff.signed_by))
        .where(SignOff.council_id == council_id, SignOff.financial_year == financial_year)
        .order_by(SignOff.id.desc())
        .limit(YEARS)
    ).all()


def current_sign_off(council_id: int, financial_year: int) -> SignOff | None:
    """The acceptance that the year stands on, or None while it is not signed off."""
    if year_status(council_id, financial_year) is not YearStatus.SIGNED_OFF:
        return None
    return next(iter(decisions(council_id, financial_year)), None)


def check_for(actor: Actor, check_id: int) -> QualityCheck:
    check = db.session.scalar(
        select(QualityCheck)
        .options(joinedload(QualityCheck.item))
        .where(QualityCheck.id == check_id, QualityCheck.council_id == reader_council(actor))
    )
    if check is None:
        raise NotFound()
    return check


def entries(council_id: int, financial_year: int, *, item_id: int | None, after: int | None = None) -> Page:
    """Ledger entries of a council's year, newest first; of one item when `item_id` is given, and
    of the whole year's costs when it is 0."""
    query = (
        select(GainEntry)
        .options(joinedload(GainEntry.item))
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
    )
    if item_id == 0:
        query = query.where(GainEntry.item_id.is_(None))
    elif item_id is not None:
        query = query.where(GainEntry.item_id == item_id)
    return newest_first(db.session, query, GainEntry.id, after=after)


def item(item_id: int) -> Item:
    found = db.session.get(Item, item_id)
    if found is None:
        raise NotFound()
    return found


def items_of_year(council_id: int, financial_year: int) -> list[Item]:
    """Items that the council has entries for in the year."""
    return [total.item for total in item_totals(council_id, financial_year) if total.item]


def names_of(person_ids: set[int]) -> dict[int, str]:
    """Names of the people who recorded something."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids - {None})))
    return {person_id: name for person_id, name in rows}
