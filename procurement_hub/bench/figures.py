"""A figure: ours over the bare counterpart, pair by pair, with the floor and the aim beside it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median


class Void(Exception):
    """The run counts for nothing: an answer was not the expected one, or an invariant is broken."""


@dataclass(frozen=True)
class Figure:
    """`ours` and `bare` are operations a second, medians of the pairs; the ratio is judged.

    With `less_is_better` they are what one operation takes, and the ratio must not be above the
    floor: 1.5 means half as long again as the bare counterpart."""

    name: str
    ours: float
    bare: float
    ratios: list[float]
    floor: float
    aim: float
    what_is_bare: str
    unit: str = "orders/s"
    less_is_better: bool = False

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def missed(self) -> bool:
        """Whether the ratio is on the wrong side of the floor."""
        return not self._reaches(self.floor)

    @property
    def verdict(self) -> str:
        if self.missed:
            return "below the floor"
        return "aim reached" if self._reaches(self.aim) else "below the aim"

    def _reaches(self, mark: float) -> bool:
        return self.ratio <= mark if self.less_is_better else self.ratio >= mark

    def as_json(self) -> dict:
        return {
            **asdict(self),
            "ratio": self.ratio,
            "lowest": min(self.ratios),
            "highest": max(self.ratios),
            "verdict": self.verdict,
        }


@dataclass
class Result:
    """What one bench found: its figures, and the invariants that were checked, as sentences."""

    bench: str
    figures: list[Figure] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        return {
            "bench": self.bench,
            "figures": [figure.as_json() for figure in self.figures],
            "invariants": self.kept,
        }


def alternate(
    bare: Callable[[int], float], ours: Callable[[int], float], pairs: int
) -> tuple[float, float, list[float]]:
    """Run both sides in turn (bare, ours, ours, bare, …); each returns operations a second, or what
    one operation takes.

    Each is told the number of its round. Returns the two medians and the ratio of every pair."""
    of_ours, of_bare = [], []
    for pair in range(pairs):
        sides = [(bare, of_bare), (ours, of_ours)]
        for side, rates in sides if pair % 2 == 0 else reversed(sides):
            rates.append(side(pair))
    return median(of_ours), median(of_bare), [a / b for a, b in zip(of_ours, of_bare, strict=True)]
