"""Bytes to text for lists and handlers, when the declared character set cannot be trusted."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

__all__ = ["text_of"]

_INNER = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FREQUENT = {"gb18030": (0xB0, 0xD7), "big5hkscs": (0xA4, 0xC6)}
"""Lead bytes of the frequent characters (level 1) in each set."""
_ENOUGH, _SAMPLE = 0.7, 4000
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}


def text_of(body: bytes, declared: str | None = None) -> str:
    """Return `body` as text; never raises.

    A byte order mark decides, then the first of UTF-8, the `declared` character set and the one named in
    the document that decodes without an error (UTF-8 first: text in another set is hardly ever valid UTF-8),
    then what reads as frequent Chinese characters, then detection with replacement characters.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    inner = _INNER.search(body[:2048])
    for candidate in ("utf-8", declared, inner[1].decode("ascii") if inner else None):
        if candidate and (text := _strict(body, candidate)) is not None:
            return text
    return _chinese(body) or str(bytes_to_str(body, detect_encoding(body) or "utf-8", errors="replace"))


def _strict(body: bytes, name: str) -> str | None:
    name = map_encoding_to_html5(name, fallback_utf8=False) or ""  # keeps out Python's own odd codecs
    try:
        return body.decode(_WIDER.get(name, name))
    except (LookupError, ValueError):
        return None


def _chinese(body: bytes) -> str | None:
    """Return `body` in the Chinese set in which most of it is frequent characters; short texts defeat detectors."""
    best, found = _ENOUGH, None
    for name, (first, last) in _FREQUENT.items():
        if (text := _strict(body, name)) is not None and (share := _share(text, name, first, last)) > best:
            best, found = share, text
    return found


def _share(text: str, name: str, first: int, last: int) -> float:
    sample = [char.encode(name) for char in text if char > "\x7f"][:_SAMPLE]
    return sum(len(code) == 2 and first <= code[0] <= last for code in sample) / len(sample) if sample else 0.0
