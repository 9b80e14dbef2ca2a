"""Coroutines run from tests: a browser of the same process keeps a loop in the main thread, where no other may run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

__all__ = ["looped"]


def looped(work: Callable[[], Coroutine[Any, Any, None]], seconds: float = 60) -> None:
    """Run `work` in a loop of its own, in a thread of its own; TimeoutError where it does not end."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(asyncio.wait_for(work(), seconds))).result()
