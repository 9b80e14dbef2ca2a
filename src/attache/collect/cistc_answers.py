"""The answers of cistc.gov.cn's handlers, read leniently: lists of items, and the judgement over one item.

The handlers send JSON; seen beside it in the wild of such sites, and read here: byte order marks, other
character sets, callbacks around the object, JSON inside a JSON string, text after the end, HTML with links.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from attache.collect.adapter import Listing, unreadable, vanished
from attache.collect.charset import text_of
from attache.collect.exchange import ContentError, Response, content, media_type

__all__ = ["Row", "read_item", "read_list"]

_CALLBACK = re.compile(r"\s*[A-Za-z_$][\w.$]{0,100}\s{0,10}\(\s{0,10}(?=[\[{\"])")
_ID = re.compile(r"(?:^|[?&;])\s{0,3}(id|infoid|column|columnid)\s{0,3}=\s{0,3}(\d{1,18})(?!\d)", re.IGNORECASE)
_LINK = re.compile(r"infoDetail\.html\?[^\"'<>\s\\]{0,200}", re.IGNORECASE)
_GONE = re.compile(
    r"(?<!\d)404(?!\d)|not\s?found|cannot be found|does(?: not|n't) exist|"
    r"不存在|已删除|已被删除|找不到|未找到|没有找到|无法找到|已下线",
    re.IGNORECASE,
)
_LIST_FIELDS = frozenset({"maxpage", "pagenum", "projectlist", "infolist", "menulist", "menuinfolist", "list"})
_ROW_FIELDS = frozenset(
    {"projecturl", "projecttitle", "projectpublicdate", "projectid", "projectname", "infourl", "infotitle"}
    | {"infopublicdate", "infoid", "menuurl", "menutitle", "menupublicdate"}
)
_LONGEST_PAGE_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list: the item's id, the column and kind that its address names, and what the list says."""

    id: str
    column: int | None
    kind: str | None
    mark: str


def read_list(response: Response, known: frozenset[str] = frozenset()) -> tuple[Listing, list[Row]]:
    """Read a list handler's answer; the Listing carries what is not about single rows, the rows the rest."""
    data, _, problem = _data(response)
    if problem:
        return Listing(problem=problem), []
    table = _unwrapped(data)
    entries, fields = _entries(table, data)
    rows = [row for entry in entries if (row := _row(entry))] or _linked(data)
    if not rows and not isinstance(data, list) and not (fields or "maxpage" in table):
        return Listing(problem="neither a list nor a page count in it"), []
    unknown = [f"{name} (of the list)" for name in table if name not in _LIST_FIELDS and name not in known]
    used = {name for entry in entries for name in _lowered(entry)}
    unknown += sorted(name for name in used if name not in _ROW_FIELDS and name not in known)
    if len(rows) < len(entries):
        unknown.append("entries without an id")
    shape = ",".join(sorted(used))
    return Listing(fingerprint=shape, unknown=tuple(unknown), last=_page_number(table.get("maxpage"))), rows


def read_item(response: Response) -> str | None:
    """Return the failure of a detail handler's answer, null where it holds an item."""
    data, text, problem = _data(response)
    if problem:
        if text.lstrip()[:1] == "<" and _GONE.search(text[:4000]):
            return vanished("an error page instead of the item")
        return unreadable(problem)
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not data:
        return vanished("an empty answer")
    table = _lowered(data) if isinstance(data, dict) else {}
    held = [value for name, value in table.items() if name.endswith(("title", "content"))]
    if not held:
        return unreadable("neither a title nor a text in it")
    return None if any(str(value or "").strip() for value in held) else vanished("an item without title and text")


def _data(response: Response) -> tuple[Any, str, str | None]:
    """Return an answer's JSON, its text, and why there is no JSON."""
    if response.failure is not None:
        return None, "", response.failure
    if response.status is not None and not 200 <= response.status < 300:
        return None, "", f"HTTP {response.status}"
    try:
        body = content(response)
    except ContentError as error:
        return None, "", error.what
    text = text_of(body, media_type(response.headers)[1])
    try:
        return _json(text), text, None
    except (ValueError, RecursionError):
        kind = "HTML" if text.lstrip()[:1] == "<" else "text" if text.strip() else "an empty body"
        return None, text, f"{kind} instead of JSON"


def _json(text: str) -> Any:
    text = text.lstrip("\ufeff \t\r\n")
    call = _CALLBACK.match(text)
    value, _ = json.JSONDecoder(strict=False).raw_decode(text[call.end() :] if call else text)
    if isinstance(value, str) and value.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        value, _ = json.JSONDecoder(strict=False).raw_decode(value.lstrip("\ufeff \t\r\n"))
    if isinstance(value, int | float | str) and not isinstance(value, bool) and value != "":
        raise ValueError("a bare value")
    return value


def _lowered(entry: dict[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in entry.items()}


def _unwrapped(data: Any) -> dict[str, Any]:
    """Return the object that holds the list: the answer itself, or an object within it."""
    table = _lowered(data) if isinstance(data, dict) else {}
    if any(isinstance(value, list) for value in table.values()) or "maxpage" in table:
        return table
    inner = (_lowered(value) for value in table.values() if isinstance(value, dict))
    return next((one for one in inner if any(isinstance(value, list) for value in one.values())), table)


def _linked(data: Any) -> list[Row]:
    """Return items that are linked from HTML inside the answer."""
    text = json.dumps(data, ensure_ascii=False)
    found = dict.fromkeys(_numbers(link) for link in _LINK.findall(text))
    return [Row(number, column, "info", "") for number, column in found if number]


def _entries(table: dict[str, Any], data: Any) -> tuple[list[dict[str, Any]], bool]:
    """Return the list's entries and whether a list was there: the one with most items in it."""
    lists = [data] if isinstance(data, list) else [value for value in table.values() if isinstance(value, list)]
    found = [[entry for entry in entries if isinstance(entry, dict)] for entries in lists]
    return max(found, key=lambda entries: sum(_row(entry) is not None for entry in entries), default=[]), bool(lists)


def _row(entry: dict[str, Any]) -> Row | None:
    table = _lowered(entry)
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    mark = " | ".join(" ".join(str(table[name]).split())[:200] for name in sorted(table) if _tells(name))
    for name in sorted(texts, key=lambda name: not name.endswith("url")):
        number, column = _numbers(texts[name])
        if number:
            return Row(number, column, _kind(texts[name]), mark)
    for name in ("projectid", "infoid", "id"):
        value = str(table.get(name, "")).strip()
        if value.isascii() and value.isdigit() and len(value) <= 18:
            return Row(str(int(value)), None, None, mark)
    return None


def _tells(name: str) -> bool:
    return name.endswith(("title", "date", "name"))


def _numbers(address: str) -> tuple[str, int | None]:
    """Return id and column of an address such as `…?column=229&id=5`, whatever their order, case and escapes."""
    found = {name.lower().removesuffix("id") or "id": value for name, value in reversed(_ID.findall(address[:2000]))}
    number = found.get("id") or found.get("info") or ""
    column = found.get("column")
    return (str(int(number)) if number else ""), (int(column) if column else None)


def _kind(address: str) -> str | None:
    path = address.split("?", 1)[0].lower()
    return "info" if "info" in path and "project" not in path else "project" if "project" in path else None


def _page_number(value: Any) -> int | None:
    """Return `Maxpage` as a number: it comes as a number or as a text."""
    if isinstance(value, bool):
        return None
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_PAGE_NUMBER else None
