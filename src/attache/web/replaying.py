"""Archived pages shown again, inert: nothing in them runs, asks the network, or leads anywhere.

Three walls, each enough by itself: the page is written anew from a list of allowed elements and attributes (OWASP XSS
Prevention Cheat Sheet: HTML sanitisation by an allow-list); its own policy forbids scripts, requests and forms; and the
frame around it is sandboxed without any right (HTML Standard, 4.8.5), so that links, refreshes and forms do nothing.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from selectolax.lexbor import LexborNode

from attache.collect.charset import text_of
from attache.read.tree import parse

__all__ = ["POLICY", "Replay", "inert_html", "replay"]

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""The policy of an archived page (Content Security Policy Level 3)."""
SHOWN = 2_000_000
"""Characters of a body that are shown; the record has all of it."""
_FIELDS = 60
_SHOWN_TAGS = """
a abbr address article aside b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em
figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp
section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr
"""
_LEFT_OUT = """
script style template svg math noscript noembed noframes iframe frame frameset object embed applet audio video source
track canvas area link meta base title head input button select option textarea output xmp plaintext fencedframe param
"""
_KEPT, _GONE = frozenset(_SHOWN_TAGS.split()), frozenset(_LEFT_OUT.split())
_ATTRIBUTES = frozenset(
    {"align", "alt", "class", "colspan", "dir", "height", "lang", "rowspan", "title", "valign", "width"}
)
_PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]*")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]{0,2000}>|&(?:[a-z]{2,8}|#\d{2,6});")
_CALLBACK = re.compile(r"\s*[A-Za-z_$][\w.$]{0,100}\s{0,10}\(\s{0,10}(?=[\[{\"])")
_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.6 sans-serif; margin: 16px; color: #1b1d21; background: #fff; overflow-wrap: anywhere; }}
img {{ max-width: 100%; }} table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #ccc; padding: 4px 8px; }}
dt {{ color: #565b64; font-size: 13px; margin-top: 12px; }} dd {{ margin: 0; }}
a {{ text-decoration: underline dotted; }}
</style></head><body>{body}</body></html>"""
_DEEPEST = 200
_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_BINARY = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Replay:
    """A body for showing: `page` is inert HTML, `raw` the text as received; both empty where `kind` is `binary`.

    `cut` says that the body is longer than what is shown.
    """

    kind: Literal["html", "json", "text", "binary"]
    page: str
    raw: str
    cut: bool


def replay(body: bytes, media_type: str | None, charset: str | None, title: str) -> Replay:
    """Return a body for showing, whatever it is; never raises. The text is decoded as the collector does it."""
    text = text_of(body, charset).removeprefix("\ufeff")
    if _is_binary(body, text):
        return Replay("binary", "", "", cut=False)
    shown, cut = text[:SHOWN], len(text) > SHOWN
    kind, inner = _inner(shown, media_type)
    page = _PAGE.format(title=html.escape(title), body=inner).encode("utf-8", "replace").decode()
    return Replay(kind, page, shown.replace("\x00", "\ufffd"), cut)


def _is_binary(body: bytes, text: str) -> bool:
    sample = text[:_LOOKED_AT]
    return body[:5] == b"%PDF-" or body[:4] == b"PK\x03\x04" or len(_BINARY.findall(sample)) * 20 > len(sample)


def _inner(text: str, media_type: str | None) -> tuple[Literal["html", "json", "text"], str]:
    data = _json(text)
    if data is not None:
        return "json", f"<dl>{''.join(_listed(data))}</dl>"
    if "html" in (media_type or "") or _MARKUP.search(text[:_LOOKED_AT]):
        return "html", inert_html(text)
    return "text", f"<pre>{html.escape(text)}</pre>"


def _json(text: str) -> dict[str, Any] | list[Any] | None:
    """Return the object or list that a text holds, also within a callback or a JSON string; None for anything else."""
    call = _CALLBACK.match(text)
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text[call.end() :] if call else text.lstrip())
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            value, _ = json.JSONDecoder(strict=False).raw_decode(value.lstrip())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _listed(data: Any) -> Iterator[str]:
    """Yield the fields of an answer as terms and definitions, those with markup as the HTML that they hold."""
    left: list[tuple[str, Any]] = [("", data)]
    for _ in range(_FIELDS * 20):
        if not left:
            return
        name, value = left.pop(0)
        if isinstance(value, dict):
            left[:0] = [(str(key), one) for key, one in value.items()]
        elif isinstance(value, list):
            left[:0] = [(name, one) for one in value]
        else:
            text = "" if value is None else str(value)
            shown = inert_html(text) if _MARKUP.search(text) else html.escape(text)
            yield f"<dt>{html.escape(name[:200])}</dt><dd>{shown}</dd>"


def inert_html(page: str) -> str:
    """Return the body of a page, written anew from allowed elements and attributes; links keep their words alone."""
    tree = parse(page)
    return "".join(_written(tree.body)) if tree.body is not None else ""


def _written(root: LexborNode) -> Iterator[str]:
    """Yield tags and texts in order; without recursion, since pages nest as deep as they like."""
    left: list[tuple[LexborNode | None, str]] = [(root.first_child, "")]
    while left:
        node, closing = left.pop()
        if node is None:
            yield closing
            continue
        left.append((node.next, closing))
        if node.is_text_node:
            yield html.escape(node.text_content or "")
        elif node.is_element_node and node.tag not in _GONE:
            kept = node.tag in _KEPT and len(left) < _DEEPEST
            yield _opened(node) if kept else ""
            end = f"</{node.tag}>" if kept and node.tag not in _VOID else ""
            left.append((node.first_child, end))


def _opened(node: LexborNode) -> str:
    attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
    kept = {name: value for name, value in attributes.items() if name in _ATTRIBUTES}
    if node.tag == "a" and "href" in attributes:
        kept["title"] = attributes["href"][:500]
    if node.tag == "img":
        if not _PICTURE.fullmatch(attributes.get("src", "")):
            return f"[{html.escape(kept.get('alt', '') or 'img')}]"
        kept["src"] = attributes["src"]
    told = (f'{name}="{html.escape(value)}"' for name, value in sorted(kept.items()))
    return f"<{' '.join((str(node.tag), *told))}>"
