"""A layout with its columns, and its headings with what the council wrote and chose for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Integer, String, and_, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.statements.models import (
    Heading,
    ItemHeading,
    Layout,
    LayoutColumn,
    LayoutHeading,
    Look,
    Narrative,
    NarrativeField,
    Place,
)

REST = "*"
"""The CPV prefix of the heading that takes what no other does."""


@dataclass(frozen=True, slots=True)
class FormHeading:
    """A heading, whether the layout prints it, and the words that the council wrote under it."""

    id: int
    code: str
    title: str
    kind: str
    cpv_prefixes: tuple[str, ...]
    printed: bool
    takes_others: bool
    words: Mapping[NarrativeField, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A version of a layout for one council's year: columns, headings, and which item stands where."""

    layout: Layout
    columns: Sequence[LayoutColumn]
    headings: Sequence[FormHeading]
    chosen: Mapping[int, int]
    strategy: str

    @property
    def above(self) -> list[LayoutColumn]:
        return [column for column in self.columns if column.place is Place.COLUMN]

    @property
    def below(self) -> list[LayoutColumn]:
        return [column for column in self.columns if column.place is Place.BELOW]

    def heading_of(self, item_id: int, cpv_code: str) -> FormHeading:
        """The one heading of the item: the council's choice, or by its CPV code."""
        by_id = {heading.id: heading for heading in self.headings}
        if item_id in self.chosen:
            return by_id[self.chosen[item_id]]
        fitting = [
            (len(prefix), heading)
            for heading in self.headings
            for prefix in heading.cpv_prefixes
            if cpv_code.startswith(prefix)
        ]
        if fitting:
            return max(fitting, key=lambda found: found[0])[1]
        return next(heading for heading in self.headings if REST in heading.cpv_prefixes)

    def printed_as(self, heading: FormHeading) -> FormHeading:
        """Where this layout prints what stands under the heading."""
        return heading if heading.printed else next(h for h in self.headings if h.takes_others)


_Later = aliased(Layout)


def _in_force(financial_year: int):
    """Layouts that hold for the year, before a later version takes their place."""
    return and_(
        Layout.first_year <= financial_year,
        or_(Layout.last_year.is_(None), Layout.last_year >= financial_year),
        ~select(_Later.id)
        .where(
            _Later.code == Layout.code,
            _Later.version > Layout.version,
            _Later.first_year <= financial_year,
            or_(_Later.last_year.is_(None), _Later.last_year >= financial_year),
        )
        .exists(),
    )


def form_for(code: str, *, financial_year: int, council_id: int) -> Form:
    """The form for the council's year, in two statements. Raises NotFound when there is none."""
    rows = db.session.execute(
        select(Layout, LayoutColumn)
        .join(LayoutColumn, LayoutColumn.layout_id == Layout.id)
        .where(Layout.code == code, _in_force(financial_year))
        .order_by(LayoutColumn.position)
    ).all()
    if not rows:
        raise NotFound()
    layout = rows[0].Layout
    found, chosen, strategy = headings(layout, financial_year=financial_year, council_id=council_id)
    return Form(layout, [row.LayoutColumn for row in rows], found, chosen, strategy)


def headings(
    layout: Layout, *, financial_year: int, council_id: int
) -> tuple[list[FormHeading], dict[int, int], str]:
    """Every heading with the council's words for this look, the headings chosen for items, and the
    strategy: one statement."""
    latest = (
        select(func.max(Narrative.id))
        .where(
            Narrative.council_id == council_id,
            Narrative.financial_year == financial_year,
            Narrative.look == layout.look,
        )
        .group_by(Narrative.heading_id, Narrative.field)
    )
    own = union_all(
        select(
            Narrative.heading_id,
            cast(null(), Integer).label("item_id"),
            cast(Narrative.field, String).label("field"),
            Narrative.words,
        ).where(Narrative.id.in_(latest)),
        select(ItemHeading.heading_id, ItemHeading.item_id, literal(""), literal("")).where(
            ItemHeading.council_id == council_id, ItemHeading.financial_year == financial_year
        ),
    ).subquery()
    rows = db.session.execute(
        select(Heading, LayoutHeading, own.c.item_id, own.c.field, own.c.words)
        .outerjoin(
            LayoutHeading, and_(LayoutHeading.heading_id == Heading.id, LayoutHeading.layout_id == layout.id)
        )
        .outerjoin(
            own,
            or_(own.c.heading_id == Heading.id, and_(own.c.heading_id.is_(None), LayoutHeading.takes_others)),
        )
        .order_by(func.coalesce(LayoutHeading.position, Heading.position), Heading.id)
    )
    found: dict[int, FormHeading] = {}
    chosen: dict[int, int] = {}
    strategy = ""
    for heading, printed, item_id, name, words in rows:
        entry = found.setdefault(
            heading.id,
            FormHeading(
                heading.id,
                heading.code,
                heading.title,
                heading.kind,
                tuple(heading.cpv_prefixes.split()),
                printed is not None,
                printed is not None and printed.takes_others,
                {},
            ),
        )
        if item_id is not None:
            chosen[item_id] = heading.id
        elif name == NarrativeField.STRATEGY:
            strategy = words
        elif name:
            entry.words[NarrativeField(name)] = words
    return list(found.values()), chosen, strategy


def looks_at(code: str) -> Look:
    """Which look a layout's code is for. Raises NotFound."""
    look = db.session.scalar(select(Layout.look).where(Layout.code == code).limit(1))
    if look is None:
        raise NotFound()
    return look
