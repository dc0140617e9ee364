"""How much of a ceiling orders have committed: the figures behind the bar (law.md F9)."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

WARN, ALMOST = Decimal(80), Decimal(90)


@dataclass(frozen=True, slots=True)
class Meter:
    """Committed and left of a ceiling, £ including VAT; `percent` is what is committed, to a tenth,
    never rounded up to a share that has not been reached."""

    ceiling: Decimal
    committed: Decimal
    left: Decimal
    percent: Decimal

    @property
    def warning(self) -> str | None:
        """The sentence from 80% and from 90%, or None."""
        if self.left == 0:
            return "All of the published value is committed. No more can be ordered."
        if self.percent >= ALMOST:
            return f"{self.percent}% of the published value is committed: plan the next framework now."
        if self.percent >= WARN:
            return f"{self.percent}% of the published value is committed."
        return None


def meter(ceiling: Decimal, committed: Decimal) -> Meter:
    """The meter of a framework, or of a lot or agreement with a limit of its own."""
    percent = (committed * 100 / ceiling).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return Meter(ceiling, committed, ceiling - committed, percent)
