"""Who coded what a figure rests on, where no sample corrects it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from attache.measure.frame import Frame

__all__ = ["coded_by"]

_BY_PEOPLE = """
select count(*) from (
  select i from people where said is not null and cast(variable as varchar) in (select unnest($variables))
  group by i having count(*) = len($variables)
)
"""
_KNOWN: WeakKeyDictionary[Frame, dict[tuple[str, ...], str]] = WeakKeyDictionary()


def coded_by(frame: Frame, *variables: str) -> str:
    """Return the key of `CODED_BY` for figures that count these variables' codes as tables show them.

    `people` where people decided all of them for every opportunity. Where they coded a part alone, counting their codes
    among the machine's corrects nothing, so that the figure is the machine's: not validated. `read` where the codebook
    has none of the variables.
    """
    known = tuple(name for name in variables if name in frame.codebook.variables)
    found = _KNOWN.setdefault(frame, {})
    if known not in found:
        found[known] = _who(frame, known) if known else "read"
    return found[known]


def _who(frame: Frame, known: tuple[str, ...]) -> str:
    decided = frame.con.execute(_BY_PEOPLE, {"variables": list(known)}).fetchall()[0][0]
    return "people" if decided and decided == frame.count() else "machine"
