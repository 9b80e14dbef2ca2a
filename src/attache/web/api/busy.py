"""Long requests: only so many at a time, so that a few askers cannot keep everybody else from being answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from fastapi import Depends, HTTPException

__all__ = ["LONG", "soon", "turn"]

Made = TypeVar("Made")
AT_ONCE = 2
"""Long requests that are worked on together."""
_LONGEST_WAIT = 15.0
_LOOK = 0.05
_places = threading.BoundedSemaphore(AT_ONCE)


def turn() -> Iterator[None]:
    """Wait for one's turn, and hold it while the request is answered; 429 where it does not come."""
    if not _places.acquire(timeout=_LONGEST_WAIT):
        raise HTTPException(429, "too many long requests are being answered", headers={"retry-after": "10"})
    try:
        yield
    finally:
        _places.release()


LONG = Depends(turn)
"""For routes whose answers take long: `dependencies=[needs(Role.reader), LONG]`."""


def soon(ask: Callable[[], Made | None]) -> Made:
    """Return what is being worked out in the background, asking until it is there; 503 where it takes too long."""
    end = time.monotonic() + _LONGEST_WAIT
    while (found := ask()) is None:
        if time.monotonic() > end:
            raise HTTPException(503, "this is still being worked out; ask again", headers={"retry-after": "5"})
        time.sleep(_LOOK)
    return found
