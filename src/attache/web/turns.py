"""A few pages at a time.

Making a page is work of the one interpreter that a process has; what is made together is not made sooner. Threads hand
it to each other at every row that a database returns, which takes time of its own: with eight pages at once a fifth of
all answers. So pages wait in line outside of threads. What may wait for something else (figures being counted, files,
feeds, whatever others compute) stands in no line, for it would keep all others waiting.
"""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attache.web.etags import PAGES

__all__ = ["Turns"]

AT_ONCE = 2
_SAFE = frozenset({"GET", "HEAD"})
_API = "/api/v1"


class Turns:
    """Middleware that lets `AT_ONCE` pages be made together; sending them is not waited for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn."""
        if scope["type"] != "http" or scope["method"] not in _SAFE or not made_at_once(scope["path"]):
            await self._app(scope, receive, send)
            return
        line = self._lines.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
        await line.acquire()
        held = True

        async def made(message: Message) -> None:
            nonlocal held
            if held:
                held = False
                line.release()
            await send(message)

        try:
            await self._app(scope, receive, made)
        finally:
            if held:
                line.release()


def made_at_once(path: str) -> bool:
    """Whether a page is made without waiting for anything but the interpreter."""
    return path.removeprefix(_API).startswith(PAGES) and "." not in path.rpartition("/")[2]
