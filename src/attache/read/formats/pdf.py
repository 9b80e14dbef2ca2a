"""PDF: the text of the pages, with lines joined to paragraphs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from attache.core.text import normalise
from attache.read.dates import parse
from attache.read.formats.part import Part, refuse
from attache.read.formats.plain import titled

__all__ = ["paragraphs", "pdf"]

_MOST_PAGES = 2_000
_FEWEST_LETTERS = 10
_NUMBERED = re.compile(r"\W*(?:第? ?\d{1,4} ?页?|page \d{1,4}|\d{1,4} ?[/|] ?\d{1,4}|[-–—] ?\d{1,4} ?[-–—])\W*", re.I)
_BROKEN = re.compile("[\ufffe\u00ad\x02]\n?(?=(.))")
_ENDS = re.compile("[。！？：；!?:;…”」』)）]$|\\.$")
_OPENS = re.compile(
    r"\s*(?:[•·●○■◆▪➢\-–—*]|[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十0-9]{1,3}[章节条]|附件)"
)
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|无标题|未命名|新建|document\d*$|幻灯片|slide"
    r"|print|scan)|\.(?:docx?|pdf|indd|wps|xlsx?|pptx?)$",
    re.I,
)


def pdf(body: bytes, name: str) -> Part:
    """Return a PDF as one document; a scan and a locked file are refused."""
    import pypdfium2  # noqa: PLC0415 -- the library is large

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refuse("is protected by a password", name, "save it without one") from None
        raise refuse("is a damaged PDF, or cut short", name, "fetch it again") from None
    try:
        if len(document) > _MOST_PAGES:
            raise refuse(f"is a PDF of more than {_MOST_PAGES:,} pages", name, "split it")
        pages = [_page(document, number) for number in range(len(document))]
        stated = normalise(document.get_metadata_value("Title") or "")
    except pypdfium2.PdfiumError:
        raise refuse("is a damaged PDF, or cut short", name, "fetch it again") from None
    finally:
        document.close()
    if sum(map(str.isalpha, "".join(pages))) < _FEWEST_LETTERS:
        raise refuse("is a PDF without text, perhaps a scan", name, "run it through text recognition first")
    title, rest = titled(paragraphs(pages))
    if _is_title(stated, pages[0]):
        title, rest = stated, rest if title is None or title == stated else f"{title}\n{rest}"
    return Part("", "pdf", text=rest, title=title)


def _page(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]
    text = page.get_textpage()
    try:
        return _BROKEN.sub(_mended, str(text.get_text_range()).replace("\r\n", "\n").replace("\r", "\n"))
    finally:
        text.close()
        page.close()


def _mended(broken: re.Match[str]) -> str:
    """Return what stands at a hyphen at a line's end, which the library marks: nothing before a small letter."""
    return "" if broken[1].islower() else "-"


def _is_title(stated: str, first_page: str) -> bool:
    """Tell whether the title in a PDF's properties is one: no file name, and mostly words of the first page."""
    if not 4 <= len(stated) <= 200 or _NO_TITLE.search(stated):
        return False
    page = set(normalise(first_page))
    letters = [char for char in stated if char.isalpha()]
    words = re.findall(r"[A-Za-z]{3,}", stated)
    seen = all(char in page for char in letters)
    return bool(letters) and seen and all(word.lower() in first_page.lower() for word in words)


def paragraphs(pages: Sequence[str]) -> str:
    """Return the pages' text with running heads and page numbers left out and broken lines joined."""
    split = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    running = _running(split)
    lines = [line for page in split for n, line in enumerate(page) if not _is_edge(n, page, running)]
    full = 0.75 * _percentile([_width(line) for line in lines])
    out: list[str] = []
    closed = True
    for line in lines:
        if out and not closed and not _OPENS.match(line) and not (len(line) <= 40 and parse(line)):
            out[-1] = _join(out[-1], line)
        else:
            out.append(line)
        closed = _width(line) < (1.25 * full if _ENDS.search(line) else full)
    return "\n".join(out)


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the first and last lines, without figures, that stand on at least half of three or more pages."""
    edges = Counter(re.sub(r"\d+", "", line) for page in pages for line in {*page[:1], *page[-1:]})
    return {line for line, count in edges.items() if len(pages) >= 3 and count >= len(pages) / 2}


def _is_edge(number: int, page: Sequence[str], running: set[str]) -> bool:
    if number not in (0, len(page) - 1):
        return False
    return bool(_NUMBERED.fullmatch(page[number])) or re.sub(r"\d+", "", page[number]) in running


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _percentile(widths: list[int]) -> int:
    return sorted(widths)[math.ceil(0.9 * len(widths)) - 1] if widths else 0


def _join(before: str, line: str) -> str:
    """Join two lines: Chinese without a space, a word broken at a hyphen without it, others with a space."""
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and line[:1].islower():
        return before[:-1] + line
    wide = unicodedata.east_asian_width(before[-1]) in "WF" or unicodedata.east_asian_width(line[0]) in "WF"
    return before + line if wide else f"{before} {line}"
