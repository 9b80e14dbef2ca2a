"""The health of a source after a sweep: what a keeper of the dataset should look at, naming the source.

Notices travel with the sweep's record as lines `kind[count]: message`, so that an edition, which is computed
from the evidence alone, can show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from attache.collect.adapter import Walk
from attache.collect.exchange import Sweep
from attache.collect.sources import Source
from attache.core.records import Notice

__all__ = ["Tally", "as_note", "health", "notices_of"]

_NOTE = re.compile(r"([a-z_]{1,40})\[(\d{1,12})\]: (.*)", re.DOTALL)


@dataclass(slots=True)
class Tally:
    """What became of the requests of a sweep for items, and one failed capture as an example."""

    new: int = 0
    rechecked: int = 0
    unchanged: int = 0
    vanished: int = 0
    failed: int = 0
    failed_example: str | None = None
    list_example: str | None = None

    @property
    def asked(self) -> int:
        """Number of items asked for."""
        return self.new + self.rechecked


def health(source: Source, walk: Walk, tally: Tally, last: Sweep | None, shape: str) -> list[Notice]:
    """Return what is wrong with a sweep; `last` is the complete sweep before it, `shape` the shape of its lists."""
    notices = [*_volume(source, walk, tally, last), *_failures(source, walk, tally)]
    if walk.fingerprint and shape and walk.fingerprint != shape:
        told = f"the entries of the list were `{shape[:200]}` and are now `{walk.fingerprint[:200]}`"
        notices.append(Notice(source.id, "template_change", told, 1, tally.list_example))
    for name, count in sorted(walk.unknown.items()):
        told = f"the lists have something that is not read: {name[:200]}"
        notices.append(Notice(source.id, "unread_field", told, count, tally.list_example))
    return notices


def as_note(notice: Notice) -> str:
    """Return a notice as a line of a sweep's notes."""
    return f"{notice.kind}[{notice.count}]: {notice.message}"


def notices_of(sweeps: Iterable[Sweep]) -> list[Notice]:
    """Return the notices in the notes of sweeps, each once with its counts added up."""
    found: dict[tuple[str, str, str], int] = {}
    for sweep in sweeps:
        for note in sweep.notes:
            match = _NOTE.fullmatch(note)
            key = (sweep.source_id, match[1], match[3]) if match else (sweep.source_id, "sweep", note)
            found[key] = found.get(key, 0) + (int(match[2]) if match else 1)
    return [Notice(*key, count, None) for key, count in sorted(found.items())]


def _volume(source: Source, walk: Walk, tally: Tally, last: Sweep | None) -> list[Notice]:
    now, floor = len(walk.items), source.floor
    if not now:
        return [Notice(source.id, "zero_yield", "the lists name no item at all", 1, tally.list_example)]
    notices = []
    if now < floor.items:
        told = f"the lists name {now} items, fewer than the declared {floor.items}"
        notices.append(Notice(source.id, "shrinkage", told, 1, tally.list_example))
    missing = len(set(last.seen).difference(walk.items)) if last and walk.complete else 0
    if last and missing > floor.shrinkage * len(last.seen):
        told = f"{missing} of the {len(last.seen)} items that the lists named on {last.finished[:10]} are missing"
        notices.append(Notice(source.id, "shrinkage", told, missing, tally.list_example))
    return notices


def _failures(source: Source, walk: Walk, tally: Tally) -> list[Notice]:
    notices = [Notice(source.id, "incomplete_sweep", note[:300], 1, tally.list_example) for note in walk.notes]
    if tally.failed > source.floor.failed * tally.asked:
        told = f"{tally.failed} of {tally.asked} items could not be had"
        notices.append(Notice(source.id, "failed_capture", told, tally.failed, tally.failed_example))
    return notices
