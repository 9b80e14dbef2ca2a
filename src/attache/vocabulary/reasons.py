"""Why a value was read, a code given, or two names taken for one, in English and Chinese words.

`data/reasons.yaml` has the rules of readers and coders by the names that tables give them, `data/links.yaml` what
speaks for or against a pair of names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attache.vocabulary.chinese import Phrasebook, read_phrases
from attache.vocabulary.tables import Row, check, read_yaml

__all__ = ["PAIRED", "WEIGHED", "link_said", "links", "rule_said"]

_DATA = Path(__file__).parent / "data"
_SLUG, _CUE = re.compile(r"[^a-z0-9]+"), re.compile(r"@([a-z_]+)")
_WITH = (
    (re.compile(r"terms (.+)", re.DOTALL), "terms"),
    (re.compile(r"follows (.+)", re.DOTALL), "follows"),
    (re.compile(r"decision (dec-\w+)"), "decision"),
    (re.compile(r"label (.+)"), "label"),
    (re.compile(r"conflicting evidence: (.+)"), "conflict"),
    (re.compile(r"declared by source (.+)"), "declared"),
    (re.compile(r"title of template (.+)"), "template"),
)
WEIGHED = re.compile(r"(?P<said>.+?)(?: \((?P<detail>.*)\))?: (?P<weight>[+-]\d+\.\d)", re.DOTALL)
"""A reason with its weight in log-odds: `same country: +2.1`."""
PAIRED = re.compile(r"(?P<one>.+) = (?P<other>.*) by (?P<how>\w+)", re.DOTALL)
"""Two parts of names that were paired: `大学 = university by translation`."""


class _Both(Row):
    en: str
    zh: str


@cache
def _rules() -> Mapping[str, tuple[str, str]]:
    path = _DATA / "reasons.yaml"
    found = {key: check(_Both, raw, path, key) for key, raw in read_yaml(path).items()}
    return {key: (both.en, both.zh) for key, both in found.items()}


def rule_said(raw: str) -> tuple[str, str] | None:
    """Return a rule as a table names it in English and Chinese words; None for one without words."""
    rules = _rules()
    known = rules.get(_SLUG.sub("_", raw.lower()).strip("_"))
    if known is not None and raw.isascii():  # `label` is another rule than `label 国别`
        return known
    for pattern, name in _WITH:
        if found := pattern.fullmatch(raw):
            en, zh = rules[f"with_{name}"]
            return en.format(what=_what(found[1], name, 0)), zh.format(what=_what(found[1], name, 1))
    return known


def _what(found: str, name: str, side: int) -> str:
    """Return what a rule names, classes of words of the codebook in words; a codebook of others may have more."""

    def cue(match: re.Match[str]) -> str:
        words = match[1].replace("_", " ")
        return f"[{_rules().get(f'cue_{match[1]}', (words, words))[side]}]"

    return _CUE.sub(cue, found) if name == "terms" else found


@cache
def links() -> Phrasebook:
    """Return what speaks for or against a pair of names, in Chinese by its English."""
    return Phrasebook(read_phrases(_DATA / "links.yaml"))


def link_said(reason: str) -> str:
    """Return a recorded reason for a pair of names in Chinese, its detail and weight kept; as it is if not known."""
    book = links()
    if match := WEIGHED.fullmatch(reason):
        sides = (", ".join(map(book.say, side.split(", "))) for side in (match["detail"] or "").split(" ≠ "))
        detail = " ≠ ".join(sides)
        return f"{book.say(match['said'])}{f'（{detail}）' if detail else ''}：{match['weight']}"
    if match := PAIRED.fullmatch(reason):
        return f"{match['one']} = {match['other']}（{book.say(match['how'])}）"
    return book.say(reason)
