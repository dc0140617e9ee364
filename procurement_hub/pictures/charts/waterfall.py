"""From one amount to another by steps, each beginning where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts import rows, wording
from procurement_hub.pictures.charts.frames import Entry, both
from procurement_hub.pictures.charts.marks import Picture, Row, Table, Tone
from procurement_hub.pictures.charts.rows import RowOfMarks, Segment


@dataclass(frozen=True, slots=True)
class Step:
    """A change in £, signed; `why` is its reason in the table and `address` the page that explains it.

    `gains` says that spending less by it is a gain, and not only less spending."""

    name: str
    amount: Decimal
    why: str = ""
    address: str | None = None
    gains: bool = False

    @property
    def says(self) -> str:
        """+£1,250.00 or −£1,250.00; nothing is £0.00. What should be a gain and is none says so."""
        sign = "+" if self.amount > 0 else ""
        return f"{sign}{wording.pence(self.amount)}{' (a loss)' if self.gains and self.amount > 0 else ''}"


class DoesNotTieOut(ArithmeticError):
    """The steps do not lead from the first amount to the last: a fault of the books, never rounded away."""


def waterfall(
    name: str,
    title: str,
    *,
    basis: str,
    start: Step,
    steps: Sequence[Step],
    end: Step,
    more: str,
    less: str,
    gained: str,
    notes: Sequence[str] = (),
) -> Picture:
    """`start` plus every step is `end`, to the penny, or DoesNotTieOut."""
    if start.amount + sum((step.amount for step in steps), Decimal(0)) != end.amount:
        raise DoesNotTieOut(f"{start.name} and its steps do not come to {end.name}")
    lines = [RowOfMarks(start.name, wording.pence(start.amount), [_whole(start.amount)], strong=True)]
    level = start.amount
    for step in steps:
        tone = Tone.LOSS if step.amount > 0 else Tone.CASHABLE if step.gains else Tone.UNDECIDED
        segment = Segment(level, level + step.amount, tone)
        lines.append(RowOfMarks(step.name, step.says, [segment]))
        level += step.amount
    lines.append(RowOfMarks(end.name, wording.pence(end.amount), [_whole(end.amount)], strong=True))
    entries: list[Entry] = [
        (Tone.TOTAL, "Spent"),
        (Tone.LOSS, more),
        (Tone.CASHABLE, gained),
        (Tone.UNDECIDED, less),
    ]
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries, joined=True))
    ends = (start, end)
    table = [
        Row(
            step.name,
            [wording.pence(step.amount) if step in ends else step.says, step.why],
            step.address,
            strong=step in ends,
        )
        for step in (start, *steps, end)
    ]
    return Picture(
        name,
        title,
        basis,
        Table(["Step", "Amount", "Why"], table, frozenset({"Why"})),
        wide=wide,
        narrow=narrow,
        notes=notes,
    )


def _whole(amount: Decimal) -> Segment:
    return Segment(Decimal(0), amount, Tone.TOTAL)
