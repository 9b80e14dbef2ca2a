"""Passwords: which are taken, how they are kept, and whether one is right, in the same time whoever is asked for.

Kept by Argon2id (RFC 9106) with the library's current parameters, hashed again when those change. What is taken
follows NIST SP 800-63B-4, 3.1.1.2: a least length, no rules of composition, trivial ones refused, Unicode normalised.
"""

from __future__ import annotations

import base64
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from attache.core.errors import AttacheError, InputError

__all__ = [
    "LEAST",
    "MOST",
    "BusyError",
    "Problem",
    "acceptable",
    "generated",
    "hashed",
    "matches",
    "outdated",
    "problem",
]

LEAST, MOST = 12, 1024
"""Characters that a password has, at least and at most."""
Problem = Literal["short", "long", "trivial"]
_WRONG: dict[Problem, tuple[str, str]] = {
    "short": (f"the password has fewer than {LEAST} characters", f"take at least {LEAST}; a sentence is good"),
    "long": (f"the password has more than {MOST} characters", "take a shorter one"),
    "trivial": ("the password is among the first that anybody would try", "take several unrelated words"),
}
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB
_WAIT = 10.0
_TRIVIAL = (
    "password", "passwort", "passphrase", "letmein", "welcome", "changeme", "administrator", "admin", "attache",
    "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "qwerty", "iloveyou", "trustno1", "secret", "correcthorse",
    "correct horse battery staple", "correcthorsebatterystaple", "dragon", "monkey", "football", "sunshine", "princess",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedc", "abc123", "abcdef", "woaini", "mima", "1314520", "5201314",
)  # fmt: skip
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_RUNS = " ".join((*_ROWS, *(row[::-1] for row in _ROWS)))


class BusyError(AttacheError):
    """Too many passwords are being checked at once."""

    status = 6


def problem(password: str, name: str) -> Problem | None:
    """Return what is wrong with a password for an account, None where nothing is."""
    text = _normal(password)
    if not LEAST <= len(text) <= MOST:
        return "short" if len(text) < LEAST else "long"
    return "trivial" if _trivial(text.casefold(), name.casefold()) else None


def acceptable(password: str, name: str) -> str:
    """Return a password that may be kept; InputError says why another is needed."""
    if (wrong := problem(password, name)) is not None:
        raise InputError(_WRONG[wrong][0], mend=_WRONG[wrong][1])
    return password


def generated() -> str:
    """Return a password of 80 random bits that can be told over the telephone."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def hashed(password: str) -> str:
    """Return the hash that is kept; BusyError when too many are asked for at once."""
    with _turn():
        return _HASHER.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; without one it takes as long and is never right."""
    if len(password) > MOST:
        return False
    with _turn():
        try:
            return _HASHER.verify(kept or _nobody(), _normal(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _trivial(text: str, name: str) -> bool:
    """Whether a password is a trivial one, or nothing but trivial words, the name, digits and signs."""
    bare = "".join(char for char in text if char.isalpha())
    if text in _TRIVIAL or len(set(text)) < 5 or text in _RUNS or (len(bare) >= 8 and bare in _RUNS):
        return True
    words = sorted({*_TRIVIAL, *filter(None, (name, name.partition("@")[0]))}, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, words)), "", text)
    return rest != text and not any(char.isalpha() for char in rest)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise BusyError("too many people sign in at once", mend="try again in a minute")
    try:
        yield
    finally:
        _AT_ONCE.release()
