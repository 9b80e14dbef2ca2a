"""A selection of records as a value that can be written, read back, counted and shown as a link.

`Where("opportunities", {"host_country": ("US",), "technology_field": ("lidar_sensing",)})` is written
`opportunities?host_country=US&technology_field=lidar_sensing`: all conditions together, any of several values of one.
`host_country=!US` leaves a value out and keeps what is not stated; `host_country=!unknown` is what is stated.

Three names are no dimensions: `from` and `to` are days, months or years of posting between which a date surely lies,
both included; a value of `either` is a list of alternatives, of which one must hold, such as `stage:lab|stage:pilot`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, urlencode

from attache.core.errors import InputError

__all__ = ["ALL", "EITHER", "FROM", "NOT", "STATED", "TO", "UNKNOWN", "Where", "alternatives", "either"]

UNKNOWN = "unknown"
"""The group of records that do not say; in a condition it matches null and a variable without any code."""
NOT = "!"
"""Before a value: records that do not have it."""
STATED = f"{NOT}{UNKNOWN}"
"""Records that say something."""
FROM, TO, EITHER = "from", "to", "either"
_ALL_OF = (FROM, TO, EITHER)
"""Conditions of which every value must hold."""
Values = tuple[str, ...]


def either(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a value of `either` from pairs of a dimension and a value: records for which one of them holds."""
    return "|".join(f"{name}:{value}" for name, value in pairs)


@dataclass(frozen=True, slots=True)
class Where:
    """Records of one relation that meet all conditions; each names a dimension and the values that it may have."""

    relation: str = "opportunities"
    conditions: Mapping[str, Values] = field(default_factory=lambda: MappingProxyType({}))

    def also(self, **more: str | Iterable[str] | None) -> Where:
        """Return this selection with further conditions; None leaves a dimension as it is.

        A dimension that has a condition already is narrowed to the values that both allow.
        """
        found = dict(self.conditions)
        for name, values in more.items():
            if values is None:
                continue
            wanted = (values,) if isinstance(values, str) else tuple(dict.fromkeys(values))
            found[name] = _both(name, found[name], wanted) if name in found else wanted
        return Where(self.relation, MappingProxyType(dict(sorted(found.items()))))

    @property
    def dimensions(self) -> frozenset[str]:
        """Names of the dimensions that conditions speak of, those of alternatives included."""
        named = {name for name in self.conditions if name not in _ALL_OF}
        clauses = (one for clause in self.conditions.get(EITHER, ()) for one in alternatives(clause))
        return frozenset(named | {name for name, _ in clauses})

    def __str__(self) -> str:
        if not self.conditions:
            return self.relation
        pairs = [(name, value) for name, values in self.conditions.items() for value in values or ("",)]
        return f"{self.relation}?{urlencode(pairs, quote_via=quote, safe='!:|')}"

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


def alternatives(clause: str) -> list[tuple[str, str]]:
    """Return the pairs of a dimension and a value of a value of `either`; InputError where it has none."""
    pairs = [
        (name, value)
        for name, sign, value in (one.partition(":") for one in clause.split("|"))
        if name and sign and value
    ]
    if len(pairs) != clause.count("|") + 1:
        raise InputError(f"`{clause[:80]}` is no alternative", mend="write it as `stage:lab|stage:pilot`")
    return pairs


def _both(name: str, first: Values, second: Values) -> Values:
    if name in _ALL_OF:
        return tuple(dict.fromkeys((*first, *second)))
    allowed = [[v for v in values if not v.startswith(NOT)] for values in (first, second)]
    left_out = tuple(dict.fromkeys(v for v in (*first, *second) if v.startswith(NOT)))
    open_ended = [bool(values) and not ones for values, ones in zip((first, second), allowed, strict=True)]
    if all(open_ended):
        return left_out
    wanted = tuple(v for v in allowed[open_ended[0]] if any(open_ended) or v in allowed[1])
    return (*wanted, *left_out) if wanted else ()


ALL = Where()
"""All opportunities."""
