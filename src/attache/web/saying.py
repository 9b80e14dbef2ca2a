"""Sentences that the stages say in English, said in the language of a page: `texts/told.yaml` pairs them,
and `attache.vocabulary.reasons` those of links between names.

A sentence with values stands there with names in braces: `first seen in the edition of {day}`. What is not there is
shown as it was said.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from attache.vocabulary.reasons import links
from attache.web.language import Language, texts

__all__ = ["said_in", "sentences"]

_FILE = "told."
_HOLE = re.compile(r"\{(\w+)\}")
_VALUE = "(?:(?!; ).)+?"
"""A value, which does not reach into the next sentence."""


def sentences(language: Language, said: str) -> str:
    """Return several sentences that are joined by semicolons in a language."""
    whole = said_in(language, said)
    if language == "en" or whole != said:
        return whole
    return "；".join(said_in(language, one) for one in said.split("; "))


@lru_cache(maxsize=8192)
def said_in(language: Language, said: str) -> str:
    """Return one sentence of a stage in a language."""
    if language == "en":
        return said
    exact, patterns = _known()
    if said in exact:
        return exact[said]
    for pattern, told in patterns:
        if match := pattern.fullmatch(said):
            return told.format(**match.groupdict())
    return links().find(said) or said


@cache
def _known() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Return the sentences without values, and those with, the longest first."""
    exact: dict[str, str] = {}
    patterns: list[tuple[int, re.Pattern[str], str]] = []
    for key, both in texts().items():
        if not key.startswith(_FILE):
            continue
        if _HOLE.search(both["en"]):
            patterns.append((len(both["en"]), _pattern(both["en"]), both["zh"]))
        else:
            exact[both["en"]] = both["zh"]
    return exact, [(pattern, told) for _, pattern, told in sorted(patterns, key=lambda one: -one[0])]


def _pattern(text: str) -> re.Pattern[str]:
    pieces = _HOLE.split(text)
    return re.compile(
        "".join(f"(?P<{piece}>{_VALUE})" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)), re.DOTALL
    )
