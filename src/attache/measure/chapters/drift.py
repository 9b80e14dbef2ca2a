"""Drift: what is new and what rises in what is sought."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attache.measure import drifting, terms
from attache.measure.frame import Frame
from attache.measure.measures import Measure

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = {"first_terms": terms.prepare_terms}
"""Relations of this chapter, and what adds each to a frame."""

_NEW = (
    "A term is the words that a code of a technology field, keyword of AI or chokepoint rests on, as written, in lower "
    "case; words outside the codebook are not seen. Postings without a quarter are left out."
)

MEASURES = (
    Measure(
        "drift.new_terms",
        question="How many terms of technologies were new in each quarter?",
        unit="terms",
        denominator="none",
        definition=_NEW,
        compute=terms.by_quarter,
        variants=terms.VARIANTS,
    ),
    Measure(
        "drift.new_terms_by_mission",
        question="Which missions used new terms of technologies lately?",
        unit="terms",
        denominator="none",
        definition=f"The last {terms.RECENT} quarters in which any term was new. " + _NEW,
        compute=terms.by_mission,
        variants=terms.VARIANTS,
    ),
    Measure(
        "drift.newest_terms",
        question="Which terms of technologies came last, and with which posting?",
        unit="terms",
        denominator="none",
        definition=f"The {terms.LISTED} latest, after a row of all; `value` is how often the term is used, "
        "`records` leads to the first. " + _NEW,
        compute=terms.newest,
        variants=terms.VARIANTS,
    ),
    Measure(
        "drift.rising_fields",
        question="Which technology fields are sought more, or less, than before?",
        unit="difference of shares",
        denominator=f"opportunities of the last {terms.RECENT} quarters with postings",
        definition=f"Share of a field among postings of the last {terms.RECENT} quarters less that among all before; "
        f"p-values are adjusted for all fields looked at. At most {terms.LISTED} fields, those that differ most, after "
        "a row of all. Fields overlap. A change of what is collected looks like a change of what is sought.",
        compute=drifting.rising,
        variants=drifting.LEVELS,
    ),
    Measure(
        "drift.distance",
        question="How different are the technology fields of a year from those of the year before?",
        unit="Jensen–Shannon distance, 0 to 1",
        denominator="none",
        definition="Distance of the distributions of codes over first-level fields, each posting with all of its "
        "fields; the chance is that of a distance as great where postings are dealt out between the two years. Few "
        "postings lie far apart by chance alone.",
        compute=drifting.distance,
    ),
)
