"""A brief as a value: sections of tables, figures, fixed sentences and facts, with links between them.

It is built once (`making.make_brief`) and written by four writers, which only render: what is not in the model is in no
file. All text passes `clean`, so that nothing collected can steer a reader's program. There are no links to the
outside: an original address is shown as text, since opening it tells its host that somebody looks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from attache.measure.estimates import Estimate

__all__ = [
    "Block",
    "Brief",
    "Cell",
    "Drawing",
    "Facts",
    "Figure",
    "Head",
    "Line",
    "Listing",
    "Paragraph",
    "Run",
    "Runs",
    "Section",
    "Source",
    "Table",
    "clean",
    "plain",
]

Style = Literal["", "strong", "code", "dim", "quoted"]


def clean(text: str) -> str:
    """Return text without characters that steer a program: controls, bidirectional and zero-width marks, surrogates.

    What is left is valid in XML 1.0. Line ends and other white space become spaces.
    """
    return "".join(map(_clean, text)) if not text.isprintable() else text


def _clean(char: str) -> str:
    if char == " " or char.isprintable():
        return char
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if kind in ("Cf", "Cs", "Cn") else "�"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `link` is an anchor of the brief, `file` a page beside it; `quoted` is what others wrote."""

    text: str
    link: str | None = None
    style: Style = ""
    file: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


Runs = tuple[Run, ...]


def plain(runs: Iterable[Run]) -> str:
    """Return the text of some runs."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Fixed sentences. A `warning` stands out; a `note` stands back."""

    runs: Runs
    kind: Literal["", "lead", "note", "warning"] = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of a list."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and what it says; `small` stands back."""

    pairs: tuple[tuple[str, Runs], ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a column. `width` is its share of a table's width where tables have fixed widths."""

    text: str
    number: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of a cell; `label` says that digits in it name something and are no figures of ours."""

    lines: tuple[Runs, ...]
    label: bool = False

    @classmethod
    def of(cls, *runs: Run, label: bool = False) -> Cell:
        """Return a cell of one line."""
        return cls((runs,), label)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `anchor` is where links to it lead. The first cell names the row."""

    cells: tuple[Cell, ...]
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `annex` tables are long and set small; `more` is the sentence about rows that were cut."""

    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    more: Runs = ()
    annex: bool = False
    synthetic: bool = False


class Drawing(Protocol):
    """A chart that can be drawn."""

    def svg(self) -> str:
        """Return it as SVG."""

    def png(self) -> bytes:
        """Return it as PNG."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its title, text for those who do not see it, and links to the rows behind it."""

    id: str
    title: str
    alt: str
    rows: Runs
    drawing: Drawing
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Text for machines: a command, BibTeX."""

    text: str
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "\n".join(map(clean, self.text.rstrip("\n").split("\n"))))


Block = Paragraph | Listing | Facts | Table | Figure | Source


@dataclass(frozen=True, slots=True)
class Section:
    """A section with an anchor, its blocks, then its subsections."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    kind: Literal["asked", "chapter", "changes", "claims", "caveats", "cite", "annex", ""] = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole brief. `day` is the edition's day, ISO 8601; `notice`, `licence` and `synthetic` are sentences.

    `rows` are all rows that were measured, those too that no table shows.
    """

    title: str
    subtitle: str
    language: str
    day: str
    edition: str
    notice: str
    licence: str
    synthetic: str | None
    sections: tuple[Section, ...]
    kicker: str
    rows: tuple[Estimate, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield all sections, each before its subsections."""
        waiting = list(self.sections)
        while waiting:
            section = waiting.pop(0)
            yield section
            waiting[:0] = section.sections
