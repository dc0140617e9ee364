"""What has moved between two sheets of the same statement: figures by heading and total, and words."""

from dataclasses import dataclass

from procurement_hub.statements.sheets import Column, Sheet, Value


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that is no longer what it was."""

    title: str
    column: Column
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Moved:
    """The figures that moved, the total's last, and the headings whose words or checks are others."""

    figures: tuple[Move, ...]
    words: tuple[str, ...]
    other_layout: bool

    def __bool__(self) -> bool:
        return bool(self.figures or self.words or self.other_layout)


def between(before: Sheet, after: Sheet) -> Moved:
    """What moved since. Sheets on other columns are not compared figure by figure."""
    if before.columns != after.columns:
        return Moved((), (), other_layout=True)
    old = {row.heading: row for row in before.rows}
    new = {row.heading: row for row in after.rows}
    figures: list[Move] = []
    words: list[str] = []
    for heading in dict.fromkeys([*old, *new]):
        was, now = old.get(heading), new.get(heading)
        title = (now or was).title
        for place, column in enumerate(after.columns):
            values = (was.values[place] if was else None, now.values[place] if now else None)
            if values[0] != values[1]:
                figures.append(Move(title, column, *values))
        said = [(row.actions, row.comment, row.checks) if row else ((), "", ()) for row in (was, now)]
        if said[0] != said[1]:
            words.append(title)
    for place, column in enumerate(after.columns):
        if before.totals[place] != after.totals[place]:
            figures.append(Move("Total", column, before.totals[place], after.totals[place]))
    if (before.strategy, before.notes, before.below) != (after.strategy, after.notes, after.below):
        words.append("Strategy, notes and lines below the table")
    return Moved(tuple(figures), tuple(words), other_layout=False)
