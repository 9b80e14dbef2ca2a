"""Editions of one register, merged into entries with the days from and to which each was listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from attache.link.entries import Entry

__all__ = ["DatedEdition", "merge_editions"]


@dataclass(frozen=True, slots=True)
class DatedEdition:
    """The entries of a register as it stood on a date (ISO 8601).

    A `complete` edition ends the listing of what it lacks; one that only adds (a notice between two editions) does not.
    """

    date: str
    entries: Sequence[Entry]
    complete: bool = True


@dataclass(slots=True)
class _Interval:
    """One time of being listed: the entry as last stated, the editions in which it stood, whether it has ended."""

    entry: Entry
    first: str
    last: str
    stated_from: str | None
    ended: bool = False


def merge_editions(editions: Iterable[DatedEdition]) -> list[Entry]:
    """Return each entry of a register's editions once per time of being listed, in order of first appearance.

    `valid_from` is what the register states, else the date of the first edition with the entry; `valid_to` is what
    it states, else, where a later complete edition lacks the entry, the date of the last edition with it.
    `observed` names the dates that were only observed. An entry that comes back has a second interval, with the
    date of its return behind its id. Earlier names become aliases. Entries are the same where register and id are.
    """
    found: dict[tuple[str, str], list[_Interval]] = {}
    listed: set[tuple[str, str]] = set()
    for edition in sorted(editions, key=lambda one: one.date):
        now = {(entry.register, entry.id): entry for entry in edition.entries}
        if edition.complete:
            for key in listed - now.keys():
                found[key][-1].ended = True
            listed &= now.keys()
        for key, entry in now.items():
            _seen(found.setdefault(key, []), entry, edition.date)
        listed |= now.keys()
    return [_entry(interval, number) for intervals in found.values() for number, interval in enumerate(intervals)]


def _seen(intervals: list[_Interval], entry: Entry, date: str) -> None:
    last = intervals[-1] if intervals else None
    over = last is not None and (last.ended or bool(last.entry.valid_to and last.entry.valid_to < date))
    unbroken = last is not None and entry.valid_from is not None and entry.valid_from <= last.last
    if last is None or (over and not unbroken):
        intervals.append(_Interval(entry, date, date, entry.valid_from))
        return
    last.entry, last.last, last.ended = _updated(last.entry, entry), date, False
    last.stated_from = min((d for d in (last.stated_from, entry.valid_from) if d), default=None)


def _updated(old: Entry, new: Entry) -> Entry:
    names = dict.fromkeys((*new.aliases, old.name, *old.aliases))
    names.pop(new.name, None)
    return replace(new, aliases=tuple(names))


def _entry(interval: _Interval, number: int) -> Entry:
    entry, marks = interval.entry, []
    start, end = interval.stated_from, entry.valid_to
    if start is None:
        start = interval.first
        marks.append("valid_from")
    if end is None and interval.ended:
        end = interval.last
        marks.append("valid_to")
    name = entry.id if number == 0 else f"{entry.id}@{interval.first}"
    return replace(entry, id=name, valid_from=start, valid_to=end, observed=" ".join(marks) or entry.observed)
