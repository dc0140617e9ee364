"""What a council has filed: versions, their signatures, and what a page says of the council beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.models import CouncilYear, GainEntry, YearStatus
from procurement_hub.savings.queries import reader_council
from procurement_hub.statements.models import DueDate, Look, Signatory, Signature, Submission
from procurement_hub.statements.versions import Filed, Signed

MOST = 500
"""More filings than a council has; a bound, not a page."""


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A version that was filed, with its signatures; `content` only of the latest one."""

    id: int
    financial_year: int
    look: Look
    layout_code: str
    version: int
    sha256: str
    submitted_at: datetime
    submitted_by: str
    content: str | None
    signed: tuple[Signed, ...]

    @property
    def filed(self) -> Filed:
        return Filed(self.version, self.sha256, self.submitted_at, self.submitted_by, self.signed)


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a council's statement of a year stands: who it is from, by when it is due, and every
    version that was filed, the latest first. `earlier` is the content of the statement that it is held
    against, as it was filed last; None without one."""

    council_id: int
    code: str
    name: str
    region: str
    contact: str
    year: YearStatus
    last_entry_id: int | None
    due_on: date | None
    earlier: str | None
    versions: tuple[FilingRow, ...]

    @property
    def latest(self) -> FilingRow | None:
        return self.versions[0] if self.versions else None


HELD_AGAINST = {Look.MID_YEAR: Look.FORWARD, Look.NI179: Look.MID_YEAR}
_SubmittedBy, _SignedBy, _Earlier = aliased(Person), aliased(Person), aliased(Submission)


def filed_before(council_id: int, *, financial_year: int, layout_code: str, look: Look) -> Filing:
    """One statement. The due date is the region's own, or else the whole country's."""
    officer = (
        select(func.min(Person.name))
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == council_id,
            MembershipRole.role == Role.S151,
            Membership.active,
            Person.active,
        )
        .scalar_subquery()
    )
    last_entry = (
        select(func.max(GainEntry.id))
        .where(GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
        .scalar_subquery()
    )
    due = (
        select(DueDate.due_on)
        .where(
            or_(DueDate.region == "", DueDate.region == Organisation.region),
            DueDate.look == look,
            DueDate.financial_year == financial_year,
        )
        .order_by(DueDate.region.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    newest = (
        select(func.max(Submission.version))
        .where(
            Submission.council_id == council_id,
            Submission.financial_year == financial_year,
            Submission.layout_code == layout_code,
        )
        .scalar_subquery()
    )
    earlier = (
        select(_Earlier.content)
        .where(
            _Earlier.council_id == council_id,
            _Earlier.financial_year == financial_year,
            _Earlier.look == HELD_AGAINST.get(look),
        )
        .order_by(_Earlier.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Organisation.code,
            Organisation.name,
            Organisation.region,
            CouncilYear.status,
            officer.label("contact"),
            last_entry.label("last_entry_id"),
            due.label("due_on"),
            earlier.label("earlier"),
            *_VERSION,
            case((Submission.version == newest, Submission.content)).label("content"),
        )
        .outerjoin(
            CouncilYear,
            and_(CouncilYear.council_id == Organisation.id, CouncilYear.financial_year == financial_year),
        )
        .outerjoin(
            Submission,
            and_(
                Submission.council_id == Organisation.id,
                Submission.financial_year == financial_year,
                Submission.layout_code == layout_code,
            ),
        )
        .outerjoin(_SubmittedBy, _SubmittedBy.id == Submission.submitted_by_id)
        .outerjoin(Signature, Signature.submission_id == Submission.id)
        .outerjoin(_SignedBy, _SignedBy.id == Signature.person_id)
        .where(Organisation.id == council_id)
        .order_by(Submission.version.desc(), Signature.id)
        .limit(MOST)
    ).all()
    first = rows[0]
    return Filing(
        council_id,
        first.code,
        first.name,
        first.region,
        first.contact or "",
        first.status or YearStatus.PROVISIONAL,
        first.last_entry_id,
        first.due_on,
        first.earlier,
        tuple(_versions(row for row in rows if row.id is not None)),
    )


_Later = aliased(Submission)
_LATEST = ~exists().where(
    _Later.council_id == Submission.council_id,
    _Later.financial_year == Submission.financial_year,
    _Later.layout_code == Submission.layout_code,
    _Later.version > Submission.version,
)
_VERSION = (
    Submission.id,
    Submission.financial_year,
    Submission.look,
    Submission.layout_code,
    Submission.version,
    Submission.sha256,
    Submission.submitted_at,
    _SubmittedBy.name.label("submitted_by"),
    Signature.signatory,
    _SignedBy.name.label("signed_by"),
    Signature.signed_at,
)


def _versions(rows) -> list[FilingRow]:
    found: dict[int, tuple] = {}
    signed: dict[int, list[Signed]] = {}
    for row in rows:
        found.setdefault(row.id, row)
        if row.signatory is not None:
            signed.setdefault(row.id, []).append(Signed(row.signatory, row.signed_by, row.signed_at))
    return [
        FilingRow(
            row.id,
            row.financial_year,
            row.look,
            row.layout_code,
            row.version,
            row.sha256,
            row.submitted_at,
            row.submitted_by,
            getattr(row, "content", None),
            tuple(signed.get(row.id, ())),
        )
        for row in found.values()
    ]


def filings_of_years(council_id: int, years: Sequence[int]) -> dict[tuple[int, str], FilingRow]:
    """By year and layout, the latest version that was filed: one statement."""
    rows = db.session.execute(
        select(*_VERSION)
        .join(_SubmittedBy, _SubmittedBy.id == Submission.submitted_by_id)
        .outerjoin(Signature, Signature.submission_id == Submission.id)
        .outerjoin(_SignedBy, _SignedBy.id == Signature.person_id)
        .where(Submission.council_id == council_id, Submission.financial_year.in_(years), _LATEST)
        .order_by(Submission.id.desc(), Signature.id)
        .limit(MOST)
    ).all()
    return {(row.financial_year, row.layout_code): row for row in _versions(rows)}


def submission_for(actor: Actor, *, financial_year: int, code: str, version: int) -> Submission:
    """A version that the actor's council filed, with who signed it. Raises NotFound."""
    found = db.session.scalar(
        select(Submission)
        .options(
            joinedload(Submission.submitted_by),
            selectinload(Submission.signatures).joinedload(Signature.person),
        )
        .where(
            Submission.council_id == reader_council(actor),
            Submission.financial_year == financial_year,
            Submission.layout_code == code,
            Submission.version == version,
        )
    )
    if found is None:
        raise NotFound()
    return found


def latest_version(submission: Submission) -> int:
    """The number of the latest version of the same statement."""
    return db.session.scalar(
        select(func.max(Submission.version)).where(
            Submission.council_id == submission.council_id,
            Submission.financial_year == submission.financial_year,
            Submission.layout_code == submission.layout_code,
        )
    )


def fingerprint_of(council_id: int, financial_year: int, layout_code: str) -> str:
    """The fingerprint of the latest version; empty when none was filed."""
    found = db.session.scalar(
        select(Submission.sha256)
        .where(
            Submission.council_id == council_id,
            Submission.financial_year == financial_year,
            Submission.layout_code == layout_code,
        )
        .order_by(Submission.version.desc())
        .limit(1)
    )
    return found or ""


_UNSIGNED = (
    select(Submission)
    .options(defer(Submission.content))
    .where(
        Submission.council_id == bindparam("council"),
        _LATEST,
        select(func.count())
        .where(
            Signature.submission_id == Submission.id,
            Signature.signatory.in_(bindparam("signatories", expanding=True)),
        )
        .correlate(Submission)
        .scalar_subquery()
        < bindparam("wanted"),
    )
    .order_by(Submission.submitted_at, Submission.id)
    .limit(MOST)
)


def unsigned(council_id: int, signatories: Sequence[Signatory]) -> list[Submission]:
    """Latest versions of the council's statements under which one of these signatures is missing."""
    asked = {"council": council_id, "signatories": signatories, "wanted": len(signatories)}
    return list(db.session.scalars(_UNSIGNED, asked))
