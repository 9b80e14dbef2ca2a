"""A hit explained: its reasons one by one, and the parts of both names side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attache.build.answered import why
from attache.core.text import has_han
from attache.link.listing import days_of
from attache.link.names import Name, parse
from attache.vocabulary.reasons import PAIRED, WEIGHED, link_said
from attache.web.language import Language
from attache.web.saying import said_in

__all__ = ["Part", "Reason", "one_line", "parts_of", "reason_line", "reasons_of", "side_of"]

_LONGEST = 400
CERTAIN = 0.95
"""Probability from which what speaks against a hit is not told in one line."""

Hit = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for or against a hit; `weight` in log-odds, None for parts that were paired."""

    english: str
    said: str
    detail: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of two names; `agrees` is None where one side lacks it, or where words in two scripts are no answer."""

    name: str
    asked: str
    entry: str
    agrees: bool | None
    scripts: bool = False
    """Whether one side is written in Chinese and the other is not: the reasons say what renders what."""


def reasons_of(hit: Hit, language: Language) -> list[Reason]:
    """Return the reasons of a hit, as they were recorded, in a language."""
    return [_reason(text, language) for text in hit["reasons"]]


def reason_line(text: str, language: Language) -> str:
    """Return a recorded reason in one line, as it is written: `same country: +2.1`."""
    return link_said(text) if language == "zh" else text


def _reason(text: str, language: Language) -> Reason:
    if match := WEIGHED.fullmatch(text):
        detail = "" if match["detail"] is None else match["detail"]
        return Reason(
            match["said"], said_in(language, match["said"]), _differing(detail, language), float(match["weight"])
        )
    if match := PAIRED.fullmatch(text):
        return Reason(text, f"{match['one']} = {match['other']}", said_in(language, match["how"]), None)
    return Reason(text, said_in(language, text), "", None)


def _differing(detail: str, language: Language) -> str:
    sides = [", ".join(said_in(language, one) for one in side.split(", ")) for side in detail.split(" ≠ ")]
    return " ≠ ".join(sides)


def one_line(asked: str, hit: Hit, language: Language) -> str:
    """Return in one line what speaks for a hit."""
    said = why(asked, hit)
    if language == "en" or said_in(language, said) != said:
        return said_in(language, said)
    told = [(one, one.weight) for one in reasons_of(hit, language) if not _is_share(one)]
    paired = [f"{one.said}（{one.detail}）" for one, weight in told if weight is None]
    good = [one.said for one, weight in told if weight is not None and weight > 0]
    bad = [one.said for one, weight in told if weight is not None and weight < 0]
    first = "，".join(paired[:2] or good[:2]) or said_in(language, "words in common")
    return f"{first}；但{bad[0]}" if bad and hit["score"] < CERTAIN else first


def _is_share(reason: Reason) -> bool:
    return reason.english.startswith("share of ")


def parts_of(asked: str, entry: str, language: Language) -> list[Part]:
    """Return the parts of two names that at least one of them has; names are taken apart as they are today."""
    one, other = parse(asked), parse(entry)
    rows = []
    for name in ("core", "kinds", "places", "numbers", "legal", "brackets", "country"):
        left, right = _part(one, name), _part(other, name)
        if left or right:
            told = [", ".join(said_in(language, text) for text in sorted(side)) for side in (left, right)]
            scripts = name in ("core", "brackets") and _in_chinese(left) != _in_chinese(right)
            known = left and right and not (scripts and not left & right)
            agrees = bool(left & right) if known else None
            rows.append(Part(name, told[0][:_LONGEST], told[1][:_LONGEST], agrees, bool(scripts and left and right)))
    return rows


def _in_chinese(side: frozenset[str]) -> bool:
    return has_han(" ".join(side))


def _part(name: Name, part: str) -> frozenset[str]:
    value = getattr(name, part)
    if part in ("core", "country"):
        return frozenset([value] if value else [])
    return frozenset(map(str, value))


def side_of(listed: str | None, posted: str | None) -> str:
    """Return whether a posting came `before` or `after` a listing; empty where that is not known to the day."""
    if not listed or not posted:
        return ""
    try:
        start, shown = days_of(listed), days_of(posted)
    except ValueError:
        return ""
    return "before" if shown[1] < start[0] else "after" if shown[0] > start[1] else ""
