"""How a supplier stands on a list on a day: worked out from its evidence, never kept.

Pure: no database. An insurance that runs out takes the supplier off the list on the day after its
last, by itself, and a renewed one brings it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from procurement_hub.approved_lists.models import (
    CriteriaVersion,
    EntryCriterion,
    ListPlace,
    ListSuspension,
    PlaceStatus,
)

SOON = timedelta(days=120)
"""How long before its last day evidence is said to run out."""


class State(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    EXCLUDED = "excluded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Finding(StrEnum):
    """What a check of one criterion found."""

    HELD = "held"
    SOON = "soon"
    EXPIRED = "expired"
    TOO_LITTLE = "too_little"
    MISSING = "missing"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNANSWERED = "unanswered"


MET = frozenset({Finding.HELD, Finding.SOON, Finding.AGREED})


@dataclass(frozen=True, slots=True)
class Held:
    """An item of a supplier's evidence as far as a list looks at it. `amount` is the cover in £;
    `expires_on` is the last good day."""

    evidence_id: int
    kind: str
    title: str = ""
    expires_on: date | None = None
    amount: Decimal | None = None

    def in_force(self, on: date) -> bool:
        return self.expires_on is None or on <= self.expires_on

    def is_asked_for(self, criterion: EntryCriterion) -> bool:
        """Of the kind that is asked for, and with the name in its title: ISO9001:2015 is ISO 9001."""
        named = plain(criterion.named)
        return self.kind == criterion.evidence_kind and (not named or named in plain(self.title))

    def enough(self, minimum: Decimal | None) -> bool:
        return minimum is None or (self.amount is not None and self.amount >= minimum)


def plain(title: str) -> str:
    """A title as it is compared: small letters, no blanks."""
    return title.lower().replace(" ", "")


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion held against what the supplier has. `until` is the last day that it is met."""

    criterion: EntryCriterion
    finding: Finding
    evidence: Held | None = None

    @property
    def met(self) -> bool:
        return self.finding in MET

    @property
    def until(self) -> date | None:
        return self.evidence.expires_on if self.evidence else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a supplier stands on a day, by which checks. `coming` are the unmet checks of a later
    version of the criteria that must be met after `coming_by`."""

    state: State
    checks: tuple[Check, ...]
    suspension: ListSuspension | None = None
    exclusion: str = ""
    coming: tuple[Check, ...] = ()
    coming_by: date | None = None

    @property
    def usable(self) -> bool:
        return self.state is State.APPROVED

    @property
    def until(self) -> date | None:
        """The last day on which every check is met as things are; None where nothing runs out."""
        return min((check.until for check in self.checks if check.until), default=None)

    @property
    def unmet(self) -> list[Check]:
        return [check for check in self.checks if not check.met]


def version_for(versions: Sequence[CriteriaVersion], place: ListPlace | None, on: date) -> CriteriaVersion:
    """The version of the criteria that is to be met on the day.

    The newest one by whoever applies; by a supplier on the list, the newest whose time to meet it is
    over, and never an older one than it was approved under."""
    newest = versions[-1]
    if place is None or place.status is not PlaceStatus.APPROVED:
        return newest
    due = [v for v in versions if v.number <= place.version_number or v.comply_by is None or v.comply_by < on]
    return due[-1]


def check(criterion: EntryCriterion, held: Iterable[Held], answers: Mapping[str, bool], on: date) -> Check:
    """The criterion on the day: by the item of evidence that holds longest, or the answer given."""
    if criterion.statement is not None:
        answer = answers.get(criterion.statement)
        if answer is None:
            return Check(criterion, Finding.UNANSWERED)
        return Check(criterion, Finding.AGREED if answer else Finding.DISAGREED)
    items = [item for item in held if item.is_asked_for(criterion)]
    current = [item for item in items if item.in_force(on)]
    good = [item for item in current if item.enough(criterion.minimum)]
    if good:
        best = max(good, key=_lasting)
        soon = best.expires_on is not None and best.expires_on - on <= SOON
        return Check(criterion, Finding.SOON if soon else Finding.HELD, best)
    if current:
        return Check(criterion, Finding.TOO_LITTLE, max(current, key=lambda i: (i.amount or 0, _lasting(i))))
    if items:
        return Check(criterion, Finding.EXPIRED, max(items, key=_lasting))
    return Check(criterion, Finding.MISSING)


def _lasting(item: Held) -> tuple[date, int]:
    return item.expires_on or date.max, item.evidence_id


def checks_of(
    version: CriteriaVersion, held: Iterable[Held], answers: Mapping[str, bool], on: date
) -> tuple[Check, ...]:
    held = list(held)
    return tuple(check(criterion, held, answers, on) for criterion in version.criteria)


DECIDED = {
    PlaceStatus.APPLIED: State.WAITING,
    PlaceStatus.REFUSED: State.REFUSED,
    PlaceStatus.WITHDRAWN: State.WITHDRAWN,
}


def stand(
    place: ListPlace,
    versions: Sequence[CriteriaVersion],
    held: Iterable[Held],
    exclusion: str,
    on: date,
) -> Standing:
    """How the place stands on the day. `exclusion` is the sentence that says why the supplier is
    excluded, empty when it is not. Exclusion weighs more than suspension, and that more than lapse."""
    held = list(held)
    answers = {answer.statement: answer.agreed for answer in place.answers}
    version = version_for(versions, place, on)
    checks = checks_of(version, held, answers, on)
    suspension = next((s for s in reversed(place.suspensions) if s.in_force(on)), None)
    if place.status is not PlaceStatus.APPROVED:
        return Standing(DECIDED[place.status], checks, exclusion=exclusion)
    newest = versions[-1]
    coming: tuple[Check, ...] = ()
    if newest is not version:
        coming = tuple(found for found in checks_of(newest, held, answers, on) if not found.met)
    if exclusion:
        state = State.EXCLUDED
    elif suspension:
        state = State.SUSPENDED
    elif all(found.met for found in checks):
        state = State.APPROVED
    else:
        state = State.LAPSED
    return Standing(state, checks, suspension, exclusion, coming, newest.comply_by if coming else None)
