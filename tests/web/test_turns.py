"""A few pages are made at a time; who waits for something else keeps nobody waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from attache.web.turns import AT_ONCE, Turns, made_at_once
from tests.web.looping import looped


class Slow:
    """An application whose answers begin and end when a test says so."""

    def __init__(self) -> None:
        self.made, self.most, self.begun = 0, 0, 0
        self.go, self.sent = asyncio.Event(), asyncio.Event()
        self.fails = False

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.begun += 1
        self.made += 1
        self.most = max(self.most, self.made)
        try:
            await self.go.wait()
        finally:
            self.made -= 1
        if self.fails:
            raise ValueError("broken")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def ask(turns: Turns, path: str, method: str = "GET", send: Any = None) -> asyncio.Task[None]:
    async def receive() -> Message:
        raise AssertionError("nothing is received")

    async def away(_message: Message) -> None:
        return None

    scope = {"type": "http", "method": method, "path": path}
    return asyncio.ensure_future(turns(scope, receive, send or away))  # type: ignore[arg-type]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_few_at_a_time_and_all_in_the_end() -> None:
    async def work() -> None:
        slow = Slow()
        turns = Turns(slow)
        asked = [ask(turns, f"/opportunities/{n}") for n in range(9)]
        await settle()
        assert slow.begun == AT_ONCE
        slow.go.set()
        await asyncio.wait_for(asyncio.gather(*asked), 10)
        assert (slow.begun, slow.most, slow.made) == (9, AT_ONCE, 0)

    looped(work)


@pytest.mark.parametrize("fails", [False, True])
def test_a_turn_ends_with_a_failure_or_one_that_went_away(fails: bool) -> None:
    async def work() -> None:
        slow = Slow()
        slow.fails = fails
        turns = Turns(slow)
        first = [ask(turns, "/needs") for _ in range(AT_ONCE)]
        waiting = ask(turns, "/events")
        await settle()
        waiting.cancel()
        if fails:
            slow.go.set()
            assert all(isinstance(one, ValueError) for one in await asyncio.gather(*first, return_exceptions=True))
        else:
            for one in first:
                one.cancel()
            await asyncio.gather(*first, waiting, return_exceptions=True)
        slow.fails = False
        slow.go.set()
        await asyncio.wait_for(asyncio.gather(*(ask(turns, "/needs") for _ in range(2 * AT_ONCE))), 10)

    looped(work)


def test_who_reads_slowly_keeps_nobody_waiting() -> None:
    async def work() -> None:
        slow, read = Slow(), asyncio.Event()

        async def send(_message: Message) -> None:
            await read.wait()

        turns = Turns(slow)
        slow.go.set()
        readers = [ask(turns, "/opportunities", send=send) for _ in range(2 * AT_ONCE)]
        await settle()
        assert slow.begun == 2 * AT_ONCE
        await asyncio.wait_for(ask(turns, "/opportunities"), 10)
        read.set()
        await asyncio.gather(*readers)

    looped(work)


def test_what_may_wait_for_something_else_stands_in_no_line() -> None:
    async def work() -> None:
        slow = Slow()
        turns = Turns(slow)
        others = [ask(turns, "/opportunities"), ask(turns, "/needs")]
        await settle()
        free = [ask(turns, path) for path in ("/figures/records", "/opportunities.csv", "/", "/static/x")]
        free += [ask(turns, "/opportunities/x/code", method="POST")]
        await settle()
        assert slow.begun == AT_ONCE + len(free)
        slow.go.set()
        await asyncio.gather(*others, *free)

    looped(work)


def test_one_application_in_several_loops() -> None:
    turns = Turns(Slow())

    async def work() -> None:
        slow = Slow()
        turns._app = slow
        asked = [ask(turns, "/opportunities") for _ in range(3 * AT_ONCE)]
        await settle()
        slow.go.set()
        await asyncio.gather(*asked)

    for _ in range(3):
        looped(work)


@pytest.mark.parametrize(
    ("path", "yes"),
    [
        ("/opportunities", True), ("/documents/doc-1", True), ("/api/v1/opportunities/opp-1", True),
        ("/opportunities.csv", False), ("/needs/x/postings.csv", False), ("/countries/DE", False), ("/screen", False),
        ("/api/v1/measures", False), ("/captures/x", False),
    ],
)  # fmt: skip
def test_which_pages_stand_in_line(path: str, yes: bool) -> None:
    assert made_at_once(path) is yes
