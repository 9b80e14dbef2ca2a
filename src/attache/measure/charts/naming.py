"""Words on charts, in one of the two languages, and the figure that a row states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from attache.measure.estimates import Estimate
from attache.measure.labels import group_label, name_of
from attache.measure.wording import unit_alone
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.missions import missions

__all__ = ["DIFFERENCE", "Language", "Naming", "figure", "said_figure", "said_interval"]

_UNITS = {
    "opportunities": "机会",
    "organisations": "机构",
    "postings": "条目",
    "needs": "需求",
    "events": "活动",
    "outcomes": "结果",
    "documents": "文件",
    "projects": "项目",
    "technologies": "技术",
    "agreements": "协议",
    "signings": "签约",
    "persons": "人",
    "days": "天",
    "months": "个月",
    "share": "占比",
    "terms": "词",
    "difference of shares": "占比之差",
    "for each one before": "与上一环节之比",
}
_ID = re.compile(r"[a-z0-9_]+( → [a-z0-9_]+)?")
_KINDS = {
    "embassy": ("embassy", "大使馆"),
    "consulate_general": ("consulate-general", "总领馆"),
    "consulate": ("consulate", "领事馆"),
    "office": ("office", "办事处"),
}
DIFFERENCE = "difference of shares"
"""Unit of values that are drawn in percentage points."""
Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of groups and dimensions in a language."""

    codebook: Codebook
    language: Language

    def pick(self, both: tuple[str, str]) -> str:
        """Return the English or the Chinese of a pair; the English where there is no Chinese."""
        return (both[1] or both[0]) if self.language == "zh" else both[0]

    def unit(self, unit: str) -> str:
        """Return the name of a unit."""
        return self.pick((unit, _UNITS.get(unit) or unit_alone(unit, "zh")))

    def group(self, by: str | None, group: str | None) -> str:
        """Return the name of a group; a mission is called by its city, so that it fits beside a mark."""
        one = missions().get(group or "") if by and "mission" in by else None
        if one is not None:
            kind = self.pick(_KINDS.get(one.kind, ("", "")))
            if kind:
                return self.pick((f"{one.city_en} ({kind})", f"{one.city_zh}（{kind}）"))
        en, zh = group_label(by, group, self.codebook)
        if en == zh == group and _ID.fullmatch(group):
            en = zh = group.replace("_", " ")
        return self.pick((en, zh))

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
    """Return what a row states: its share, else its value, else its number where it was simply counted."""
    if row.share is not None:
        return row.share
    counted = row.value is None and row.n is not None and row.method.startswith("count")
    return float(row.n) if counted and row.n is not None else row.value


def percent(share: float) -> str:
    """Return a share as a percentage with as many digits as it deserves."""
    return f"{share:.0%}" if share in (0, 1) or share >= 0.995 else f"{share:.1%}"


def said_figure(row: Estimate, *, alone: bool = False) -> str:
    """Return the figure as it is printed beside a mark: `19.9% (71)`, `1,240`, `≥40`; `alone` without the number."""
    if row.share is not None:
        return percent(row.share) if row.n is None or alone else f"{percent(row.share)} ({row.n:,})"
    value = figure(row)
    if value is None:
        return said_interval(row)
    return f"{100 * value:+.1f}" if row.unit == DIFFERENCE else _number(value)


def said_interval(row: Estimate) -> str:
    """Return the bounds of a figure that is known by them alone: `50–60`, `≥40`, `≤9`; empty without any."""
    if row.low is None:
        return "" if row.high is None else f"≤{_number(row.high)}"
    if row.high is None:
        return f"≥{_number(row.low)}"
    return _number(row.low) if row.low == row.high else f"{_number(row.low)}–{_number(row.high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.3g}"
