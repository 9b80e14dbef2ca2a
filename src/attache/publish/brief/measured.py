"""The chapters of a brief: each measure as a table, with its chart, its definition and its notes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Measure
from attache.measure.where import Where
from attache.publish.brief import printed
from attache.publish.brief.model import Block, Cell, Facts, Head, Line, Paragraph, Run, Runs, Section, Table
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import say, translate, variant_name, word

__all__ = ["TOP", "Measured", "Rows"]

TOP = 10
"""Rows of a table that are shown, of each variant."""
_BESIDE, _IN_LINE = 4, 2
"""Most variants that stand side by side, and most of them whose cells have one line."""
_WHOLE = frozenset(("needs", "events", "figures", "targets", "outcomes", "cases", "programmes", "samples"))
"""Relations that a selection of opportunities does not narrow."""
_JOINTS = {"en": ("; ", ": "), "zh": ("；", "：")}
"""What joins texts, and what follows a name."""
_COLUMNS = ("n", "of", "figure", "interval", "coded")
Rows = Mapping[str, Sequence[Estimate]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Makes the sections of measures; `narrowed` tells whether the selection is less than all opportunities."""

    frame: Frame
    book: RowBook
    narrowed: bool

    @property
    def language(self) -> str:
        """Language that it writes."""
        return self.book.language

    def section(self, measure: Measure, rows: Sequence[Estimate], charts: Sequence[Block] = ()) -> Section:
        """Return the section of a measure: its question, charts, table, definition."""
        question = translate(measure.question, self.language)
        table, shown = self._table(measure, rows, question)
        blocks = (*charts, table, self._told(measure, shown))
        if self.narrowed and self._of_the_whole(rows):
            blocks = (*blocks, Paragraph(say("table.whole", self.language), "note"))
        return Section(f"m-{measure.id.replace('.', '-').replace('_', '-')}", question, blocks)

    def _of_the_whole(self, rows: Sequence[Estimate]) -> bool:
        relations = {Where.parse(row.records).relation for row in rows if row.records is not None}
        return bool(relations) and relations <= _WHOLE

    def _table(self, measure: Measure, rows: Sequence[Estimate], caption: str) -> tuple[Table, list[Estimate]]:
        """Return the table and the rows that it shows."""
        variants: dict[str, list[Estimate]] = {}
        for row in rows:
            variants.setdefault(row.variant, []).append(row)
        if 1 < len(variants) <= _BESIDE and _comparable(list(variants.values())):
            return self._beside(measure, variants, caption)
        top = TOP if len(variants) <= 1 else max(3, TOP // 2)
        shown = [row for few in variants.values() for row in few[:top]]
        return self._under(measure, shown, len(rows) - len(shown), caption, several=len(variants) > 1), shown

    def _under(self, measure: Measure, shown: Sequence[Estimate], left: int, caption: str, *, several: bool) -> Table:
        """Return a table with a line per row; columns that say nothing, or the same everywhere, are left out."""
        texts = {name: [self._text(name, row) for row in shown] for name in _COLUMNS}
        columns = [name for name in _COLUMNS if any(texts[name])]
        if all(row.share is None and row.value == row.n for row in shown):
            columns = [name for name in columns if name != "n"]
        if len({row.coded_by for row in shown}) == 1:
            columns = [name for name in columns if name != "coded"]
        named, wide = self._names(shown)
        marks = _marks(shown)
        heads = [Head(word("table.variant", self.language), width=1.4)] if several else []
        heads += [Head(name, width=2.2) for name in named]
        heads += [self._head(name, shown) for name in columns]
        lines = []
        for row in shown:
            first = [Cell.of(Run(variant_name(row.variant, self.language)), label=True)] if several else []
            first += self._groups(row, wide, marks)
            cells = (Cell.of(*self._figure(name, row), label=name == "coded") for name in columns)
            lines.append(Line((*first, *cells)))
        synthetic = any(row.synthetic for row in shown)
        return Table(caption, tuple(heads), tuple(lines), self._more(measure, left), synthetic=synthetic)

    def _beside(
        self, measure: Measure, variants: Mapping[str, Sequence[Estimate]], caption: str
    ) -> tuple[Table, list[Estimate]]:
        """Return a table with a line per group and a column per variant, and the rows that it shows."""
        keyed = {name: {_key(row): row for row in rows} for name, rows in variants.items()}
        order = list(dict.fromkeys(key for rows in keyed.values() for key in rows))
        shown = order[:TOP]
        first = {key: next(rows[key] for rows in keyed.values() if key in rows) for key in shown}
        named, wide = self._names(list(first.values()))
        every = [rows[key] for rows in keyed.values() for key in shown if key in rows]
        marks = _marks(every)
        heads = [Head(name, width=1.8) for name in named]
        heads += [Head(variant_name(name, self.language), number=True, width=1.5) for name in keyed]
        lines = []
        for key in shown:
            cells = [self._both(rows.get(key), marks, apart=len(keyed) > _IN_LINE) for rows in keyed.values()]
            lines.append(Line((*self._groups(first[key], wide, {}), *cells)))
        synthetic = any(row.synthetic for row in every)
        more = self._more(measure, len(order) - len(shown))
        return Table(caption, tuple(heads), tuple(lines), more, synthetic=synthetic), every

    def _both(self, row: Estimate | None, marks: Mapping[str, str], *, apart: bool) -> Cell:
        """Return a row in one cell: the figure, the interval, n and total; the last two `apart`, in a second line."""
        if row is None:
            return Cell.of(Run("–"), label=True)
        figure = printed.figure(row, self.language)
        counted = self._counted(row)
        ends = printed.interval(row)
        first = self._spaced(row, (figure, f"[{ends}]" if ends else "", "" if apart and figure else counted))
        if row.note and row.note in marks:
            first = (*first, Run(f" {marks[row.note]}", style="dim"))
        second = self._spaced(row, (counted,)) if apart and figure else ()
        return Cell((first, second) if second else (first or (Run("–"),),), label=not first)

    def _counted(self, row: Estimate) -> str:
        """Return n and total as they stand beside a figure; nothing where the figure is n itself."""
        if row.n is None or (row.share is None and row.value == row.n):
            return ""
        if row.total is not None:
            return word("rows.of", self.language, n=printed.whole(row.n), total=printed.total_of(row))
        return printed.whole(row.n) if row.value is None else word("rows.n", self.language, n=printed.whole(row.n))

    def _spaced(self, row: Estimate, texts: Sequence[str]) -> Runs:
        """Return texts that are there as links to the row, with wide spaces between them."""
        links = [self.book.link(row, self.frame, text) for text in texts if text]
        return tuple(run for link in links for run in (Run("  "), link))[1:]

    def _names(self, rows: Sequence[Estimate]) -> tuple[list[str], int]:
        """Return the heads of the columns of groups, one at least."""
        kinds = {printed.heads(row, self.frame.codebook, self.language) for row in rows}
        wide = max((len(kind) for kind in kinds), default=0)
        if len(kinds) == 1 and wide:
            return list(next(iter(kinds))), wide
        return [word("table.group", self.language)], 1

    def _groups(self, row: Estimate, wide: int, marks: Mapping[str, str]) -> list[Cell]:
        names = printed.groups(row, self.frame.codebook, self.language)
        if len(names) != wide:
            names = (" · ".join(names) or word("table.all", self.language),)
        cells = [Cell.of(Run(name), label=True) for name in names]
        if row.note and row.note in marks:
            cells[-1] = Cell.of(Run(names[-1]), Run(f" {marks[row.note]}", style="dim"), label=True)
        return cells

    def _head(self, name: str, shown: Sequence[Estimate]) -> Head:
        shares = name == "figure" and all(row.share is not None or row.value is None for row in shown)
        text = word("table.share" if shares else f"table.{name}", self.language)
        return Head(text, number=name != "coded", width=1.2 if name in ("interval", "coded", "figure") else 0.7)

    def _text(self, name: str, row: Estimate) -> str:
        match name:
            case "n":
                return "" if row.n is None else printed.whole(row.n)
            case "of":
                return printed.total_of(row)
            case "figure":
                return printed.figure(row, self.language)
            case "interval":
                return printed.interval(row)
        return translate(row.coded_by, self.language)

    def _figure(self, name: str, row: Estimate) -> Runs:
        text = self._text(name, row)
        if name == "coded" or not text:
            return (Run(text or ("–" if name in ("n", "figure") else "")),)
        return (self.book.link(row, self.frame, text),)

    def _more(self, measure: Measure, left: int) -> Runs:
        if left <= 0:
            return ()
        command = Run(f"attache measure {shlex.quote(measure.id)} --json", style="code")
        return say("table.more", self.language, k=printed.whole(left), command=command)

    def _told(self, measure: Measure, rows: Sequence[Estimate]) -> Facts:
        """Return what a reader must know of the table."""
        language, (apart, colon) = self.language, _JOINTS[self.language]

        def tell(texts: Iterator[str]) -> str:
            return apart.join(dict.fromkeys(translate(text, language) for text in texts))

        pairs = [("definition", translate(measure.definition, language))]
        if list(measure.variants) != [DEFAULT]:
            told = (
                f"{variant_name(name, self.language)}{colon}{translate(text, language)}"
                for name, text in measure.variants.items()
            )
            pairs.append(("variants", apart.join(told)))
        pairs += [
            ("denominator", tell(row.denominator for row in rows)),
            ("window", tell(row.window for row in rows)),
            ("method", tell(row.method for row in rows)),
            ("coders", tell(row.coded_by for row in rows)),
        ]
        found = [(word(f"table.{name}", language), _prose(text)) for name, text in pairs if text]
        for note, mark in _marks(rows).items():
            found.append((f"{word('table.note', language)} {mark}", _prose(translate(note, language))))
        return Facts(tuple(found), small=True)


def _prose(text: str) -> Runs:
    """Return a text with what stands in backquotes as code."""
    return tuple(Run(part, style="code" if at % 2 else "") for at, part in enumerate(text.split("`")) if part)


def _key(row: Estimate) -> tuple[str | None, ...]:
    return row.by_1, row.group_1, row.by_2, row.group_2


def _comparable(variants: Sequence[Sequence[Estimate]]) -> bool:
    """Tell whether variants have the same groups for the most part, so that they can stand side by side."""
    if max(map(len, variants)) == 1:
        return False
    first = [_key(row) for row in variants[0][:TOP]]
    return all(sum(key in {_key(row) for row in other} for key in first) * 2 >= len(first) for other in variants[1:])


def _marks(rows: Sequence[Estimate]) -> dict[str, str]:
    """Return a mark for each note of some rows: a, b, c …."""
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return {note: f"({_letters(at)})" for at, note in enumerate(notes)}


def _letters(at: int) -> str:
    return chr(97 + at) if at < 26 else f"{_letters(at // 26 - 1)}{chr(97 + at % 26)}"
