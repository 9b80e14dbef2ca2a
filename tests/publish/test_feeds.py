"""Feeds: well formed, inert, the same bytes for the same edition."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from attache.build.builder import build
from attache.publish import feeds
from attache.publish.feeds import Feed, Item, feed_of, to_atom, to_json
from tests.build.conftest import workspace_with

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = Item(
    "urn:x",
    "doc-0",
    "<script>alert(1)</script>]]>\x00\u202e",
    None,
    "2020-01-01T00:00:00Z",
    None,
    "&\x0b",
    ("a<b",),
    True,
)


def test_a_search_as_a_feed(tmp_path: Path) -> None:
    edition = build(workspace_with(tmp_path / "w", 5)).edition
    feed = feed_of(edition, "radar", "雷达", {}, limit=3)
    root = ET.fromstring(to_atom(feed))  # noqa: S314 -- our own
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for entry in (root, *entries):
        for name in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{name}"), name
    assert "not wrongdoing" in (root.findtext(f"{ATOM}subtitle") or "")
    assert "Synthetic" in (root.findtext(f"{ATOM}subtitle") or "")
    told = json.loads(to_json(feed))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in told["items"]] == [entry.findtext(f"{ATOM}id") for entry in entries]
    again = feed_of(edition, "radar", "雷达", {}, limit=3)
    assert (to_atom(feed), to_json(feed)) == (to_atom(again), to_json(again))


def test_nothing_found_is_an_empty_feed(tmp_path: Path) -> None:
    edition = build(workspace_with(tmp_path / "w", 1)).edition
    feed = feed_of(edition, "none", "没有这个词", {"country": ["ZZ"]})
    assert feed.items == ()
    assert ET.fromstring(to_atom(feed)).findall(f"{ATOM}entry") == []  # noqa: S314 -- our own
    assert json.loads(to_json(feed))["items"] == []


def test_an_address_that_is_none_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    edition = build(workspace_with(tmp_path / "w", 2)).edition
    broken = feeds._ITEMS.replace("d.url", "'http://[' as url")
    monkeypatch.setattr(feeds, "_ITEMS", broken)
    found = feed_of(edition, "all", "", {})
    assert found.items
    assert {item.url for item in found.items} == {None}


def test_hostile_text_is_text() -> None:
    made = to_atom(Feed("urn:f", "t", "s", "2020-01-01T00:00:00Z", (HOSTILE,)))
    entry = ET.fromstring(made).find(f"{ATOM}entry")  # noqa: S314 -- our own
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "<script>alert(1)</script>]]>"
    assert b"<script>" not in made
    assert b"\x00" not in made
