"""Answers that were given before, by their tag: an equal tag stands for an equal answer, so it is not made again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Message

__all__ = ["Answer", "Answers", "Collected"]

MOST = 96 << 20
"""Bytes of all answers that are kept."""
LONGEST = 512 << 10
"""Bytes of one; what is longer is a download."""
_KINDS = (b"text/html", b"application/json")

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The headers and the body of an answer with status 200."""

    headers: Headers
    body: bytes


class Answers:
    """Answers by tag; those that nobody asked for longest make room."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> Answer | None:
        """Return the answer of a tag."""
        with self._lock:
            found = self._kept.get(tag)
            if found is not None:
                self._kept.move_to_end(tag)
            return found

    def put(self, tag: str, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            if tag in self._kept or len(answer.body) > self._most:
                return
            self._kept[tag] = answer
            self._bytes += len(answer.body)
            while self._bytes > self._most:
                self._bytes -= len(self._kept.popitem(last=False)[1].body)


class Collected:
    """The messages of one answer as they pass; `answer` is there when they have ended and may be kept.

    What sets a cookie is of one visitor, and what is a download is read once; neither is kept.
    """

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self._headers: Headers | None = None
        self._body = bytearray()

    def see(self, message: Message) -> None:
        """Take a message in."""
        if message["type"] == "http.response.start":
            headers = tuple((bytes(name).lower(), bytes(value)) for name, value in message["headers"])
            self._headers = headers if message["status"] == 200 and _may(dict(headers)) else None
        elif self._headers is not None:
            self._body += message.get("body", b"")
            if len(self._body) > LONGEST:
                self._headers = None
            elif not message.get("more_body", False):
                self.answer = Answer(self._headers, bytes(self._body))


def _may(headers: dict[bytes, bytes]) -> bool:
    kind = headers.get(b"content-type", b"")
    return kind.startswith(_KINDS) and b"set-cookie" not in headers and b"content-disposition" not in headers
