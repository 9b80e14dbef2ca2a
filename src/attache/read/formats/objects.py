"""JSON: an object, a list of objects, or one object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attache.read.formats.fields import is_record, part_of
from attache.read.formats.part import Part, refuse

__all__ = ["is_json", "objects"]

_DEEPEST = 5


def is_json(text: str) -> bool:
    """Tell whether a text is JSON, or begins with a line that is a JSON object."""
    for part in (text, text.lstrip().split("\n", 1)[0]):
        try:
            return isinstance(json.loads(part), dict | list)
        except (ValueError, RecursionError):
            continue
    return False


def objects(text: str, name: str, *, lines: bool) -> list[Part]:
    """Return one document per object of JSON or JSON lines; keys are the objects' ids where all differ."""
    found = list(_lines(text, name) if lines or _by_line(text) else _whole(text, name))
    if not found:
        raise refuse(
            "is JSON without an object that has a title or a text", name, "name the fields title, text, date, url"
        )
    idents = [str((part.fields or {}).get("id") or "") for part in found]
    unique = len(set(idents)) == len(idents) and all(idents)
    if len(found) == 1 and not lines:
        return [_keyed(found[0], "")]
    return [_keyed(part, idents[n] if unique else part.key) for n, part in enumerate(found)]


def _keyed(part: Part, key: str) -> Part:
    return Part(key, part.kind, part.html, part.text, part.title, part.fields)


def _by_line(text: str) -> bool:
    """Tell whether a text is several JSON objects, one per line."""
    first, _, rest = text.strip().partition("\n")
    if not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str, name: str) -> Iterator[Part]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _load(line, name, number)
            if not isinstance(row, dict):
                raise refuse(f"line {number} is no JSON object", name, "write one object per line")
            yield part_of(row, str(number), "jsonl")


def _whole(text: str, name: str) -> Iterator[Part]:
    value = _load(text, name, None)
    for number, row in enumerate(_records(value, 0), 1):
        yield part_of(row, str(number), "json")


def _records(value: Any, depth: int) -> Iterator[Mapping[str, object]]:
    """Yield the records in a value: itself, or those in its lists."""
    if isinstance(value, str) and value.strip():
        yield {"text": value}
    elif isinstance(value, dict) and is_record(value):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _records(inner, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list) or depth == 0:
                yield from _records(inner, depth + 1)


def _load(text: str, name: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = line or error.lineno
        raise refuse(f"is not valid JSON: line {at}: {error.msg}", name, "correct that line") from None
    except (ValueError, RecursionError):
        where = f" in line {line}" if line else ""
        raise refuse(f"is JSON with a number too long or too deeply nested{where}", name, "correct it") from None
