"""Postings that agree: copies of one posting, and all postings of an organisation where its kind is asked for.

They say less than as many independent ones, so that their number is divided by the design effect: the mean size of the
cluster that a posting is in (Kish, Survey Sampling, 1965, 5.4, with an intra-class correlation of 1).
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from attache.measure.frame import Frame
from attache.measure.intervals import Interval, of_count

__all__ = ["effect_of_copies", "of_copies", "of_organisations", "squares"]
OF_ORGANISATIONS, OF_COPIES = ", an organisation's postings count as one", ", copies count as one"
"""What methods say."""


def squares(frame: Frame, postings: str) -> int:
    """Return the sum of the squares of how many postings each organisation has; without one, a posting is alone.

    `postings` is SQL of ours whose rows have `organisation_id`.
    """
    query = f"select count(*) as n, organisation_id is null as alone from {postings} group by organisation_id"  # noqa: S608 -- ours
    return int(frame.rows(f"select coalesce(sum(if(alone, n, n * n)), 0) from ({query})")[0][0])  # noqa: S608 -- ours


def of_organisations(n: int, total: int, squared: int) -> tuple[Interval, str]:
    """Return the interval of `n` of `total` postings, and its method; `squared` as `squares` has it of these."""
    effect = max(1.0, squared / total)
    interval, method = of_count(n / effect, total / effect)
    return interval, method + (OF_ORGANISATIONS if effect > 1 else "")


_COPIES = """
select coalesce(sum(n * n) / sum(n), 1) from (
  select count(*) as n from units group by coalesce(group_id, document_id)
)
"""
_KNOWN: WeakKeyDictionary[Frame, float] = WeakKeyDictionary()


def effect_of_copies(frame: Frame) -> float:
    """Return the design effect of reposts and near-duplicates in a frame, 1 where there are none."""
    if frame not in _KNOWN:
        _KNOWN[frame] = float(frame.rows(_COPIES)[0][0])
    return _KNOWN[frame]


def of_copies(n: int, total: int, effect: float) -> tuple[Interval, str]:
    """Return the interval of `n` of `total` postings, and its method, where copies have a design effect."""
    interval, method = of_count(n / effect, total / effect)
    return interval, method + (OF_COPIES if effect > 1 else "")
