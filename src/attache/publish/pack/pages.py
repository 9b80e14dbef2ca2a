"""The pages of a pack: one for each document and each organisation; everything collected is text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from attache.measure.labels import group_label
from attache.publish.brief.html import environment, frame_of
from attache.publish.brief.model import clean
from attache.publish.brief.words import reasoned, word
from attache.publish.notice import LICENCE, NOTICE, SYNTHETIC
from attache.publish.pack.contents import Contents, Row, by, page_of
from attache.publish.pack.marks import all_told, marks_of, pieces

__all__ = ["Pages"]


@dataclass(frozen=True)
class Pages:
    """Makes the pages; `places` gives for a capture the byte at which it starts in the pack's WARC file."""

    contents: Contents
    language: str
    subtitle: str
    places: Mapping[str, int]

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of every page, documents first."""
        for document in self.contents.documents:
            yield page_of(str(document["document_id"])), self._document(document)
        for organisation in self.contents.organisations:
            yield page_of(str(organisation["organisation_id"])), self._organisation(organisation)

    def _render(self, template: str, title: str, synthetic: bool, **values: Any) -> str:
        language = self.language
        known = {
            "title": clean(title),
            "subtitle": self.subtitle,
            "notice": NOTICE[language],
            "licence": LICENCE[language],
            "synthetic": SYNTHETIC[language] if synthetic else None,
            "clean": clean,
            "page_of": page_of,
        }
        return environment().get_template(template).render(**frame_of(language), **known, **values)

    def _document(self, document: Row) -> str:
        key = str(document["document_id"])
        text = str(document["text"])
        codes, values = self._codes.get(key, []), self._values.get(key, [])
        marks = marks_of(text, codes, values, self._names)
        return self._render(
            "posting.html",
            str(document["title"] or word("evidence.untitled", self.language)),
            bool(document["synthetic"]),
            document=document,
            facts=list(self._facts(document)),
            known=self._known,
            pieces=pieces(text, marks),
            marks=marks,
            told=all_told(marks, codes, values, self._names),
            versions=self._versions.get(key, []),
            captures=self._captures.get(key, []),
            places=self.places,
        )

    def _facts(self, document: Row) -> Iterator[tuple[str, str]]:
        language, book = self.language, self.contents.selected.frame.codebook
        at = ("en", "zh").index(language)
        yield word("pack.published", language), str(document["published_on"] or word("evidence.undated", language))
        for key, name in (("mission_id", "pack.mission"), ("host_country", "pack.host")):
            yield word(name, language).capitalize(), group_label(key, document[key] or "unknown", book)[at]
        status = group_label("status", document["status"], book)[at]
        since = str(document["status_since"] or "")
        yield word("pack.status", language), word("pack.status.since", language, status=status, since=since)
        if (document["group_size"] or 1) > 1:
            yield word("pack.reposts", language), str(document["group_size"] - 1)

    def _organisation(self, organisation: Row) -> str:
        key = str(organisation["organisation_id"])
        named = {one["document_id"] for one in self._naming.get(key, [])}
        related = [one for one in self.contents.relations if key in (one["parent_id"], one["child_id"])]
        relations = self._worded(related, "kind", "reason")
        country = group_label(
            "host_country", organisation["country"] or "unknown", self.contents.selected.frame.codebook
        )
        return self._render(
            "organisation.html",
            str(organisation["name"]),
            bool(organisation["synthetic"]),
            organisation=organisation,
            country=country[("en", "zh").index(self.language)],
            names=self._spelled.get(key, []),
            documents=[one for one in self.contents.documents if one["document_id"] in named],
            relations=relations,
            known=self._known,
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """How codes are called."""
        book, at = self.contents.selected.frame.codebook, ("en", "zh").index(self.language)
        return {
            f"{name}={value}": f"{(variable.en, variable.zh)[at]} = {(one.en, one.zh)[at]}"
            for name, variable in book.variables.items()
            for value, one in variable.values.items()
        }

    @cached_property
    def _known(self) -> frozenset[str]:
        """The ids of organisations that have a page."""
        return frozenset(str(one["organisation_id"]) for one in self.contents.organisations)

    @cached_property
    def _codes(self) -> dict[str, list[Row]]:
        rows = self.contents.table("codes", 'document_id, "start", "end", variable, "value", coder')
        return by(self._worded(rows, "coder", "reason"), "document_id")

    @cached_property
    def _values(self) -> dict[str, list[Row]]:
        rows = self.contents.table("values", 'document_id, "start", "end", name, "value"')
        return by(self._worded(rows, "reason"), "document_id")

    @cached_property
    def _versions(self) -> dict[str, list[Row]]:
        return by(self.contents.table("versions", "document_id, number"), "document_id")

    @cached_property
    def _captures(self) -> dict[str, list[Row]]:
        return by(self.contents.captures, "document_id")

    @cached_property
    def _spelled(self) -> dict[str, list[Row]]:
        return by(self._worded(self.contents.names, "how", "reasons"), "organisation_id")

    def _worded(self, rows: Iterable[Row], *columns: str) -> list[Row]:
        """Return rows with the reasons that these columns give in the language of the pack."""
        return [{**row, **{one: reasoned(str(row[one]), self.language) for one in columns if row[one]}} for row in rows]

    @cached_property
    def _naming(self) -> dict[str, list[Row]]:
        return by(self.contents.naming, "organisation_id")
