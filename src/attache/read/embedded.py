"""Text that a page carries in its scripts for a browser to show: JSON, JavaScript strings, escaped HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

__all__ = ["embedded"]

_READ = 3_000_000
_SHORTEST = 120
_MOST = 12
_STRING = re.compile(
    r"""[:=,(\[{]\s*+(?:"((?:[^"\\]++|\\.)*+)"|'((?:[^'\\]++|\\.)*+)'|`((?:[^`\\]++|\\.)*+)`)""", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "r": "\n", "t": " ", "b": "", "f": "", "v": " ", "0": "", "\n": ""}
_MARKUP = re.compile(r"</?(?:p|div|br|span|section|h\d|li|table|strong|img)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:lt|#60|#x3c);", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>|&[a-z]{2,8};")
_CODE = re.compile(r"[{}=$\\\[\]]|;\s|\)\s?\{")
_MARKS = re.compile(r"[。！？；，、]|[.,!?;:](?=\s|<|$)")


def embedded(tree: LexborHTMLParser) -> list[str]:
    """Return texts found in scripts and text areas as HTML, those with most sentences first; at most twelve."""
    found = dict[str, int]()
    for raw in _strings(tree):
        text = raw
        for _ in range(2):
            if _ENTITY.search(text):
                text = html.unescape(text)
        text = text.strip().removeprefix("&quot;").removesuffix("&quot;")
        words = _TAG.sub("", text[:100_000])
        marks = len(_MARKS.findall(words))
        if marks >= 3 and marks * 200 > len(words) and len(_CODE.findall(words)) * 60 < len(words):
            found[text if _MARKUP.search(text) else _paragraphs(text)] = marks
    return sorted(found, key=lambda text: (-found[text], text))[:_MOST]


def _strings(tree: LexborHTMLParser) -> Iterator[str]:
    left = _READ
    for node in tree.css("script, textarea, xmp, noscript"):
        text = (node.text(deep=True) or "")[:left]
        left -= len(text)
        kind = (node.attributes.get("type") or "").lower()
        if node.tag != "script" or "html" in kind or "template" in kind or kind == "text/plain":
            yield text
        elif len(text) > _SHORTEST:
            yield from _literals(text)


def _literals(script: str, *, deep: bool = True) -> Iterator[str]:
    for match in _STRING.finditer(script):
        double = match[1]
        text = double if double is not None else match[2] if match[2] is not None else match[3]
        if len(text) >= _SHORTEST:
            plain = _plain(text, double is not None)
            yield plain
            if deep and plain.lstrip()[:1] in ("{", "["):
                yield from _literals(plain, deep=False)


def _plain(text: str, double: bool) -> str:
    if double:
        try:
            return str(json.loads(f'"{text}"', strict=False))
        except ValueError:
            pass
    joined = _ESCAPE.sub(_unescaped, text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROL.get(match[3], match[3])


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
