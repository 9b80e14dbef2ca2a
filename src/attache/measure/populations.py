"""Populations that samples are drawn from: opportunities, the organisations that they offer, and those that none does.

Strata are named by dimensions of opportunities. Of a variable with several values an opportunity is in the stratum of
the first in the codebook's order, on the first of two levels, so that each is in one stratum; an organisation is in
that of its first posting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from attache.core.errors import InputError
from attache.measure.frame import Frame
from attache.measure.sampling import WHOLE
from attache.measure.where import UNKNOWN, Where

__all__ = ["Candidate", "mentioned", "offered", "opportunities", "spread", "stratum_of"]

_OFFERED = """
select u.organisation_id, any_value(g.name), any_value(g.country), min_by(u.opportunity_id, k), min(u.published_on)
from (select *, coalesce(published_on, '9999') || opportunity_id as k from units) u
join organisations g using (organisation_id)
where u.opportunity_id in (select unnest(?)) group by u.organisation_id order by u.organisation_id
"""
_MENTIONED = """
select organisation_id, name, country, kind, left(first_posted, 4) from organisations
where opportunities = 0 and mentions > 0 and kind <> 'mission' and coalesce(country, '') <> 'CN'
order by organisation_id
"""
_KNOWN = ("host_country", "organisation_kind", "year")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may be drawn; `index_on` is the date of the first posting that offers it."""

    id: str
    stratum: str
    name: str
    country: str | None
    index_on: str | None = None


def opportunities(frame: Frame, where: Where, by: Sequence[str]) -> list[tuple[str, str]]:
    """Return the ids of a selection with their strata."""
    ids = frame.records(where)
    strata = _strata(frame, ids, by)
    return [(key, strata[key]) for key in ids]


def offered(frame: Frame, where: Where, by: Sequence[str]) -> list[Candidate]:
    """Return the organisations that a selection of opportunities offers, each by its first posting there."""
    rows = frame.rows(_OFFERED, frame.records(where))
    strata = _strata(frame, [row[3] for row in rows], by)
    return [Candidate(key, strata[first], name, country, day) for key, name, country, first, day in rows]


def mentioned(frame: Frame, by: Sequence[str]) -> list[Candidate]:
    """Return foreign organisations that postings name and none offers; strata by country, kind or year alone."""
    unknown = [name for name in by if name not in _KNOWN]
    if unknown:
        what = f"of organisations that are only mentioned there is no `{unknown[0]}`"
        raise InputError(what, mend=f"draw by {', '.join(_KNOWN)}, or give the comparison group as a CSV file")
    return [
        Candidate(key, stratum_of(dict(zip(_KNOWN, (country, kind, year), strict=True)), by), name, country)
        for key, name, country, kind, year in frame.rows(_MENTIONED)
    ]


def stratum_of(values: Mapping[str, str | None], by: Sequence[str]) -> str:
    """Return the name of a stratum: its groups joined by ` × `, `all` where there are no strata."""
    return " × ".join(str(values.get(name) or UNKNOWN) for name in by) or WHOLE


def spread(frame: Frame, population: Iterable[tuple[str, str]], variable: str, value: str) -> dict[str, float]:
    """Return the standard deviation of a code in each stratum, as the codes that tables show let expect.

    sqrt(p (1 - p)) with p = (n + 1) / (N + 2), so that no stratum is taken for one without any spread.
    """
    frame.codebook.value(variable, value)
    have = set(frame.records(Where().also(**{variable: value})))
    sizes: dict[str, list[int]] = {}
    for key, stratum in population:
        counts = sizes.setdefault(stratum, [1, 2])
        counts[0] += key in have
        counts[1] += 1
    return {stratum: sqrt(n / total * (1 - n / total)) for stratum, (n, total) in sizes.items()}


def _strata(frame: Frame, ids: Sequence[str], by: Sequence[str]) -> dict[str, str]:
    columns = [_groups(frame, ids, name) for name in by]
    return {key: " × ".join(column.get(key, UNKNOWN) for column in columns) or WHOLE for key in ids}


def _groups(frame: Frame, ids: Sequence[str], name: str) -> dict[str, str]:
    if name in frame.codebook.variables:
        values = frame.codebook.variables[name].values
        rank = {value.value: at for at, value in enumerate(values.values()) if value.parent is None}
        query = """select opportunity_id, cast(value as varchar) from coded join units using (i)
            where cast(variable as varchar) = ? and opportunity_id in (select unnest(?))"""
        found: dict[str, str] = {}
        for key, value in frame.rows(query, name, list(ids)):
            if value in rank and rank[value] < rank.get(found.get(key, ""), len(rank)):
                found[key] = value
        return found
    if name not in frame.columns - {"i"}:
        frame.count(Where().also(**{name: UNKNOWN}))  # refuses it, with the dimensions that there are
    query = f'select opportunity_id, cast("{name}" as varchar) from units where opportunity_id in (select unnest(?))'  # noqa: S608 -- a column of ours
    return {key: value for key, value in frame.rows(query, list(ids)) if value is not None}
