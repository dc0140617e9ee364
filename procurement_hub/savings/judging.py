"""How one gain is judged by what stands beside it: the gates, the decision, and the evidence grade.

Pure, but for the records that it is given. £ net of VAT and of costs, unrounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.money import round_money
from procurement_hub.savings.method import Disallowance, Grade
from procurement_hub.savings.method.grades import EvidenceFacts, Proof, evidence_grade
from procurement_hub.savings.method.quality import QualityOutcome
from procurement_hub.savings.models import (
    Baseline,
    BudgetRelease,
    GainDecision,
    GainNature,
    Outcome,
    PriceWatch,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.queries.gates import GainKey, GainRow
from procurement_hub.savings.watching import NOTHING, Watched, judge

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Split:
    """£ net of VAT and costs, unrounded; `cashable` is a part of `total` (the rest is non-cashable)."""

    total: Decimal = ZERO
    cashable: Decimal = ZERO

    def __add__(self, other: "Split") -> "Split":
        return Split(self.total + other.total, self.cashable + other.cashable)

    def __sub__(self, other: "Split") -> "Split":
        return Split(self.total - other.total, self.cashable - other.cashable)


class Hold(StrEnum):
    """Why a gain is held: nothing of it is claimed until the reason is gone."""

    OFFICER = "officer"
    QUALITY = "quality"
    EVIDENCE = "evidence"
    SUSTAINABILITY_REVIEW = "sustainability_review"
    HOURS_RISEN = "hours_risen"

    @property
    def label(self) -> str:
        return {
            "officer": "Held by the finance officer",
            "quality": "Quality check not met",
            "evidence": "Nothing shows the old price",
            "sustainability_review": "Sustainability review",
            "hours_risen": "To be tested again",
        }[self.value]


def verdict(
    decision: GainDecision | None,
    moved: bool,
    checks: list[QualityCheck],
    quality: QualityOutcome,
    watched: Watched,
    *,
    unproved: bool,
) -> tuple[Outcome, Disallowance | None, str, Hold | None]:
    """The first that applies: rejection, a cut, the officer's hold, quality, an old price that
    nothing shows (grade D counts for nothing, 2.16), the watches, acceptance."""
    decided = decision.outcome if decision else Outcome.UNDECIDED
    if decided is Outcome.REJECTED:
        return Outcome.REJECTED, decision.code, decision.reason, None
    cut = next((check for check in checks if check.nature is GainNature.CUT), None)
    if cut:
        sentence = f"“{cut.indicator}” was recorded as a cut: {GainNature.CUT.label.lower()}."
        return Outcome.REJECTED, Disallowance.SERVICE_CUT, sentence, None
    if decided is Outcome.HELD:
        return Outcome.HELD, decision.code, decision.reason, Hold.OFFICER
    if quality is QualityOutcome.NOT_MET:
        unmet = "; ".join(check.indicator for check in checks if check.holds_the_gain)
        sentence = f"Not met and not explained: {unmet}."
        return Outcome.HELD, Disallowance.QUALITY_NOT_MET, sentence, Hold.QUALITY
    if unproved:
        sentence = "Nothing shows the old price: no file is attached, and no source is named."
        return Outcome.HELD, Disallowance.BASELINE_REFUSED, sentence, Hold.EVIDENCE
    if watched.concern:
        return Outcome.HELD, None, watched.sentence, Hold(watched.concern.value)
    if decided is Outcome.UNDECIDED or moved:
        return Outcome.UNDECIDED, None, "", None
    return decided, decision.code, decision.reason, None


def shares(claimed: Split, outcome: Outcome, cash: Decimal) -> tuple[Split, Split, Split]:
    """Allowed, held and disallowed. Of a gain that is held or rejected its loss still counts; of one
    accepted as non-cashable the claim to cash is disallowed and the gain stays."""
    if outcome is Outcome.NON_CASHABLE:
        moved = Split(ZERO, max(ZERO, cash))
        return claimed - moved, Split(), moved
    if outcome not in (Outcome.HELD, Outcome.REJECTED):
        return claimed, Split(), Split()
    lost = min(ZERO, claimed.cashable)
    kept = Split(min(claimed.total, lost), lost)
    taken = claimed - kept
    return (kept, taken, Split()) if outcome is Outcome.HELD else (kept, Split(), taken)


def has_moved(decision: GainDecision, total: ItemTotal) -> bool:
    """Whether the gain's figures are no longer those that the decision was about."""
    now = (total.quantity, total.gross, total.cashable, total.costs)
    return now != (decision.quantity, decision.gross, decision.cashable, decision.costs)


# --- what it rests on -----------------------------------------------------------------------------


def outcome_of(check: QualityCheck) -> QualityOutcome:
    if check.met:
        return QualityOutcome.MET
    return QualityOutcome.EXPLAINED if check.explanation else QualityOutcome.NOT_MET


def grade_of(
    row: GainRow, checks: list[QualityCheck], quality: QualityOutcome
) -> tuple[Grade, tuple[str, ...]]:
    """The evidence grade from what is on file, with the reasons that keep it from being better."""
    last, decision = row.last, row.decision
    if row.total.gross == row.total.rebate:
        return Grade.B, ("It stands on the supplier's statement and not on an old price.",)
    if row.total.gross == row.total.one_off_gain:
        return Grade.B, ("It stands on what the council recorded and not on an old price.",)
    if last is None:
        return _grade_without_delivery(row, quality)
    baseline = last.baseline
    accepted = decision is not None and decision.outcome is Outcome.CASHABLE
    found = evidence_grade(
        EvidenceFacts(
            baseline=baseline.type if baseline else None,
            verdict=last.working.verdict,
            proof=proof_of(baseline),
            indexed=last.working.is_indexed,
            comparable=bool(baseline and baseline.factor is not None),
            locked_before_award=last.locked_before_award,
            has_volume_baseline=bool(baseline and baseline.annual_quantity is not None),
            # A delivery enters the ledger only by its matched invoice line, and its order has a budget code.
            matched=True,
            ledger_code=True,
            quality=quality,
            signed=accepted or row.year is YearStatus.SIGNED_OFF,
        )
    )
    if checks and not all(_chosen_before_award(check, row.key.framework_id) for check in checks):
        late = "The quality check was not chosen before the award."
        return max(found.grade, Grade.B), (*found.reasons, late)
    return found.grade, found.reasons


def _grade_without_delivery(row: GainRow, quality: QualityOutcome) -> tuple[Grade, tuple[str, ...]]:
    """A cost avoided is grade C; a service put in another's place is like a comparable item (B3), once
    it has been shown to be as good."""
    if row.total.cashable <= 0:
        return Grade.C, ("A cost that was avoided is not cash.",)
    if quality.counts_in_backward_look:
        return Grade.B, ("It compares two services, and no delivery of this year stands behind it.",)
    return Grade.C, ("The service in the other's place has not been shown to be as good.",)


def shows_nothing(row: GainRow) -> bool:
    """Whether a gain is counted against an old price that nothing shows."""
    baseline = row.last.baseline if row.last else None
    return baseline is not None and proof_of(baseline) is Proof.NOTHING


def proof_of(baseline: Baseline | None) -> Proof:
    if baseline is None:
        return Proof.NOTHING
    if baseline.evidence_id:
        return Proof.FILE
    return Proof.NAMED_SOURCE if baseline.evidence_note else Proof.NOTHING


def _chosen_before_award(check: QualityCheck, framework_id: int | None) -> bool:
    choice = check.choice
    return choice is not None and choice.before_award and choice.framework_id == framework_id


def watched_by(row: GainRow, watches: list[PriceWatch]) -> Watched:
    last = row.last
    if not watches or not row.total.quantity:
        return NOTHING
    return judge(
        watches,
        framework_id=row.key.framework_id,
        price_before=last.baseline.unit_price if last and last.baseline else None,
        price_paid=row.total.spend / row.total.quantity,
    )


def cash_from_inflation(row: GainRow, releases: Sequence[BudgetRelease]) -> Decimal:
    """How much of the inflation avoided the budget shows to be cash: never more than there is."""
    shown = sum(
        (
            release.inflation
            for release in releases
            if release.inflation and release.framework_id == row.key.framework_id
        ),
        ZERO,
    )
    return max(ZERO, min(shown, row.total.nc_inflation))


def released_against(
    key: GainKey, releases: Sequence[BudgetRelease], allowed: Split, spent: dict[int, Decimal]
) -> Decimal:
    """£ of released budget that stands against this gain: its own first, then the item's, which
    each of the item's gains draws on in turn. `spent` is what they have drawn so far."""
    wanted = max(ZERO, round_money(allowed.cashable))
    own = sum((r.amount for r in releases if r.framework_id is not None), ZERO)
    shared = [release for release in releases if release.framework_id is None]
    drawn = ZERO
    for release in shared:
        left = release.amount - spent.get(release.id, ZERO)
        take = max(ZERO, min(left, wanted - own - drawn))
        spent[release.id] = spent.get(release.id, ZERO) + take
        drawn += take
    return own + drawn
