"""Success: what became of organisations that postings offered, in cohorts drawn at random before anybody looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from attache.core.samples import COMPARISON, DRAWN
from attache.measure import cohort_times, intervals
from attache.measure.cohort_rows import Row, chosen, each, having, looked, said, share_row
from attache.measure.cohorts import Cohort
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Measure
from attache.measure.members import CLASSES
from attache.measure.where import UNKNOWN, Where

__all__ = ["MEASURES"]

_TIES = {DEFAULT: "new", UNKNOWN: UNKNOWN, "pre_existing": "pre_existing"}
_SHARES = {
    "deal": "O3 to O8 after the first posting, where the tie is known not to have existed before",
    "exposure_only": "O1 or O2 (event, memorandum) after the first posting, and no deal",
    "report": "the 2021 report's: joint venture, licence or technology otherwise exposed, O1 to O8",
    "deal_or_unknown": "as `deal`, with ties of which nobody knows whether they existed before",
    "report_or_unknown": "as `report`, with ties of which nobody knows whether they existed before",
    "deal_graded": "as `deal`, with evidence of grade A to C alone: registry, company, independent press",
    "pre_existing": "a tie that existed before the first posting; never counts as success",
}
_WEIGHTED = ("deal", "report")
_COMPARED = ("deal", "exposure_only", "report", "deal_or_unknown", "report_or_unknown")
_SMALL = 0.05
"""Share of a population below which a sample needs no finite population correction (Cochran 1977, 2.1)."""


def _searched(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        for variant, role in ((DEFAULT, DRAWN), ("comparison", COMPARISON)):
            whole, searched = len(cohort.of(role)), len(cohort.searched(role))
            for group, answer, n in _answers(searched, whole):
                yield row(
                    ("searched", group), n=n, total=whole, share=n / whole, method="counted", variant=variant,
                    where=chosen(cohort, role, searched=answer),
                )  # fmt: skip
        if not cohort.members:
            yield row(n=0, total=0, method="none", note="no member is in this selection")

    return each(frame, measure, rows)


def _answers(searched: int, whole: int) -> tuple[tuple[str, str, int], ...]:
    return (("searched", "yes", searched), ("waiting", "no", whole - searched)) if whole else ()


def _success(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        searched = cohort.searched(DRAWN)
        for flag in _SHARES:
            where = chosen(cohort, DRAWN, **{flag: "yes"})
            note = _finite(cohort) if flag in ("deal", "report") else ""
            yield share_row(cohort, DRAWN, row, having(searched, flag), variant=flag, where=where, note=note)
        yield from (_weighted(cohort, row, flag) for flag in _WEIGHTED)

    return each(frame, measure, rows)


def _finite(cohort: Cohort) -> str:
    if cohort.narrowed:
        return "a part of the cohort: the selection was not drawn for itself"
    if cohort.size / cohort.population_size <= _SMALL:
        return ""
    drawn = f"{cohort.size} of a population of {cohort.population_size} were drawn"
    return f"{drawn}; the interval leaves that out of account and is wider than needed, that of `_weighted` does not"


def _weighted(cohort: Cohort, row: Row, flag: str) -> Estimate:
    """Return the share in the population that was drawn from, each stratum with its weight."""
    searched, where = cohort.searched(DRAWN), chosen(cohort, DRAWN, **{flag: "yes"})

    def made(**fields: Any) -> Estimate:
        return row(
            variant=f"{flag}_weighted", n=having(searched, flag), total=len(searched), where=where,
            denominator="organisations of the population, estimated from those searched", **fields,
        )  # fmt: skip

    if cohort.narrowed or not searched:
        why = "the weights hold for the whole cohort alone" if cohort.narrowed else "nobody has been searched"
        return made(method="none", note=said(why, looked(cohort, DRAWN)))
    sizes = {one.stratum: one.stratum_size for one in cohort.of(DRAWN)}
    drawn = Counter(one.stratum for one in searched)
    count = Counter(one.stratum for one in searched if getattr(one, flag) == "yes")
    if empty := ", ".join(name for name in sorted(sizes) if not drawn[name]):
        return made(method="none", note=said(f"nobody of {empty} has been searched", looked(cohort, DRAWN)))
    share, interval = intervals.stratified((count[name], drawn[name], sizes[name]) for name in sorted(sizes))
    method = f"strata weighted by their size, Wilson with finite population correction, {intervals.LEVEL:.0%}"
    return made(share=share, interval=interval, method=method, note=looked(cohort, DRAWN))


def _classes(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        for variant, tie in _TIES.items():
            for one in CLASSES if tie == "new" else CLASSES[1:]:
                where = chosen(cohort, DRAWN, "member_outcomes", tie=tie, outcome_class=one)
                n = cohort.classes.get((DRAWN, tie, one), 0)
                yield share_row(cohort, DRAWN, row, n, ("outcome_class", one), variant=variant, where=where)

    return each(frame, measure, rows)


def _comparison(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        searched = cohort.searched(COMPARISON)
        if not cohort.of(COMPARISON):
            why = "it is matched with the whole cohort, not with a part" if cohort.narrowed else "none was drawn"
            yield row(n=0, total=0, method="none", note=f"no comparison group: {why}")
            return
        for flag in _COMPARED:
            where = chosen(cohort, COMPARISON, **{flag: "yes"})
            yield share_row(cohort, COMPARISON, row, having(searched, flag), variant=flag, where=where)
        yield from (_difference(cohort, row, flag) for flag in _COMPARED)

    return each(frame, measure, rows)


def _difference(cohort: Cohort, row: Row, flag: str) -> Estimate:
    ours, theirs = cohort.searched(DRAWN), cohort.searched(COMPARISON)
    fields: dict[str, Any] = {
        "variant": f"{flag}_difference",
        "unit": "percentage points",
        "denominator": "searched organisations drawn, and searched ones of the comparison group",
    }
    if not ours or not theirs:
        note = "there is no difference while nobody of one of the groups has been searched"
        return row(method="none", note=note, **fields)
    value, (low, high) = intervals.difference(having(ours, flag), len(ours), having(theirs, flag), len(theirs))
    note = said(looked(cohort, DRAWN), looked(cohort, COMPARISON))
    return row(
        value=100 * value, interval=(100 * low, 100 * high), method=f"Newcombe, hybrid score, {intervals.LEVEL:.0%}",
        note=note, **fields,
    )  # fmt: skip


def _casebook(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    note = "known from press; no sample, no share"
    known = Where("outcomes").also(sample_id=UNKNOWN)
    query = """select outcome_class, count(*) from outcomes where sample_id is null or sample_id = 'unknown'
        group by 1 order by 1"""
    rows = frame.rows(query)
    for found, n in rows:
        where = known.also(outcome_class=str(found))
        yield measure.row(
            frame, groups=(("outcome_class", str(found)),), n=n, method="counted", coded_by="stated", where=where,
            note=note,
        )  # fmt: skip
    if not rows:
        yield measure.row(frame, n=0, method="none", coded_by="stated", where=known, note="the casebook has no outcome")


_UNIT, _OF = "organisations", "organisations of the cohort for which somebody has searched"
MEASURES = (
    Measure(
        "success.searched",
        question="For how many of each cohort has somebody searched?",
        unit=_UNIT,
        denominator="organisations of the cohort",
        definition="Searched is who has a search in the log, whether or not it found something.",
        compute=_searched,
        variants={DEFAULT: "organisations drawn", "comparison": "organisations of the comparison group"},
    ),
    Measure(
        "success.share",
        question="What share of the organisations that postings offered came to a deal after the posting?",
        unit=_UNIT,
        denominator=_OF,
        definition="Outcomes recorded for the cohort, by class and by whether the tie existed before. Exposure is kept "
        "apart from deals; hired staff (O9), blocked deals (OX) and closures (OZ) are neither.",
        compute=_success,
        variants=_SHARES
        | {f"{one}_weighted": f"as `{one}`, for the population: strata weighted by their size" for one in _WEIGHTED},
    ),
    Measure(
        "success.outcome",
        question="What became of the organisations of each cohort?",
        unit=_UNIT,
        denominator=_OF,
        definition="Organisations with each class of outcome; one may have several. O0 is where searches found "
        "nothing at all; who has not been searched for has no class.",
        compute=_classes,
        variants={
            DEFAULT: "ties known not to have existed before the first posting",
            UNKNOWN: "ties of which nobody knows whether they existed before",
            "pre_existing": "ties that existed before the first posting",
        },
    ),
    Measure(
        "success.comparison",
        question="How do organisations fare that no posting offers?",
        unit=_UNIT,
        denominator="organisations of the comparison group for which somebody has searched",
        definition="The comparison group is matched on the strata of the cohort; its outcomes count from the first "
        "posting of the member that each is matched with.",
        compute=_comparison,
        variants={one: _SHARES[one] for one in _COMPARED}
        | {f"{one}_difference": f"share of the drawn less that of the comparison group, `{one}`" for one in _COMPARED},
    ),
    Measure(
        "success.time",
        question="What share had come to a deal by some months after the first posting?",
        unit=_UNIT,
        denominator="organisations followed up to that month",
        definition="Kaplan and Meier's estimate; whoever has no deal is followed to the last search. Dates known by "
        "month or year widen the interval.",
        compute=cohort_times.share_by_month,
        variants={DEFAULT: "organisations drawn", "comparison": "organisations of the comparison group"},
    ),
    Measure(
        "success.median",
        question="After how many days had half come to a deal?",
        unit=_UNIT,
        denominator=_OF,
        definition="Median of the same estimate; of dates known by month or year the middle.",
        compute=cohort_times.median,
    ),
    Measure(
        "success.lag",
        question="How long after the first posting did deals come?",
        unit=_UNIT,
        denominator="organisations of the cohort with a deal",
        definition="Months from the first posting to the first deal; `unknown` where the dates leave the band open. "
        "Only deals that have happened are in it, so later ones are missing: `success.time` takes that into account.",
        compute=cohort_times.bands,
    ),
    Measure(
        "success.casebook",
        question="Which outcomes are known from published sources?",
        unit="outcomes",
        denominator="none: they were not drawn",
        definition="Outcomes of the casebook. They are known because somebody wrote about them and say nothing of a "
        "share.",
        compute=_casebook,
    ),
)
