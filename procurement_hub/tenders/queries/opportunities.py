"""The public list of tenders: searched, filtered and paged, as a page and as a feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import CpvCode, Item
from procurement_hub.core.database import db
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.models import DeadlineChange, Tender

SOON = timedelta(days=7)
MOST_WORDS = 8
SHORTEST_STEM = 3
MOST_COUNCILS = 500
SMALL_ENOUGH = Decimal(250_000)
"""£ including VAT: a whole framework of up to this is within a small firm's reach."""

PUBLIC = (FrameworkStatus.TENDERING, FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
"""What of a framework is on the list: what was given up is not."""


class Show(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"open": "Open", "closing": "Open, closing within 7 days", "closed": "Closed"}[self.value]


class Order(StrEnum):
    DEADLINE = "deadline"
    NEWEST = "newest"

    @property
    def label(self) -> str:
        return {"deadline": "Deadline", "newest": "Newest first"}[self.value]


class Band(StrEnum):
    """The largest total value, £ including VAT: more than one bound, up to the other."""

    FIRST = "to-100000"
    SECOND = "to-500000"
    THIRD = "to-2000000"
    LAST = "over-2000000"

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        steps = [None, Decimal(100_000), Decimal(500_000), Decimal(2_000_000), None]
        place = list(Band).index(self)
        return steps[place], steps[place + 1]

    @property
    def label(self) -> str:
        return {
            "to-100000": "Up to £100,000",
            "to-500000": "£100,000 to £500,000",
            "to-2000000": "£500,000 to £2 million",
            "over-2000000": "More than £2 million",
        }[self.value]


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. `division` is the first two digits of a CPV code."""

    words: str = ""
    show: Show = Show.OPEN
    division: str = ""
    council_id: int | None = None
    band: Band | None = None
    small: bool = False
    order: Order = Order.DEADLINE


@dataclass(frozen=True, slots=True)
class Row:
    """A tender as the list shows it. Its value is £ including VAT."""

    id: int
    title: str
    code: str
    centre: str
    published_at: datetime
    deadline_at: datetime
    changed_at: datetime
    ceiling_gross: Decimal
    lots: int

    def closes_soon(self, now: datetime) -> bool:
        return now < self.deadline_at <= now + SOON

    def is_new(self, now: datetime) -> bool:
        return now - SOON <= self.published_at


_LOTS = select(func.count()).where(Lot.framework_id == Framework.id).scalar_subquery()
_CHANGED = func.coalesce(
    select(func.max(DeadlineChange.changed_at))
    .where(DeadlineChange.tender_id == Tender.id)
    .scalar_subquery(),
    Tender.published_at,
    type_=Tender.published_at.type,
)


def opportunities(now: datetime, wish: Wish, *, after: int | None = None, size: int = PAGE) -> Page:
    """Tenders that match, in the order wished for, in one statement.

    By deadline, open tenders begin with the one that closes first and closed ones with the last
    that closed. `after` is the last tender of the page before."""
    query = _matching(_rows(), now, wish)
    query = query.order_by(*_order(wish))
    if after is not None:
        query = query.where(_beyond(wish, after))
    rows = [Row(*row) for row in db.session.execute(query.limit(size + 1))]
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)


def how_many(now: datetime, wish: Wish) -> int:
    joined = select(func.count()).select_from(Tender).join(Framework, Framework.id == Tender.framework_id)
    return db.session.scalar(_matching(joined, now, wish))


def last_changed(now: datetime, wish: Wish, *, size: int = PAGE) -> list[Row]:
    """Tenders that match, those published or changed last at the head: what the feed holds."""
    query = _matching(_rows(), now, wish).order_by(_CHANGED.desc(), Tender.id.desc()).limit(size)
    return [Row(*row) for row in db.session.execute(query)]


def divisions() -> list[tuple[str, str]]:
    """The CPV divisions that tenders have been in: their two digits and title."""
    found = (
        select(func.substr(Item.cpv_code, 1, 2).label("digits"))
        .select_from(Tender)
        .join(Lot, Lot.framework_id == Tender.framework_id)
        .join(LotItem, LotItem.lot_id == Lot.id)
        .join(Item, Item.id == LotItem.item_id)
        .distinct()
        .subquery()
    )
    heading = and_(
        CpvCode.code >= found.c.digits.concat("000000"), CpvCode.code < found.c.digits.concat("000001")
    )
    rows = db.session.execute(
        select(found.c.digits, func.min(CpvCode.title))
        .outerjoin(CpvCode, heading)
        .group_by(found.c.digits)
        .order_by(found.c.digits)
    )
    return [(digits, title or "") for digits, title in rows]


def councils() -> list[tuple[int, str]]:
    """Who may buy from anything that was put out to tender, by name."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .join(Entitlement, Entitlement.organisation_id == Organisation.id)
        .join(Tender, Tender.framework_id == Entitlement.framework_id)
        .distinct()
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_COUNCILS)
    )
    return [(id, name) for id, name in rows]


def _rows() -> Select:
    return (
        select(
            Tender.id,
            Framework.title,
            Framework.code,
            Organisation.name,
            Tender.published_at,
            Tender.deadline_at,
            _CHANGED,
            Framework.ceiling_gross,
            _LOTS,
        )
        .join(Framework, Framework.id == Tender.framework_id)
        .join(Organisation, Organisation.id == Framework.organisation_id)
    )


def _matching(query: Select, now: datetime, wish: Wish) -> Select:
    query = query.where(Framework.status.in_(PUBLIC))
    query = query.where(Tender.deadline_at <= now if wish.show is Show.CLOSED else Tender.deadline_at > now)
    if wish.show is Show.CLOSING:
        query = query.where(Tender.deadline_at <= now + SOON)
    for word in wish.words.split()[:MOST_WORDS]:
        query = query.where(_has(_singular(word)))
    if wish.division:
        query = query.where(_with_item(Item.cpv_code.startswith(wish.division, autoescape=True)))
    if wish.council_id is not None:
        may_buy = select(Entitlement.framework_id).where(Entitlement.organisation_id == wish.council_id)
        query = query.where(Framework.id.in_(may_buy))
    if wish.band is not None:
        more_than, up_to = wish.band.bounds
        if more_than is not None:
            query = query.where(Framework.ceiling_gross > more_than)
        if up_to is not None:
            query = query.where(Framework.ceiling_gross <= up_to)
    if wish.small:
        query = query.where(or_(Framework.ceiling_gross <= SMALL_ENOUGH, _LOTS > 1))
    return query


def _singular(word: str) -> str:
    """What a word and its plural begin with: what is looked for need only be within a word."""
    for ending in ("ies", "es", "s"):
        if word.lower().endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        Framework.title.icontains(word, autoescape=True),
        Framework.description.icontains(word, autoescape=True),
        Framework.code.icontains(word, autoescape=True),
        select(Lot.id)
        .where(Lot.framework_id == Framework.id, Lot.title.icontains(word, autoescape=True))
        .exists(),
        _with_item(
            or_(
                Item.title.icontains(word, autoescape=True),
                Item.cpv_code.startswith(word, autoescape=True),
                CpvCode.title.icontains(word, autoescape=True),
            )
        ),
    )


def _with_item(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Lot.id)
        .join(LotItem, LotItem.lot_id == Lot.id)
        .join(Item, Item.id == LotItem.item_id)
        .join(CpvCode, CpvCode.code == Item.cpv_code)
        .where(Lot.framework_id == Framework.id, condition)
        .exists()
    )


def _order(wish: Wish) -> tuple:
    if wish.order is Order.NEWEST:
        return (Tender.id.desc(),)
    if wish.show is Show.CLOSED:
        return (Tender.deadline_at.desc(), Tender.id.desc())
    return (Tender.deadline_at, Tender.id)


def _beyond(wish: Wish, after: int) -> ColumnElement[bool]:
    """Rows that come later in the order than the tender `after`."""
    if wish.order is Order.NEWEST:
        return Tender.id < after
    last = select(Tender.deadline_at).where(Tender.id == after).correlate(None).scalar_subquery()
    if wish.show is Show.CLOSED:
        return or_(Tender.deadline_at < last, and_(Tender.deadline_at == last, Tender.id < after))
    return or_(Tender.deadline_at > last, and_(Tender.deadline_at == last, Tender.id > after))
