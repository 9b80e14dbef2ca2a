"""Plain text and Markdown: where the title ends and the text begins."""

from __future__ import annotations

import re

from attache.core.text import normalise
from attache.read.dates import parse
from attache.read.formats.part import Part

__all__ = ["markdown", "plain", "titled"]

_FURNITURE = frozenset(
    re.findall(
        r"[^|]+",
        "pages|page|home|menu|print|share|back|search|contents|skip to content|skip to main content|no comments"
        "|post a comment|首页|主页|打印|返回|关闭|分享|导航|目录|当前位置|正文|网站首页",
    )
)
_LABELLED = re.compile(
    r"(?:标 ?题|題 ?目|题 ?目|项目名称|項目名稱|名 ?称|Title|Subject) ?[:：] ?(?P<title>\S.{0,199})$", re.I
)
_SENTENCE = re.compile(r"[。！？；;，,]$|[.!?]$")
_LABEL_LINE = re.compile(r"\s*[^\s:：]{2,12} ?[:：]")
_LONGEST = 200
_FRONT = re.compile(r"\A---\n(?P<lines>(?:[^\n]*\n){0,60}?)---\n")
_HEADING = re.compile(r"^#{1,2} +(?P<title>[^\n]{1,200}?) *#*$", re.M)


def plain(text: str) -> Part:
    """Return plain text as one document."""
    title, rest = titled(text)
    return Part("", "text", text=rest, title=title)


def titled(text: str) -> tuple[str | None, str]:
    """Split text into its title and the rest.

    The title is the first line of at most 200 characters that is neither furniture (Pages, 首页) nor a date
    and behind which a blank line or the body stands; lines of furniture before it are left out, a date stays.
    A trail such as `Home China Some Title` over the line `Some Title` is furniture too.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines[:40]):
        words = normalise(line)
        if not words or words.lower().rstrip(":：") in _FURNITURE or _is_trail(words, lines[number + 1 :]):
            continue
        if len(words) <= 60 and parse(words):
            kept.append(line)
            continue
        label = _LABELLED.match(words)
        if label or _is_title(words, lines[number + 1 :]):
            rest = "\n".join(kept + lines[number + 1 :])
            return (label["title"] if label else words), rest.strip("\n")
        break
    return None, text


def _is_trail(words: str, following: list[str]) -> bool:
    below = [normalise(line) for line in following[:4] if line.strip()][:1]
    return any(len(title) >= 4 and words != title and words.endswith(title) for title in below)


def _is_title(words: str, following: list[str]) -> bool:
    rest = next((line for line in following if line.strip()), None)
    if len(words) > _LONGEST or rest is None:
        return False
    if following and not following[0].strip():
        return not re.search("[。；;，,]$", words)
    return not _SENTENCE.search(words) and (
        len(rest) > max(60, 2 * len(words)) or _LABEL_LINE.match(rest) is not None or len(words) <= 60
    )


def markdown(text: str) -> Part:
    """Return Markdown as one document; a front matter's title and date are used, its other lines reported."""
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    stated: dict[str, str] = {}
    if front:
        pairs = (line.partition(":") for line in front["lines"].split("\n") if ":" in line)
        stated = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
        text = text[front.end() :]
    heading = _HEADING.search(text)
    title = stated.get("title") or (heading["title"] if heading else None)
    if heading and heading["title"] == title:
        text = text[: heading.start()] + text[heading.end() :]
    if title is None:
        title, text = titled(text)
    unread = tuple(sorted(set(stated) - {"title", "date", "url"}))
    fields = {"date": stated.get("date"), "url": stated.get("url"), "row": stated, "unread": unread} if stated else None
    return Part("", "markdown", text=text.strip("\n"), title=title, fields=fields)
