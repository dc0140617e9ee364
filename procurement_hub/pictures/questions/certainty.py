"""How sure are the figures? What the gates let through, how good the evidence is, what was refused,
and whether the outturn bears the claims out. Nothing is judged here: it was, on the officer's desk."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.money import format_pence, round_money
from procurement_hub.pictures.charts.bars import Part, Stack, shares, stacked
from procurement_hub.pictures.charts.dots import Residual, tolerances
from procurement_hub.pictures.charts.marks import Picture, Tone
from procurement_hub.savings.method import Grade, Rag
from procurement_hub.savings.method.grades import Colour, colour
from procurement_hub.savings.models import Outcome
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import GainStanding, Split
from procurement_hub.targets.queries import Reconciliation

ZERO = Decimal(0)
GRADES = {
    Grade.A: (Tone.GRADE_A, "Grade A"),
    Grade.B: (Tone.GRADE_B, "Grade B"),
    Grade.C: (Tone.GRADE_C, "Grade C"),
    Grade.D: (Tone.GRADE_D, "Grade D"),
}
COLOURS = {Colour.GREEN: Tone.GREEN, Colour.AMBER: Tone.AMBER, Colour.RED: Tone.RED}
VERDICTS = {
    Rag.GREEN: (Tone.GREEN, "green", "Spending fell at least as far as claimed"),
    Rag.AMBER: (Tone.AMBER, "amber", "Spending fell less than claimed: to be explained"),
    Rag.RED: (Tone.RED, "red", "The claims exceed what can be seen"),
}


def _decided(found: Sequence[GainStanding]) -> str:
    gains = [standing for standing in found if standing.is_gain]
    decided = sum(standing.outcome is not Outcome.UNDECIDED for standing in gains)
    return f"{decided} of {len(gains)} gains are decided one by one"


def outcome_picture(
    financial_year: int, found: Sequence[GainStanding], *, signed: bool, desk_page: str
) -> Picture:
    """What was claimed, split into what is accepted, worked out, held and disallowed. Signing the year
    accepts what nobody decided on by itself."""
    splits = {name: Split() for name in ("accepted", "worked out", "held", "disallowed")}
    for standing in found:
        undecided = standing.outcome is Outcome.UNDECIDED
        splits["worked out" if undecided else "accepted"] += standing.allowed
        splits["held"] += standing.held
        splits["disallowed"] += standing.disallowed
    stacks = [
        Stack("Gains claimed", rounded_to_total([split.total for split in splits.values()]), desk_page),
        Stack(
            "Of which as cashable", rounded_to_total([split.cashable for split in splits.values()]), desk_page
        ),
    ]
    return stacked(
        "outcome",
        f"What became of the gains claimed, {format_financial_year(financial_year)}",
        [
            Part(Tone.CASHABLE, "Accepted one by one"),
            Part(Tone.UNDECIDED, "Accepted with the whole year" if signed else "Worked out, not decided yet"),
            Part(Tone.HELD, "Held"),
            Part(Tone.REFUSED, "Disallowed"),
        ],
        stacks,
        basis=f"£ excluding VAT, nominal, net of costs; {_decided(found)}",
        first="What was claimed",
        notes=[
            "A loss always counts, whatever was decided. Costs of the whole year come off what is allowed."
        ],
        empty="No gain has been claimed in this year yet.",
    )


def _by_grade(found: Sequence[GainStanding]) -> dict[Grade, list[GainStanding]]:
    grades: dict[Grade, list[GainStanding]] = {grade: [] for grade in GRADES}
    for standing in found:
        if standing.is_gain:
            grades[standing.grade].append(standing)
    return grades


def _claimed(of: Sequence[GainStanding]) -> Decimal:
    return sum((standing.claimed.total for standing in of), ZERO)


def grade_picture(
    financial_year: int, found: Sequence[GainStanding], *, page_of: Callable[[Grade], str | None]
) -> Picture:
    """The claimed gains by their evidence grade."""
    grades = _by_grade(found)
    amounts = rounded_to_total([_claimed(of) for of in grades.values()])
    return shares(
        "grades",
        f"How good the evidence is, {format_financial_year(financial_year)}",
        [Part(*GRADES[grade]) for grade in grades],
        amounts,
        basis=f"£ excluding VAT, nominal, claimed net of costs; {sum(map(len, grades.values()))} gains, "
        "a loss by its size",
        first="Evidence",
        addresses=[page_of(grade) if of else None for grade, of in grades.items()],
        more=[[str(len(of)), _why_not_better(of)] for of in grades.values()],
        more_headings=["Gains", "What keeps most of them from a better grade"],
        words=("What keeps most of them from a better grade",),
        empty="There is no gain in this year yet, so nothing to grade.",
    )


def _why_not_better(of: Sequence[GainStanding]) -> str:
    """The reason that stands against the most of these gains."""
    counts: dict[str, int] = defaultdict(int)
    for standing in of:
        for reason in standing.grade_reasons:
            counts[reason] += 1
    return max(counts, key=lambda reason: (counts[reason], reason), default="")


def colour_picture(financial_year: int, found: Sequence[GainStanding]) -> Picture:
    """The same in the three colours that the National Audit Office reports in."""
    gains: dict[Colour, list[GainStanding]] = {shade: [] for shade in COLOURS}
    for standing in found:
        if standing.is_gain:
            gains[colour(standing.grade, standing.quality)].append(standing)
    return shares(
        "colours",
        f"The same in three colours, {format_financial_year(financial_year)}",
        [Part(tone, f"{shade.value.capitalize()}: {shade.label.lower()}") for shade, tone in COLOURS.items()],
        rounded_to_total([_claimed(of) for of in gains.values()]),
        basis="£ excluding VAT, nominal, claimed net of costs; "
        "grade A is green, B green or amber, C amber, D red",
        first="Colour",
        addresses=[None] * len(COLOURS),
        more=[[str(len(of))] for of in gains.values()],
        more_headings=["Gains"],
        empty="There is no gain in this year yet, so nothing to grade.",
    )


def refused_picture(financial_year: int, found: Sequence[GainStanding], *, desk_page: str) -> Picture:
    """What is disallowed or held, by its code or the reason that holds it."""
    disallowed: dict[str, Decimal] = defaultdict(Decimal)
    held: dict[str, Decimal] = defaultdict(Decimal)
    gains: dict[str, int] = defaultdict(int)
    for standing in found:
        if not (standing.disallowed.total or standing.disallowed.cashable or standing.held.total):
            continue
        reason = _reason(standing)
        gains[reason] += 1
        held[reason] += standing.held.total
        moved = standing.outcome is Outcome.NON_CASHABLE
        disallowed[reason] += standing.disallowed.cashable if moved else standing.disallowed.total
    reasons = sorted(gains)
    stacks = [
        Stack(
            reason,
            [round_money(disallowed[reason]), round_money(held[reason])],
            desk_page,
            [str(gains[reason])],
        )
        for reason in reasons
    ]
    return stacked(
        "refused",
        f"What was disallowed or held, by code, {format_financial_year(financial_year)}",
        [Part(Tone.REFUSED, "Disallowed"), Part(Tone.HELD, "Held")],
        stacks,
        basis=f"£ excluding VAT, nominal, net of costs; {sum(gains.values())} of "
        f"{sum(standing.is_gain for standing in found)} gains",
        first="Reason",
        more_headings=["Gains"],
        notes=["It stays on file with its code, who said so and when; it is never deleted."],
        empty="Nothing is disallowed or held in this year.",
    )


def _reason(standing: GainStanding) -> str:
    if standing.outcome is Outcome.NON_CASHABLE:
        return "Not cash: kept as a non-cashable gain"
    if standing.code is not None:
        return f"{standing.code.value} {standing.code.label}"
    return standing.hold.label if standing.hold else standing.outcome.label


def outturn_picture(found: Reconciliation, *, page_of: Callable[[str], str | None]) -> Picture:
    """Claims held against the outturn: how far spending is above what they let expect (2.17)."""
    residuals = []
    for check in found.checks:
        if check.result is None:
            continue
        tone, colour, says = VERDICTS[check.result.rag]
        virement = check.explanation.virement if check.explanation else "None"
        residuals.append(
            Residual(
                check.title,
                round_money(check.result.residual),
                round_money(check.result.tolerance),
                tone,
                colour,
                page_of(check.division),
                [
                    format_pence(check.claim),
                    format_pence(check.outturn.amount) if check.outturn else "None",
                    virement,
                    says,
                ],
            )
        )
    year = format_financial_year(found.financial_year)
    return tolerances(
        "outturn",
        f"Claims against the outturn, {year}",
        residuals,
        basis="£ excluding VAT, new cashable gains net of costs and of what was lost; "
        f"{len(residuals)} of {len(found.checks)} categories have the outturn of both years",
        first="Category",
        more_headings=["Claimed", "Outturn", "Virement", "What it means"],
        words=("Verdict", "Virement", "What it means"),
        notes=[
            "Right of nothing, spending is higher than the claims let expect; within the band it is near "
            "enough: £10,000 or 1% of the outturn, whichever is more."
        ],
        empty="No category has an outturn of this year and of the year before yet.",
    )
