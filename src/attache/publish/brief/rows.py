"""The book of rows: every printed figure links to a row here, and every row to its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT
from attache.measure.where import Where
from attache.publish.brief import printed
from attache.publish.brief.evidence import Evidence
from attache.publish.brief.model import Cell, Head, Line, Paragraph, Run, Runs, Section, Source, Table
from attache.publish.brief.words import say, translate, variant_name, word

__all__ = ["LISTED", "RowBook"]

LISTED = 8
"""Records that are listed at a row; the command at the head of the annex lists all."""
_Key = tuple[str, str, str]
_COLUMNS = (("row", 0.45), ("what", 2.8), ("figure", 1.5), ("how", 2.0), ("records", 2.6))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it was met; `documents` are those behind a row that no query selects."""

    number: int
    row: Estimate
    frame: Frame
    documents: Sequence[str] | None


@dataclass(slots=True)
class RowBook:
    """Rows in the order in which they were first met; anchors are `r1`, `r2` …."""

    language: str
    evidence: Evidence
    _rows: dict[_Key, _Row] = field(default_factory=dict)

    def link(self, row: Estimate, frame: Frame, text: str, documents: Sequence[str] | None = None) -> Run:
        """Return `text` as a link to the row's entry, which is made where it is not there yet.

        `documents` are those behind a row that no query selects.
        """
        return Run(text, link=f"r{self._number(row, frame, documents)}")

    def label(self, row: Estimate, frame: Frame) -> Run:
        """Return the row's label, such as `R12`, as a link."""
        number = self._number(row, frame, None)
        return Run(f"R{number}", link=f"r{number}")

    def _number(self, row: Estimate, frame: Frame, documents: Sequence[str] | None) -> int:
        key = (row.edition, row.window, row.row_id)
        if key not in self._rows:
            self._rows[key] = _Row(len(self._rows) + 1, row, frame, documents)
        return self._rows[key].number

    def _proven(self) -> list[tuple[Run, ...]]:
        """Return the labels of each row's evidence: all rows at once, since one by one takes minutes."""
        asked = [one for one in self._rows.values() if one.documents is None and one.row.records and one.row.n != 0]
        selections = [(one.frame, Where.parse(str(one.row.records))) for one in asked]
        found = dict(zip((one.number for one in asked), self.evidence.of(selections, LISTED), strict=True))
        return [
            found.get(one.number, ())
            if one.documents is None
            else tuple(self.evidence.documents(one.frame, one.documents[:LISTED]))
            for one in self._rows.values()
        ]

    def section(self, command: str) -> Section:
        """Return the annex that lists all rows; `command` lists records where a query is put behind it."""
        language = self.language
        heads = tuple(Head(word(f"rows.{name}", language), width=width) for name, width in _COLUMNS)
        lines = tuple(map(self._line, self._rows.values(), self._proven()))
        title = word("rows.title", language)
        intro = Paragraph(say("rows.intro", language, listed=str(LISTED)))
        source = Source(f"{command} --records 'QUERY'", word("rows.command", language))
        return Section("rows", title, (intro, source, Table(title, heads, lines, annex=True)), kind="annex")

    def _line(self, one: _Row, evidence: tuple[Run, ...]) -> Line:
        cells = (
            ((Run(f"R{one.number}", style="strong"),),),
            self._what(one),
            self._figures(one.row),
            (self._how(one),),
            self._records(one, evidence),
        )
        return Line(tuple(Cell(lines, label=True) for lines in cells), anchor=f"r{one.number}")

    def _what(self, one: _Row) -> tuple[Runs, ...]:
        row, language = one.row, self.language
        named = [*printed.groups(row, one.frame.codebook, language)]
        named += [variant_name(row.variant, language)] if row.variant != DEFAULT else []
        title = Run(" · ".join(named) or translate(row.unit, language), style="strong")
        note = ((Run(translate(row.note, language), style="dim"),),) if row.note else ()
        return ((title,), (Run(row.row_id, style="code"),), *note)

    def _figures(self, row: Estimate) -> tuple[Runs, ...]:
        lines: list[Runs] = []
        if told := printed.figure(row, self.language):
            lines.append((Run(told, style="strong"),))
        if row.n is not None:
            key = "rows.of" if row.total is not None else "rows.n"
            lines.append((Run(word(key, self.language, n=printed.whole(row.n), total=printed.total_of(row))),))
        if told := printed.interval(row):
            lines.append((Run(f"[{told}]"),))
        return tuple(lines) or ((Run(word("rows.none", self.language)),),)

    def _how(self, one: _Row) -> Runs:
        language, row = self.language, one.row
        told = [translate(row.method, language), translate(row.coded_by, language), translate(row.window, language)]
        told.append(word("rows.edition", language, number=str(one.frame.stamp.number)))
        return (Run(" · ".join(dict.fromkeys(told))),)

    def _records(self, one: _Row, evidence: tuple[Run, ...]) -> tuple[Runs, ...]:
        lines: list[Runs] = [(Run(one.row.records, style="code"),)] if one.row.records is not None else []
        if evidence:
            count = self._count(one)
            labels = [run for label in evidence for run in (Run(" "), label)][1:]
            more = [Run(word("rows.more", self.language, count=printed.whole(count)))] if count > len(evidence) else []
            return (*lines, (*labels, *more))
        computed = one.row.records is None and one.documents is None
        return (*lines, (Run(word("rows.computed" if computed else "rows.empty", self.language)),))

    def _count(self, one: _Row) -> int:
        if one.documents is not None:
            return len(one.documents)
        return one.row.n if one.row.n is not None else one.frame.count(Where.parse(str(one.row.records)))
