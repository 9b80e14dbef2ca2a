"""Shapes: what a body is before it is understood: title, body text, and what the page itself states.

The known JSON of cistc.gov.cn has templates of its own with strict auditing: a field that no template uses
is reported. Every other body goes by what it is: a page, a document, a row of a table, plain text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attache.core.errors import InputError
from attache.read.decode import decode
from attache.read.formats import Part, documents
from attache.read.fragment import fragment
from attache.read.page import page

__all__ = ["TEMPLATES", "Shape", "shapes"]

TEMPLATES = {
    "cistc-project": ("ProjectTitle", "ProjectPublicDate", "ProjectContent"),
    "cistc-info": ("InfoTitle", "InfoPublicDate", "InfoContent"),
}
"""Templates for JSON items: the fields that hold title, date and content."""

_KEYS = frozenset({"id", "infoid", "projectid", "column", "columnid"})
_LONGEST_LEAD = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """One document as its body gives it, not yet normalised.

    `key` tells the documents of one body apart (empty where there is one); `stated` is a date that the
    source gives in a field of its own; `lead` and `tail` stand before and after the main text of a page;
    `unread` names fields that no template uses.
    """

    key: str
    template: str
    title: str
    body: str
    stated: str | None = None
    lead: str = ""
    tail: str = ""
    url: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def shapes(
    body: bytes, *, name: str, media_type: str | None = None, charset: str | None = None, template: str | None = None
) -> list[Shape]:
    """Return the documents in `body`; raises InputError with the reason where there is none to be had.

    `template` names a template that the body must follow; a body that does not is refused.
    """
    known = _templated(body, charset) if body.lstrip()[:1] in (b"{", b"\xef") else None
    if known:
        return [known]
    if template in TEMPLATES:
        raise InputError(
            f"does not follow template {template}", where=name, mend="look at the capture; the site may have changed"
        )
    return [_shape(part) for part in documents(body, name=name, media_type=media_type, charset=charset)]


def _templated(body: bytes, charset: str | None) -> Shape | None:
    try:
        item: Any = json.loads(decode(body, charset, "application/json")[0].lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict):
        return None
    for template, (title, date, content) in TEMPLATES.items():
        if title in item and content in item:
            unread = sorted(key for key in item if key not in (title, date, content) and key.lower() not in _KEYS)
            stated = str(item[date]) if item.get(date) else None
            text = fragment(str(item[content] or ""))
            return Shape("", template, fragment(str(item[title] or "")), text, stated=stated, unread=tuple(unread))
    return None


def _shape(part: Part) -> Shape:
    if part.html is not None:
        found = page(part.html)
        lead, tail = found.lead[-_LONGEST_LEAD:], found.tail[:_LONGEST_LEAD]
        return Shape(part.key, part.kind, found.title, found.text, lead=lead, tail=tail, meta=found.meta)
    fields = part.fields or {}
    return Shape(
        part.key,
        part.kind,
        part.title or "",
        part.text or "",
        stated=_text(fields.get("date")),
        url=_text(fields.get("url")) or "",
        unread=tuple(str(name) for name in fields.get("unread", ()) or ()),  # type: ignore[attr-defined]
    )


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
