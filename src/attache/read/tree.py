"""HTML into a tree, whatever it is: what would make the parser slow or hungry is rewritten first.

The parser follows the HTML standard, in which a few constructs cost the square of their number: depth, attributes
of one tag, and formatting elements that were never closed. Ordinary pages come nowhere near the bounds below.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

__all__ = ["LIMIT", "parse"]

LIMIT = 8_000_000
"""Characters of a page that are read; what comes after is not looked at."""

_TAGS = 20_000
_CLONES = 4_000_000
_SMALL = 150_000
_DEEPEST = 200
_MOST = 100_000
_FORMATTING = re.compile(r"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)[\s/][^>]", re.IGNORECASE)
_ATTRIBUTE = r"""(?>[\s/]*+=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)"""
_MANY_ATTRIBUTES = re.compile(rf"(?=(?><[a-zA-Z][^\s/>]*+{_ATTRIBUTE}{{400}}))")
_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9-]{0,20})([^>]*)>?|<[!?][^>]*>?|[^<]+|<", re.DOTALL)
_RAW = re.compile(
    r"<(script|style|textarea|title|noscript|xmp|iframe|noembed|noframes)\b[^<>]*>(.*?)(?:</\1\b[^<>]*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_WANTED = re.compile(
    r"\b(class|id|lang|name|property|content|rel|href|itemprop|datetime|hidden|style|http-equiv)\b"
    r"""(?:\s{0,4}=\s{0,4}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,500})))?""",
    re.IGNORECASE,
)
_VOID = frozenset({"br", "hr", "link", "meta", "wbr"})
_OF_BLOCKS = """
html head body article aside blockquote center dd details div dl dt fieldset figcaption figure footer form header h1 h2
h3 h4 h5 h6 li main nav ol p pre section table tbody thead tfoot tr td th ul caption span a time
"""
_KEPT = frozenset(_OF_BLOCKS.split())
_SIBLING = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "a"})


def parse(page: str) -> LexborHTMLParser:
    """Return the tree of `page`, of which the first `LIMIT` characters count. Never raises; time grows linearly."""
    page = page[:LIMIT]
    try:
        return LexborHTMLParser(_tamed(page) if _hostile(page) else page)
    except UnicodeEncodeError:  # half of a surrogate pair
        return parse(page.encode("utf-8", "replace").decode("utf-8"))


def _hostile(page: str) -> bool:
    tags = page.count("<")
    if tags > _TAGS or (tags * tags > _CLONES and tags * len(_FORMATTING.findall(page)) > _CLONES):
        return True
    return len(page) > _SMALL and _MANY_ATTRIBUTES.search(page) is not None


def _tamed(page: str) -> str:
    """Return `page` written anew: few kinds of tags and attributes, bounded depth, no doubt where a tag ends."""
    out, above, tags = list[str](), list[str](), 0
    for match in _TOKEN.finditer(_RAW.sub(_emptied, page)):
        name = (match[2] or "").lower()
        tags += bool(name)
        if not name:
            out.append("&lt;" if match[0] == "<" else "" if match[0].startswith("<") else match[0])
        elif tags > _MOST or name not in (_VOID if name in _VOID else _KEPT):
            continue
        elif match[1]:
            _close(name, above, out)
        elif name in _VOID:
            out.append(f"<{name}{_few(match[3])}>")
        else:
            _open(name, match[3], above, out)
    return "".join(out)


def _emptied(match: re.Match[str]) -> str:
    if match[1].lower() != "title":
        return " "
    text = match[2][:1000].replace("<", "&lt;")
    return f"<meta property='og:title' content='{text.replace(chr(39), '&#39;')}'>"


def _open(name: str, attributes: str, above: list[str], out: list[str]) -> None:
    if above and above[-1] == name and name in _SIBLING:
        above.pop()
        out.append(f"</{name}>")
    if len(above) >= _DEEPEST:
        out.append("<br>")
        return
    above.append(name)
    out.append(f"<{name}{_few(attributes)}>")


def _close(name: str, above: list[str], out: list[str]) -> None:
    if name not in above[-60:]:
        return
    while above:
        last = above.pop()
        out.append(f"</{last}>")
        if last == name:
            return


def _few(attributes: str) -> str:
    found = dict[str, str]()
    for match in _WANTED.finditer(attributes[:4000]):
        value = match[2] or match[3] or match[4] or ""
        value = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        found.setdefault(match[1].lower(), value)
    return "".join(f' {name}="{value}"' for name, value in found.items())
