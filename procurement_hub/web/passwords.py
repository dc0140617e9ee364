"""Hashing and checking passwords (argon2id), outside any transaction: it is slow on purpose."""

from functools import cache

from flask_security import hash_password, verify_password

__all__ = ["hash_password", "matches"]


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. An account without a password, or no account at
    all, takes as long as a real one, so that timing tells nobody who has an account."""
    if stored is None:
        verify_password(password, _nobodys())
        return False
    return verify_password(password, stored)


@cache
def _nobodys() -> str:
    return hash_password("nobody has this password")
