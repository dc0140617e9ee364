"""Where each gain of a council's year stands: what was claimed, and what of it is allowed.

One gain is a council's year of one item through one framework. This is the only place that works
out what the gates let through; statements, targets, pictures and packs read `allowed` here.

£ net of VAT and of costs, unrounded. claimed = allowed + held + disallowed, for the total and for
its cashable part. A loss always counts: no gate and no decision takes one out of the books."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.money import round_money
from procurement_hub.savings.method import Disallowance, Grade
from procurement_hub.savings.method.grades import EvidenceFacts, Proof, evidence_grade
from procurement_hub.savings.method.quality import QualityOutcome, worst_outcome
from procurement_hub.savings.models import (
    BudgetRelease,
    GainDecision,
    GainNature,
    Outcome,
    PriceWatch,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.queries import gates as reads
from procurement_hub.savings.queries.gates import GainKey, GainRow, LastGain
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
    SUSTAINABILITY_REVIEW = "sustainability_review"
    HOURS_RISEN = "hours_risen"

    @property
    def label(self) -> str:
        return {
            "officer": "Held by the finance officer",
            "quality": "Quality check not met",
            "sustainability_review": "Sustainability review",
            "hours_risen": "To be tested again",
        }[self.value]


@dataclass(frozen=True, slots=True)
class GainStanding:
    """One gain, what it rests on and what became of it.

    `outcome` is what counts now: a gate may hold a gain that the officer accepted. `moved` says that
    its figures are no longer those that were accepted, so that it waits for a decision again.
    `inflation` is the part of the inflation avoided that the budget shows to be cash (2.5)."""

    key: GainKey
    total: ItemTotal
    framework: str
    outcome: Outcome
    code: Disallowance | None
    reason: str
    hold: Hold | None
    grade: Grade
    grade_reasons: tuple[str, ...]
    quality: QualityOutcome
    claimed: Split
    allowed: Split
    held: Split
    disallowed: Split
    inflation: Decimal
    released: Decimal
    decision: GainDecision | None
    moved: bool
    checks: list[QualityCheck]
    last: LastGain | None
    watched: Watched
    releases: list[BudgetRelease]

    @property
    def item(self):
        return self.total.item

    @property
    def item_id(self) -> int:
        return self.total.item_id

    @property
    def council_id(self) -> int:
        return self.key.council_id

    @property
    def framework_id(self) -> int | None:
        return self.key.framework_id

    @property
    def is_gain(self) -> bool:
        """Whether there is something to decide: an item with a gain either way. Costs alone are not."""
        return self.item is not None and self.total.gross != 0

    @property
    def is_loss(self) -> bool:
        return self.claimed.total <= 0

    @property
    def provisional(self) -> bool:
        """Quality has not been measured: what is allowed counts in a forward look, and in a
        backward look only once it has been (2.9)."""
        return self.is_gain and self.quality is QualityOutcome.PENDING

    @property
    def good_for_cash(self) -> bool:
        """Whether the evidence lets it be accepted as cashable (2.16)."""
        return self.grade <= Grade.B

    @property
    def needs_release(self) -> Decimal:
        """£ to the penny of allowed cashable gain whose use is not on record yet."""
        return max(ZERO, round_money(self.allowed.cashable) - self.released)

    @property
    def is_covered(self) -> bool:
        """The use of all of its cash is on record (S3-01)."""
        return self.needs_release == 0

    @property
    def counts(self) -> ItemTotal:
        """The sums of the ledger as far as they are allowed: what a statement adds up."""
        if self.allowed == self.claimed and not self.inflation:
            return self.total
        if self.outcome in (Outcome.HELD, Outcome.REJECTED):
            kept = {"gross": self.allowed.total, "cashable": self.allowed.cashable}
            return replace(_nothing(self.total), **kept)
        moved = self.disallowed.cashable
        return replace(
            self.total,
            cashable=self.total.cashable + self.inflation - moved,
            nc_inflation=self.total.nc_inflation - self.inflation,
            nc_baseline=self.total.nc_baseline + moved,
        )


def standings(council_id: int, financial_year: int) -> list[GainStanding]:
    """The council's gains of the year in the items' order of title, costs of the whole year last;
    six statements however many there are."""
    return standings_by_council([council_id], financial_year)[council_id]


def standings_by_council(council_ids: Sequence[int], financial_year: int) -> dict[int, list[GainStanding]]:
    """The same for several councils, in the same six statements."""
    lasts = reads.last_gains(council_ids, financial_year)
    checks = reads.checks_of(council_ids, financial_year)
    decisions = reads.latest_decisions(council_ids, financial_year)
    watches = reads.watches_of(council_ids, financial_year)
    releases = reads.releases_of(council_ids, financial_year)
    found: dict[int, list[GainStanding]] = {council_id: [] for council_id in council_ids}
    spent: dict[int, Decimal] = {}
    for row in reads.gain_rows(council_ids, financial_year):
        place = (row.key.council_id, row.key.item_id)
        found[row.key.council_id].append(
            _standing(
                row,
                lasts.get(row.key),
                checks.get(place, []),
                decisions.get(row.key),
                watches.get(place, []),
                releases.get(place, []),
                spent,
            )
        )
    return found


def together(of: Sequence[GainStanding], part: str) -> Split:
    """The sum over these gains of "claimed", "allowed", "held" or "disallowed"."""
    return sum((getattr(standing, part) for standing in of), Split())


def find(of: Sequence[GainStanding], item_id: int, framework_id: int | None) -> GainStanding | None:
    return next(
        (found for found in of if found.item_id == item_id and found.framework_id == framework_id), None
    )


# --- one gain -------------------------------------------------------------------------------------


def _standing(
    row: GainRow,
    last: LastGain | None,
    checks: list[QualityCheck],
    decision: GainDecision | None,
    watches: list[PriceWatch],
    releases: list[BudgetRelease],
    spent: dict[int, Decimal],
) -> GainStanding:
    total = row.total
    quality = worst_outcome([_outcome(check) for check in checks])
    grade, grade_reasons = _grade(row, last, checks, quality, decision)
    watched = _watched(row, last, watches)
    moved = bool(decision) and decision.outcome is Outcome.CASHABLE and has_moved(decision, total)
    inflation = _inflation(row, releases)
    claimed = Split(total.gross - total.costs, total.cashable + inflation - total.costs)
    outcome, code, reason, hold = (
        (Outcome.UNDECIDED, None, "", None)
        if total.item is None or total.gross == 0
        else _verdict(decision, moved, checks, quality, watched)
    )
    allowed, held, disallowed = _shares(claimed, outcome, total.cashable + inflation)
    own = [release for release in releases if release.framework_id in (None, row.key.framework_id)]
    return GainStanding(
        key=row.key,
        total=total,
        framework=row.framework,
        outcome=outcome,
        code=code,
        reason=reason,
        hold=hold,
        grade=grade,
        grade_reasons=grade_reasons,
        quality=quality,
        claimed=claimed,
        allowed=allowed,
        held=held,
        disallowed=disallowed,
        inflation=inflation,
        released=_released(row.key, own, allowed, spent),
        decision=decision,
        moved=moved,
        checks=checks,
        last=last,
        watched=watched,
        releases=own,
    )


def _verdict(
    decision: GainDecision | None,
    moved: bool,
    checks: list[QualityCheck],
    quality: QualityOutcome,
    watched: Watched,
) -> tuple[Outcome, Disallowance | None, str, Hold | None]:
    """The first that applies: rejection, a cut, the officer's hold, quality, the watches, acceptance."""
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
    if watched.concern:
        return Outcome.HELD, None, watched.sentence, Hold(watched.concern.value)
    if decided is Outcome.UNDECIDED or moved:
        return Outcome.UNDECIDED, None, "", None
    return decided, decision.code, decision.reason, None


def _shares(claimed: Split, outcome: Outcome, cash: Decimal) -> tuple[Split, Split, Split]:
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


def _outcome(check: QualityCheck) -> QualityOutcome:
    if check.met:
        return QualityOutcome.MET
    return QualityOutcome.EXPLAINED if check.explanation else QualityOutcome.NOT_MET


def _grade(
    row: GainRow,
    last: LastGain | None,
    checks: list[QualityCheck],
    quality: QualityOutcome,
    decision: GainDecision | None,
) -> tuple[Grade, tuple[str, ...]]:
    """The evidence grade from what is on file, with the reasons that keep it from being better."""
    if last is None and row.total.nc_avoided:
        return Grade.C, ("A cost avoided is never cash.",)
    baseline = last.baseline if last else None
    proof = Proof.NOTHING
    if baseline:
        proof = (
            Proof.FILE
            if baseline.evidence_id
            else Proof.NAMED_SOURCE
            if baseline.evidence_note
            else Proof.NOTHING
        )
    accepted = decision is not None and decision.outcome is Outcome.CASHABLE
    found = evidence_grade(
        EvidenceFacts(
            baseline=baseline.type if baseline else None,
            verdict=last.working.verdict if last else None,
            proof=proof,
            indexed=bool(last and last.working.is_indexed),
            comparable=bool(baseline and baseline.factor is not None),
            locked_before_award=bool(last and last.locked_before_award),
            has_volume_baseline=bool(baseline and baseline.annual_quantity is not None),
            # A delivery enters the ledger only by its matched invoice line, and its order has a budget code.
            matched=last is not None,
            ledger_code=last is not None,
            quality=quality,
            signed=accepted or row.year is YearStatus.SIGNED_OFF,
        )
    )
    if checks and not all(_chosen_before_award(check, row.key.framework_id) for check in checks):
        late = "The quality check was not chosen before the award."
        return max(found.grade, Grade.B), (*found.reasons, late)
    return found.grade, found.reasons


def _chosen_before_award(check: QualityCheck, framework_id: int | None) -> bool:
    choice = check.choice
    return choice is not None and choice.before_award and choice.framework_id == framework_id


def _watched(row: GainRow, last: LastGain | None, watches: list[PriceWatch]) -> Watched:
    if not watches or not row.total.quantity:
        return NOTHING
    return judge(
        watches,
        framework_id=row.key.framework_id,
        price_before=last.baseline.unit_price if last and last.baseline else None,
        price_paid=row.total.spend / row.total.quantity,
    )


def _inflation(row: GainRow, releases: Sequence[BudgetRelease]) -> Decimal:
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


def _released(
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


def _nothing(total: ItemTotal) -> ItemTotal:
    return ItemTotal(total.item, framework_id=total.framework_id)
