"""How what is sought changes: fields that rise, and how far years lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from attache.measure.coders import coded_by
from attache.measure.estimates import Estimate
from attache.measure.fields import FIELD
from attache.measure.frame import Frame
from attache.measure.intervals import LEVEL, difference
from attache.measure.measures import DEFAULT, Measure
from attache.measure.needed import prepare_fields
from attache.measure.terms import LISTED, RECENT
from attache.measure.testing import adjusted, fisher
from attache.measure.where import Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEVELS", "ROUNDS", "distance", "js_distance", "permuted", "rising"]

LEVELS = {"narrow": "fields of the second level", "broad": "fields of the first level"}
ROUNDS, SEED, LEAST = 199, 20210528, 5
"""Permutations of a test, the seed of its draws, and postings that a year needs at least."""
_QUARTERS = "select quarter, count(*) from units where quarter is not null group by quarter order by quarter"
_RISING = """
select cast(c.value as varchar), count(*) filter (u.quarter in (select unnest($recent))), count(*)
from coded c join units u using (i)
where c.variable = $variable and u.quarter is not null
  and c.value in (select try_cast(value as coded_values) from unnest($values) v(value))
group by c.value order by 1
"""


def rising(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield by how much the share of each field in the latest quarters differs from that before, the greatest first."""
    quarters = frame.rows(_QUARTERS)
    recent = [str(name) for name, _ in quarters[-RECENT:]]
    now = sum(int(n) for _, n in quarters[-RECENT:])
    before = sum(int(n) for _, n in quarters) - now
    for variant in LEVELS:
        if not now or not before or FIELD not in frame.codebook.variables:
            note = f"postings of more than {RECENT} quarters are needed"
            yield measure.row(frame, method="none", variant=variant, note=note)
            continue
        yield from _risen(frame, measure, variant, recent, now, before)


def _risen(
    frame: Frame, measure: Measure, variant: str, recent: Sequence[str], now: int, before: int
) -> Iterator[Estimate]:
    values = frame.codebook.variables[FIELD].values
    chosen = [name for name, one in values.items() if (one.parent is None) == (variant == "broad")]
    told = {"recent": list(recent), "variable": FIELD, "values": chosen}
    rows = [(str(v), int(n), int(all_) - int(n)) for v, n, all_ in frame.con.execute(_RISING, told).fetchall()]
    chances = adjusted([fisher(n, now, old, before) for _, n, old in rows])
    found = [(*difference(n, now, old, before), *row) for row in rows for n, old in (row[1:],)]
    order = sorted(range(len(rows)), key=lambda at: (-abs(found[at][0]), rows[at][0]))
    by = coded_by(frame, FIELD)
    yield _whole(frame, measure, variant, recent, now, before, chances, by)
    for at in order[:LISTED]:
        value, interval, field, n, old = found[at]
        yield measure.row(
            frame,
            groups=((FIELD, field),),
            n=n,
            total=now,
            value=value,
            interval=interval,
            method=f"Newcombe hybrid score, {LEVEL:.0%}; p exact (Fisher), Benjamini–Hochberg over {len(rows)}",
            variant=variant,
            coded_by=by,
            where=Where().also(quarter=recent, **{FIELD: field}),
            note=f"{n / now:.1%} against {old / before:.1%} before ({old} of {before}); adjusted p {chances[at]:.3g}",
        )


def _whole(
    frame: Frame, measure: Measure, variant: str, recent: Sequence[str], now: int, before: int,
    chances: Sequence[float], by: str,
) -> Estimate:  # fmt: skip
    clear = sum(one <= 1 - LEVEL for one in chances)
    cut = f"; the {LISTED} that differ most are listed" if len(chances) > LISTED else ""
    note = f"{clear} of {len(chances)} fields differ at an adjusted p of {1 - LEVEL:.2f}; {now} postings of "
    note += f"{recent[0]} to {recent[-1]}, {before} before{cut}"
    return measure.row(
        frame, n=now, value=clear, unit="fields", method="count", variant=variant, coded_by=by,
        where=Where().also(quarter=recent), note=note,
    )  # fmt: skip


_YEARS = """
select u.year, m.mask, count(*) from field_masks m join units u using (i)
where u.year is not null group by u.year, m.mask order by u.year, m.mask
"""


def distance(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how far the fields of each year lie from those of the year before, with the chance that it is by chance."""
    prepare_fields(frame)
    years: dict[int, dict[int, int]] = {}
    for year, mask, n in frame.rows(_YEARS):
        years.setdefault(int(year), {})[int(mask)] = int(n)
    pairs = [pair for pair in pairwise(sorted(years)) if min(sum(years[one].values()) for one in pair) >= LEAST]
    found = [permuted(years[first], years[second]) for first, second in pairs]
    chances = adjusted([chance for _, chance in found])
    for (first, second), (value, _), chance in zip(pairs, found, chances, strict=True):
        n = frame.count(Where().also(year=str(second)))
        yield measure.row(
            frame,
            groups=(("year", str(second)),),
            n=n,
            value=value,
            method=f"p by {ROUNDS} permutations of postings between the years, Benjamini–Hochberg over {len(pairs)}",
            variant=DEFAULT,
            coded_by=coded_by(frame, FIELD),
            where=Where().also(year=str(second)),
            note=f"against {first}; adjusted p {chance:.3g}",
        )
    if not pairs:
        yield measure.row(frame, method="none", note=f"no two years have {LEAST} postings with a field each")


def js_distance(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the Jensen–Shannon distance of two lists of counts: 0 for equal shares, 1 where they share nothing.

    The root of the divergence to base 2 (Lin, IEEE Trans. Inf. Theory 37, 1991; Endres and Schindelin, 49, 2003).
    """
    import numpy as np  # noqa: PLC0415 -- as scipy

    return float(_js(np.asarray([first], dtype=float), np.asarray([second], dtype=float))[0])


def _js(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import rel_entr  # noqa: PLC0415 -- half a second that most commands do not need

    one, other = (rows / rows.sum(axis=1, keepdims=True) for rows in (first, second))
    middle = (one + other) / 2
    divergence = (rel_entr(one, middle) + rel_entr(other, middle)).sum(axis=1) / 2 / 0.6931471805599453
    distances: NDArray[np.float64] = divergence.clip(min=0) ** 0.5
    return distances


def permuted(first: dict[int, int], second: dict[int, int]) -> tuple[float, float]:
    """Return the distance of the fields of two groups of postings, and its chance if they were dealt out at random.

    Each group gives the number of postings by their set of fields, as bits; postings are dealt out whole.
    """
    import numpy as np  # noqa: PLC0415 -- as scipy

    masks = sorted({*first, *second})
    width = max(masks).bit_length() or 1
    fields = np.array([[mask >> at & 1 for at in range(width)] for mask in masks], dtype=float)
    counts = np.array([[group.get(mask, 0) for mask in masks] for group in (first, second)])
    together, size = counts.sum(axis=0), int(counts[0].sum())
    real = float(_js(counts[:1] @ fields, counts[1:] @ fields)[0])
    dealt = np.random.default_rng(SEED).multivariate_hypergeometric(together, size, ROUNDS, method="marginals")
    by_chance = _js(dealt @ fields, (together - dealt) @ fields)
    return real, float((1 + (by_chance >= real - 1e-12).sum()) / (1 + ROUNDS))
