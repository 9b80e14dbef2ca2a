"""Many lines of a pipe: read as they come, worked on by several processes, answered in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TextIO, TypeVar

from attache.build.screening_records import as_line
from attache.core.errors import AttacheError, InputError, WorkspaceError

__all__ = ["Done", "Each", "Line", "answers", "bursts"]

Line = tuple[int, str]
"""Number of a line, from 1, and its text."""
Item = TypeVar("Item")

PIECE = 64
"""Most items that are handed to a process at once."""
AHEAD = 8
"""Pieces for each process that are handed out before answers are waited for."""
_STEP = 1 << 20
_LONGEST = 8 * 1024 * 1024
_MOST_PROCESSES = 32


def bursts(stream: TextIO, where: str) -> Iterator[list[Line]]:
    """Yield the lines of a pipe or file that are at hand, without blank ones; an empty list before waiting for more.

    Thus whoever writes one line and waits for its answer gets it. Raises InputError for what is no UTF-8 and for a line
    of more than 8 MiB, after the lines before it.
    """
    try:
        source = stream.fileno()
    except (OSError, ValueError, AttributeError):
        yield [(number, line) for number, line in enumerate(stream, 1) if line.strip()]
        return
    number, rest = 0, b""
    while True:
        if not _ready(source):
            yield []
        block = os.read(source, _STEP)
        *lines, rest = (rest + block).split(b"\n") if block else (rest, b"")
        found: list[Line] = []
        for raw in lines:
            number += 1
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                yield found
                raise InputError("is not UTF-8 text", where=f"{where}, line {number}", mend="write UTF-8") from None
            if text.strip():
                found.append((number, text))
        if found:
            yield found
        if len(rest) > _LONGEST:
            mend = "write one name per line"
            raise InputError(f"is longer than {_LONGEST:,} bytes", where=f"{where}, line {number + 1}", mend=mend)
        if not block:
            return


def _ready(source: int) -> bool:
    if os.name == "nt":
        return True  # only sockets can be asked there
    return bool(select.select([source], [], [], 0)[0])


_work: Each[Any] | None = None
_FORKS = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


@dataclass(frozen=True, slots=True)
class Done:
    """Lines of JSON for a piece of what was given, up to the first that was refused."""

    lines: tuple[str, ...]
    error: AttacheError | None = None


@dataclass(frozen=True, slots=True)
class Each(Generic[Item]):
    """Work that answers item by item with a line of JSON."""

    answer: Callable[[Item], Mapping[str, Any]]

    def __call__(self, piece: Sequence[Item]) -> Done:
        """Return the lines of a piece, and the refusal that cut it short."""
        lines: list[str] = []
        try:
            for item in piece:
                lines.append(as_line(self.answer(item)))
        except AttacheError as error:
            return Done(tuple(lines), error)
        return Done(tuple(lines))


def answers(
    work: Each[Item],
    given: Iterable[Sequence[Item]],
    *,
    again: Callable[[], Each[Item]] | None = None,
    least: int = 2000,
    processes: int = 0,
) -> Generator[tuple[str, ...], None, None]:
    """Yield the lines for each piece of what is given, in order; what is refused is raised after the lines before it.

    From `least` items on, several processes work (one per core if `processes` is 0), which take over what `work` has
    loaded. Where processes cannot be forked, `again`, which must be picklable, makes the work anew in each; without it,
    one process does all. An empty sequence in `given` has all answers given before the next is asked for. Close this
    iterator to end the processes.
    """
    with closing(_in_order(work, given, again, least, processes)) as found:
        for done in found:
            yield done.lines
            if done.error is not None:
                raise done.error


def _in_order(
    work: Each[Item],
    given: Iterable[Sequence[Item]],
    again: Callable[[], Each[Item]] | None,
    least: int,
    processes: int,
) -> Generator[Done, None, None]:
    most = min(processes or _cores(), _MOST_PROCESSES) if again or _FORKS else 1
    crew = _Crew(work, again, most, least)
    held = _Held(given)
    with _settled():
        try:
            for burst in held:
                yield from crew.take(burst)
            yield from crew.answered(0)
        finally:
            crew.end()
    if held.error is not None:
        raise held.error


class _Held(Generic[Item]):
    """What is given, up to an AttacheError, which is kept for later."""

    def __init__(self, given: Iterable[Sequence[Item]]) -> None:
        self._given = given
        self.error: AttacheError | None = None

    def __iter__(self) -> Iterator[Sequence[Item]]:
        try:
            yield from self._given
        except AttacheError as error:
            self.error = error


class _Crew(Generic[Item]):
    """This process, and from `least` items on others beside it."""

    def __init__(self, work: Each[Item], again: Callable[[], Each[Item]] | None, most: int, least: int) -> None:
        self._work, self._again, self._most, self._least = work, again, most, least
        self._pool: ProcessPoolExecutor | None = None
        self._pending: deque[Future[Done]] = deque()
        self._seen = 0

    def take(self, burst: Sequence[Item]) -> Iterator[Done]:
        """Work on a burst, or hand it out, and yield the answers that are there."""
        self._seen += len(burst)
        first = 0
        if self._pool is None and self._most > 1 and self._seen >= self._least:
            yield self._work(burst[:PIECE])  # what is loaded when it is first used is then there for all processes
            first = PIECE
            self._pool = self._started()
        for at in range(first, len(burst), PIECE):
            piece = burst[at : at + PIECE]
            if self._pool is None:
                yield self._work(piece)
            else:
                self._pending.append(self._pool.submit(_run, piece))
                yield from self.answered(AHEAD * self._most)
        if not burst:
            yield from self.answered(0)

    def answered(self, most: int) -> Iterator[Done]:
        """Yield answers, in order, until no more than `most` are awaited and the first of these is not there yet."""
        try:
            while self._pending and (len(self._pending) > most or self._pending[0].done()):
                yield self._pending.popleft().result()
        except BrokenProcessPool:
            what = "a process that was at work ended early"
            raise WorkspaceError(what, mend="look whether memory ran out, and give fewer names at once") from None

    def end(self) -> None:
        """End the other processes; what they have not begun is dropped."""
        global _work  # noqa: PLW0603 -- what was loaded need not stay
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            _work = None

    def _started(self) -> ProcessPoolExecutor:
        global _work  # noqa: PLW0603 -- forked processes find the loaded function here
        if _FORKS:
            _work = self._work
            return ProcessPoolExecutor(self._most, multiprocessing.get_context("fork"), _begin)
        return ProcessPoolExecutor(self._most, multiprocessing.get_context("spawn"), _begin, (self._again,))


def _begin(make: Callable[[], Each[Any]] | None = None) -> None:
    """Make a process ready; an interrupt is for the one that waits for it."""
    global _work  # noqa: PLW0603 -- as above
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if make is not None:
        _work = make()


def _run(piece: Sequence[Any]) -> Done:
    if _work is None:
        raise RuntimeError("a process was not made ready")
    return _work(piece)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _settled() -> Iterator[None]:
    """Keep what is loaded out of garbage collection, which would walk through it and unshare its memory."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
