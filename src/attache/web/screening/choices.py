"""Registers that can be chosen: those of an edition, and the small ones that come with Attaché."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from attache.build.edition import Edition
from attache.build.opening import Opened, open_all
from attache.build.registers import registers_in
from attache.build.screening import Screener, open_screener
from attache.core.organisations import Organisation
from attache.vocabulary.registers import catalogue, shipped_lists
from attache.web.screening.asking import day_of

__all__ = ["Choice", "Screeners", "choices", "screener_for"]

_KEPT = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A register to choose: its last edition, what being listed means, and what it does not say."""

    key: str
    name: str
    authority: str | None
    effect: str | None
    traps: tuple[str, ...]
    edition: str
    entries: int
    address: str | None
    synthetic: bool
    refusal: str | None


def choices(edition: Edition) -> tuple[Choice, ...]:
    """Return the registers of an edition and those that come with Attaché, in order of their ids."""
    return _choices(edition.edition_id, edition)


@lru_cache(maxsize=8)
def _choices(_key: str, edition: Edition) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for one in shipped_lists():
        found[one.register_id] = _choice(one.register_id, one.edition, len(one.entries))
    for row in sorted(registers_in(edition), key=lambda row: str(row["edition"])):
        key = str(row["register"])
        refusal = str(row["refusal"]) if row["refusal"] else None
        found[key] = _choice(key, str(row["edition"]), cast("int", row["entries"]), bool(row["synthetic"]), refusal)
    return tuple(found[key] for key in sorted(found))


def _choice(key: str, day: str, entries: int, synthetic: bool = False, refusal: str | None = None) -> Choice:
    known = catalogue().registers.get(key)
    if known is None:
        return Choice(key, key, None, None, (), day, entries, None, synthetic, refusal)
    told = (known.name, known.authority, known.effect, known.traps)
    return Choice(key, *told, day, entries, known.address, synthetic, refusal)


def has_postings(edition: Edition) -> bool:
    """Whether organisations of postings can be searched."""
    return bool(edition.files(Organisation.TABLE))


def screener_for(edition: Edition, registers: Sequence[str], postings: bool) -> Screener:
    """Open registers by their ids, and the postings if they are wanted; the day and bounds are to be set on it."""
    opened: list[Opened] = open_all(registers, edition) if registers else []
    return open_screener(opened, edition, as_of=day_of(""), postings=postings)


class Screeners:
    """Opened screeners of which the last few are kept; each is for one use at a time, under its lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, tuple[str, ...], bool], tuple[Screener, threading.Lock]] = {}

    def get(self, edition: Edition, registers: Sequence[str], postings: bool) -> tuple[Screener, threading.Lock]:
        """Return a screener and its lock."""
        key = (edition.edition_id, tuple(registers), postings)
        with self._lock:
            found = self._kept.pop(key, None) or (screener_for(edition, registers, postings), threading.Lock())
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return found
