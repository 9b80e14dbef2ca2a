"""What changed since another edition: documents, codes, and figures that both editions have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.build.diff import Change, diff
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT
from attache.publish.brief import printed
from attache.publish.brief.asking import Selected
from attache.publish.brief.counted import counted
from attache.publish.brief.measured import Rows
from attache.publish.brief.model import Block, Cell, Facts, Head, Line, Paragraph, Run, Runs, Section, Table
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import say, translate, variant_name, word

__all__ = ["changes", "moved"]

_KINDS = ("added", "dropped", "status", "text", "code added", "code dropped")
_EXAMPLES = 6
_PER_MEASURE = 3
_LEAST = 1e-9
_OF_UNITS = "select opportunity_id, document_id from units"


def changes(now: Selected, then: Selected, rows: Rows, old_rows: Rows, book: RowBook) -> Section:
    """Return the section that compares the selection in two editions; `rows` are those of all measures."""
    language, before = book.language, then.edition.number
    found = diff(then.edition, now.edition)
    why = ", ".join(word(f"why.{name}", language) for name in found.why) or word("changes.why.none", language)
    told: list[Block] = [Facts(((word("changes.why", language), (Run(why),)),), small=True)]
    documents = _Documents(now, then, book).table(found.changes)
    figures = _figures(now, then, rows, old_rows, book)
    sections = []
    if documents:
        sections.append(Section("changes-documents", word("changes.documents", language), (documents,)))
    if figures:
        sections.append(Section("changes-figures", word("changes.figures", language), figures))
    if not sections:
        told.append(Paragraph(say("changes.same", language, number=str(before))))
    title = word("changes.title", language, number=str(before))
    return Section("changes", title, tuple(told), tuple(sections), kind="changes")


@dataclass(frozen=True, slots=True)
class _Documents:
    """Counts changes of the selection's documents by kind."""

    now: Selected
    then: Selected
    book: RowBook

    def table(self, all_changes: Sequence[Change]) -> Table | None:
        places = {Selected: self._places(self.now), None: self._places(self.then)}
        kinds: dict[str, list[tuple[str, Change]]] = {}
        for one in all_changes:
            place = places[None if one.kind == "dropped" else Selected].get(one.id)
            place = place or places[None].get(one.id)
            if place:
                kinds.setdefault(one.kind, []).append((place, one))
        lines = [self._line(kind, kinds[kind]) for kind in _KINDS if kind in kinds]
        if not lines:
            return None
        named = (("kind", 1.6), ("count", 0.6), ("examples", 4.5))
        language = self.book.language
        heads = (Head(word(f"changes.{name}", language), number=name == "count", width=width) for name, width in named)
        synthetic = self.now.frame.stamp.synthetic
        return Table(word("changes.documents", language), tuple(heads), tuple(lines), synthetic=synthetic)

    def _places(self, selected: Selected) -> Mapping[str, str]:
        """Return the document of each opportunity and document of the selection, by its id.

        Documents that are no opportunities count where the selection is not narrowed.
        """
        pairs = selected.frame.rows(_OF_UNITS)
        found = {document: document for _, document in pairs} | dict(pairs)
        if not selected.asked.narrowed:
            found |= {row[0]: row[0] for row in selected.frame.rows("select document_id from documents")}
        return found

    def _line(self, kind: str, found: Sequence[tuple[str, Change]]) -> Line:
        language = self.book.language
        selected = self.then if kind == "dropped" else self.now
        documents = sorted({place for place, _ in found})
        name = f"changes_{kind.replace(' ', '_')}"
        unit = "codes" if kind.startswith("code") else "documents"
        row = counted(selected.frame, name, len(found), None, unit=unit)
        link = self.book.link(row, selected.frame, printed.whole(len(found)), documents)
        told: list[Runs] = [
            (label, Run(" "), title)
            for label, title in self.book.evidence.titled(selected.frame, documents[:_EXAMPLES])
        ]
        told += [(Run("…"),)] if len(documents) > _EXAMPLES else []
        return Line(
            (
                Cell.of(Run(word(f"changes.{kind}", language)), label=True),
                Cell.of(link),
                Cell(tuple(told), label=True),
            )
        )


def moved(rows: Rows, old_rows: Rows) -> tuple[list[tuple[Estimate, Estimate]], int]:
    """Return (before, after) of the rows with the same id whose figure differs, and how many were compared."""
    found, compared = [], 0
    for name, new in rows.items():
        old = {row.row_id: row for row in old_rows.get(name, ())}
        for row in new:
            if row.row_id in old:
                compared += 1
                if _change(old[row.row_id], row) > _LEAST:
                    found.append((old[row.row_id], row))
    return found, compared


def _change(before: Estimate, after: Estimate) -> float:
    """Return by how much a figure moved: shares and values by their difference, else the number of records."""
    for one, other in ((before.share, after.share), (before.value, after.value), (before.n, after.n)):
        if one is not None and other is not None and abs(one - other) > _LEAST:
            return abs(one - other)
        if (one is None) != (other is None):
            return float("inf")
    return 0.0


def _figures(now: Selected, then: Selected, rows: Rows, old_rows: Rows, book: RowBook) -> tuple[Block, ...]:
    found, compared = moved(rows, old_rows)
    if not found:
        return ()
    language = book.language
    numbers = {"before": then.edition.number, "after": now.edition.number}
    heads = (
        Head(word("changes.measure", language), width=2.6),
        Head(word("table.group", language), width=1.8),
        *(Head(word(f"changes.{k}", language, number=str(n)), number=True, width=1.4) for k, n in numbers.items()),
    )
    lines = [
        Line(
            (
                Cell.of(Run(translate(MEASURES[after.measure].question, language)), label=True),
                Cell.of(Run(_group(after, now.frame, language)), label=True),
                Cell(_printed(before, then.frame, book)),
                Cell(_printed(after, now.frame, book)),
            )
        )
        for before, after in _largest(found)
    ]
    row = counted(now.frame, "figures_moved", len(found), compared, unit="figures", denominator="figures of both")
    one, other = (book.link(row, now.frame, printed.whole(number)) for number in (len(found), compared))
    sentence = Paragraph(say("changes.figures.told", language, moved=one, compared=other))
    more = (Run(word("changes.documents.more", language, k=printed.whole(len(found) - len(lines)))),)
    left = more if len(found) > len(lines) else ()
    synthetic = now.frame.stamp.synthetic
    return sentence, Table(word("changes.figures", language), heads, tuple(lines), left, synthetic=synthetic)


def _largest(found: Sequence[tuple[Estimate, Estimate]]) -> Iterator[tuple[Estimate, Estimate]]:
    """Yield of each measure those that moved most, in the order of the measures."""
    by_measure: dict[str, list[tuple[Estimate, Estimate]]] = {}
    for pair in found:
        by_measure.setdefault(pair[1].measure, []).append(pair)
    for pairs in by_measure.values():
        yield from sorted(pairs, key=lambda pair: (-_change(*pair), pair[1].row_id))[:_PER_MEASURE]


def _group(row: Estimate, frame: Frame, language: str) -> str:
    names = [*printed.groups(row, frame.codebook, language)]
    names += [variant_name(row.variant, language)] if row.variant != DEFAULT else []
    return " · ".join(names) or word("table.all", language)


def _printed(row: Estimate, frame: Frame, book: RowBook) -> tuple[Runs, ...]:
    texts = [printed.figure(row, book.language)]
    if row.n is not None and (row.share is not None or row.value != row.n):
        key = "rows.of" if row.total is not None else "rows.n"
        texts.append(word(key, book.language, n=printed.whole(row.n), total=printed.total_of(row)))
    return tuple((book.link(row, frame, text),) for text in texts if text) or ((Run("–"),),)
