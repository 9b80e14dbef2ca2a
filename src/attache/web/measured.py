"""What is measured of an edition: counted once in the background, kept beside it, there at once from then on.

All measures take seconds. A page shows what is there and says what is still being counted; whatever it asks for goes
before the rest. Frames of DuckDB belong to the one thread that counts.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

import duckdb

from attache.build.diff import tally
from attache.build.edition import Edition, Editions
from attache.build.measuring import open_frame
from attache.core.errors import AttacheError
from attache.core.ids import digest
from attache.core.version import code_digest
from attache.measure import preparing
from attache.measure.chapters import MEASURES
from attache.measure.claims import check_figures, compare
from attache.measure.claims.telling import as_json, by_claim
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where
from attache.vocabulary.claims import load_all_claims
from attache.web.keeping import Kept
from attache.web.working import ASKED, LATER, Worker

__all__ = ["EVERYTHING", "Asked", "Measured", "Narrow", "Progress"]

Made = TypeVar("Made")
FIRST = (
    "locations.country", "locations.mission", "locations.quarter", "content.field", "process.funnel",
    "withdrawals.status",
)  # fmt: skip
"""Measures that the overview shows."""
_PATIENCE = 0.1
"""Seconds that a page waits for what is asked for now; then it says that it is being counted."""
_OPEN, _ANSWERS = 3, 200
_OWN = ("changes", "claims")
"""What opens tables of its own, so that a thread of its own makes it and nobody waits for it."""
_COUNTS = "select cast(variable as varchar), cast(value as varchar), count(*) from coded group by all order by all"


@dataclass(frozen=True, slots=True)
class Narrow:
    """A part of an edition's opportunities: countries, missions, and a window of ISO days, months or years.

    `also` narrows by other dimensions, each with the values that it may have.
    """

    countries: tuple[str, ...] = ()
    missions: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def where(self) -> Where:
        """The selection of opportunities, the window left out."""
        named = {"host_country": self.countries or None, "mission_id": self.missions or None}
        return Where().also(**named).also(**dict(self.also))

    def __bool__(self) -> bool:
        return self != EVERYTHING


EVERYTHING = Narrow()
"""The whole edition."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Records of a selection: their number, one page of rows by column, each with its id as `key`, what proves them.

    `proof` has document and capture by the id of the document; what no document proves has a `source` of its own.
    """

    total: int
    rows: tuple[Mapping[str, Any], ...]
    proof: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How much has been counted, what is `waiting`; `failed` names what could not be counted, with the reason."""

    done: int
    total: int
    waiting: tuple[str, ...]
    failed: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Whether nothing is left to count."""
        return self.done >= self.total


class Measured:
    """Measured rows, counts of codes, claims and changes of one edition. None means: not counted yet, ask again."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.codebook = edition, edition.codebook
        self.version = digest(f"{edition.edition_id} {code_digest('core', 'vocabulary', 'measure')}")[:12]
        mark = digest(f"{code_digest('core', 'vocabulary', 'measure', 'build')} {self.codebook.digest}")[:12]
        self.kept = Kept(edition, "figures", mark)
        self._worker = Worker(f"figures of edition {edition.number}")
        self._other = Worker(f"changes and claims of edition {edition.number}")
        self._frames: OrderedDict[Narrow, Frame] = OrderedDict()
        self._answers: OrderedDict[object, Future[Any]] = OrderedDict()
        self._parsed: dict[str, Any] = {}
        self._failed: dict[str, str] = {}
        self._lock = threading.Lock()
        self._started = False

    @cached_property
    def jobs(self) -> Mapping[str, Callable[[], Any]]:
        """What is counted, in order, by the key that it is kept under."""
        first = {f"rows {name}": self._counter(name) for name in FIRST}
        other = {f"rows {name}": self._counter(name) for name in MEASURES}
        return {**first, "codes": self._codes, **other, "changes": self._changes, "claims": self._claims}

    def job(self, key: str) -> Callable[[], Any] | None:
        """Return what is counted under a key, changes since an edition among them; None for what is no key."""
        since = key.removeprefix("changes ")
        return (lambda: self._moved(int(since))) if since != key and since.isdecimal() else self.jobs.get(key)

    def start(self) -> None:
        """Begin to count what is not kept yet."""
        with self._lock:
            if self._started:
                return
            self._started = True
        there = self.kept.keys()
        for key, work in self.jobs.items():
            if key not in there:
                worker = self._other if key in _OWN else self._worker
                worker.do(lambda key=key, work=work: self._keep(key, work), LATER)  # type: ignore[misc]

    def close(self) -> None:
        """Stop counting; what is there stays."""
        self._worker.stop()
        self._other.stop()
        with self._lock:
            self._started = False
            self._answers.clear()
            for frame in self._frames.values():
                frame.con.close()
            self._frames.clear()

    def progress(self) -> Progress:
        """Return how far the counting has come."""
        there = self.kept.keys() | self._failed.keys()
        waiting = tuple(key for key in self.jobs if key not in there)
        return Progress(len(self.jobs) - len(waiting), len(self.jobs), waiting, dict(self._failed))

    def failure(self, key: str) -> str | None:
        """Return why something could not be counted."""
        return self._failed.get(key)

    def rows(self, measure: str) -> tuple[Estimate, ...] | None:
        """Return the rows of a measure over the whole edition."""
        return cast("tuple[Estimate, ...] | None", self._there(f"rows {measure}", _estimates))

    def counted(self, measure: str) -> tuple[Estimate, ...]:
        """Return the rows of a measure, counting them now if need be."""
        found = self.rows(measure)
        if found is None:
            key = f"rows {measure}"
            self._worker.do(lambda: self._keep(key, self._counter(measure)), ASKED).result()
            found = self.rows(measure)
        if found is None:
            raise AttacheError(f"{measure} could not be counted: {self._failed.get(f'rows {measure}', '')}")
        return found

    def narrowed(self, measure: str, narrow: Narrow) -> tuple[Estimate, ...] | None:
        """Return the rows of a measure over a part of the edition; InputError for a window that is none."""
        if not narrow:
            return self.rows(measure)
        return self._ask((measure, narrow), lambda: tuple(MEASURES[measure].run(self._frame(narrow))))

    def several(
        self, measures: Iterable[str], narrow: Narrow, wait: float = _PATIENCE
    ) -> Mapping[str, tuple[Estimate, ...]] | None:
        """Return the rows of measures over a part of the edition, all together; None if `wait` seconds do not do."""
        names = tuple(measures)

        def work() -> Mapping[str, tuple[Estimate, ...]]:
            frame = self._frame(narrow)
            return {name: tuple(MEASURES[name].run(frame)) for name in names}

        return self._ask((names, narrow), work, wait)

    def records(self, where: Where, narrow: Narrow, limit: int, offset: int) -> Asked | None:
        """Return records of a selection, those posted last first; InputError for one that cannot be made."""

        def work() -> Asked:
            frame = self._frame(narrow)
            keys = frame.newest(where, limit, offset)
            total = len(keys) if offset == 0 and len(keys) < limit else frame.number(where)
            proof = preparing.evidence(frame.con, frame.relation(where.relation), keys)
            documents = {str(one["document_id"]): one for one in proof if "document_id" in one}
            return Asked(total, tuple(frame.of(where.relation, keys)), documents)

        return self._ask((str(where), narrow, limit, offset), work)

    def codes(self) -> Mapping[str, Mapping[str, int]] | None:
        """Return the number of opportunities by variable and value, as tables show codes."""
        return cast("Mapping[str, Mapping[str, int]] | None", self._there("codes", dict))

    def claims(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Return each claim with its figures beside ours, by id."""
        return cast("Mapping[str, Mapping[str, Any]] | None", self._there("claims", dict))

    def changes(self, before: int | None = None) -> Mapping[str, Any] | None:
        """Return what moved since an edition, the one before if no number is given; empty where there is none."""
        if before is None:
            return cast("Mapping[str, Any] | None", self._there("changes", dict))
        key = f"changes {before}"
        found = self._there(key, dict)
        if found is None:
            self._ask(key, lambda: self._keep(key, lambda: self._moved(before)))
            found = self._there(key, dict)
        return cast("Mapping[str, Any] | None", found)

    def _there(self, key: str, read: Callable[[Any], object]) -> object | None:
        if key not in self._parsed:
            body = self.kept.get(key)
            if body is None:
                if key in self.jobs and key not in self._failed:
                    self.start()
                return None
            self._parsed[key] = read(json.loads(body))
        found: object = self._parsed[key]
        return found

    def _ask(self, key: object, work: Callable[[], Made], wait: float = _PATIENCE) -> Made | None:
        """Return the result of work, None if it takes longer than a page waits; asked again, the same work goes on."""
        with self._lock:
            future: Future[Made] | None = self._answers.get(key)
            if future is None:
                future = self._answers[key] = self._worker.do(work, ASKED)
                while len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)[1].cancel()  # else what waits would grow without end
            self._answers.move_to_end(key)
        try:
            return future.result(timeout=wait)
        except (LateError, CancelledError):
            return None
        except BaseException:
            with self._lock:
                self._answers.pop(key, None)
            raise

    def _keep(self, key: str, work: Callable[[], Any]) -> None:
        if self.kept.get(key) is not None:
            return
        try:
            self.kept.put(key, json.dumps(work(), ensure_ascii=False, allow_nan=False))
        except (AttacheError, duckdb.Error, ValueError) as error:
            self._failed[key] = str(error).splitlines()[0][:300]

    def _counter(self, measure: str) -> Callable[[], list[list[Any]]]:
        return lambda: [list(asdict(row).values()) for row in MEASURES[measure].run(self._frame(EVERYTHING))]

    def _frame(self, narrow: Narrow) -> Frame:
        """Return the frame of a part; only the worker's thread asks."""
        frame = self._frames.get(narrow)
        if frame is None:
            only = self._frame(EVERYTHING).records(narrow.where) if narrow.where.conditions else None
            frame = open_frame(self.edition, since=narrow.since, until=narrow.until, only=only)
            self._frames[narrow] = frame
            while len(self._frames) > _OPEN:
                oldest = next(one for one in self._frames if one not in (EVERYTHING, narrow))
                self._frames.pop(oldest).con.close()
        self._frames.move_to_end(narrow)
        return frame

    def _codes(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for variable, value, n in self._frame(EVERYTHING).rows(_COUNTS):
            found.setdefault(str(variable), {})[str(value)] = int(n)
        return found

    def _claims(self) -> dict[str, Any]:
        known = load_all_claims(())

        def opened(since: str | None, until: str | None) -> Frame:
            return open_frame(self.edition, since=since, until=until)

        findings = check_figures(known)
        return {
            key: as_json(figures, findings, known) for key, figures in by_claim(compare(known, opened)).items()
        }  # fmt: skip

    def _changes(self) -> dict[str, Any]:
        before = [one for one in Editions(self.edition.path.parent).numbers() if one < self.edition.number]
        return self._moved(before[-1]) if before else {}

    def _moved(self, before: int) -> dict[str, Any]:
        found = tally(Editions(self.edition.path.parent).get(before), self.edition)
        told = asdict(found)
        return told | {"documents": [[*key, n] for key, n in found.documents.items()]}


def _estimates(rows: Sequence[Sequence[Any]]) -> tuple[Estimate, ...]:
    return tuple(Estimate(*row) for row in rows)
