"""Horizontal bars: single ones that may point both ways, stages in several tones, shares of a whole,
and the Pareto order of what matters most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts import rows, wording
from procurement_hub.pictures.charts.frames import Entry, both
from procurement_hub.pictures.charts.marks import Picture, Row, Table, Tone
from procurement_hub.pictures.charts.rows import RowOfMarks, Segment

LOSS = "a loss"
ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bar:
    """An amount in £; what else its row of the table says is in `more`."""

    name: str
    amount: Decimal
    address: str | None = None
    more: Sequence[str] = ()


def diverging(
    name: str,
    title: str,
    bars: Sequence[Bar],
    *,
    basis: str,
    headings: Sequence[str],
    gained: str,
    lost: str,
    tone: Tone = Tone.CASHABLE,
    words: Sequence[str] = (),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """Gains to the right, losses to the left, in the order given."""
    table = Table(
        headings,
        [Row(bar.name, [wording.gain_in_pence(bar.amount), *bar.more], bar.address) for bar in bars],
        frozenset(words),
    )
    if not bars:
        return Picture(name, title, basis, table, empty=empty)
    lines = [
        RowOfMarks(
            bar.name,
            wording.whole_gain(bar.amount),
            [Segment(ZERO, bar.amount, tone if bar.amount >= 0 else Tone.LOSS)],
        )
        for bar in bars
    ]
    entries: list[Entry] = [(tone, gained)]
    if any(bar.amount < 0 for bar in bars):
        entries.append((Tone.LOSS, lost))
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries))
    return Picture(
        name,
        title,
        basis,
        table,
        wide=wide,
        narrow=narrow,
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A tone of a stacked bar: what it stands for, whether the stack's whole counts it, and what an
    amount below nothing is called."""

    tone: Tone
    name: str
    counts: bool = True
    below: str = LOSS

    @property
    def tone_below(self) -> Tone:
        """The tone of an amount below nothing."""
        return Tone.LOSS if self.below == LOSS else self.tone

    def figure(self, amount: Decimal) -> str:
        return wording.pence(amount) + (f" ({self.below})" if amount < 0 else "")


@dataclass(frozen=True, slots=True)
class Stack:
    """Amounts in £, one for each part, that make up a bar."""

    name: str
    amounts: Sequence[Decimal]
    address: str | None = None
    more: Sequence[str] = ()

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, ZERO)


def stacked(
    name: str,
    title: str,
    parts: Sequence[Part],
    stacks: Sequence[Stack],
    *,
    basis: str,
    first: str,
    more_headings: Sequence[str] = (),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """One bar for each stack, its parts one after the other; losses go left of nothing."""
    table = Table(
        [first, *(part.name for part in parts), *(["Together"] if len(parts) > 1 else []), *more_headings],
        [
            Row(
                stack.name,
                [
                    *(part.figure(amount) for part, amount in zip(parts, stack.amounts, strict=True)),
                    *([wording.gain_in_pence(stack.total)] if len(parts) > 1 else []),
                    *stack.more,
                ],
                stack.address,
            )
            for stack in stacks
        ],
    )
    if not any(amount for stack in stacks for amount in stack.amounts):
        return Picture(name, title, basis, table, empty=empty)
    lines = [
        RowOfMarks(stack.name, wording.whole_gain(stack.total), segments(parts, stack.amounts))
        for stack in stacks
    ]
    entries = entries_of(parts, stacks)
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def entries_of(parts: Sequence[Part], stacks: Sequence[Stack]) -> list[Entry]:
    """The key of stacked bars: the parts that are drawn, and losses where there are some."""
    entries: list[Entry] = []
    for number, part in enumerate(parts):
        amounts = [stack.amounts[number] for stack in stacks]
        if any(amount > 0 for amount in amounts) or (part.below != LOSS and any(amounts)):
            entries.append((part.tone, part.name))
    every = [(part, amount) for stack in stacks for part, amount in zip(parts, stack.amounts, strict=True)]
    if any(amount < 0 and part.below == LOSS for part, amount in every):
        entries.append((Tone.LOSS, "Loss"))
    return entries


def segments(parts: Sequence[Part], amounts: Sequence[Decimal]) -> list[Segment]:
    """The amounts end to end from nothing: gains to one side and losses, in their own tone, to the other."""
    up = down = ZERO
    found = []
    for part, amount in zip(parts, amounts, strict=True):
        if amount >= 0:
            found.append(Segment(up, up + amount, part.tone))
            up += amount
        else:
            found.append(Segment(down, down + amount, part.tone_below))
            down += amount
    return [segment for segment in found if segment.start != segment.end]


def shares(
    name: str,
    title: str,
    parts: Sequence[Part],
    amounts: Sequence[Decimal],
    *,
    basis: str,
    first: str,
    addresses: Sequence[str | None],
    more: Sequence[Sequence[str]] = (),
    more_headings: Sequence[str] = (),
    words: Sequence[str] = (),
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """One bar of 100%, cut by each part's share of what they come to without their signs."""
    whole = sum((abs(amount) for amount in amounts), ZERO)
    of_whole = [abs(amount) * HUNDRED / whole if whole else ZERO for amount in amounts]
    rest = more or [()] * len(parts)
    table = Table(
        [first, "Amount", "Share", *more_headings],
        [
            Row(part.name, [wording.gain_in_pence(amount), wording.percent(share), *other], address)
            for part, amount, share, other, address in zip(
                parts, amounts, of_whole, rest, addresses, strict=True
            )
        ],
        frozenset(words),
    )
    if not whole:
        return Picture(name, title, basis, table, empty=empty)
    line = RowOfMarks("All together", wording.percent(HUNDRED), segments(parts, of_whole))
    entries: list[Entry] = [
        (part.tone, f"{part.name}: {wording.percent(share)}")
        for part, share in zip(parts, of_whole, strict=True)
        if share
    ]
    wide, narrow = both(lambda frame: rows.lay(frame, [line], entries=entries))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def pareto(
    name: str,
    title: str,
    bars: Sequence[Bar],
    *,
    basis: str,
    first: str,
    rest: Callable[[int], str],
    most: int = 15,
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """The largest gains first with their running share of all gains; losses come last and lower it.

    After `most` bars the others are one, named by `rest` from how many they are."""
    ordered = sorted(bars, key=lambda bar: -bar.amount)
    shown, others = ordered[:most], ordered[most:]
    if others:
        shown = [*shown, Bar(rest(len(others)), sum((bar.amount for bar in others), ZERO))]
    whole = sum((bar.amount for bar in bars), ZERO)
    lines, table, so_far = [], [], ZERO
    for bar in shown:
        so_far += bar.amount
        share = wording.percent(so_far * HUNDRED / whole) if whole > 0 else "no gain"
        tone = Tone.CASHABLE if bar.amount >= 0 else Tone.LOSS
        lines.append(
            RowOfMarks(
                bar.name, f"{wording.whole_gain(bar.amount)}, {share}", [Segment(ZERO, bar.amount, tone)]
            )
        )
        table.append(Row(bar.name, [wording.gain_in_pence(bar.amount), share], bar.address))
    figures = Table([first, "Gain", "Of all so far"], table)
    if not any(bar.amount for bar in bars):
        return Picture(name, title, basis, figures, empty=empty)
    entries: list[Entry] = [(Tone.CASHABLE, "Gain, and the share of all gains so far")]
    if any(bar.amount < 0 for bar in shown):
        entries.append((Tone.LOSS, "Loss"))
    wide, narrow = both(lambda frame: rows.lay(frame, lines, entries=entries))
    return Picture(name, title, basis, figures, wide=wide, narrow=narrow, notes=notes)
