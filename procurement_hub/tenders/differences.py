"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"\s+|[^\s\w]|\w+")


class Piece(NamedTuple):
    """A stretch of text that is the "same", "removed" or "added"."""

    what: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order: without the added ones they make the first text,
    without the removed ones the second."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    return list(_joined(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(lambda word: word.isspace(), old, new, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(old[i:j]))
            continue
        if j > i:
            yield Piece("removed", "".join(old[i:j]))
        if m > k:
            yield Piece("added", "".join(new[k:m]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Changes with nothing but a space between them are one change: easier to read and to hear."""
    removed = added = ""
    for what, text in pieces:
        if what == "same" and text.isspace() and (removed or added):
            removed, added = removed + text, added + text
        elif what == "same":
            yield from _change(removed, added)
            removed = added = ""
            yield Piece("same", text)
        elif what == "removed":
            removed += text
        else:
            added += text
    yield from _change(removed, added)


def _change(removed: str, added: str) -> Iterator[Piece]:
    if removed == added:
        if removed:
            yield Piece("same", removed)
        return
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)
