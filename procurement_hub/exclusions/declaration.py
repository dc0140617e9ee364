"""A supplier's declaration as plain data: what it says, what it lacks, and what it means.

It is copied whole into a sealed bid, so it is written in one way only: the same declaration always
gives the same text. Nothing is decided here (PA 2023 s.57): a "yes" asks for somebody's decision.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.exclusions.matching import Party
from procurement_hub.law.exclusion_grounds import GROUNDS, Ground, Group, by_group, declared_grounds
from procurement_hub.suppliers.identifiers import plain_company_number

MONTHS_GOOD = 6
"""A declaration older than this is read again before it goes into a bid."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """What is said of one ground. `review` marks an answer copied from before and not confirmed yet."""

    ground: str
    applies: bool
    what: str = ""
    happened_on: date | None = None
    self_cleaning: str = ""
    review: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Subcontractor:
    """Somebody the supplier intends to rely on (PA 2023 s.28)."""

    name: str
    company_number: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Answers in the order of their grounds, subcontractors by name. A draft has version 0 and no
    confirmation."""

    answers: tuple[Answer, ...] = ()
    subcontractors: tuple[Subcontractor, ...] = ()
    version: int = 0
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    def __post_init__(self):
        object.__setattr__(self, "answers", tuple(sorted(self.answers, key=lambda each: each.ground)))
        object.__setattr__(self, "subcontractors", tuple(sorted(self.subcontractors)))
        if self.confirmed_at is not None:
            object.__setattr__(self, "confirmed_at", self.confirmed_at.astimezone(UTC))

    def answer(self, ground: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.ground == ground), None)

    @property
    def yes(self) -> list[Answer]:
        """The grounds that apply, in the order of the Schedules."""
        order = list(GROUNDS)
        return sorted(
            (answer for answer in self.answers if answer.applies),
            key=lambda answer: order.index(answer.ground) if answer.ground in order else len(order),
        )

    def marked_for_review(self) -> "Declaration":
        """A draft with the same answers, each to be confirmed again."""
        return Declaration(
            answers=tuple(replace(answer, review=True) for answer in self.answers),
            subcontractors=self.subcontractors,
        )

    def to_json(self) -> str:
        """Canonical: sorted keys, no spaces, answers and subcontractors in order."""
        content = {
            "answers": [
                {
                    "applies": answer.applies,
                    "ground": answer.ground,
                    "happened_on": answer.happened_on.isoformat() if answer.happened_on else None,
                    "review": answer.review,
                    "self_cleaning": answer.self_cleaning,
                    "what": answer.what,
                }
                for answer in self.answers
            ],
            "confirmed_at": self.confirmed_at.isoformat() if self.confirmed_at else None,
            "confirmed_by": self.confirmed_by,
            "subcontractors": [
                {"company_number": each.company_number, "name": each.name} for each in self.subcontractors
            ],
            "version": self.version,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Declaration":
        """The declaration that `to_json` wrote."""
        content = json.loads(text)
        return cls(
            answers=tuple(
                Answer(
                    ground=each["ground"],
                    applies=each["applies"],
                    what=each["what"],
                    happened_on=date.fromisoformat(each["happened_on"]) if each["happened_on"] else None,
                    self_cleaning=each["self_cleaning"],
                    review=each["review"],
                )
                for each in content["answers"]
            ),
            subcontractors=tuple(Subcontractor(**each) for each in content["subcontractors"]),
            version=content["version"],
            confirmed_by=content["confirmed_by"],
            confirmed_at=(
                datetime.fromisoformat(content["confirmed_at"]) if content["confirmed_at"] else None
            ),
        )


class Assessed(StrEnum):
    """What a declaration asks of the people who read it."""

    CLEAR = "clear"
    EXCLUDABLE = "excludable"
    SELF_CLEANING = "self_cleaning"
    EXCLUDED_UNLESS_SELF_CLEANED = "excluded_unless_self_cleaned"


SENTENCES = {
    Assessed.CLEAR: "Clear: no exclusion ground is declared.",
    Assessed.EXCLUDABLE: "Excludable: decision needed.",
    Assessed.SELF_CLEANING: "A mandatory ground with self-cleaning to judge: decision needed.",
    Assessed.EXCLUDED_UNLESS_SELF_CLEANED: "Excluded unless self-cleaned: decision needed.",
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome in a sentence, and the declared grounds that lead to it."""

    outcome: Assessed
    grounds: tuple[Ground, ...]

    @property
    def sentence(self) -> str:
        return SENTENCES[self.outcome]

    @property
    def decision_needed(self) -> bool:
        return self.outcome is not Assessed.CLEAR


def assess(declaration: Declaration) -> Assessment:
    """What the answers mean (F09). A person decides; a mandatory ground weighs more than others."""
    declared = [(GROUNDS[answer.ground], answer) for answer in declaration.yes if answer.ground in GROUNDS]
    mandatory = [answer for ground, answer in declared if ground.mandatory]
    if any(not answer.self_cleaning.strip() for answer in mandatory):
        outcome = Assessed.EXCLUDED_UNLESS_SELF_CLEANED
    elif mandatory:
        outcome = Assessed.SELF_CLEANING
    elif declared:
        outcome = Assessed.EXCLUDABLE
    else:
        outcome = Assessed.CLEAR
    return Assessment(outcome, tuple(ground for ground, _ in declared))


def unanswered(declaration: Declaration, on: date) -> list[Group]:
    """Groups with a ground in force on the day that has no answer."""
    said = {answer.ground for answer in declaration.answers}
    return [
        group
        for group, grounds in by_group(declared_grounds(on)).items()
        if any(ground.code not in said for ground in grounds)
    ]


def in_review(declaration: Declaration) -> list[Group]:
    """Groups with an answer copied from before that nobody has confirmed."""
    copied = {
        GROUNDS[answer.ground].group
        for answer in declaration.answers
        if answer.review and answer.ground in GROUNDS
    }
    return [group for group in Group if group in copied]


def content_problems(declaration: Declaration, now: datetime) -> list[str]:
    """What keeps a draft from being confirmed, a sentence each."""
    today = uk_date(now)
    found = [
        f"Say whether any of these apply: {group.value.lower()}." for group in unanswered(declaration, today)
    ]
    found += [
        f"Confirm your earlier answers about {group.value.lower()}." for group in in_review(declaration)
    ]
    for answer in declaration.yes:
        heading = GROUNDS[answer.ground].heading if answer.ground in GROUNDS else answer.ground
        if not answer.what.strip():
            found.append(f"Say what happened: {heading}.")
        if answer.happened_on is None:
            found.append(f"Say when it happened: {heading}.")
        elif answer.happened_on > today:
            found.append(f"It cannot have happened after today: {heading}.")
    return found


def problems(declaration: Declaration | None, now: datetime) -> list[str]:
    """Why the declaration cannot go into a bid now: what is missing or needs a review."""
    if declaration is None:
        return ["Make your declaration about the exclusion grounds."]
    found = content_problems(declaration, now)
    if declaration.confirmed_at is None:
        found.append("Confirm the declaration with your name.")
    elif months_later(uk_date(declaration.confirmed_at), MONTHS_GOOD) < uk_date(now):
        found.append(
            f"You confirmed this declaration on {format_date(uk_date(declaration.confirmed_at))}, more than "
            f"{MONTHS_GOOD} months ago. Reuse it, review each answer and confirm it again."
        )
    return found


def subcontractors(declaration: Declaration | None) -> list[Subcontractor]:
    return list(declaration.subcontractors) if declaration else []


def parties(subcontracted: Sequence[Subcontractor]) -> list[Party]:
    """The subcontractors as the debarment list is asked about them."""
    return [Party(each.name, plain_company_number(each.company_number)) for each in subcontracted]


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31 August and 6 gives 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)
