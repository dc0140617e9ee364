"""Who gained? The councils of a centre's region side by side, losers among them, and what was bought
beside the frameworks. The councils' own figures: the centre has none of its own (savings-method 2.11)."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.money import format_money, format_quantity
from procurement_hub.frameworks.models import Framework
from procurement_hub.pictures.charts.bars import Bar, diverging
from procurement_hub.pictures.charts.dots import Place, Quarters, spread
from procurement_hub.pictures.charts.heat import Cell, HeatTable
from procurement_hub.pictures.charts.marks import Picture
from procurement_hub.pictures.charts.wording import gain_in_pence, percent
from procurement_hub.pictures.queries.leakage import Bought, Leakage
from procurement_hub.savings.method import Suppressed
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets.queries import Position, RegionPosition
from procurement_hub.targets.reckoning import Distribution

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def gains_picture(found: RegionPosition, *, page_of: Callable[[int], str]) -> Picture:
    """Every council's net gain, the largest first and the losses last."""
    reported = sorted(
        (position for position in found.positions if position.reported),
        key=lambda position: (-position.gained.total, position.council.name),
    )
    totals = rounded_to_total([position.gained.total for position in reported])
    cash = rounded_to_total([position.gained.cashable for position in reported])
    bars = [
        Bar(
            position.council.name,
            total,
            page_of(position.council.id),
            [gain_in_pence(part), "Signed off" if position.signed else "Not signed off"],
        )
        for position, total, part in zip(reported, totals, cash, strict=True)
    ]
    losing = sum(total < 0 for total in totals)
    silent = [position.council.name for position in found.positions if not position.reported]
    notes = [f"{losing} of {len(bars)} councils made a loss."] if losing else []
    if silent:
        notes.append(
            f"Nothing in their books for this year yet: {', '.join(silent[:20])}"
            + (f" and {len(silent) - 20} more." if len(silent) > 20 else ".")
        )
    return diverging(
        "gained",
        f"Gains by council, {format_financial_year(found.financial_year)}",
        bars,
        basis="£ excluding VAT, nominal, net of costs; "
        f"{len(reported)} of {len(found.positions)} councils have reported",
        headings=["Council", "Net gain", "Of which cashable", "The council's year"],
        gained="Gain",
        lost="Loss",
        words=("The council's year",),
        notes=notes,
        empty="No council of the region has anything in its books for this year yet.",
    )


def spread_picture(found: RegionPosition, *, page_of: Callable[[int], str]) -> Picture:
    """How far the councils lie apart, of their base and of their target: not only the mean."""
    of_base = [p for p in found.positions if p.reported and p.base_amount]
    of_target = [p for p in found.positions if p.reported and p.aim and p.aim.total]
    spreads = [found.distribution_of_base, found.distribution_of_target]
    measures = [
        (
            "Gain in % of base expenditure",
            [_place(p, p.gained.total * HUNDRED / p.base_amount, page_of) for p in of_base],
            _quartiles(spreads[0]),
        ),
        (
            "Gain in % of the target",
            [_place(p, p.gained.total * HUNDRED / p.aim.total, page_of) for p in of_target],
            _quartiles(spreads[1]),
        ),
    ]
    return spread(
        "spread",
        f"How far councils lie apart, {format_financial_year(found.financial_year)}",
        measures,
        basis=f"net of costs, nominal, £ excluding VAT underneath; {len(of_base)} of "
        f"{len(found.positions)} councils have a base, {len(of_target)} a target",
        first="Council",
        notes=[
            f"The spread of “{measure}”: {spread.withheld.sentence[0].lower()}{spread.withheld.sentence[1:]}"
            for (measure, places, _), spread in zip(measures, spreads, strict=True)
            if places and spread.withheld
        ],
        empty="No council of the region has both gains and a base or a target for this year yet.",
    )


def _place(position: Position, share: Decimal, page_of: Callable[[int], str]) -> Place:
    return Place(position.council.name, share, page_of(position.council.id))


def _quartiles(found: Distribution) -> Quarters | Suppressed:
    return found.withheld or (found.lower, found.median, found.upper)


def compliance_table(
    financial_year: int, frameworks: Sequence[Framework], found: Leakage, *, page_of: Callable[[int], str]
) -> HeatTable:
    """Council by framework: how much of what was bought of its items was bought through it."""
    used = [
        framework
        for framework in frameworks
        if any(
            _share(bought, found.units)[0] is not None
            for (framework_id, _), bought in found.bought.items()
            if framework_id == framework.id
        )
    ]
    rows = []
    buying = 0
    for council_id, council in found.councils.items():
        cells = [_cell(found.bought.get((framework.id, council_id)), found.units) for framework in used]
        buying += any(cell.share is not None for cell in cells)
        rows.append((council.name, page_of(council_id), cells))
    return HeatTable(
        "compliance",
        f"Bought through the frameworks, {format_financial_year(financial_year)}",
        "share of what was bought of each framework's items, by quantity, or by £ excluding VAT where units "
        f"differ; {buying} of {len(found.councils)} entitled councils bought",
        "Council",
        [framework.code for framework in used],
        rows if used else [],
        notes=["Purchases beside a framework are those that councils recorded; others are not here."]
        if used
        else [],
        empty="Nothing was bought through the frameworks or recorded beside them in this year yet.",
    )


def _share(bought: Bought | None, units: dict[int, str]) -> tuple[Decimal | None, str]:
    """The percentage bought through the framework, and what it was worked out from."""
    if bought is None:
        return None, "not entitled"
    items = {*bought.through, *bought.beside}
    if len({units.get(item_id) for item_id in items}) == 1:
        through, beside = sum(bought.through.values(), ZERO), sum(bought.beside.values(), ZERO)
        figure = format_quantity
    else:
        through, beside, figure = bought.spent_through, bought.spent_beside, format_money
    whole = through + beside
    if whole <= 0:
        return None, ""
    return through * HUNDRED / whole, f"{figure(through)} of {figure(whole)}"


def _cell(bought: Bought | None, units: dict[int, str]) -> Cell:
    share, note = _share(bought, units)
    return Cell(share, note)


def average_sentence(found: RegionPosition) -> str:
    """The region in a sentence, with how many councils it holds."""
    if found.of_base is None or found.gained.total <= 0:
        return ""
    share = percent(found.of_base) if found.of_base else "less than 0.1%"
    return (
        f"Together the councils gained {share} of their base expenditure "
        f"({found.in_average} of {len(found.positions)} councils)."
    )
