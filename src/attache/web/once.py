"""What is the same on every request: made once for the view of an edition, or once for the application."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from fastapi import Request

from attache.web.site import View

__all__ = ["once", "once_for_all"]

T = TypeVar("T")
_lock, _making = threading.Lock(), threading.RLock()
_kept: WeakKeyDictionary[View, dict[str, Any]] = WeakKeyDictionary()


def once(view: View, name: str, make: Callable[[], T]) -> T:
    """Return what `make` returned for this view and name the first time; it must not be changed."""
    with _lock:
        kept = _kept.setdefault(view, {})
    if name not in kept:
        kept[name] = make()
    found: T = kept[name]
    return found


def once_for_all(request: Request, name: str, make: Callable[[], T]) -> T:
    """Return what `make` returned for the application of a request and this name the first time."""
    state = request.app.state
    found: T | None = getattr(state, name, None)
    if found is None:
        with _making:
            found = getattr(state, name, None) or make()
            setattr(state, name, found)
    return found
