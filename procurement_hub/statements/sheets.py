"""A statement as it is read: columns, rows, totals, words and where they come from, and nothing else.

Pages, paper and spreadsheets show a sheet; a submission keeps one as canonical JSON, so that what was
filed looks the same for ever, whatever the books, the layouts or the method do afterwards."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from procurement_hub.statements.models import Look, Part, Unit

Value = Decimal | str | None
"""A figure, words, or nothing known."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, its placeholders filled in."""

    group: str
    heading: str
    measure: str
    part: Part
    unit: Unit


@dataclass(frozen=True, slots=True)
class Check:
    """A primary quality cross check, as the form asks for it."""

    item: str
    indicator: str
    better: str
    before: str
    after: str
    met: str


@dataclass(frozen=True, slots=True)
class Line:
    """An item under its heading, in the table's columns. The years say in which ledgers it stands."""

    item_id: int
    title: str
    values: tuple[Value, ...]
    in_year: bool
    in_year_before: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A heading of the statement: its figures, the items that make them up, its words and its checks.

    `actions` are a sentence each; `written` says that the council wrote them itself."""

    heading: str
    title: str
    values: tuple[Value, ...]
    lines: tuple[Line, ...]
    actions: tuple[str, ...]
    written: bool
    comment: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """A line under the table, of the whole council; without a value `why_not` says why."""

    title: str
    measure: str
    unit: Unit
    value: Decimal | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Penny:
    """An item's year to the penny: what the whole pounds of the statement were rounded from (£ net)."""

    item_id: int
    title: str
    unit: str
    quantity: Decimal
    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    costs: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """A gain as the gates let it through when the statement was drawn up (£ net of costs, unrounded).

    Claimed is allowed, held and disallowed together, in total and in its cashable part; what may come
    again next year is `recurring`."""

    financial_year: int
    item_id: int
    framework_id: int | None
    outcome: str
    code: str
    reason: str
    grade: str
    grade_reasons: str
    claimed: Decimal
    claimed_cashable: Decimal
    allowed: Decimal
    allowed_cashable: Decimal
    held: Decimal
    held_cashable: Decimal
    disallowed: Decimal
    disallowed_cashable: Decimal
    recurring: Decimal
    recurring_cashable: Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of the forecast: one item through one framework (£ net, to the penny). `working` says how
    the old price is uprated and what one unit gains; it is empty in older versions."""

    item_id: int
    framework_id: int
    item: str
    framework: str
    stage: str
    probability: Decimal
    starts_on: str
    ends_on: str
    days: int
    of_days: int
    quantity: Decimal
    annual: Decimal
    expected: Decimal
    cashable: Decimal
    full_year_effect: Decimal
    indicator: str
    working: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """How many fields of the form there are, and how many of them the books filled."""

    by_books: int
    fields: int

    @property
    def percent(self) -> Decimal:
        return Decimal(self.by_books * 100) / self.fields if self.fields else Decimal(0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A council's statement for a year on one version of a layout.

    `standings` are the gains of the year and of the year before that its figures come from; None in
    versions that were filed before they were kept."""

    council_code: str
    council: str
    financial_year: int
    look: Look
    layout: str
    layout_version: int
    title: str
    as_at: str
    contact: str
    strategy: str
    strategy_written: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Value, ...]
    below: tuple[Below, ...]
    notes: tuple[str, ...]
    penny: tuple[Penny, ...]
    expected: tuple[Expected, ...]
    filled: Filled
    pages: int
    method: str
    last_entry_id: int | None
    standings: tuple[Standing, ...] | None = None

    def position(self, measure: str, part: Part = Part.TOTAL) -> int | None:
        """Which column shows the measure, or None."""
        places = (i for i, c in enumerate(self.columns) if (c.measure, c.part) == (measure, part))
        return next(places, None)

    def total(self, measure: str, part: Part = Part.TOTAL) -> Value:
        """The total of a measure that has a column or a line below the table."""
        place = self.position(measure, part)
        if place is not None:
            return self.totals[place]
        return next((line.value for line in self.below if line.measure == measure), None)

    @property
    def pennies(self) -> Penny | None:
        """The ledger's sums of the year to the penny."""
        if not self.penny:
            return None
        names = ("quantity", "gross", "cashable", "non_cashable", "costs", "net")
        sums = {name: sum((getattr(row, name) for row in self.penny), Decimal(0)) for name in names}
        return Penny(0, "Total", "", **sums)


def canonical(sheet: Sheet) -> str:
    """The sheet as JSON that is the same for the same sheet, byte for byte. Money as decimal text."""
    return json.dumps(
        asdict(sheet), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return {"£": format(value, "f")}
    raise TypeError(f"{type(value).__name__} has no place in a statement")


def from_canonical(content: str) -> Sheet:
    """The sheet that was kept."""
    kept = json.loads(content, object_hook=_revived)
    return Sheet(
        **kept
        | {
            "look": Look(kept["look"]),
            "columns": _each(Column, kept["columns"], part=Part, unit=Unit),
            "rows": tuple(_row(row) for row in kept["rows"]),
            "totals": tuple(kept["totals"]),
            "below": _each(Below, kept["below"], unit=Unit),
            "notes": tuple(kept["notes"]),
            "penny": _each(Penny, kept["penny"]),
            "expected": _each(Expected, kept["expected"]),
            "standings": _each(Standing, kept["standings"]) if kept.get("standings") is not None else None,
            "filled": Filled(**kept["filled"]),
        }
    )


def _revived(found: dict) -> object:
    return Decimal(found["£"]) if found.keys() == {"£"} else found


def _each(kind: type, rows: Sequence[dict], **enums: type) -> tuple:
    return tuple(kind(**row | {name: enum(row[name]) for name, enum in enums.items()}) for row in rows)


def _row(row: dict) -> Row:
    lines = tuple(Line(**line | {"values": tuple(line["values"])}) for line in row["lines"])
    parts = {"values": tuple(row["values"]), "lines": lines, "actions": tuple(row["actions"])}
    return Row(**row | parts | {"checks": _each(Check, row["checks"])})


def figures(sheet: Sheet) -> Sheet:
    """The sheet without what says who drew it up and from where: what makes two versions differ."""
    return replace(sheet, contact="", filled=Filled(0, 0), last_entry_id=None, standings=())
