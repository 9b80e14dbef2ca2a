"""What accepting another codebook would change: codes that flip, and figures that move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.build.recoding import Recoded, apply
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.vocabulary.codebook import Codebook

__all__ = ["Flip", "Moved", "flips", "measured", "moved"]

_KEY = "(subject_id, variable, value)"
_FLIPS = f"""
with more as (
  from gained_now anti join gained_then using {_KEY} union all by name from lost_then anti join lost_now using {_KEY}
), less as (
  from lost_now anti join lost_then using {_KEY} union all by name from gained_then anti join gained_now using {_KEY}
), flipped as (
  select *, 'gained' as change from more anti join less using {_KEY}
  union all by name select *, 'lost' as change from less anti join more using {_KEY}
), offered_then as (
  select opportunity_id as id from opportunities anti join lost_offers_then using (opportunity_id)
  union all select opportunity_id from gained_offers_then
), offered_now as (
  select opportunity_id as id from opportunities anti join lost_offers_now using (opportunity_id)
  union all select opportunity_id from gained_offers_now
), offered as (
  select id, t.id is not null and n.id is not null as still from offered_then t full join offered_now n using (id)
)
select f.subject_id, any_value(d.title), f.variable, f.value, f.change,
  list(distinct f.quote order by f.quote) filter (where f.quote <> ''), min(f.reason)
from flipped f join documents d using (document_id) join offered o on o.id = f.subject_id
where o.still or f.variable = 'direction'
group by f.subject_id, f.variable, f.value, f.change order by f.variable, f.value, f.change, f.subject_id
"""  # noqa: S608 -- constants of ours


@dataclass(frozen=True, slots=True)
class Flip:
    """A code of one opportunity that is `gained` or `lost`, the words of the text that made it, and the coder's reason.

    A flip of `direction` alone is of a document that becomes an opportunity or ceases to be one.
    """

    opportunity: str
    title: str
    variable: str
    value: str
    change: str
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A measured row before and after, one of them None where it is not there, and how far it moved.

    `size` is a difference of shares; for other figures the difference over the larger of both.
    """

    before: Estimate | None
    after: Estimate | None
    size: float


def flips(edition: Edition, then: Recoded, now: Recoded) -> list[Flip]:
    """Return the codes that flip between two codings of an edition, each told by what it changes of what is stored."""
    con = edition.connect()
    for side, recoded in (("then", then), ("now", now)):
        con.register(f"lost_{side}", recoded.lost["codes"])
        con.register(f"gained_{side}", recoded.gained["codes"])
        con.register(f"lost_offers_{side}", recoded.lost["opportunities"])
        con.register(f"gained_offers_{side}", recoded.gained["opportunities"])
    rows = con.execute(_FLIPS).fetchall()
    return [Flip(a, b, c, d, e, tuple(words or ()), str(why)) for a, b, c, d, e, words, why in rows]


def measured(
    edition: Edition, recoded: Recoded, codebook: Codebook, progress: Callable[[int, int], None]
) -> list[Estimate]:
    """Return the rows of all measures of an edition as coded again; codes of people stay what they are."""
    frame = open_frame(edition, codebook=codebook, change=partial(apply, recoded=recoded))
    rows: list[Estimate] = []
    for at, measure in enumerate(MEASURES.values()):
        progress(at, len(MEASURES))
        rows += measure.run(frame)
    return rows


def moved(before: Sequence[Estimate], after: Sequence[Estimate]) -> list[Moved]:
    """Return the rows whose figure differs as tables print it, by how far they moved."""
    then, now = ({row.row_id: row for row in rows} for rows in (before, after))
    pairs = [(then.get(key), now.get(key)) for key in {**then, **now}]
    found = [Moved(a, b, _size(a, b)) for a, b in pairs if _printed(a) != _printed(b)]
    return sorted(found, key=lambda one: -one.size)


def _printed(row: Estimate | None) -> Mapping[str, str]:
    """The figures of a row to the digits that tables print; a row without any is as one that is not there."""
    if row is None:
        return {}
    figures = (("n", row.n, "d"), ("share", row.share, ".3f"), ("value", row.value, ".6g"))
    return {name: format(figure, form) for name, figure, form in figures if figure is not None}


def _size(before: Estimate | None, after: Estimate | None) -> float:
    a, b = (0.0 if row is None else _figure(row) for row in (before, after))
    if any(row is not None and row.share is not None for row in (before, after)):
        return abs(b - a)
    return abs(b - a) / max(abs(a), abs(b), 1e-12)


def _figure(row: Estimate) -> float:
    for figure in (row.share, row.value, row.n):
        if figure is not None:
            return float(figure)
    return 0.0
