"""The life of each item, from captures and sweeps: live, changed, gone, returned, each with its date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from attache.collect.adapter import is_good, is_vanished
from attache.collect.exchange import Sweep
from attache.core.records import Capture

__all__ = ["Life", "observe"]

Status = Literal["live", "changed", "gone", "returned"]
_Absence = tuple[str, str | None]
"""When an item was gone, and when it was back (null where it is not)."""


@dataclass(frozen=True, slots=True)
class Life:
    """What was observed of one item; `captures` are the good ones, oldest first, at least one.

    Times are ISO 8601 UTC. `changed` is decided over the bytes as received; a stage that compares texts may
    take it back.
    """

    item_key: str
    source_id: str
    status: Status
    status_since: str
    first_seen: str
    last_seen: str
    captures: tuple[Capture, ...]


def observe(captures: Iterable[Capture], sweeps: Iterable[Sweep], gone_after: int) -> Iterator[Life]:
    """Yield the life of every item that was captured well at least once, ordered by source and key.

    The rule. An item is *gone* when the latest answer for it said so (404, 410, or an answer that its
    adapter judged as vanished), or while it has been missing from the lists of `gone_after` consecutive
    complete sweeps that started after its first capture. An answer with content or a 304 takes back the
    first, being listed again takes back the second. A failed attempt (time-out, 5xx, robots.txt …) and an
    incomplete sweep prove nothing, but what an incomplete sweep did list was there. An item that was gone
    and is not any more has *returned*, and stays so. Else it is *changed* once two captures differ, else
    *live*. `status_since` is the time of the answer, or the start of the sweep, that first showed the status.

    A life begins with the first good capture; what was answered before does not count. Captures and sweeps
    may come in any order, of several sources. Only captures with an item key count; those of containers,
    lists, navigation and robots.txt do not.
    """
    answers: dict[str, dict[str, list[Capture]]] = {}
    for capture in captures:
        if capture.item_key is not None and capture.role in ("detail", "item"):
            answers.setdefault(capture.source_id, {}).setdefault(capture.item_key, []).append(capture)
    passes: dict[str, list[Sweep]] = {}
    for sweep in sweeps:
        passes.setdefault(sweep.source_id, []).append(sweep)
    for source_id in sorted(answers):
        yield from _observe(source_id, answers[source_id], passes.get(source_id, []), gone_after)


def _observe(source_id: str, answers: dict[str, list[Capture]], sweeps: list[Sweep], gone_after: int) -> Iterator[Life]:
    good: dict[str, list[Capture]] = {}
    for key in sorted(answers):
        if len(answers[key]) > 1:
            answers[key].sort(key=lambda c: (_moment(c.captured_at), c.capture_id))
        if found := [c for c in answers[key] if is_good(c.http_status, c.failure)]:
            good[key] = found
    sweeps.sort(key=lambda s: (_moment(s.started), _moment(s.finished)))
    listings = _Listings(sweeps, {key: found[0].captured_at for key, found in good.items()}, gone_after)
    for key, found in good.items():
        if not sweeps and len(answers[key]) == 1:
            at = found[0].captured_at
            yield Life(key, source_id, "live", at, at, at, tuple(found))
        else:
            yield _life(source_id, key, answers[key], found, listings)


def _life(source_id: str, key: str, answers: list[Capture], good: list[Capture], listings: _Listings) -> Life:
    absences = listings.absences(key)
    seen = good[-1].captured_at
    if len(good) < len(answers):
        absences += _withdrawals(answers, good[0])
        seen = next(c.captured_at for c in reversed(answers) if _is_there(c))
    listed = listings.last_listed(key)
    last = listed if _moment(listed) > _moment(seen) else seen
    status, since = _status(absences, good)
    return Life(key, source_id, status, since, good[0].captured_at, last, tuple(good))


def _status(absences: list[_Absence], good: list[Capture]) -> tuple[Status, str]:
    if absences:
        gone, back = _merged(absences)[-1]
        return ("gone", gone) if back is None else ("returned", back)
    first = good[0].sha256
    for capture in good:
        if capture.sha256 != first:
            return "changed", capture.captured_at
    return "live", good[0].captured_at


def _merged(absences: list[_Absence]) -> list[_Absence]:
    """Join absences that overlap: an item is back only when neither its page nor the lists say otherwise."""
    out: list[_Absence] = []
    for gone, back in sorted(absences, key=lambda a: _moment(a[0])):
        if out and (out[-1][1] is None or _moment(out[-1][1]) >= _moment(gone)):
            before = out[-1][1]
            end = None if before is None or back is None else max(before, back, key=_moment)
            out[-1] = (out[-1][0], end)
        else:
            out.append((gone, back))
    return out


def _withdrawals(answers: list[Capture], since: Capture) -> Iterator[_Absence]:
    """Yield when the item's own address, after its first good answer, said that it is gone, and when it was back."""
    gone: str | None = None
    for capture in answers[answers.index(since) :]:
        if _is_there(capture):
            if gone is not None:
                yield gone, capture.captured_at
            gone = None
        elif gone is None and is_vanished(capture.http_status, capture.failure):
            gone = capture.captured_at
    if gone is not None:
        yield gone, None


class _Listings:
    """When items were missing from the lists; computed over the differences between neighbouring sweeps."""

    def __init__(self, sweeps: list[Sweep], first: dict[str, str], gone_after: int) -> None:
        self._gone_after, self._first = gone_after, first
        self._complete = [sweep.started for sweep in sweeps if sweep.complete]
        self._moments = [_moment(at) for at in self._complete]
        self._closed: dict[str, list[_Absence]] = {}
        self._last: dict[str, str] = {}
        self._missing: dict[str, int] = {}
        self._now: set[str] = set()
        self._read(sweeps)

    def absences(self, key: str) -> list[_Absence]:
        """Return when `key` was missing long enough to be gone, and when it was listed again."""
        open_one = [] if key in self._now else self._absence(key, len(self._complete), None)
        return [*self._closed.get(key, ()), *open_one] if open_one or self._closed else []

    def last_listed(self, key: str) -> str:
        """Return the start of the last sweep that listed `key`, empty where none did."""
        return self._last.get(key, "")

    def _read(self, sweeps: list[Sweep]) -> None:
        """Keep in `_missing`, for each item that is not listed now, the first complete sweep that missed it."""
        listed: set[str] = set()
        number = 0
        for sweep in sweeps:
            seen = set(sweep.seen)
            for key in (seen - listed) & self._first.keys():
                if found := self._absence(key, number, sweep.started):
                    self._closed.setdefault(key, []).extend(found)
            if sweep.complete:
                self._leave(listed - seen, number)
                listed, number = seen, number + 1
            else:
                self._leave(seen - listed, number)
        self._now = listed
        rest = set(self._first)
        for sweep in reversed(sweeps):
            hit = rest.intersection(sweep.seen)
            self._last.update(dict.fromkeys(hit, sweep.started))
            rest -= hit
            if not rest:
                break

    def _leave(self, keys: set[str], number: int) -> None:
        for key in keys:
            self._missing[key] = number

    def _absence(self, key: str, until: int, back: str | None) -> list[_Absence]:
        """Return the absence that ends before the complete sweep number `until`, if it was long enough."""
        start = max(self._missing.get(key, 0), bisect_right(self._moments, _moment(self._first[key])))
        return [(self._complete[start + self._gone_after - 1], back)] if until - start >= self._gone_after else []


def _is_there(capture: Capture) -> bool:
    status, failure = capture.http_status, capture.failure
    return is_good(status, failure) or (status == 304 and failure is None)


def _moment(at: str) -> str:
    """Return a time so that it compares as text: `…:00Z` is before `…:00.5Z`."""
    return at.removesuffix("Z")
