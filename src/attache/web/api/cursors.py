"""Cursors: where a client stopped in a list. Each holds for one edition and one question, and says so when it is not.

A cursor is opaque to clients. Its digest is no secret; it tells a cursor of ours from one that was cut or changed.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from attache.core.errors import InputError
from attache.core.ids import digest
from attache.web.site import GoneError, View

__all__ = ["MOST", "Paging", "Place"]

MOST = 500
"""Records in one answer at most."""
_FURTHEST = 10**9
_OWN = frozenset({"cursor", "limit", "edition", "lang"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer begins and how many records it has at most; `request` is what the next one is asked by."""

    request: Request
    limit: int
    cursor: str | None

    def start(self, view: View) -> int:
        """Return the number of records to pass over.

        InputError for what is no cursor of this question; GoneError for one of another edition.
        """
        if self.cursor is None:
            return 0
        edition, offset = _read(self.cursor, self._question)
        if edition != view.edition.edition_id:
            mend = "ask with `edition=` as the `next` of the answer has it, or begin again without a cursor"
            raise GoneError("the cursor is of another edition", mend=mend)
        return offset

    def next(self, view: View, offset: int) -> str:
        """Return the address of the answer that begins after `offset` records, on the same edition."""
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in _OWN]
        kept += [(name, value) for name, value in self.request.query_params.multi_items() if name == "lang"][:1]
        kept += [("edition", str(view.number)), ("limit", str(self.limit))]
        cursor = _write(view.edition.edition_id, self._question, offset)
        return f"{self.request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"

    @property
    def _question(self) -> str:
        pairs = sorted(pair for pair in self.request.query_params.multi_items() if pair[0] not in _OWN)
        return f"{self.request.url.path}?{urlencode(pairs)}"


def _write(edition: str, question: str, offset: int) -> str:
    text = f"{edition}.{offset}.{_mark(edition, question, offset)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, question: str) -> tuple[str, int]:
    wrong = InputError("the cursor is none of this question", mend="use the `next` of an answer as it stands")
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        edition, number, mark = raw.decode("ascii").split(".")
    except (ValueError, binascii.Error):
        raise wrong from None
    if not (number.isdigit() and len(number) < 10 and int(number) < _FURTHEST):
        raise wrong
    if mark != _mark(edition, question, int(number)):
        raise wrong
    return edition, int(number)


def _mark(edition: str, question: str, offset: int) -> str:
    return digest(f"{edition} {offset} {question}")[:20]


def _place(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Records in one answer at most.")] = 20,
    cursor: Annotated[
        str | None,
        Query(max_length=400, description="Where to go on, as `next` of an answer has it."),
    ] = None,
) -> Place:
    return Place(request, limit, cursor)


Paging = Annotated[Place, Depends(_place)]
"""A parameter of a route that lists: `limit` and `cursor` of the address."""
