"""Words on charts, in one of the two languages, and the figure that a row states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from attache.measure.estimates import Estimate
from attache.measure.labels import group_label, name_of
from attache.measure.where import UNKNOWN
from attache.vocabulary.codebook import Codebook

__all__ = ["Language", "Naming", "figure", "percent", "said_figure"]

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of groups and dimensions in a language."""

    codebook: Codebook
    language: Language

    def pick(self, both: tuple[str, str]) -> str:
        """Return the English or the Chinese of a pair; the English where there is no Chinese."""
        return (both[1] or both[0]) if self.language == "zh" else both[0]

    def group(self, by: str | None, group: str | None) -> str:
        """Return the name of a group."""
        return self.pick(group_label(by, group, self.codebook))

    def dimension(self, by: str) -> str:
        """Return the name of a dimension or variable."""
        return self.pick(name_of(by, self.codebook))

    def groups(self, by: str | None, groups: Iterable[str]) -> dict[str, str]:
        """Return the names of several groups, told apart by their ids where two are called alike."""
        found = {group: self.group(by, group) for group in groups}
        names = list(found.values())
        return {group: f"{name} ({group})" if names.count(name) > 1 else name for group, name in found.items()}

    def is_top(self, by: str | None, group: str | None) -> bool:
        """Tell whether a group is of the upper level of a variable with two levels."""
        variable = self.codebook.variables.get(by or "")
        value = variable.values.get(group or "") if variable else None
        return value is None or value.parent is None

    def has_levels(self, by: str | None) -> bool:
        """Tell whether a variable has two levels."""
        variable = self.codebook.variables.get(by or "")
        return variable is not None and any(value.parent is not None for value in variable.values.values())


def figure(row: Estimate) -> float | None:
    """Return what a row states: its share, else its value, else its count."""
    if row.share is not None:
        return row.share
    return row.value if row.value is not None else (None if row.n is None else float(row.n))


def percent(share: float) -> str:
    """Return a share as a percentage with as many digits as it deserves."""
    return f"{share:.0%}" if share in (0, 1) or share >= 0.995 else f"{share:.1%}"


def said_figure(row: Estimate) -> str:
    """Return the figure as it is printed beside a mark: `19.9% (71)`, `1,240`."""
    if row.share is not None:
        return percent(row.share) if row.n is None else f"{percent(row.share)} ({row.n:,})"
    value = figure(row)
    return "" if value is None else (f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:,.3g}")


def known(rows: Sequence[Estimate]) -> list[Estimate]:
    """Return the rows whose first group is stated."""
    return [row for row in rows if row.group_1 not in (None, UNKNOWN)]
