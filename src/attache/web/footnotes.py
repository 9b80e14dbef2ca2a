"""Notes of a table's rows, each said once: of all rows above it, of several as numbered footnotes, else at its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attache.measure.wording import remark
from attache.web.language import Language

__all__ = ["Footnotes", "Note", "footnotes"]

_APART = "; "


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of rows, and the language in which it is said: English where it is not translated."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Notes of the rows of a table; `marks` and `own` have one entry for each row, marks count from 1 into `shared`."""

    everywhere: tuple[Note, ...]
    shared: tuple[Note, ...]
    marks: tuple[tuple[int, ...], ...]
    own: tuple[tuple[Note, ...], ...]

    def first(self, number: int) -> int:
        """Return the row that a footnote is marked at first, to which it leads back."""
        return next(row for row, marks in enumerate(self.marks) if number in marks)


def footnotes(notes: Sequence[str | None], language: Language) -> Footnotes:
    """Return the notes of rows, in their order; parts of notes that the same rows have are kept together."""
    groups = _groups(notes)
    whole = tuple(range(len(notes)))
    shared = [rows for rows in groups if 1 < len(rows) < len(notes)]
    number = {rows: at for at, rows in enumerate(shared, 1)}
    own = {rows[0]: _note(parts, language) for rows, parts in groups.items() if len(rows) == 1 < len(notes)}
    return Footnotes(
        (_note(groups[whole], language),) if whole in groups else (),
        tuple(_note(groups[rows], language) for rows in shared),
        tuple(tuple(at for rows, at in number.items() if row in set(rows)) for row in whole),
        tuple((own[row],) if row in own else () for row in whole),
    )


def _groups(notes: Sequence[str | None]) -> dict[tuple[int, ...], list[str]]:
    """Return the parts of notes by the rows that have them."""
    where: dict[str, list[int]] = {}
    for row, note in enumerate(notes):
        for part in dict.fromkeys((note or "").split(_APART)):
            if part:
                where.setdefault(part, []).append(row)
    found: dict[tuple[int, ...], list[str]] = {}
    for part, rows in where.items():
        found.setdefault(tuple(rows), []).append(part)
    return found


def _note(parts: Sequence[str], language: Language) -> Note:
    whole = _APART.join(parts)
    told = remark(whole, language)
    return Note(told, "en" if told == whole else language)
