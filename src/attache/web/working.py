"""One thread that does long work in order, so that pages answer at once and nobody shares a database connection."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["ASKED", "LATER", "Worker"]

Made = TypeVar("Made")
ASKED, LATER = 0, 1
"""Ranks of work: what a page waits for goes before what is made ahead."""


class Worker:
    """Does work one after another in a thread of its own, which starts with the first."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._heap: list[tuple[int, int, Callable[[], None], Future[Any]]] = []
        self._number = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def do(self, work: Callable[[], Made], rank: int = LATER) -> Future[Made]:
        """Queue work and return where its result will be."""
        future: Future[Made] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        with self._changed:
            self._stopping = False
            self._number += 1
            heapq.heappush(self._heap, (rank, self._number, run, future))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, daemon=True, name=self._name)
                self._thread.start()
            self._changed.notify()
        return future

    def stop(self) -> None:
        """Forget what waits, and wait for what is being done; more work starts it again."""
        with self._changed:
            self._stopping = True
            for *_, future in self._heap:
                future.cancel()
            self._heap.clear()
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _loop(self) -> None:
        while True:
            with self._changed:
                while not self._heap and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    self._thread = None
                    return
                _, _, run, _ = heapq.heappop(self._heap)
            run()
