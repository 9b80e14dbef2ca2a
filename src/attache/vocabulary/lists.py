"""Demand lists and critical-technology lists: dated, in both languages, every row with its source and grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from attache.core.errors import InputError, NotFoundError
from attache.core.facts import Need
from attache.vocabulary.tables import Grade, PartialDate, Record, Row, check, read_yaml, unique

__all__ = ["LISTS", "Entry", "ReferenceList", "in_force", "load_list", "load_lists", "needs_of"]

LISTS = Path(__file__).parent / "data" / "lists"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list; `parent` is the code of the sector that a sub-area belongs to."""

    list_id: str
    code: str
    zh: str
    en: str
    parent: str | None
    mark: str | None
    source: str
    grade: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list that some body issued: `demand` (what is wanted at home) or `critical` (what others protect).

    `valid_from` and `valid_to` are dates to the precision that is known; `valid_to` is None while in force.
    """

    list_id: str
    version: str
    kind: str
    name_zh: str
    name_en: str
    issuer: str
    valid_from: str
    valid_to: str | None
    source: str
    grade: str
    note: str | None
    entries: tuple[Entry, ...]

    @property
    def top(self) -> tuple[Entry, ...]:
        """The entries of the first level, in the order of the list."""
        return tuple(entry for entry in self.entries if entry.parent is None)

    def entry(self, code: str) -> Entry:
        """Return the entry with that code; NotFoundError names the codes that there are."""
        for entry in self.entries:
            if entry.code == code:
                return entry
        codes = ", ".join(entry.code for entry in self.entries)
        raise NotFoundError(f"list {self.list_id} has no code `{code}`", mend=f"choose one of {codes}")


def _slug(text: str) -> str:
    if not text.isascii() or not all(c.isalnum() or c in "._-" for c in text):
        raise ValueError("is not a plain name of letters, digits, `.`, `_` and `-`")
    return text


Slug = Annotated[str, AfterValidator(_slug)]


class _ListRow(Row):
    list_id: Slug
    version: str
    kind: Literal["demand", "critical"]
    name_zh: str
    name_en: str
    issuer: str
    valid_from: PartialDate
    valid_to: PartialDate | None = None
    source: str
    grade: Grade
    note: str | None = None


class _EntryRow(Row):
    code: Slug
    zh: str
    en: str
    mark: Slug | None = None
    source: str | None = None
    grade: Grade | None = None
    note: str | None = None


def load_list(path: Path) -> ReferenceList:
    """Read one list from a YAML file; InputError names the file, the record and the mend."""
    raw = read_yaml(path)
    head = check(_ListRow, {k: v for k, v in raw.items() if k != "entries"}, path, "the list")
    entries = tuple(_entries(raw.get("entries"), head, path, None))
    unique(((entry.code,) for entry in entries), str(path), "entries")
    if head.valid_to and head.valid_to[:4] < head.valid_from[:4]:
        raise InputError("valid_to is before valid_from", where=str(path), mend="mend one of the dates")
    return ReferenceList(**head.model_dump(), entries=entries)


def _entries(rows: object, head: _ListRow, path: Path, parent: str | None) -> Iterator[Entry]:
    if not isinstance(rows, list) or not rows:
        owner = f"entry {parent}: areas" if parent else "entries"
        raise InputError(f"`{owner}` is not a list of entries", where=str(path), mend="give at least one entry")
    for number, raw in enumerate(rows, 1):
        what = f"entry {number}" if parent is None else f"area {number} of entry {parent}"
        own = Record(raw) if isinstance(raw, Record) else raw
        areas = own.pop("areas", None) if isinstance(own, Record) else None
        if isinstance(raw, Record):
            own.line = raw.line
        row = check(_EntryRow, own, path, what)
        source, grade = row.source or head.source, row.grade or head.grade
        yield Entry(head.list_id, row.code, row.zh, row.en, parent, row.mark, source, grade, row.note)
        if areas is not None and parent is None:
            yield from _entries(areas, head, path, row.code)
        elif areas is not None:
            raise InputError(f"{what}: an area has no areas", where=str(path), mend="make it an entry of its own")


def load_lists(folder: Path | None = None) -> tuple[ReferenceList, ...]:
    """Read all lists of a folder of YAML files (default: those that come with Attaché), in order of their ids."""
    folder = folder or LISTS
    if not folder.is_dir():
        raise InputError("is not a folder", where=str(folder), mend="give a folder of YAML files")
    lists = sorted((load_list(path) for path in sorted(folder.glob("*.yaml"))), key=lambda item: item.list_id)
    unique(((item.list_id,) for item in lists), str(folder), "lists")
    return tuple(lists)


def in_force(item: ReferenceList, day: str) -> bool:
    """Tell whether a list was in force on an ISO day; a bound known to the month or year includes all of it."""
    begun = item.valid_from[: len(day)] <= day[: len(item.valid_from)]
    return begun and (item.valid_to is None or day[: len(item.valid_to)] <= item.valid_to)


def needs_of(lists: Iterable[ReferenceList]) -> tuple[Need, ...]:
    """Return the entries of the demand lists as needs; critical-technology lists state no demand."""
    return tuple(
        Need(
            need_id=f"need-{item.list_id}-{entry.code}",
            list_id=item.list_id,
            code=entry.code,
            name_zh=entry.zh,
            name_en=entry.en,
            stated_on=item.valid_from,
            valid_to=item.valid_to,
            owner=item.issuer,
            document_id=None,
            source=entry.source,
            grade=entry.grade,
        )
        for item in lists
        if item.kind == "demand"
        for entry in item.entries
    )
