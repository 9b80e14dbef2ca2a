"""Department of Defense tables: Section 1260H (Chinese military companies) and Section 1286 (institutions).

The authority publishes PDF; these are tables made of its editions, one row per organisation and edition. Rows
of one organisation become one entry with the days from and to which it was listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from attache.link.folding import fold
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.editions import DatedEdition, merge_editions
from attache.link.registers.loaded import Gathered, entry_id, split_names
from attache.link.registers.opening import headed_rows

__all__ = ["section_1260h", "section_1286"]

_1260H = frozenset(
    ("name", "clean name", "alias", "previous name", "parent name", "note", "start date", "end date", "source url")
)
_1286 = frozenset(
    [
        "schema",
        "name",
        "aliases",
        "topics",
        "program",
        "authority",
        "reason",
        "report-date",
        "start-date",
        "end-date",
        "country",
        "notes",
        "source_url",
    ]
)
_BRACKETS = re.compile(r"[(（][^()（）]{0,200}[)）]")
_FEWEST_LETTERS = 8
"""A shorter alias is an acronym, which two organisations may share."""


@dataclass(slots=True)
class _Editions:
    """Rows of one table by the date of the edition that states them.

    A row continues the entry that had its name, or one of its longer aliases, in another edition.
    """

    got: Gathered
    rows: dict[str, Gathered] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def add(self, date: str, name: str, aliases: list[str], **more: Any) -> None:
        keys = [_letters(name), *(key for alias in aliases if len(key := _letters(alias)) >= _FEWEST_LETTERS)]
        at = self.rows.setdefault(date, Gathered(self.got.register, self.got.edition))
        found = next((self.known[key] for key in keys if key in self.known), None) or entry_id(keys[0] or name)
        for key in keys:
            self.known.setdefault(key, found)
        at.add(name, id=found, aliases=aliases, **more)

    def close(self, *, complete: bool) -> None:
        """Hand the merged entries over, with what was left out on the way."""
        parts = []
        for date, gathered in self.rows.items():
            loaded = gathered.loaded("")
            parts.append(DatedEdition(date, loaded.entries, complete=complete))
            for reason, count in loaded.left_out.items():
                self.got.skip(reason, count)
        for entry in merge_editions(parts):
            self.got.take(entry)


def _table(
    files: Mapping[str, bytes], got: Gathered, known: frozenset[str], needed: tuple[str, ...]
) -> Iterator[dict[str, str]]:
    name, body = next(iter(files.items()))
    for row in headed_rows(body, name, needed):
        got.not_read(row.keys() - known)
        yield {key: cell.strip() for key, cell in row.items()}


def section_1260h(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather a table with Name, Clean Name, Alias, Previous Name, Parent Name, Note, Start date, End date, Source Url.

    Early editions list what was added, and later ones rename much: an entry ends only where its row says so.
    """
    editions = _Editions(got)
    for row in _table(files, got, _1260H, ("name", "start date")):
        stated = row.get("name", "").rstrip("*").strip()
        name = row.get("clean name") or stated
        editions.add(
            iso_date(row.get("start date")) or got.edition or "",
            name,
            [*split_names(row.get("alias")), *split_names(row.get("previous name")), stated],
            country="CN",
            valid_from=iso_date(row.get("start date")),
            valid_to=iso_date(row.get("end date")),
            parents=tuple(split_names(row.get("parent name"))),
            programme="subsidiary or affiliate of a listed company" if row.get("parent name") else "listed company",
            note=row.get("note"),
            url=row.get("source url"),
        )
    editions.close(complete=False)


def section_1286(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather a table with name, aliases, report-date (the fiscal year of the list), end-date, country, notes …

    Each year's list is complete: an entry that the next lacks ends with the last that has it, as observed.
    """
    editions = _Editions(got)
    for row in _table(files, got, _1286, ("name", "report-date")):
        name = row.get("name", "")
        date = iso_date(row.get("report-date")) or got.edition or ""
        editions.add(
            date,
            name,
            split_names(row.get("aliases")),
            country=country_code(row.get("country")),
            valid_from=iso_date(row.get("start-date")),
            valid_to=iso_date(row.get("end-date")),
            note=" | ".join(part for part in (row.get("notes"), row.get("reason")) if part),
            url=row.get("source_url"),
        )
    editions.close(complete=True)


def _letters(name: str) -> str:
    """Return a name's letters and digits alone, without what stands in brackets."""
    return re.sub(r"[\W_]+", "", fold(_BRACKETS.sub(" ", name)))
