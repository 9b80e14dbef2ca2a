"""JSON of any size, one object at a time: lines, a list, or a list under one key."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from attache.core.errors import InputError

__all__ = ["LIST_KEYS", "json_lines", "json_list", "listed_under"]

LONGEST = 8 * 1024 * 1024
"""Characters of one object."""
_STEP = 1 << 20
LIST_KEYS = ("results", "entities", "items", "data", "entries", "records")
_GAP = re.compile(r"[\s,]*")
_MEND = "write one JSON object per entry"


def json_lines(body: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON lines; InputError names the line that holds none."""
    for number, line in enumerate(_lines(body), 1):
        where = f"{name}, line {number}"
        if not line.strip():
            continue
        if len(line) > LONGEST:
            raise InputError(f"is longer than {LONGEST:,} bytes", where=where, mend=_MEND)
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"is not JSON ({_short(error)})", where=where, mend=_MEND) from None
        yield _object(found, where)


def _lines(body: bytes) -> Iterator[bytes]:
    start = 3 if body.startswith(codecs.BOM_UTF8) else 0
    while start < len(body):
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        yield body[start:end]
        start = end + 1


def json_list(body: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON list, holding no more than a part of it in memory."""
    decoder, text, at = json.JSONDecoder(), "", 0
    parts = _decoded(body, name)
    text = next(parts, "").lstrip("\ufeff \t\r\n")[1:]
    number, ended = 0, False
    while True:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr] # it matches nothing too
        if text.startswith("]", at):
            return
        where = f"{name}, entry {number + 1}"
        try:
            found, at = decoder.raw_decode(text, at) if at < len(text) else _more()
        except (ValueError, RecursionError) as error:
            if isinstance(error, RecursionError) or ended or len(text) - at > LONGEST:
                what = "is cut short" if ended else f"is not JSON ({_short(error)})"
                raise InputError(what, where=where, mend="fetch the register again") from None
            more = next(parts, None)
            ended = more is None
            text, at = text[at:] + (more or ""), 0
            continue
        number += 1
        yield _object(found, where)


def _more() -> tuple[Any, int]:
    raise ValueError("more is needed")


def _decoded(body: bytes, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _STEP):
            yield decoder.decode(body[start : start + _STEP], final=start + _STEP >= len(body))
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=name, mend="save it as UTF-8") from None


def listed_under(body: bytes, name: str) -> list[dict[str, Any]]:
    """Return the objects listed under `results`, `items` … of one JSON object."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({_short(error)})", where=name, mend="fetch the register again") from None
    for key in LIST_KEYS:
        rows = found.get(key) if isinstance(found, dict) else None
        if isinstance(rows, list):
            return [_object(row, f"{name}, entry {number}") for number, row in enumerate(rows, 1)]
    mend = f"give a list, or an object with a list under one of {', '.join(LIST_KEYS)}"
    raise InputError("holds no list of entries", where=name, mend=mend)


def _object(found: Any, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise InputError("is not a JSON object", where=where, mend=_MEND)
    return found


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
