"""What changed for a saved query between two editions of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attache.build.edition import Edition
from attache.build.indexing import open_index
from attache.core.ids import stable_id
from attache.publish.watch.saved import Watch

__all__ = ["Changed", "changes"]

_STATE = """
select d.document_id, d.title, d.url, d.published_on, d.synthetic, l.status, l.status_since,
  (select max_by(v.text_sha256, v.number) from versions v where v.document_id = d.document_id) as text
from documents d left join lives l using (document_id) where d.document_id in (select unnest($1))
"""
_NAMES = ("document_id", "title", "url", "published_on", "synthetic", "status", "status_since", "text")
State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that happened to a document of a saved query.

    `kind` is `added`, `withdrawn`, `returned`, `edited`, `matches` (was there, and is found by the query now), `left`
    (is there, and is no longer found) or `dropped` (is in the dataset no more). `change_id` is the same in every run
    and edition that notices the same change.
    """

    change_id: str
    kind: str
    document_id: str
    title: str
    url: str
    published_on: str | None
    detail: str
    synthetic: bool


def changes(watch: Watch, before: Edition, after: Edition) -> list[Changed]:
    """Return what changed for `watch` from `before` to `after`, by document."""
    found_then, found_now = _found(watch, before), _found(watch, after)
    both = sorted(found_then | found_now)
    then, now = _states(before, both), _states(after, both)
    out = []
    for key in both:
        kind, detail, mark = _kind(then.get(key), now.get(key), key in found_then, key in found_now)
        if kind:
            row = now.get(key) or then[key]
            out.append(
                Changed(
                    stable_id("chg", watch.name, watch.decision_id, key, kind, mark or after.edition_id),
                    kind,
                    key,
                    str(row["title"]),
                    str(row["url"]),
                    str(row["published_on"]) if row["published_on"] else None,
                    detail,
                    bool(row["synthetic"]),
                )
            )
    return out


def _found(watch: Watch, edition: Edition) -> set[str]:
    index = open_index(edition)
    hits = index.search(watch.words, limit=max(1, len(index)), where=watch.where).hits
    return {hit.document_id for hit in hits}


def _states(edition: Edition, keys: list[str]) -> dict[str, State]:
    con = edition.connect()
    try:
        rows = con.execute(_STATE, [keys]).fetchall()
    finally:
        con.close()
    return {str(row[0]): dict(zip(_NAMES, row, strict=True)) for row in rows}


def _kind(then: State | None, now: State | None, found_then: bool, found_now: bool) -> tuple[str, str, str]:
    """Return the kind of change, what to say of it, and what tells it from an earlier one of its kind."""
    if now is None:
        return ("dropped", "no longer in the dataset", "") if found_then else ("", "", "")
    if then is None:
        return "added", f"first seen; {now['status']}", "first"
    if not found_now:
        return "left", "no longer found by the query", ""
    if then["status"] != now["status"] and now["status"] in ("gone", "returned"):
        kind = "withdrawn" if now["status"] == "gone" else "returned"
        return (
            kind,
            f"{then['status']} -> {now['status']}, first observed {now['status_since']}",
            str(now["status_since"]),
        )
    if then["text"] != now["text"]:
        return "edited", "the text changed", str(now["text"])
    return ("", "", "") if found_then else ("matches", "now found by the query", "")
