"""What a loader hands back, and the gatherer that keeps ids apart and counts what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attache.core.ids import stable_id
from attache.core.text import normalise
from attache.link.entries import Entry
from attache.link.folding import fold

__all__ = ["Gathered", "Loaded", "entry_id", "split_names"]

LONGEST_NAME = 2000
"""Characters of one name; what is longer is no name and is left out."""
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """The entries of one file of a register.

    `format` is the format that was read (`csl-json`, `ofac-csv` …), `left_out` counts rows that are no entries by
    reason (`individuals`, `vessels`, `rows without a name` …), `unread` names columns that no loader uses, and
    `remarks` are sentences about what a keeper should look at.
    """

    entries: tuple[Entry, ...]
    format: str
    left_out: Mapping[str, int]
    unread: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The format without its spelling: `csl` for JSON and CSV; ids agree within a family."""
        return self.format.partition("-")[0]


@dataclass(slots=True)
class Gathered:
    """Entries while a file is read; two entries never share an id, and a row that says nothing new is left out.

    `own` tells that rows name their own registers, `register` the one that takes all others.
    """

    register: str = ""
    edition: str | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    unread: dict[str, None] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)
    _entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    _twice: dict[tuple[str, str], int] = field(default_factory=dict)

    def skip(self, reason: str, count: int = 1) -> None:
        """Count rows that become no entry."""
        self.left_out[reason] += count

    def not_read(self, columns: Iterable[object]) -> None:
        """Remember columns that no loader uses."""
        for name in columns:
            self.unread.setdefault(str(name)[:200])

    def remark(self, sentence: str) -> None:
        """Remember a sentence for the keeper."""
        self.remarks.setdefault(sentence)

    def add(self, name: str, *, id: str | None = None, register: str = "", **more: Any) -> None:  # noqa: A002 -- its name
        """Take one entry; without an id it gets one made from its name."""
        clean = " ".join(_clean(name).split())
        if not clean:
            self.skip("rows without a name")
            return
        if len(clean) > LONGEST_NAME:
            self.skip("names that are too long")
            return
        owner = register or self.register
        key = " ".join(_clean(id or "").split())[:200] or entry_id(clean)
        aliases = _aliases(clean, more.pop("aliases", ()))
        filled = {name: _clean(value) for name, value in more.items() if value}
        self.take(Entry(key, clean, owner, aliases=aliases, edition=self.edition, **filled))

    def take(self, entry: Entry) -> None:
        """Take a whole entry."""
        key = (entry.register, entry.id)
        first = self._entries.setdefault(key, entry)
        if first is entry:
            return
        number = self._twice.get(key, 1)
        for n in range(1, number + 1):
            same = self._entries[(entry.register, entry.id if n == 1 else f"{entry.id}~{n}")]
            if replace(same, id=entry.id) == entry:
                self.skip("repeated rows")
                return
        self._twice[key] = number + 1
        twin = f"{entry.id}~{number + 1}"
        self._entries[(entry.register, twin)] = replace(entry, id=twin)

    def loaded(self, format: str) -> Loaded:  # noqa: A002 -- its name
        """Return what was gathered."""
        for (register, key), count in list(self._twice.items())[:_TOLD]:
            whose = f" of {register}" if register else ""
            self.remark(
                f"the id `{key}`{whose} stands {count} times with different contents; kept apart as `{key}~2` …"
            )
        if len(self._twice) > _TOLD:
            self.remark(f"and {len(self._twice) - _TOLD} more ids stand more than once; all were kept apart")
        counts = dict(sorted(self.left_out.items()))
        entries = tuple(self._entries.values())
        return Loaded(entries, format, counts, tuple(sorted(self.unread)), tuple(self.remarks))


def entry_id(name: str, *more: str) -> str:
    """Return a stable id for an entry of a register that gives none: over the folded name and what sets it apart."""
    return stable_id("entry", fold(name) or name, *more)


def split_names(text: str | None) -> list[str]:
    """Return the names in a cell that holds several, separated by semicolons, bars or line ends."""
    if not text:
        return []
    for mark in "；|\n":
        text = text.replace(mark, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def _clean(value: Any) -> Any:
    """Return text without what can only hide something, and tuples of it."""
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    return value if not isinstance(value, str) or (value.isascii() and value.isprintable()) else normalise(value)


def _aliases(name: str, given: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(" ".join(_clean(alias).split()) for alias in given)
    return tuple(alias for alias in found if alias and alias != name and len(alias) <= LONGEST_NAME)
