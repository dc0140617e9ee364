"""How good the evidence is, found from what is there and never from opinion (savings-method 2.16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.savings.method.baselines import BaselineType, BaselineVerdict, Grade
from procurement_hub.savings.method.figures import Figure, exact, pct, unrounded
from procurement_hub.savings.method.quality import QualityOutcome


class Proof(StrEnum):
    """What shows the old price: a file, a source that is only named, or nothing."""

    FILE = "file"
    NAMED_SOURCE = "named_source"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class EvidenceFacts:
    """What is attached to a gain. Each is a fact that the books can be asked for.

    `verdict` is what the baseline's age and type allow, None where there is no baseline;
    `indexed` and `comparable` say that the index or the documented factor of a comparable item
    is recorded; `matched` that order, receipt and invoice agree; `ledger_code` that the budget
    line is named; `signed` that the chief finance officer signed the year."""

    baseline: BaselineType | None
    verdict: BaselineVerdict | None
    proof: Proof = Proof.NOTHING
    indexed: bool = False
    comparable: bool = False
    locked_before_award: bool = False
    has_volume_baseline: bool = False
    matched: bool = False
    ledger_code: bool = False
    quality: QualityOutcome = QualityOutcome.PENDING
    signed: bool = False


@dataclass(frozen=True)
class GradeVerdict:
    """A grade with every reason that keeps it from being better; A has none."""

    grade: Grade
    reasons: tuple[str, ...]


def evidence_grade(facts: EvidenceFacts) -> GradeVerdict:
    """The grade A to D. Each missing fact caps it, and the worst cap is the grade."""
    caps = list(_caps(facts))
    # Grades sort by letter, and the later letter is the worse grade.
    grade = max((cap for cap, _ in caps), default=Grade.A)
    ordered = sorted(caps, key=lambda cap: cap[0], reverse=True)
    return GradeVerdict(grade, tuple(reason for _, reason in ordered))


def _caps(facts: EvidenceFacts) -> Iterable[tuple[Grade, str]]:
    yield from _baseline_caps(facts)
    if not facts.matched:
        yield Grade.D, "No invoice agrees with an order and a receipt."
    match facts.quality:
        case QualityOutcome.NOT_MET:
            yield Grade.C, "The quality check is not met."
        case QualityOutcome.PENDING:
            yield Grade.C, "Quality has not been measured."
        case QualityOutcome.EXPLAINED:
            yield Grade.B, "Quality fell, and the explanation was accepted."
    if not facts.ledger_code:
        yield Grade.B, "No budget line is named."
    if not facts.signed:
        yield Grade.B, "The chief finance officer has not signed."


def _baseline_caps(facts: EvidenceFacts) -> Iterable[tuple[Grade, str]]:
    verdict = facts.verdict
    if facts.baseline is None or verdict is None:
        yield Grade.D, "There is no baseline."
        return
    if verdict.max_grade is None:
        yield Grade.D, verdict.reason
        return
    if verdict.max_grade > facts.baseline.best_grade or not facts.baseline.is_own_price:
        yield verdict.max_grade, verdict.reason
    if verdict.must_index and not facts.indexed:
        yield Grade.C, "No index is recorded for it."
    if facts.baseline is BaselineType.OWN_COMPARABLE_ITEM:
        if facts.comparable:
            yield Grade.B, "The old price is that of a comparable item."
        else:
            yield Grade.C, "Nothing shows how the comparable item compares."
    match facts.proof:
        case Proof.NOTHING:
            yield Grade.D, "Nothing shows the old price."
        case Proof.NAMED_SOURCE:
            yield Grade.B, "The source of the old price is named, but no file is attached."
    if not facts.locked_before_award:
        yield Grade.C, "The baseline was not frozen before the award."
    if not facts.has_volume_baseline:
        yield Grade.B, "The old yearly quantity is not known."


class Colour(StrEnum):
    """The national auditors' three groups of claimed gains."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def label(self) -> str:
        return {
            "green": "Fairly represents the gain",
            "amber": "Issues and uncertainties",
            "red": "Not demonstrated",
        }[self.value]


def colour(grade: Grade, quality: QualityOutcome = QualityOutcome.MET) -> Colour:
    """A is green, C amber and D red; B is green, or amber where a fall in quality was explained."""
    match grade:
        case Grade.A:
            return Colour.GREEN
        case Grade.B:
            return Colour.GREEN if quality is QualityOutcome.MET else Colour.AMBER
        case Grade.C:
            return Colour.AMBER
        case Grade.D:
            return Colour.RED


@dataclass(frozen=True)
class ColourShare:
    """£, unrounded, and its percentage of all three to 1 decimal; None when all are nothing."""

    amount: Decimal
    percent: Decimal | None


@unrounded
def colour_rollup(amounts: Iterable[tuple[Colour, Figure]]) -> dict[Colour, ColourShare]:
    """Claims by colour, each with its share, in the order green, amber, red.

    Shares are worked out from unrounded amounts, so they need not be those of rounded rows."""
    sums = dict.fromkeys(Colour, Decimal(0))
    for found, amount in amounts:
        sums[found] += exact("amount", amount)
    whole = sum(sums.values())
    return {found: ColourShare(amount, pct(amount, whole)) for found, amount in sums.items()}
