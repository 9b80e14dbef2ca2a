"""What people did as people read it: the subject by its name, the detail in words instead of the keys of the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from attache.core.errors import AttacheError
from attache.ledger.journal import Entry
from attache.measure.labels import group_label, name_of
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.web.language import Language, language_of, text, texts
from attache.web.saying import said_in
from attache.web.site import Site, View

__all__ = ["Told", "Worded", "worded"]

_PAGES = {
    "opp": "/opportunities/",
    "doc": "/documents/",
    "org": "/organisations/",
    "need": "/needs/",
    "event": "/events/",
}
_SHEETS = {"org": "organisations", "need": "needs", "event": "events"}
_QUIET = frozenset((
    "sample_id", "screening", "sha256", "packing", "kept", "answer", "edition", "with", "start", "end", "synthetic",
    "members", "strata", "further_to", "score", "hits", "top", "registers", "postings", "comparison", "opportunity_id",
))  # fmt: skip
"""Keys of payloads that say nothing to a reader of a row; the CSV has all."""
_BY = {"outcome_class": "outcome_class", "organisation_country": "host_country", "country": "host_country"}
_SCREENING = re.compile(r"screening (dec-[0-9a-f]+) as (\w+)")
_OF_ONE = re.compile(r"/(?:organisations|needs)/((org|need)-[^/?]+)/\w+\.(\w+)(?:\?.*)?", re.DOTALL)
_WARC = re.compile(r"WARC record of (\S+)")
_MADE = re.compile(r"attache-(pack|brief)-(?:(org-[0-9a-f]+)|([A-Z]{2}))-(?:en|zh)-edition-\d+\.(\w+)")
_MOST, _LONGEST = 6, 120


class Told:
    """One entry as it is shown: its subject with its page, and its detail as pairs of name and value."""

    __slots__ = ("detail", "entry", "path", "subject")

    def __init__(self, entry: Entry, subject: str, path: str | None, detail: list[tuple[str, str]]) -> None:
        self.entry, self.subject, self.path, self.detail = entry, subject, path, detail


class Worded:
    """Words for entries, with the names of an edition where there is one."""

    def __init__(self, view: View | None, language: Language) -> None:
        self._view, self._language = view, language
        self._codebook: Codebook = view.codebook if view else load_codebook(None)

    def told(self, entry: Entry) -> Told:
        """Return an entry in words."""
        said = json.loads(entry.detail) if entry.decision and entry.detail else {}
        if taken := None if entry.decision else _SCREENING.fullmatch(entry.detail):
            named = text("audit.screening_record", self._language)
            return Told(entry, named, f"/screenings/{taken[1]}", [("", taken[2].upper())])
        if not entry.decision and (told := self._taken(entry)):
            return told
        kind, dash, _ = entry.about.partition("-")
        path = _PAGES[kind] + entry.about if dash and kind in _PAGES else None
        return Told(entry, self._subject(kind, entry, said), path, self._detail(entry, said))

    def _taken(self, entry: Entry) -> Told | None:
        """Return what was taken along of one thing, by the name of that; None for what is no such export."""
        if one := _OF_ONE.fullmatch(entry.detail):
            named = self._named(one[2], one[1]) or text("audit.unnamed", self._language)
            return Told(entry, _short(named), _PAGES[one[2]] + one[1], [("", one[3].upper())])
        if one := _WARC.fullmatch(entry.detail):
            return Told(entry, text("audit.warc_record", self._language), f"/captures/{one[1]}", [("", "WARC")])
        if one := _MADE.fullmatch(entry.detail):
            about = self._pick(group_label("host_country", one[3], self._codebook)) if one[3] else None
            about = about or self._named("org", one[2] or "") or text("audit.unnamed", self._language)
            path = f"/countries/{one[3]}" if one[3] else f"/organisations/{one[2]}"
            return Told(
                entry, _short(about), path, [("", text(f"audit.{one[1]}", self._language)), ("", one[4].upper())]
            )
        return None

    def _subject(self, kind: str, entry: Entry, said: Mapping[str, Any]) -> str:
        stated = said.get("organisation") or said.get("name") or said.get("names_from") or said.get("query")
        found = self._named(kind, entry.about) or stated
        if found:
            return _short(found)
        return text("audit.unnamed", self._language) if kind in _PAGES or kind == "hit" else entry.about

    def _named(self, kind: str, key: str) -> str | None:
        """Return what the edition calls a subject; None where it does not know it."""
        if self._view is None:
            return None
        if kind in ("opp", "doc"):
            card = self._view.shelf.card_of(key)
            return str(card["title"]) if card else None
        row = self._view.shelf.one(_SHEETS[kind], key) if kind in _SHEETS else None
        if row is None:
            return None
        both = row.get("name") or row.get(f"name_{self._language}") or row.get("name_zh")
        return str(both) if both else None

    def _detail(self, entry: Entry, said: Mapping[str, Any]) -> list[tuple[str, str]]:
        if not entry.decision:
            return [("", said_in(self._language, entry.detail))] if entry.detail else []
        told = [
            (self._name(key), self._value(key, value, said))
            for key, value in said.items()
            if key not in _QUIET and value not in (None, "", [], {})
        ]
        return [(name, value) for name, value in told if value][:_MOST]

    def _name(self, key: str) -> str:
        known = f"audit.key_{key}"
        return text(known, self._language) if known in texts() else key.replace("_", " ")

    def _value(self, key: str, value: object, said: Mapping[str, Any]) -> str:
        if isinstance(value, bool):
            return text("audit.yes" if value else "audit.no", self._language)
        if isinstance(value, Mapping | list):
            return _short(self._many(value))
        known = f"audit.{key}_{value}"
        return text(known, self._language) if known in texts() else _short(self._coded(key, str(value), said))

    def _coded(self, key: str, value: str, said: Mapping[str, Any]) -> str:
        """Return a variable or a value of one by its name, anything else as it is."""
        if key in ("variable", "variables"):
            return "; ".join(self._pick(name_of(one, self._codebook)) for one in value.split(";"))
        by = str(said.get("variable") or "") if key == "value" else _BY.get(key)
        return self._pick(group_label(by, value, self._codebook)) if by else value

    def _many(self, value: Mapping[str, Any] | list[Any]) -> str:
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if "name" in value:
            return str(value["name"])
        return "; ".join(f"{self._name(str(one))}: {_listed(found)}" for one, found in value.items())

    def _pick(self, both: tuple[str, str]) -> str:
        return both[0] if self._language == "en" else both[1] or both[0]


def worded(request: Request) -> Worded:
    """Return words in the language of a request, with the names of the current edition where one can be opened."""
    site: Site = request.app.state.site
    try:
        view: View | None = site.view()
    except AttacheError:
        view = None
    return Worded(view, language_of(request))


def _short(value: object) -> str:
    said = str(value)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
