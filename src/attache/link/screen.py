"""Screening: for each name the entries of registers that may be the same organisation, best first, with reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from attache.link.entries import Entry, entry_of
from attache.link.folding import fold
from attache.link.index import SHORT, Candidates
from attache.link.mentions import Part, parts_of
from attache.link.names import Name, parse
from attache.link.score import Weighed, probability, told_by, weigh

__all__ = ["Hit", "Register", "screen"]

ALIAS = 0.1
"""Log-odds by which an alias counts less than the main name."""
EXACT = 0.2
"""Log-odds by which a name that is spelled the same counts more."""
STOPS = ((3, 3.5, 0.85), (8, 1.5, 0.75))
STOP = (8, -math.inf, 0.5)
"""Once so many rows were compared and one is so sure (log-odds), rows that are less near than that are left out; the
partner of a Chinese short form may be far, so that `STOP` is not for these."""
CANDIDATES = 24
"""Rows of the index that are compared in full for one name."""


_Found = tuple[float, int, Name, Weighed]
"""Log-odds, row of the index, the name that was looked for, and how the pair was weighed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be the organisation asked for; `alias` is the name that was compared."""

    entry_id: str
    register: str
    name: str
    alias: str
    score: float
    reasons: tuple[str, ...]


def _enough(stops: Iterable[tuple[int, float, float]], at: int, highest: float, near: float) -> bool:
    return any(at >= least and near < nearer and highest > sure for least, sure, nearer in stops)


class Register:
    """Entries with the index of their names; search it with `hits`.

    `candidates` is an index of exactly these entries' names that was built before (`Candidates.open`).
    """

    def __init__(self, entries: Iterable[Entry], candidates: Candidates | None = None) -> None:
        self.entries = list(entries)
        self.candidates = candidates or Candidates.build(self._rows())

    def _rows(self) -> Iterator[tuple[int, str]]:
        for number, entry in enumerate(self.entries):
            for name in dict.fromkeys((entry.name, *entry.aliases)):
                yield number, name

    def hits(self, name: str, *, country: str | None = None, top: int = 5, threshold: float | None = None) -> list[Hit]:
        """Return the best `top` entries for a name; those below `threshold` (a probability) are left out."""
        return [hit for hit, _ in self.found(name, country=country, top=top, threshold=threshold)]

    def found(
        self, name: str, *, country: str | None = None, top: int = 5, threshold: float | None = None
    ) -> list[tuple[Hit, Entry]]:
        """Return the hits as `hits` does, each with its entry."""
        best: dict[int, _Found] = {}
        for part in parts_of(name):
            self._search(part, country, best)
        order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return [
            (self._hit(number, found, name), self.entries[number])
            for number, found in order[:top]
            if threshold is None or probability(found[0]) >= threshold
        ]

    def _search(self, part: Part, country: str | None, best: dict[int, _Found]) -> None:
        asked = parse(part.text)
        index, spelled = self.candidates, fold(part.text)
        stops = STOPS if asked.script == "han" and len(asked.core) <= SHORT else (*STOPS, STOP)
        highest = 0.0
        for at, (row, near) in enumerate(index.search(asked, CANDIDATES)):
            if _enough(stops, at, highest, near):
                break
            number = index.entry(row)
            entry = self.entries[number]
            other = parse(index.name(row))
            weighed = weigh(asked, other, country, entry.country)
            value = weighed[0] + part.bonus(other, entry.country)
            value -= 0.0 if other.raw == entry.name else ALIAS
            if fold(other.raw) == spelled:
                value += EXACT
            highest = max(highest, value)
            old = best.get(number)
            if old is None or value > old[0]:
                best[number] = (value, row, asked, weighed)

    def _hit(self, number: int, found: _Found, name: str) -> Hit:
        value, row, asked, weighed = found
        entry = self.entries[number]
        told = told_by(weighed)
        if asked.raw != name:
            told = (f"found by the part “{asked.raw}”", *told)
        return Hit(entry.id, entry.register, entry.name, self.candidates.name(row), round(probability(value), 4), told)


def screen(
    names: Iterable[Mapping[str, Any]],
    register: Iterable[Mapping[str, Any]],
    *,
    top: int = 5,
    threshold: float | None = None,
) -> Iterator[dict[str, Any]]:
    """Screen `{id, name[, country]}` against `{id, name[, aliases][, country][, valid_from][, valid_to][, register]}`.

    Yields, in order, `{id, name, hits}` with hits `{entry_id, register, name, alias, score, reasons}`, best first.
    Scores are probabilities. A name without letters has no hits.
    """
    known = Register(map(entry_of, register))
    for row in names:
        name = row.get("name")
        text = name if isinstance(name, str) else ""
        country = row.get("country")
        hits = known.hits(text, country=str(country) if country else None, top=top, threshold=threshold)
        yield {"id": row.get("id"), "name": name, "hits": [asdict(h) | {"reasons": list(h.reasons)} for h in hits]}
