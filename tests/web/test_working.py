"""Work in one thread: order, results, errors, stopping."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from attache.web.working import ASKED, LATER, Worker


def test_what_a_page_waits_for_goes_before_what_is_made_ahead() -> None:
    worker, gate, done = Worker("test"), threading.Event(), list[str]()
    worker.do(gate.wait)
    later = [worker.do(lambda name=name: done.append(name), LATER) for name in "ab"]  # type: ignore[misc]
    asked = worker.do(lambda: done.append("asked"), ASKED)
    gate.set()
    for one in (*later, asked):
        one.result(timeout=30)
    worker.stop()
    assert done == ["asked", "a", "b"]


def test_an_error_is_that_of_whoever_asked() -> None:
    worker = Worker("test")
    with pytest.raises(ZeroDivisionError):
        worker.do(lambda: 1 / 0).result(timeout=30)
    assert worker.do(lambda: 7).result(timeout=30) == 7
    worker.stop()


def test_stopping_forgets_what_waits_and_more_work_starts_again() -> None:
    worker, gate = Worker("test"), threading.Event()
    first = worker.do(gate.wait)
    waiting = worker.do(lambda: 1)
    threading.Timer(0.05, gate.set).start()
    worker.stop()
    assert first.result(timeout=30) is True
    with pytest.raises(CancelledError):
        waiting.result(timeout=30)
    assert worker.do(lambda: 2).result(timeout=30) == 2
    worker.stop()
