"""Which passwords are refused: short ones, common ones, and one's own name (NCSC; law.md P3).

No rule says which characters to use, nothing expires, and three random words are welcome."""

import re
from pathlib import Path

from procurement_hub.core.errors import DomainError

SHORTEST = 12
LONGEST = 256
GUESSABLE = "Choose a password that is harder to guess"

LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
COMMON = frozenset((Path(__file__).parent / "data" / "common-words.txt").read_text().split())
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


class PasswordTooShort(DomainError):
    """Fewer than twelve characters."""


class PasswordTooLong(DomainError):
    """More than anybody types."""


class PasswordGuessable(DomainError):
    """Common, a pattern, or the person's own name or address."""


def check(password: str, *, name: str = "", email: str = "") -> None:
    """Raise the refusal, for the field "password", unless the password may be used."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(f"Choose a password of at least {SHORTEST} characters", "password")
    if len(password) > LONGEST:
        raise PasswordTooLong(f"Choose a password of at most {LONGEST} characters", "password")
    own = re.findall(r"\w{3,}", f"{name} {email}".casefold())
    if guessable(password.casefold(), own):
        raise PasswordGuessable(GUESSABLE, "password")


def guessable(password: str, own: list[str]) -> bool:
    """Whether too little is left once common words, runs and the person's own words are taken out."""
    if len(set(password)) < 5:
        return True
    middle = re.sub(r"^[^a-z]+|[^a-z]+$", "", password)  # the year and the exclamation mark at the end
    plain = re.sub(r"[^a-z]", "", middle.translate(LOOKALIKES))
    left = _without(plain, [word.translate(LOOKALIKES) for word in own])
    if len(left) < len(plain) and len(left) < 6:
        return True
    if _in_common_words(re.sub(r"[^a-z]", "", password)) or _in_common_words(plain):
        return True
    symbols = re.sub(r"[\W_]", "", password)
    return any(_is_run(part) for part in (symbols, symbols[::-1])) or _repeats(password)


def _without(text: str, words: list[str]) -> str:
    for word in sorted(set(words), key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _in_common_words(letters: str) -> bool:
    """Whether the letters are one or two common words and nothing else, such as summerpassword."""
    if letters in COMMON:
        return True
    return any(letters[:i] in COMMON and letters[i:] in COMMON for i in range(3, len(letters) - 2))


def _is_run(text: str) -> bool:
    return bool(text) and (text.isdigit() or any(text in run * 2 for run in RUNS))


def _repeats(text: str) -> bool:
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, len(text) // 3 + 1)
    )
