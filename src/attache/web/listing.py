"""Lists of records: which page, in which order, and how they are taken along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from attache.core.errors import InputError
from attache.publish.csvs import safe_cell
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.accounts.audit import exported
from attache.web.language import language_of
from attache.web.site import View

__all__ = ["MOST", "PER_PAGE", "Listing", "chosen", "like", "listed", "page_asked", "taken"]

PER_PAGE = 25
MOST = 10_000
"""Records that one download holds at most."""
_DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its rows, its number from 1, how many pages and rows there are in all."""

    rows: Sequence[Mapping[str, Any]]
    page: int
    pages: int
    total: int


def page_asked(request: Request, name: str = "page") -> int:
    """Return the number of the page that is asked for; InputError for what is no number of a page."""
    text = request.query_params.get(name) or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= _DEEPEST):
        raise InputError(f"there is no page `{text[:20]}`", mend=f"use a number from 1 to {_DEEPEST}, or narrow down")
    return int(text)


def chosen(request: Request, name: str, known: Iterable[str], default: str = "") -> str:
    """Return which of some values is asked for; InputError for another."""
    value, all_known = request.query_params.get(name) or default, list(known)
    if value and value not in all_known:
        raise InputError(f"`{name}` has no value `{value[:40]}`", mend=f"use one of {', '.join(all_known[:30])}")
    return value


def like(word: str) -> str:
    """Return the pattern of SQL's `like … escape '\\'` for texts that hold a word."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def listed(view: View, query: str, values: Sequence[object], page: int, *, total: int, size: int = PER_PAGE) -> Listing:
    """Return a page of a query over the shelf; its last page where the page asked for lies behind it."""
    pages = max(1, -(-total // size))
    page = min(page, pages)
    rows = view.shelf.rows(f"{query} limit ? offset ?", (*values, size, (page - 1) * size))
    return Listing(rows, page, pages, total)


def taken(
    request: Request, view: View, form: str, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> Response:
    """Give records as CSV or JSON, and note that; both say the notice, and that data is synthetic where it is."""
    exported(request)
    headers = {"content-disposition": f'attachment; filename="{name}-edition-{view.number}.{form}"'}
    language = language_of(request)
    notices = [NOTICE[language], *([SYNTHETIC[language]] if view.synthetic else [])]
    if form == "csv":
        lines = _csv(columns, rows, notices)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)
    records = [{column: row[column] for column in columns} for row in rows]
    told = {"edition": view.edition.edition_id, "as_of": view.as_of, "address": str(request.url.path)}
    told |= {"query": str(request.url.query)}
    body = json.dumps({**told, "notice": notices, "records": records}, ensure_ascii=False)
    return Response(body, media_type="application/json", headers=headers)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], notices: Sequence[str]) -> Iterator[str]:
    """Yield the lines; the notices stand in a column of their own in rows at the end, so that nothing is no export."""
    yield "\ufeff" + _line([*columns, "notice"])
    for row in rows:
        yield _line([*(safe_cell(row[column]) for column in columns), ""])
    for notice in notices:
        yield _line([*("" for _ in columns), safe_cell(notice)])


def _line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
