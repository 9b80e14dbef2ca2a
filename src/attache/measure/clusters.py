"""Shares of postings by what is true of organisations: all postings of an organisation agree, so they count as fewer.

A posting's kind of organisation, or that its organisation came to an event, is known once for all postings of that
organisation. The number of postings is divided by the design effect, the mean size of the cluster that a posting is in
(Kish, Survey Sampling, 1965, 5.4, with an intra-class correlation of 1).
"""

from __future__ import annotations

from attache.measure.frame import Frame
from attache.measure.intervals import Interval, of_count

__all__ = ["of_organisations", "squares"]


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
    said = f", {total / effect:,.0f} effective postings: those of an organisation agree" if effect > 1 else ""
    return interval, method + said
