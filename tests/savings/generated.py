"""Books of lines drawn from one number: prices, quantities, indices and demand as councils have them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from procurement_hub.savings import method

LINES = 2000
COUNCILS, LOTS = 12, 40
ONE = Decimal(1)
FIRST_DAY = date(2005, 4, 1)


@dataclass(frozen=True)
class Line:
    """One council's year of one item. Prices are £ net; q0 is None where it is not known."""

    council: int
    lot: int
    start: date
    p0: Decimal
    p1: Decimal
    q0: Decimal | None
    q1: Decimal
    R: Decimal
    Dm: Decimal
    budget_evidence: bool

    def gain(self) -> method.LineGain:
        return method.line_gain(
            self.p0, self.p1, self.q1, self.q0, R=self.R, Dm=self.Dm, budget_evidence=self.budget_evidence
        )


def figure(random: Random, low, high, places: int) -> Decimal:
    """A number between the two, at so many places."""
    scale = 10**places
    return Decimal(random.randint(int(low * scale), int(high * scale))).scaleb(-places)


def book(seed: int, lines: int = LINES) -> list[Line]:
    random = Random(seed)
    return [_line(random, number) for number in range(lines)]


def _line(random: Random, number: int) -> Line:
    p0 = figure(random, 0, 900, 6)
    return Line(
        council=number % COUNCILS,
        lot=random.randrange(LOTS),
        start=FIRST_DAY + timedelta(random.randrange(365 * 4)),
        p0=p0,
        # Mostly cheaper, sometimes held, sometimes dearer.
        p1=random.choice([p0, p0 * figure(random, Decimal("0.6"), Decimal("1.3"), 3)]),
        q0=random.choice([None, figure(random, 0, 20_000, 3), figure(random, 0, 20_000, 3)]),
        q1=figure(random, 0, 20_000, 3),
        R=figure(random, Decimal("0.9"), Decimal("1.2"), 6),
        Dm=random.choice([ONE, figure(random, Decimal("0.5"), 2, 3)]),
        budget_evidence=random.random() < 0.2,
    )


def drawn_working(random: Random) -> method.Working:
    """What an entry of the ledger could have been worked out from, index and all or without one."""
    p0 = figure(random, 1, 90, 4)
    started = date(2026, 7, 17)
    index = {}
    if random.random() < 0.5:
        base, value = figure(random, 80, 120, 3), figure(random, 80, 120, 3)
        index = {
            "index_code": "GDP",
            "index_vintage": "2026-06-30",
            "index_base": base,
            "index_value": value,
            "uprating": value / base,
        }
    return method.Working(
        price_paid=random.choice([p0, figure(random, 1, 90, 4)]),
        quantity=figure(random, 1, 500, 3),
        counted_before=figure(random, 0, 5000, 3),
        price_before=p0,
        yearly_quantity_before=random.choice([None, figure(random, 0, 9000, 3)]),
        demand_factor=random.choice([ONE, figure(random, Decimal("0.5"), 2, 3)]),
        baseline_type=random.choice(list(method.BaselineType)).value,
        price_date=(started - timedelta(random.randrange(-30, 1800))).isoformat(),
        contract_start=started.isoformat(),
        budget_evidence=random.random() < 0.3,
        locked_before_award=random.random() < 0.8,
        **index,
    )
