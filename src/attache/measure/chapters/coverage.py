"""Coverage: how much of what was posted the collection has, and how much of it could be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attache.measure import covered
from attache.measure.frame import Frame
from attache.measure.measures import Measure

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = dict.fromkeys(
    ("postings", "postings_in_both", "captures", "readings", "notices"), covered.prepare_coverage
)
"""Relations of this chapter, and what adds each to a frame."""

MEASURES = (
    Measure(
        "coverage.recapture",
        question="How many opportunities were posted, those that no source has included?",
        unit="postings, reposts counted once",
        denominator="none",
        definition="Capture–recapture over sources: the same posting in several sources is a group of reposts and "
        f"near-duplicates. Chapman's estimate for pairs of the {covered.SOURCES} largest sources, Chao's lower bound "
        "for all. Both assume that sources find independently, out of the same postings. Columns of one site hold "
        "different ones and count as one source, unless they share items. There is no estimate where too few are in "
        "both.",
        compute=covered.recapture,
        variants={"pairs": "two sources (Chapman)", "several": "all sources (Chao)"},
    ),
    Measure(
        "coverage.completeness",
        question="How many opportunities state their date, country, mission and organisation?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition="Read from the text or the source, else not stated: nothing is filled in. `day` is a date known to "
        "the day; `all_four` states all.",
        compute=covered.completeness,
    ),
    Measure(
        "coverage.refused",
        question="How many items of each source could not be read?",
        unit="items",
        denominator="items of the source",
        definition="Items of which no reader could make a document, with a reason. Of the whole edition, whatever "
        "selection is measured.",
        compute=covered.readings,
    ),
    Measure(
        "coverage.failed_captures",
        question="How many attempts to capture failed?",
        unit="captures",
        denominator="captures of the source in that time",
        definition=f"No answer, one that was not usable, or a status other than 2xx; by year, and by month for the "
        f"last {covered.MONTHS} months with captures. Of the whole edition, whatever selection is measured.",
        compute=covered.captures,
        variants={"year": "by year", "month": "by month"},
    ),
    Measure(
        "coverage.span",
        question="From when to when was each source captured?",
        unit="days",
        denominator="none",
        definition="Days from the first capture of a source to its last. Of the whole edition, whatever selection is "
        "measured.",
        compute=covered.spans,
    ),
    Measure(
        "coverage.notices",
        question="What about the sources should a keeper look at?",
        unit="times",
        denominator="none",
        definition="Notices of collecting and reading by source and kind; `value` is how often, `n` how many notices. "
        "Of the whole edition, whatever selection is measured.",
        compute=covered.notices,
    ),
)
