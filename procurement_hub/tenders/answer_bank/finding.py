"""Which kept answers fit a question, and why. No database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.likeness import FACT_NEAR, NEAR, alike, stems

BEST = 3


@dataclass(frozen=True)
class Match:
    """An entry that fits a question: how alike the questions are (per cent), and the words, as the
    new question has them, that both are about."""

    entry: Entry
    percent: int
    shared: tuple[str, ...]

    @property
    def near(self) -> bool:
        return self.percent >= (FACT_NEAR if self.entry.from_profile else NEAR)

    @property
    def why(self) -> str:
        """The choice in a sentence."""
        words = ", ".join(f"“{word}”" for word in self.shared)
        return f"The questions are {self.percent}% alike: both are about {words}."


def best(question: str, entries: Iterable[Entry], *, most: int = BEST) -> list[Match]:
    """The entries whose questions are most like this one, the best first; among equals the one that
    was kept last. Entries that share no word with it are left out."""
    asked = stems(question)
    found = [match for entry in entries if (match := _match(asked, entry)).percent]
    return sorted(found, key=_order)[:most]


def plan(questions: Mapping[str, str], entries: Sequence[Entry]) -> dict[str, Match]:
    """For each question code the entry to fill it in from, where one is near enough.

    No entry answers two questions: the pair that is most alike gets it."""
    pairs = [
        (code, match)
        for code, question in questions.items()
        for asked in [stems(question)]
        for entry in entries
        if (match := _match(asked, entry)).near
    ]
    chosen: dict[str, Match] = {}
    used: set[str] = set()
    for code, match in sorted(pairs, key=lambda pair: _order(pair[1])):
        if code not in chosen and match.entry.id not in used:
            chosen[code] = match
            used.add(match.entry.id)
    return {code: chosen[code] for code in questions if code in chosen}


def holding(entries: Iterable[Entry], words: str) -> list[Entry]:
    """The entries that have every one of these words somewhere."""
    wanted = words.casefold().split()
    return [entry for entry in entries if all(word in _whole(entry) for word in wanted)]


def _match(asked: Mapping[str, str], entry: Entry) -> Match:
    shared = tuple(word for stem, word in asked.items() if stem in entry.asked)
    return Match(entry, alike(frozenset(asked), entry.asked), shared)


def _order(match: Match) -> tuple:
    kept_at = match.entry.kept_at
    return (-match.percent, -kept_at.timestamp() if kept_at else 0, match.entry.id)


def _whole(entry: Entry) -> str:
    return f"{entry.question} {entry.text} {entry.tender} {entry.score}".casefold()
