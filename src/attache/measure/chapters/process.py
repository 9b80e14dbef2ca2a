"""Process: from a need at home over scouting and matchmaking to transfer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attache.measure import funnel as funnels
from attache.measure import lags, needed, stated
from attache.measure.answering import prepare_answers
from attache.measure.frame import Frame
from attache.measure.measures import Measure

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = {
    "answers": prepare_answers,
    "answering": prepare_answers,
    "asked": prepare_answers,
    "walked": funnels.prepare_funnel,
    "answers_by_field": needed.prepare_fields,
    "lagged": lags.prepare_lags,
}
"""Relations of this chapter, and what adds each to a frame."""

_TIMES = {
    "in_time": "needs that were in force when the opportunity was posted; without a date of posting none is",
    "any_time": "needs of any time, those stated after the posting or ended before it included",
}
_ANSWER = (
    "An opportunity answers an entry of a demand list where it is coded as that chokepoint, where the entry asks for "
    "its chokepoint or narrow technology field, or where it lies in the sector that the entry names; the last says "
    "that fields agree, not that the plan caused the posting."
)

MEASURES = (
    Measure(
        "process.stated_funnel",
        question="What do sources state of the steps of matchmaking activities?",
        unit="as stated",
        denominator="none",
        definition="Figures of one activity that are steps of one funnel, as sources state them. An inexact figure "
        "(more than, about, a range) is given as bounds: about 200 is read as rounded, 150 to 250.",
        compute=stated.steps,
    ),
    Measure(
        "process.stated_conversion",
        question="How many of one step of a stated funnel came to the next?",
        unit="share",
        denominator="the earlier of the two steps",
        definition="The figure of a step as a share of an earlier one of the same activity, as sources state them. "
        "Where either is inexact, the bounds that follow. Intents and agreements are counted on the day: no deals.",
        compute=stated.conversions,
        variants={"step": "of the step before", "start": "of the first step"},
    ),
    Measure(
        "process.funnel",
        question="How far do needs and opportunities of this edition come?",
        unit="opportunities",
        denominator="the step before",
        definition="Needs stated (entries of demand lists; requests read from pages), those that codes of the codebook "
        "lead to, and those answered; opportunities; those "
        "that answer a need of a list; of these, those whose organisation is named in a notice of an event, whenever; "
        "of these, those with a recorded outcome O2 to O9 that is not from before the posting. " + _ANSWER,
        compute=funnels.funnel,
        variants=_TIMES,
    ),
    Measure(
        "process.reached",
        question="Which share of all opportunities came to each step, whatever came before it?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition="Answers a need in force; its organisation is known; that is named in a notice of an event; it has "
        "a recorded outcome O2 to O9 that is not from before the posting. Where nobody has looked there is no outcome.",
        compute=funnels.reached,
    ),
    Measure(
        "process.exactness",
        question="How exactly do opportunities answer needs of demand lists?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition=_ANSWER + " Each opportunity counts at the nearest of its answers.",
        compute=funnels.exactness,
        variants=_TIMES,
    ),
    Measure(
        "process.list",
        question="Which share of opportunities answers each demand list?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition=_ANSWER,
        compute=needed.lists,
        variants=_TIMES,
    ),
    Measure(
        "process.needs_answered",
        question="How many needs of each demand list has an opportunity answered?",
        unit="needs",
        denominator="needs of the list that codes of the codebook lead to",
        definition="Entries of a list, and requests read from pages as a list of their own. A request is answered by a "
        "posting of the same narrow technology field from its date on, of those dated to the day. " + _ANSWER,
        compute=needed.answered,
        variants=_TIMES,
    ),
    Measure(
        "process.unanswered",
        question="Which needs has nobody answered yet?",
        unit="days",
        denominator="needs of the list in force that codes of the codebook lead to",
        definition="Entries of demand lists in force on the day of the edition, and requests, that no opportunity "
        "answers; `value` is how many days they have stood. At most "
        f"{needed.MOST} of each list, in its order, after a row of all. Not answered in this collection is not "
        "unanswered in the world.",
        compute=needed.unanswered,
        variants=_TIMES,
    ),
    Measure(
        "process.need_by_field",
        question="From which technology fields are the needs of each list answered?",
        unit="opportunities",
        denominator="opportunities in the technology field",
        definition="Opportunities of a first-level field that answer an entry of the first level of the lists that are "
        "coded as such. " + _ANSWER,
        compute=needed.by_field,
        variants=_TIMES,
    ),
    Measure(
        "process.lag_need",
        question="How long until a need is first answered?",
        unit="days",
        denominator="needs whose date is known to the month",
        definition="Days from the statement of a need (the last day that its date may mean) to the first posting from "
        "then on that answers it while in force; needs that nobody has answered count as not yet answered on the day "
        "of the edition, or on the last of their list. Needs known to the year alone are left out.",
        compute=lags.need_to_opportunity,
    ),
    Measure(
        "process.lag_outcome",
        question="How long from a posting to an outcome?",
        unit="days",
        denominator="outcomes with dates of posting and outcome",
        definition="Days from posting to outcome, from the middle of what a date known to the month or year may mean. "
        "Outcomes are of the whole edition; ties and outcomes from before the posting are left out.",
        compute=lags.posting_to_outcome,
        variants={
            "deal": "outcomes O2 (intent) to O9 (people moved)",
            "exposure": "showing at an event alone (O1)",
        },
    ),
    Measure(
        "process.targets",
        question="Have programmes met the targets that they set themselves?",
        unit="as stated",
        denominator="none",
        definition="Targets of programmes beside what is recorded as reached; not recorded is neither met nor missed. "
        "A programme that is known from a leak alone is never merged with official statistics.",
        compute=stated.programmes,
        variants={"target": "the least that meets the target", "actual": "what was reached, where it is recorded"},
    ),
)
