"""What is the same on every request for an edition, such as the choices of a filter: made once for its view."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from attache.web.site import View

__all__ = ["once"]

T = TypeVar("T")
_lock = threading.Lock()
_kept: WeakKeyDictionary[View, dict[str, Any]] = WeakKeyDictionary()


def once(view: View, name: str, make: Callable[[], T]) -> T:
    """Return what `make` returned for this view and name the first time; it must not be changed."""
    with _lock:
        kept = _kept.setdefault(view, {})
    if name not in kept:
        kept[name] = make()
    found: T = kept[name]
    return found
