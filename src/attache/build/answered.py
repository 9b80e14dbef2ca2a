"""Answers of a screening in words: how sure, why, a verdict in one sentence, and what was searched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attache.build.posted import POSTINGS
from attache.link import THRESHOLD
from attache.link.folding import fold

__all__ = ["UNKNOWN", "WEAK", "in_words", "least_shown", "listed_words", "searched", "verdict", "why"]

WEAK = 0.1
"""Probability below which people are not shown a likeness."""
UNKNOWN = "not in the catalogue; find out what being listed means"
"""What is said of a register of which nothing is known."""
_WORDS = ((0.95, "almost certain"), (0.8, "very likely"), (THRESHOLD, "likely"), (0.0, "weak"))
_WEIGHED = re.compile(r"(.+): ([+-]\d+\.\d)", re.DOTALL)

Row = Mapping[str, Any]


def least_shown(about: Row) -> float:
    """Return the probability from which people are shown hits."""
    return WEAK if about["threshold"] is None else min(WEAK, about["threshold"])


def in_words(score: float) -> str:
    """Return a probability in words."""
    return next(words for least, words in _WORDS if score >= least)


def listed_words(hit: Row) -> str:
    """Say whether an entry was listed on the day asked for."""
    return {True: "yes", False: "no", None: "not known"}[hit["listed"]]


def why(asked: str, hit: Row) -> str:
    """Return in one line what speaks for a hit, and the heaviest that speaks against it."""
    if fold(asked) == fold(hit["alias"]):
        return "spelled the same"
    told: list[str] = []
    paired: list[str] = []
    against: list[str] = []
    for reason in hit["reasons"]:
        weighed = _WEIGHED.fullmatch(reason)
        if weighed is None:
            paired.append(reason)
        elif weighed[2].startswith("-"):
            against.append(weighed[1])
        elif not reason.startswith("share of "):
            told.append(weighed[1])
    said = ", ".join(paired[:2] or told[:2]) or ("words in common" if hit["reasons"] else "not kept")
    return f"{said}; but {against[0]}" if against and hit["score"] < _WORDS[0][0] else said


def verdict(answer: Row, day: str) -> str:
    """Return in one sentence what was found for a name."""
    sure = [hit for hit in answer["hits"] if hit["score"] >= THRESHOLD]
    listed = [hit for hit in sure if "posted" not in hit]
    posted = [hit for hit in sure if "posted" in hit]
    parts = [_standing(listed, day), _posted(posted)]
    if not sure:
        weak = sum(hit["score"] >= WEAK for hit in answer["hits"])
        return "no match" + (f"; {weak} weak likeness{'es' if weak > 1 else ''}" if weak else "")
    return "; ".join(filter(None, parts))


def _standing(hits: Sequence[Row], day: str) -> str:
    by: dict[str, set[bool | None]] = {}
    for hit in hits:
        by.setdefault(hit["register"], set()).add(hit["listed"])
    on = [key for key, found in by.items() if True in found]
    unsure = [key for key, found in by.items() if True not in found and None in found]
    off = [key for key, found in by.items() if found == {False}]
    parts = [f"listed on {day} in {', '.join(on)}"] if on else []
    parts += [f"in {', '.join(unsure)}, whether on {day} is not known"] if unsure else []
    parts += [f"in {', '.join(off)}, but not on {day}"] if off else []
    return "; ".join(parts)


def _posted(hits: Sequence[Row]) -> str:
    if not hits:
        return ""
    count = sum(hit["posted"]["documents"] for hit in hits)
    first = min((hit["posted"]["first"] for hit in hits if hit["posted"]["first"]), default=None)
    return f"named in {count:,} posting{'s' if count != 1 else ''}" + (f" since {first}" if first else ", undated")


def searched(about: Row) -> str:
    """Say in one sentence what was searched and as of when."""
    each = [
        f"{key} ({one['entries']:,} entries, edition {one['edition'] or 'not stated'}, {one['source']})"
        for key, one in about["registers"].items()
    ]
    if about["postings"]:
        count = about["postings"]["organisations"]
        each.append(f"{POSTINGS} ({count:,} organisations of edition {about['edition']['number']})")
    return f"Searched as of {about['as_of']}: {'; '.join(each) or 'nothing'}."
