"""One sweep over a source: walk its lists, fetch what is new, ask again for what is known.

A sweep that was killed is taken up again: what it had captured is told by the evidence (the captures since
the source's last sweep record, within a day) and is not asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from attache.collect.adapter import LIST_ROLES, Adapter, Item, Walk, is_good, is_vanished, unreadable
from attache.collect.cistc import Cistc
from attache.collect.evidence import Evidence
from attache.collect.exchange import Fetcher, Request, Response, Sweep, utc_now
from attache.collect.fetch import LiveFetcher
from attache.collect.guard import Limits
from attache.collect.health import Tally, as_note, health
from attache.collect.polite import PoliteFetcher, conditional
from attache.collect.sources import Source
from attache.collect.web import Web
from attache.core.errors import SourceError
from attache.core.records import Capture, Notice

__all__ = ["Progress", "Report", "adapter_of", "collect", "live_fetcher"]

Progress = Callable[[str, int, int | None], None]
"""Called with what is going on, how much is done, and how much there is, where that is known."""

_RESUMABLE = timedelta(days=1)
_FAILURES_IN_A_ROW = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What a sweep did: numbers of items, the sweep's record, and what a keeper should look at."""

    source_id: str
    sweep: Sweep
    listed: int
    new: int
    rechecked: int
    unchanged: int
    vanished: int
    failed: int
    resumed: int
    left: int
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class _Known:
    """What the evidence says about one item: where it was, when it was last answered for, and whether usably."""

    url: str
    answered_at: str = ""
    good: bool = False


@dataclass(slots=True)
class _Past:
    """What the evidence says about a source when a sweep starts."""

    items: dict[str, _Known] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    marks: dict[str, str] = field(default_factory=dict)
    shape: str = ""
    complete: Sweep | None = None
    started: str | None = None


def adapter_of(source: Source) -> Adapter:
    """Return the adapter that walks `source`; raises SourceError for one that is imported, not asked."""
    if source.adapter == "cistc":
        return Cistc(source)
    if source.adapter == "web":
        return Web(source)
    raise SourceError(
        f"source {source.id} has adapter {source.adapter}, which reads files", mend="import it instead of collecting it"
    )


def live_fetcher(
    source: Source,
    evidence: Evidence,
    *,
    contact: str = "",
    proxy: str = "",
    private_hosts: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> PoliteFetcher:
    """Return the fetcher for the live web: guarded, polite, each robots.txt kept as evidence."""
    limits = limits or Limits()
    live = LiveFetcher(source.guard(private_hosts), contact=contact, limits=limits, proxy=proxy)
    record = lambda response: evidence.append(source.id, response)  # noqa: E731
    return PoliteFetcher(live, pace=source.pace, redirects=limits.redirects, record=record)


def collect(
    source: Source,
    evidence: Evidence,
    fetcher: Fetcher,
    *,
    progress: Progress | None = None,
    limit: int | None = None,
    now: Callable[[], str] = utc_now,
) -> Report:
    """Make one sweep over `source` into `evidence` and return what it did.

    New items come first, then those of which the list says something else than before, then known items
    that were last answered for more than `recheck_days` ago, the oldest first; at most `limit` items in all.
    `now` gives ISO 8601 UTC.
    """
    with evidence.writer():
        return _Run(source, evidence, fetcher, adapter_of(source), progress, now).sweep(limit)


@dataclass(slots=True)
class _Run:
    """A sweep while it goes on."""

    _source: Source
    _evidence: Evidence
    _fetcher: Fetcher
    _adapter: Adapter
    _progress: Progress | None
    _now: Callable[[], str]
    _tally: Tally = field(default_factory=Tally)
    _lists: int = 0

    def sweep(self, limit: int | None) -> Report:
        started = self._now()
        past = _past(self._source, self._evidence, self._adapter, started)
        walk = self._adapter.walk(self._get_list)
        plan = list(_plan(self._source, walk, past, started))
        taken = plan if limit is None else plan[: max(limit, 0)]
        left = len(plan) - self._items(taken, past, walk)
        if left:
            walk.doubt(f"{left} items were left for the next sweep")
        notices = health(self._source, walk, self._tally, past.complete, past.shape)
        record = Sweep(
            self._source.id,
            past.started or started,
            self._now(),
            walk.complete and bool(walk.items),
            tuple(walk.items),
            walk.failures + self._tally.failed,
            tuple(map(as_note, notices)),
        )
        self._evidence.append_sweep(record)
        return self._report(record, walk, past, left, notices)

    def _report(self, record: Sweep, walk: Walk, past: _Past, left: int, notices: list[Notice]) -> Report:
        tally = self._tally
        return Report(
            self._source.id,
            record,
            listed=len(walk.items),
            new=tally.new,
            rechecked=tally.rechecked,
            unchanged=tally.unchanged,
            vanished=tally.vanished,
            failed=tally.failed,
            resumed=len(past.done),
            left=left,
            notices=tuple(notices),
        )

    def _get_list(self, request: Request) -> Response:
        response = self._fetcher.fetch(request)
        capture = self._keep(response)
        self._tally.list_example = self._tally.list_example or capture.capture_id
        self._lists += 1
        self._tell("lists", self._lists, None)
        return response

    def _items(self, plan: list[Item], past: _Past, walk: Walk) -> int:
        """Fetch the items of `plan`; return how many were asked for."""
        in_a_row = 0
        for number, item in enumerate(plan, 1):
            failed = not self._item(item, past.items.get(item.key))
            in_a_row = in_a_row + 1 if failed else 0
            self._tell("items", number, len(plan))
            if in_a_row >= _FAILURES_IN_A_ROW:
                walk.doubt(f"stopped after {in_a_row} failures in a row")
                return number
        return len(plan)

    def _item(self, item: Item, known: _Known | None) -> bool:
        """Fetch one item; return whether the answer says something about it."""
        headers = self._validators(item, known)
        request = Request(item.url, role="detail", item_key=item.key, headers=headers)
        response = self._adapter.judge(self._fetcher.fetch(request))
        if response.status == 304 and response.failure is None and not headers:
            response = replace(response, failure=unreadable("not modified, which was not asked"))
        capture = self._keep(response)
        return self._count(capture, new=known is None or not known.good)

    def _count(self, capture: Capture, *, new: bool) -> bool:
        tally, status, failure = self._tally, capture.http_status, capture.failure
        tally.new += new
        tally.rechecked += not new
        if is_vanished(status, failure):
            tally.vanished += 1
        elif status == 304 and failure is None:
            tally.unchanged += 1
        elif not is_good(status, failure):
            tally.failed += 1
            tally.failed_example = tally.failed_example or capture.capture_id
            return False
        return True

    def _validators(self, item: Item, known: _Known | None) -> tuple[tuple[str, str], ...]:
        found = self._evidence.validators(item.url) if known and known.good else None
        if found is None or (found[2].source_id, found[2].item_key) != (self._source.id, item.key):
            return ()
        return conditional(found[0], found[1])

    def _keep(self, response: Response) -> Capture:
        marked = response.synthetic or self._source.synthetic
        return self._evidence.append(self._source.id, replace(response, synthetic=marked))

    def _tell(self, what: str, done: int, total: int | None) -> None:
        if self._progress is not None:
            self._progress(f"{self._source.id}: {what}", done, total)


def _past(source: Source, evidence: Evidence, adapter: Adapter, now: str) -> _Past:
    past, lists = _Past(), {}
    last: Sweep | None = None
    for last in evidence.sweeps(source.id):
        past.complete = last if last.complete else past.complete
    resumable = max(_moment(last.finished) if last else "", _moment(_before(now, _RESUMABLE)))
    for capture in evidence.captures(source.id):
        if capture.role in LIST_ROLES and last and _moment(capture.captured_at) <= _moment(last.finished):
            lists[capture.url] = capture
        elif capture.role == "detail" and capture.item_key is not None:
            _remember(past, capture, resumable)
    for capture in sorted(lists.values(), key=lambda c: _moment(c.captured_at)):
        listing = adapter.listing(evidence.response(capture))
        past.marks |= {item.key: item.mark for item in listing.items}
        past.shape = listing.fingerprint or past.shape
    return past


def _remember(past: _Past, capture: Capture, resumable: str) -> None:
    key, status, failure = capture.item_key or "", capture.http_status, capture.failure
    known = past.items.setdefault(key, _Known(capture.url))
    usable = is_good(status, failure)
    if not (usable or is_vanished(status, failure) or (status == 304 and failure is None)):
        return
    known.answered_at, known.good, known.url = capture.captured_at, known.good or usable, capture.url
    if _moment(capture.captured_at) > resumable:
        past.done.add(key)
        past.started = past.started or capture.captured_at


def _plan(source: Source, walk: Walk, past: _Past, now: str) -> Iterator[Item]:
    """Yield the items to ask for, in order; each at most once, none that this sweep has already."""
    due = _moment(_before(now, timedelta(days=source.recheck_days)))
    listed = [item for key, item in walk.items.items() if key not in past.done]
    fresh = [item for item in listed if not past.items.get(item.key, _Known("")).good]
    told = [item for item in listed if past.marks.get(item.key, item.mark) != item.mark]
    old = sorted(
        (known.answered_at, key)
        for key, known in past.items.items()
        if known.answered_at and _moment(known.answered_at) <= due and key not in past.done
    )
    again = (walk.items.get(key) or Item(key, past.items[key].url) for _, key in old)
    yield from {item.key: item for item in (*fresh, *told, *again)}.values()


def _moment(at: str) -> str:
    """Return a time so that it compares as text: `…:00Z` is before `…:00.5Z`."""
    return at.removesuffix("Z")


def _before(now: str, span: timedelta) -> str:
    at = datetime.fromisoformat(now.replace("Z", "+00:00")) - span
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
