"""Atom (RFC 4287) and JSON Feed 1.1 of what a search finds: what is new, edited or withdrawn first.

The same edition and search give the same bytes: times are those of the evidence, never those of writing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from attache.build.edition import Edition
from attache.build.indexing import open_index
from attache.core.text import normalise
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.vocabulary.countries import countries
from attache.vocabulary.missions import missions

__all__ = ["Feed", "Item", "feed_of", "to_atom", "to_json"]

_ATOM = "http://www.w3.org/2005/Atom"
_SUMMARY, _FIRST = 280, 40
_ITEMS = """
select d.document_id, d.title, d.url, d.text, d.published_on, d.mission_id, d.host_country, d.synthetic, d.sha256,
  l.status, l.first_seen, l.last_seen,
  greatest(l.status_since, (select max(v.seen_at) from versions v where v.document_id = d.document_id)) as updated
from documents d left join lives l using (document_id) where d.document_id in (select unnest($1))
order by updated desc, d.document_id limit $2
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, of a document.

    `updated` is when its present text or state was first observed; `published` a full date or None.
    """

    id: str
    document: str
    title: str
    url: str | None
    updated: str
    published: str | None
    summary: str
    tags: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of one search over one edition; `updated` is that of its latest item, else of the last capture."""

    id: str
    title: str
    subtitle: str
    updated: str
    items: tuple[Item, ...]


def feed_of(edition: Edition, name: str, words: str, where: Mapping[str, Sequence[str]], *, limit: int = 100) -> Feed:
    """Return the feed of a search: at most `limit` documents, those changed last first."""
    index = open_index(edition)
    keys = [hit.document_id for hit in index.search(words, limit=max(1, len(index)), where=where).hits]
    con = edition.connect()
    try:
        answer = con.execute(_ITEMS, [keys, limit])
        names = [one[0] for one in answer.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        last = con.execute("select max(captured_at) from captures").fetchall()[0][0]
    finally:
        con.close()
    items = tuple(_item(row) for row in rows)
    synthetic = f" {SYNTHETIC['en']}" if any(item.synthetic for item in items) else ""
    return Feed(
        _urn(f"feed {name} {words} {sorted((k, sorted(v)) for k, v in where.items())}"),
        f"Attaché: {name}",
        f"{NOTICE['en']}{synthetic}",
        items[0].updated if items else str(last or "1970-01-01T00:00:00Z"),
        items,
    )


def _item(row: Mapping[str, Any]) -> Item:
    body = " ".join(str(row["text"])[len(str(row["title"])) :].split())
    named = [missions()[row["mission_id"]].name_en] if row["mission_id"] in missions() else []
    named += [countries()[row["host_country"]].name_en] if row["host_country"] in countries() else []
    cut = body[:_SUMMARY] + ("…" if len(body) > _SUMMARY else "")
    head = "; ".join((str(row["status"]), *named, f"SHA-256 of the capture {row['sha256']}"))
    published = row["published_on"] if row["published_on"] and len(row["published_on"]) == 10 else None
    tags = (str(row["status"]), *filter(None, (row["host_country"], row["mission_id"])))
    return Item(
        _urn(row["document_id"]),
        str(row["document_id"]),
        normalise(str(row["title"])) or normalise(body)[:_FIRST] or row["document_id"],
        _web(row["url"]),
        str(row["updated"] or row["first_seen"]),
        f"{published}T00:00:00Z" if published else None,
        f"[{head}] {cut}",
        (*tags, "synthetic") if row["synthetic"] else tags,
        bool(row["synthetic"]),
    )


def _web(url: object) -> str | None:
    """Return a collected address if it is one of the web."""
    try:
        return str(url) if urlsplit(str(url)).scheme in ("http", "https") else None
    except ValueError:
        return None


def _page(site: str, item: Item) -> str:
    return f"{site}/documents/{item.document}"


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"attache:{name}").urn


def to_atom(feed: Feed, site: str = "") -> bytes:
    """Return the feed as Atom; with `site`, the address of pages without a slash at its end, entries lead to them."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", feed.updated)
    _text(ET.SubElement(root, f"{{{_ATOM}}}author"), "name", "Attaché")
    _text(root, "generator", "Attaché")
    for item in feed.items:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "id", item.id)
        _text(entry, "title", item.title)
        _text(entry, "updated", item.updated)
        if item.published:
            _text(entry, "published", item.published)
        if site:
            ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _page(site, item)})
        if item.url:
            ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "via", "href": item.url})
        for tag in item.tags:
            ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": tag})
        _text(entry, "summary", item.summary)
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = normalise(value)


def to_json(feed: Feed, site: str = "") -> str:
    """Return the feed as JSON Feed 1.1; `site` as for `to_atom`."""
    items = [
        {
            "id": item.id,
            "title": item.title,
            "content_text": item.summary,
            "date_modified": item.updated,
            **({"date_published": item.published} if item.published else {}),
            **({"url": _page(site, item)} if site else {}),
            **({"external_url": item.url} if item.url else {}),
            "tags": list(item.tags),
            "_attache": {"synthetic": item.synthetic},
        }
        for item in feed.items
    ]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "description": feed.subtitle}
    return json.dumps(told | {"items": items}, ensure_ascii=False, indent=1) + "\n"
