"""When statements are due and where each stands: the reporting calendar of a council (needs S3-33).

A due date is a row: the region's own before the whole country's. Where there is none, the three looks
of the Annual Efficiency Statement follow its pattern: forward look 15 April, mid-year update 30
November, backward look 30 June after the year. Other forms are due only where a row says so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, String, bindparam, cast, func, literal, null, or_, select, union_all

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.database import db
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.statements import queries
from procurement_hub.statements.models import DueDate, Layout, Look, Submission
from procurement_hub.statements.versions import Filed

SOON = timedelta(days=28)
YEARS = 6
"""Financial years that the index goes back to."""


def usual_due_date(look: Look, financial_year: int) -> date | None:
    """The pattern, for years that no row names."""
    match look:
        case Look.FORWARD:
            return date(financial_year, 4, 15)
        case Look.MID_YEAR:
            return date(financial_year, 11, 30)
        case Look.BACKWARD:
            return date(financial_year + 1, 6, 30)
    return None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One statement of one year: its form, when it is due, and the latest version that was filed."""

    financial_year: int
    layout: str
    title: str
    look: Look
    due_on: date | None
    filed: Filed | None
    today: date
    signed: bool

    @property
    def is_too_late(self) -> bool:
        """What was expected of a year is not filed any more once its gains are signed off."""
        return self.filed is None and self.signed and not self.look.is_achieved

    @property
    def status(self) -> str:
        return self.filed.status if self.filed else "draft"

    @property
    def is_overdue(self) -> bool:
        late = self.filed is None and self.due_on is not None and self.due_on < self.today
        return late and not self.is_too_late

    @property
    def is_due_soon(self) -> bool:
        return (
            self.filed is None and self.due_on is not None and self.today <= self.due_on <= self.today + SOON
        )


def due_dates(region: str, years: range) -> dict[tuple[Look, int], date]:
    """By look and year, from the rows and the pattern: one statement."""
    found = {
        (look, year): usual
        for look in Look
        for year in years
        if (usual := usual_due_date(look, year)) is not None
    }
    rows = db.session.scalars(
        select(DueDate)
        .where(or_(DueDate.region == "", DueDate.region == region), DueDate.financial_year.in_(years))
        .order_by(DueDate.region)
    )
    return found | {(row.look, row.financial_year): row.due_on for row in rows}


def lines_of(*, council_id: int, now: datetime) -> list[StatementLine]:
    """The council's statements, the latest year first: those of the years in its books, of last year and
    the one that runs, and the forward look at the next."""
    today = uk_date(now)
    this_year = financial_year_of(today)
    rows = db.session.execute(
        select(Organisation.region, CouncilYear.financial_year, CouncilYear.status)
        .outerjoin(CouncilYear, CouncilYear.council_id == Organisation.id)
        .where(Organisation.id == council_id)
        .order_by(CouncilYear.financial_year)
    ).all()
    first = next((row.financial_year for row in rows if row.financial_year), this_year)
    signed = {row.financial_year for row in rows if row.status is YearStatus.SIGNED_OFF}
    years = range(max(min(first, this_year - 1), this_year - YEARS), this_year + 2)
    due = due_dates(rows[0].region, years)
    filed = queries.filings_of_years(council_id, years)
    layouts = list(db.session.scalars(select(Layout).order_by(Layout.id)))
    lines = []
    for year in reversed(years):
        for layout in holding(layouts, year):
            if year > this_year and layout.look is not Look.FORWARD:
                continue
            filing = filed.get((year, layout.code))
            lines.append(
                StatementLine(
                    year,
                    layout.code,
                    layout.title,
                    layout.look,
                    due.get((layout.look, year)),
                    filing.filed if filing else None,
                    today,
                    year in signed,
                )
            )
    return lines


def holding(layouts: list[Layout], financial_year: int) -> list[Layout]:
    """Of each form the newest version that holds for the year."""
    found: dict[str, Layout] = {}
    for layout in sorted(layouts, key=lambda layout: layout.version):
        if layout.first_year <= financial_year <= (layout.last_year or financial_year):
            found[layout.code] = layout
    return sorted(found.values(), key=lambda layout: (list(Look).index(layout.look), layout.code))


@dataclass(frozen=True, slots=True)
class Due:
    """A look at a year that a council has still to file."""

    look: Look
    financial_year: int
    due_on: date


_COUNCIL, _YEARS = bindparam("council"), bindparam("years", expanding=True)
_SIGNED = "signed"
_FILED_AND_DUE = union_all(
    select(
        literal(_SIGNED).label("look"),
        CouncilYear.financial_year.label("year"),
        cast(null(), Date).label("due_on"),
        literal("").label("region"),
    ).where(
        CouncilYear.council_id == _COUNCIL,
        CouncilYear.financial_year.in_(_YEARS),
        CouncilYear.status == YearStatus.SIGNED_OFF,
    ),
    select(
        cast(Submission.look, String).label("look"),
        Submission.financial_year.label("year"),
        cast(null(), Date).label("due_on"),
        literal("").label("region"),
    ).where(Submission.council_id == _COUNCIL, Submission.financial_year.in_(_YEARS)),
    select(cast(DueDate.look, String), DueDate.financial_year, DueDate.due_on, DueDate.region).where(
        or_(
            DueDate.region == "",
            DueDate.region
            == select(Organisation.region).where(Organisation.id == _COUNCIL).scalar_subquery(),
        ),
        DueDate.financial_year.in_(_YEARS),
    ),
)


def still_due(council_id: int, today: date) -> list[Due]:
    """What the council has not filed of last year, this one and the next, and is late with or has to file
    within four weeks: the oldest first. What was expected of a year that is signed off meanwhile is not
    filed any more. One statement."""
    this_year = financial_year_of(today)
    years = range(this_year - 1, this_year + 2)
    rows = db.session.execute(_FILED_AND_DUE, {"council": council_id, "years": years}).all()
    dates = {(look, year): usual for look in Look for year in years if (usual := usual_due_date(look, year))}
    for row in sorted((row for row in rows if row.due_on is not None), key=lambda row: row.region):
        dates[Look(row.look), row.year] = row.due_on
    done = {(row.look, row.year) for row in rows if row.due_on is None}
    due = [
        Due(look, year, on)
        for (look, year), on in dates.items()
        if (look.value, year) not in done and (look.is_achieved or (_SIGNED, year) not in done)
    ]
    return sorted((d for d in due if d.due_on <= today + SOON), key=lambda d: (d.due_on, d.financial_year))


def layout_code_of(look: Look) -> str:
    """The form on which a look is usually filed."""
    return {
        "forward": "aes-forward-look",
        "mid_year": "aes-mid-year",
        "backward": "aes-backward-look",
        "ni179": "ni179",
        "gef": "gef",
    }[look.value]


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A look at a year: the day it is due, where that comes from, and how many of the region's councils
    have filed it."""

    look: Look
    financial_year: int
    due_on: date
    source: str
    own: bool
    filed: int
    councils: int


def calendar_of(*, centre_id: int, this_year: int) -> list[CalendarLine]:
    """The calendar of the centre's region, the latest year first."""
    region = db.session.scalar(select(Organisation.region).where(Organisation.id == centre_id))
    years = range(this_year - 2, this_year + 2)
    due = due_dates(region, years)
    rows = {
        (row.look, row.financial_year): row
        for row in db.session.scalars(
            select(DueDate)
            .where(or_(DueDate.region == "", DueDate.region == region), DueDate.financial_year.in_(years))
            .order_by(DueDate.region)
        )
    }
    councils = select(Organisation.id).where(
        Organisation.kind == Kind.COUNCIL, Organisation.active, Organisation.region == region
    )
    filed = {
        (look, year): count
        for look, year, count in db.session.execute(
            select(
                Submission.look,
                Submission.financial_year,
                func.count(func.distinct(Submission.council_id)),
            )
            .where(Submission.council_id.in_(councils), Submission.financial_year.in_(years))
            .group_by(Submission.look, Submission.financial_year)
        )
    }
    number = db.session.scalar(select(func.count()).select_from(councils.subquery()))
    return [
        CalendarLine(
            look,
            year,
            day,
            rows[look, year].source if (look, year) in rows else "The usual day",
            (look, year) in rows and rows[look, year].region != "",
            filed.get((look, year), 0),
            number,
        )
        for (look, year), day in sorted(due.items(), key=lambda pair: pair[1], reverse=True)
    ]
