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
from procurement_hub.savings import parts
from procurement_hub.savings.method import Grade, Rag
from procurement_hub.savings.method.grades import Colour, colour
from procurement_hub.savings.models import Outcome, YearStatus
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import GainStanding, together
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


def outcome_picture(financial_year: int, found: Sequence[GainStanding], *, desk_page: str) -> Picture:
    """What was claimed, split into what is allowed, held and disallowed. What nobody decided on by
    itself is accepted when the year is signed."""
    year = parts.of_year(found)
    signed = any(standing.year is YearStatus.SIGNED_OFF for standing in found)
    undecided = together([gain for gain in found if gain.outcome is Outcome.UNDECIDED], "allowed")
    stacks = []
    for name, part in (("Gains claimed", "total"), ("Of which as cashable", "cashable")):
        allowed = getattr(year.allowed, part)
        waiting = round_money(getattr(undecided, part))
        held, refused = getattr(year.held, part), getattr(year.disallowed, part)
        stacks.append(Stack(name, [allowed - waiting, waiting, held, refused], desk_page))
    decided = year.claimed.gains - year.outcomes[Outcome.UNDECIDED]
    return stacked(
        "outcome",
        f"What became of the gains claimed, {format_financial_year(financial_year)}",
        [
            Part(Tone.CASHABLE, "Allowed, accepted one by one"),
            Part(Tone.UNDECIDED, "Allowed, accepted with the year" if signed else "Allowed, not decided yet"),
            Part(Tone.HELD, "Held"),
            Part(Tone.REFUSED, "Disallowed"),
        ],
        stacks,
        basis="£ excluding VAT, nominal, net of costs; "
        f"{decided} of {year.claimed.gains} gains are decided one by one",
        first="What was claimed",
        notes=["A loss always counts, whatever was decided. Costs of the whole year come off the gains."],
        empty="No gain has been claimed in this year yet.",
    )


def _by_grade(found: Sequence[GainStanding]) -> dict[Grade, list[GainStanding]]:
    grades: dict[Grade, list[GainStanding]] = {grade: [] for grade in GRADES}
    for standing in found:
        if standing.is_gain:
            grades[standing.grade].append(standing)
    return grades


def _gains(number: int) -> str:
    return "1 gain" if number == 1 else f"{number} gains"


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
        basis=f"£ excluding VAT, nominal, claimed net of costs; {_gains(sum(map(len, grades.values())))}, "
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


def refused_picture(financial_year: int, found: Sequence[GainStanding], *, page: str) -> Picture:
    """What is disallowed or held, by its code or the reason that holds it. A gain that was accepted as
    non-cashable lost its claim to cash and nothing else."""
    codes = parts.by_code(found)
    stacks = [
        Stack(
            f"{row.code.value} {row.title}" if row.code else row.title,
            [row.disallowed, _moved(row.gains), row.held],
            page,
            [str(len(row.gains))],
        )
        for row in codes
    ]
    return stacked(
        "refused",
        f"What was disallowed or held, by code, {format_financial_year(financial_year)}",
        [
            Part(Tone.REFUSED, "Disallowed"),
            Part(Tone.NON_CASHABLE, "Not cash, kept as non-cashable"),
            Part(Tone.HELD, "Held"),
        ],
        stacks,
        basis=f"£ excluding VAT, nominal, net of costs; {sum(len(row.gains) for row in codes)} of "
        f"{sum(standing.is_gain for standing in found)} gains",
        first="Reason",
        more_headings=["Gains"],
        notes=["It stays on file with its code, who said so and when; it is never deleted."],
        empty="Nothing is disallowed or held in this year.",
    )


def _moved(gains: Sequence[GainStanding]) -> Decimal:
    """£ to the penny that was claimed as cash and is kept as a non-cashable gain."""
    moved = [gain.disallowed.cashable for gain in gains if gain.outcome is Outcome.NON_CASHABLE]
    return round_money(sum(moved, ZERO))


def outturn_picture(found: Reconciliation, *, page: str) -> Picture:
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
                page,
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
