"""Postings drawn from target margins: country, mission, date, organisation, source, reposts and copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from corpus_columns import Names, Numbers, picked, stated_days
from margins import Margins

__all__ = ["UNKNOWN", "Postings", "named", "postings"]

UNKNOWN = "unknown"


@dataclass
class Postings:
    """What is true of each posting. Dates are days since 1970; `stated` is what the text says of them."""

    ids: Names
    documents: Names
    countries: Names
    missions: Names
    days: Numbers
    precision: Names
    stated: Names
    organisations: Numbers
    """Number of the organisation offered, -1 for none."""
    groups: Names
    sources: Names
    years_before: Numbers
    """Years since the first of the margins, for trends."""

    def __len__(self) -> int:
        return len(self.ids)


def postings(margins: Margins, dice: np.random.Generator) -> Postings:
    """Draw the postings of a corpus."""
    size = margins.mirrors.postings if margins.mirrors else margins.size
    countries = picked(margins.countries, size, dice)
    missions = np.full(size, UNKNOWN, dtype=object)
    for country, chances in margins.missions.items():
        here = countries == country
        missions[here] = picked(chances, int(here.sum()), dice)
    years = picked({str(year): chance for year, chance in margins.years.items()}, size, dice).astype(int)
    starts = np.array([(date(year, 1, 1) - date(1970, 1, 1)).days for year in range(min(years), max(years) + 2)])
    at = years - min(years)
    days = starts[at] + np.floor(dice.random(size) * (starts[at + 1] - starts[at])).astype(int)
    precision = picked(margins.precision, size, dice)
    organisations = _organisations(margins, size, dice)
    groups = _groups(margins, size, dice)
    sources = np.array(["source-a", "source-b", "source-c"], dtype=object)[groups % 3]
    copies = np.arange(size)
    if margins.mirrors:
        copies, sources = _mirrored(margins, size, dice)
    number = np.arange(len(copies))
    return Postings(
        ids=named("opp", number), documents=named("doc", number), countries=countries[copies],
        missions=missions[copies], days=days[copies], precision=precision[copies],
        stated=stated_days(days, precision)[copies], organisations=organisations[copies],
        groups=named("doc", _first(copies) if margins.mirrors else groups), sources=sources,
        years_before=(years - min(margins.years))[copies],
    )  # fmt: skip


def named(kind: str, numbers: Numbers) -> Names:
    """Return ids of one kind: `opp-0000001` …"""
    return np.array([f"{kind}-{at:07}" for at in numbers.tolist()], dtype=object)


def _organisations(margins: Margins, size: int, dice: np.random.Generator) -> Numbers:
    """Deal postings out to organisations until there are no more; some postings have none."""
    each = picked({str(many): chance for many, chance in margins.postings_each.items()}, size, dice).astype(int)
    owners = np.repeat(np.arange(size), each)[:size]
    owners[dice.random(size) < margins.without_organisation] = -1
    return owners


def _groups(margins: Margins, size: int, dice: np.random.Generator) -> Numbers:
    """Return the first document of each posting's group; a repost joins a posting before it that is none."""
    again = dice.random(size) < margins.repost
    again[0] = False
    firsts = np.flatnonzero(~again)
    chosen = np.floor(dice.random(size) * np.searchsorted(firsts, np.arange(size))).astype(int)
    return np.where(again, firsts[chosen], np.arange(size))


def _mirrored(margins: Margins, size: int, dice: np.random.Generator) -> tuple[Numbers, Names]:
    assert margins.mirrors is not None
    found = [(name, np.flatnonzero(dice.random(size) < chance)) for name, chance in margins.mirrors.chances.items()]
    copies = np.concatenate([places for _, places in found])
    sources = np.concatenate([np.full(len(places), name, dtype=object) for name, places in found])
    return copies, sources


def _first(copies: Numbers) -> Numbers:
    _, first, back = np.unique(copies, return_index=True, return_inverse=True)
    return first[back]
