"""Withdrawals: what was taken down, edited or put up again, when, by whom, and what was removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attache.measure import withdrawn
from attache.measure.edits import prepare_edits
from attache.measure.frame import Frame
from attache.measure.measures import Measure

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = {
    "documents": withdrawn.prepare_lives,
    "gone": withdrawn.prepare_lives,
    "gone_documents": withdrawn.prepare_lives,
    "withdrawn_in": withdrawn.prepare_windows,
    "edits": prepare_edits,
    "removed_names": prepare_edits,
}
"""Relations of this chapter, and what adds each to a frame."""

_GONE = (
    "A posting is withdrawn where its source proves that it is gone: a complete walk over the lists lacks it, or its "
    "address answers that there is none. What an incomplete collection missed is not withdrawn. It went at some time "
    "between when it was last seen and when it was seen to be gone."
)

MEASURES = (
    Measure(
        "withdrawals.status",
        question="How many postings still stand as they were, were edited, withdrawn or put up again?",
        unit="postings",
        denominator="postings, live or not",
        definition="Status at the edition's last capture; one that was edited and then withdrawn is withdrawn. "
        + _GONE,
        compute=withdrawn.statuses,
        variants=withdrawn.BASES,
    ),
    Measure(
        "withdrawals.mission",
        question="Which missions' postings were withdrawn?",
        unit="postings",
        denominator="postings of the mission",
        definition=_GONE,
        compute=withdrawn.missions,
        variants=withdrawn.BASES,
    ),
    Measure(
        "withdrawals.observed",
        question="When were postings seen to be gone?",
        unit="postings",
        denominator="postings withdrawn",
        definition="Year, quarter and month of the first observation without it, which depends on when was collected. "
        + _GONE,
        compute=withdrawn.observed,
        variants=withdrawn.BASES,
    ),
    Measure(
        "withdrawals.association",
        question="Are postings of some fields, or of military relevance, withdrawn more often than others?",
        unit="difference of shares",
        denominator="opportunities of the group",
        definition="Share withdrawn in the group less that of all other opportunities; p-values are adjusted for all "
        "groups that were looked at. A difference does not say why. " + _GONE,
        compute=withdrawn.association,
    ),
    Measure(
        "withdrawals.survival",
        question="How soon after being seen first are postings withdrawn?",
        unit="opportunities",
        denominator="opportunities followed up to that day",
        definition="Share withdrawn within some days of the first capture; those that stand, or are back, count as "
        "followed up to when they were last seen. The day of withdrawal is that of the first observation without it, "
        "so that days are at most too many. " + _GONE,
        compute=withdrawn.survival,
    ),
    Measure(
        "withdrawals.window",
        question="Were more postings withdrawn after an event than before it?",
        unit="opportunities",
        denominator="opportunities seen before the window and not gone at its start",
        definition="Share seen to be gone within 90, 180 and 365 days after the closure of the mission in Houston and "
        "after the report, beside as many days before. Where collections are far apart the windows say little. "
        + _GONE,
        compute=withdrawn.windows,
    ),
    Measure(
        "withdrawals.edits",
        question="What was removed from postings that were edited?",
        unit="opportunities",
        denominator="opportunities seen with more than one text",
        definition="From the differences between the texts that a posting had, all edits of it together; several "
        "things may be removed at once. Read by rules; an edit between two captures that was undone is not seen.",
        compute=withdrawn.edits,
    ),
    Measure(
        "withdrawals.removed_organisation",
        question="Which organisations were removed from the text of a posting?",
        unit="opportunities",
        denominator="opportunities seen with more than one text",
        definition="Names in a former text that no name of the present one contains. A change of spelling that keeps "
        "neither the Chinese nor the Latin name counts too.",
        compute=withdrawn.removed_names,
    ),
)
