"""The book of evidence: documents with their captures, and sources that casebooks cite, each with a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attache.measure.frame import Frame
from attache.measure.labels import group_label
from attache.measure.preparing import evidence
from attache.measure.relations import Relation
from attache.measure.where import Where
from attache.publish.brief.model import Cell, Head, Line, Paragraph, Run, Runs, Section, Table
from attache.publish.brief.words import say, translate, word

__all__ = ["Evidence"]

_COLUMNS = (("label", 0.4), ("document", 4.2), ("capture", 1.6), ("digest", 2.9))
_DOCUMENTS = """
select d.document_id, d.title, d.published_on, d.mission_id, d.url, d.synthetic,
  c.capture_id, c.sha256, c.captured_at, c.warc, c."offset"
from documents d left join captures c using (capture_id)
where d.document_id in (select unnest(?::varchar[])) order by d.published_on nulls last, d.document_id
"""
_NAMES = (
    *("document_id", "title", "published_on", "mission_id", "url", "synthetic"),
    *("capture_id", "sha256", "captured_at", "warc", "offset"),
)


@dataclass(slots=True)
class Evidence:
    """Evidence in the order in which it was first met; anchors are `e1`, `e2` ….

    `pages` gives for a document the page beside the brief that shows it.
    """

    language: str
    pages: Mapping[str, str] = field(default_factory=dict)
    _found: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def of(self, selections: Sequence[tuple[Frame, Where]], limit: int) -> list[tuple[Run, ...]]:
        """Return for each selection the labels of what proves its first records; few questions for many selections."""
        keys = [frame.records(where, limit) for frame, where in selections]
        wanted: dict[tuple[int, str], tuple[Frame, dict[str, None]]] = {}
        for (frame, where), few in zip(selections, keys, strict=True):
            wanted.setdefault((id(frame), where.relation), (frame, {}))[1].update(dict.fromkeys(few))
        proofs = {
            place: _proofs(frame, frame.relation(place[1]), list(some)) for place, (frame, some) in wanted.items()
        }
        return [
            self._labels(frame, [one for key in few for one in proofs[id(frame), where.relation][key]], limit)
            for (frame, where), few in zip(selections, keys, strict=True)
        ]

    def _labels(self, frame: Frame, found: Sequence[Mapping[str, Any]], limit: int) -> tuple[Run, ...]:
        labels = {self._keep(one, frame): None for one in sorted(found, key=_by_date)}
        return tuple(labels)[:limit]

    def documents(self, frame: Frame, ids: Sequence[str]) -> list[Run]:
        """Return the labels of documents, by their dates."""
        return [self._keep(one, frame) for one in _documents(frame, ids).values()]

    def titled(self, frame: Frame, ids: Sequence[str]) -> list[tuple[Run, Run]]:
        """Return the labels of documents with their titles, by their dates."""
        labels = self.documents(frame, ids)
        titles = frame.rows(_DOCUMENTS, list(ids))
        untitled = word("evidence.untitled", self.language)
        return [
            (label, Run(str(row[1] or untitled), style="quoted")) for label, row in zip(labels, titles, strict=True)
        ]

    def _keep(self, found: Mapping[str, Any], frame: Frame) -> Run:
        if "document_id" in found:
            key = f"{found['document_id']} {found['capture_id']}"
        else:
            key = f"{found['id']} {found.get('source')}"
        if key not in self._found:
            named = group_label("mission_id", found.get("mission_id"), frame.codebook)
            self._numbers[key] = len(self._found) + 1
            self._found[key] = {**found, "mission": named[("en", "zh").index(self.language)]}
        return Run(f"E{self._numbers[key]}", link=f"e{self._numbers[key]}")

    def section(self) -> Section:
        """Return the annex that lists all of it."""
        language = self.language
        heads = tuple(Head(word(f"evidence.{name}", language), width=width) for name, width in _COLUMNS)
        lines = tuple(
            self._document(at, one) if "document_id" in one else self._cited(at, one)
            for at, one in enumerate(self._found.values(), 1)
        )
        title = word("evidence.title", language)
        intro = Paragraph(say("evidence.intro" if lines else "evidence.nothing", language))
        tables = (Table(title, heads, lines, annex=True),) if lines else ()
        return Section("evidence", title, (intro, *tables), kind="annex")

    def _document(self, number: int, found: Mapping[str, Any]) -> Line:
        language = self.language
        title = str(found["title"] or word("evidence.untitled", language))
        dated = found["published_on"] or word("evidence.undated", language)
        tag = word("synthetic.tag", language) if found["synthetic"] else ""
        document: tuple[Runs, ...] = (
            (Run(title, style="quoted", file=self.pages.get(found["document_id"])),),
            (Run(" · ".join(filter(None, (dated, found["mission"], tag)))),),
        )
        document += _codes(found["url"])
        place = f"{found['warc']} @ {found['offset']}" if found["warc"] else None
        capture = _codes(found["captured_at"], found["capture_id"])
        return _line(number, document, capture, _codes(found["sha256"], place, found["document_id"]))

    def _cited(self, number: int, found: Mapping[str, Any]) -> Line:
        source, key = found.get("source"), str(found["id"])
        if source:
            told: Runs = (Run(translate(str(source), self.language), style="quoted"),)
            return _line(number, (told,), ((Run(word("evidence.cited", self.language)),),), _codes(key))
        told = (Run(word("evidence.record", self.language)),)
        return _line(number, _codes(key), (told,), _codes(f"attache show {key}"))


def _documents(frame: Frame, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return documents with their captures, by their dates."""
    rows = frame.rows(_DOCUMENTS, list(ids))
    return {str(row[0]): dict(zip(_NAMES, row, strict=True)) for row in rows}


def _proofs(frame: Frame, relation: Relation, keys: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Return for each record its documents, else the source that it cites, else itself."""
    found: dict[str, list[Mapping[str, Any]]] = {key: [] for key in keys}
    if relation.document is not None:
        query = (
            f"select distinct {relation.key}, {relation.document} from {relation.sql} u "  # noqa: S608 -- names of ours
            f"where {relation.key} in (select unnest(?::varchar[])) order by all"
        )
        pairs = [(key, document) for key, document in frame.rows(query, list(keys)) if document is not None]
        documents = _documents(frame, sorted({str(document) for _, document in pairs}))
        for key, document in pairs:
            found[str(key)] += [documents[str(document)]] if str(document) in documents else []
    left = [key for key, some in found.items() if not some]
    for one in evidence(frame.con, relation, left) if left else ():
        if "document_id" not in one:
            found[str(one["id"])].append(one)
    return {key: some or [{"id": key}] for key, some in found.items()}


def _by_date(found: Mapping[str, Any]) -> tuple[bool, str, str]:
    dated = found.get("published_on")
    return dated is None, str(dated or ""), str(found.get("document_id") or found.get("id"))


def _codes(*texts: object) -> tuple[Runs, ...]:
    return tuple((Run(str(text), style="code"),) for text in texts if text)


def _line(number: int, *cells: tuple[Runs, ...]) -> Line:
    label = Cell.of(Run(f"E{number}", style="strong"), label=True)
    return Line((label, *(Cell(one, label=True) for one in cells)), anchor=f"e{number}")
