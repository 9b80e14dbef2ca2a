"""A selection of records as a value that can be written, read back, counted and shown as a link.

`Where("opportunities", {"host_country": ("US",), "technology_field": ("lidar_sensing",)})` is written
`opportunities?host_country=US&technology_field=lidar_sensing`: all conditions together, any of several values of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, urlencode

from attache.core.errors import InputError

__all__ = ["ALL", "UNKNOWN", "Where"]

UNKNOWN = "unknown"
"""The group of records that do not say; in a condition it matches null and a variable without any code."""


@dataclass(frozen=True, slots=True)
class Where:
    """Records of one relation that meet all conditions; each names a dimension and the values that it may have."""

    relation: str = "opportunities"
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def also(self, **more: str | Iterable[str] | None) -> Where:
        """Return this selection with further conditions; None leaves a dimension as it is.

        A dimension that has a condition already is narrowed to the values that both allow.
        """
        found = dict(self.conditions)
        for name, values in more.items():
            if values is None:
                continue
            wanted = (values,) if isinstance(values, str) else tuple(dict.fromkeys(values))
            found[name] = tuple(v for v in found[name] if v in wanted) if name in found else wanted
        return Where(self.relation, MappingProxyType(dict(sorted(found.items()))))

    def __str__(self) -> str:
        if not self.conditions:
            return self.relation
        pairs = [(name, value) for name, values in self.conditions.items() for value in values or ("",)]
        return f"{self.relation}?{urlencode(pairs, quote_via=quote)}"

    @classmethod
    def parse(cls, text: str) -> Where:
        """Return the selection that was written so; InputError where it is none."""
        relation, _, query = text.partition("?")
        if not relation.isidentifier():
            raise InputError(f"`{text[:80]}` selects nothing", mend="write it as `opportunities?host_country=US`")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=10_000)
        except ValueError:
            raise InputError(f"`{query[:80]}` is no query", mend="write it as `host_country=US&year=2019`") from None
        found: dict[str, list[str]] = {}
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        conditions = {name: tuple(v for v in values if v) for name, values in sorted(found.items())}
        return cls(relation, MappingProxyType(conditions))


ALL = Where()
"""All opportunities."""
