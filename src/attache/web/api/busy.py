"""Long requests: so many at a time and so many that wait, so that a few askers do not keep all others waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from fastapi import Depends, HTTPException

__all__ = ["LONG", "soon", "turn"]

Made = TypeVar("Made")
AT_ONCE, WAITING = 2, 10
"""Long requests that are worked on together, and those that wait for their turn or for work in the background."""
_LONGEST_WAIT = 15.0
_LOOK = 0.05
_places, _line = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def _in_line() -> Iterator[None]:
    if not _line.acquire(blocking=False):
        raise _many()
    try:
        yield
    finally:
        _line.release()


def _many() -> HTTPException:
    return HTTPException(429, "too many long requests are being answered", headers={"retry-after": "10"})


def turn() -> Iterator[None]:
    """Wait for one's turn, and hold it while the request is answered; 429 where it does not come."""
    with _in_line():
        if not _places.acquire(timeout=_LONGEST_WAIT):
            raise _many()
        try:
            yield
        finally:
            _places.release()


LONG = Depends(turn, scope="function")
"""For routes whose answers take long: `dependencies=[needs(Role.reader), LONG]`.

The turn ends before the answer is sent, so that who reads it slowly keeps nobody waiting.
"""


def soon(ask: Callable[[], Made | None]) -> Made:
    """Return what is worked out in the background, until it is there; 503 where it takes long, 429 if many wait."""
    if (found := ask()) is not None:
        return found
    end = time.monotonic() + _LONGEST_WAIT
    with _in_line():
        while (found := ask()) is None:
            if time.monotonic() > end:
                raise HTTPException(503, "this is still being worked out; ask again", headers={"retry-after": "5"})
            time.sleep(_LOOK)
    return found
