"""Organisations with names in Latin letters, in Chinese and in English text.

A run of words in Latin letters is an organisation where something says so: a legal form, the word for an
institution, a Chinese head behind it (公司), a sentence that says what it is, or its being well known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from attache.read.organisations.beside import HEAD, THING, by_chinese_words, by_english_words, country_beside
from attache.read.organisations.spelling import (
    CONNECTORS,
    LETTER,
    OPENING,
    Run,
    capital,
    fold,
    generic,
    joins,
    legal,
    technology,
)
from attache.vocabulary.organisations import KnownOrganisation, known_organisations, latin_words

__all__ = ["LatinFound", "latin_names"]

_APPROVAL = re.compile(
    " ?(?:认证|标准|认可|许可|批准|注册|审批|上市许可|规范|要求|510|approv|certif|clear|standard|compliant|regist)"
)


@dataclass(frozen=True, slots=True)
class LatinFound:
    """A name in Latin letters; `end` takes in a bare 公司 behind it, `name_end` does not."""

    start: int
    name_end: int
    end: int
    kind: str
    country: str | None
    reason: str


def latin_names(text: str, words: Iterable[Run], *, chinese: bool) -> list[LatinFound]:
    """Return the names in Latin letters of a text, whose runs of words are `words`, in order, without overlap."""
    found = list(_known(text))
    taken = [(f.start, f.end) for f in found]
    for run in words:
        for f in _in_run(text, run, chinese):
            if not any(s < f.end and f.start < e and e - s >= f.end - f.start for s, e in taken):
                found.append(f)
    found.sort(key=lambda f: (f.start, -f.end))
    out: list[LatinFound] = []
    for f in found:
        if out and f.start < out[-1].end:
            if f.end - f.start > out[-1].end - out[-1].start:
                out[-1] = f
            continue
        out.append(f)
    return out


class _KnownNames(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    owners: tuple[KnownOrganisation, ...]


@cache
def _known_names() -> _KnownNames:
    table = {name: o for o in reversed(known_organisations()) for name in o.names_latin}
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _KnownNames(ahocorasick_rs.AhoCorasick(list(table), matchkind=kind), tuple(table.values()))


def _known(text: str) -> Iterator[LatinFound]:
    automaton, owners = _known_names()
    for i, start, end in automaton.find_matches_as_indexes(text):
        inside = re.match(rf"[{LETTER}0-9]", text[end : end + 1]) or re.match(
            rf"[{LETTER}0-9/\-]", text[start - 1 : start] if start else ""
        )
        if inside or technology(text[start:end]) or _APPROVAL.match(text, end):
            continue
        owner = owners[i]
        head = HEAD.match(text, end)
        stop = head.end() if head and head["company"] == "公司" else end
        if head and not stop > end and text[end : end + 1] != " " and owner.kind == "company" and head["company"]:
            yield LatinFound(start, head.end(), head.end(), owner.kind, owner.country, "well-known name")
            continue
        yield LatinFound(start, end, stop, owner.kind, owner.country, "well-known name")


def _in_run(text: str, run: Run, chinese: bool) -> Iterator[LatinFound]:
    words = [text[s:e] for s, e in run.words]
    yield from _by_words(text, run, words, chinese)
    for b in by_chinese_words(text, run, words) if chinese else by_english_words(text, run, words):
        yield LatinFound(b.start, b.name_end, b.end, b.kind, country_beside(text, b.start), b.reason)


def _by_words(text: str, run: Run, words: list[str], chinese: bool) -> Iterator[LatinFound]:
    """Names that say what they are: a legal form, the word for an institution, a company's word."""
    at = 0
    for k in range(len(words)):
        if k < at or not words[k][0].isalnum():
            continue
        found = _legal_name(words, k, at) or _institution(words, k, at)
        if found is None and k > at:
            found = _company(text, run, words, k, at, chinese)
        if found:
            first, last, kind, reason = found
            yield _found(text, run, first, last, kind, reason)
            at = last + 1


def _legal_name(words: list[str], k: int, at: int) -> tuple[int, int, str, str] | None:
    """`Acme Robotics GmbH & Co. KG`, `OOO Polyus`."""
    if legal(words[k]) and k > at and capital(words[k - 1]):
        last = k
        while last + 1 < len(words) and legal(words[last + 1]):
            last += 1
        first = _left(words, k, at)
        if first < k and not all(generic(w) or w.isdigit() for w in words[first:k]):
            return first, last, "company", "legal form"
    leading = fold(words[k]) in latin_words().leading_forms and words[k].isupper()
    if leading and k + 1 < len(words) and capital(words[k + 1]):
        last = k + 1
        while last + 1 < len(words) and capital(words[last + 1]) and not technology(words[last + 1]):
            last += 1
        return k, last, "company", "legal form"
    return None


_LAST_ONLY = frozenset({"association", "fund", "park", "hospital"})


def _institution(words: list[str], k: int, at: int) -> tuple[int, int, str, str] | None:
    """`University of Twente`, `Weizmann Institute of Science`, `Center for Security and Emerging Technology`."""
    word = words[k]
    kind = latin_words().institutions.get(word.casefold()) or latin_words().institutions.get(fold(word))
    if not kind or not word[0].isupper():
        return None
    first, last = _left(words, k, at), _right(words, k)
    others = [w for i, w in enumerate(words[first : last + 1], first) if i != k and w.casefold() not in CONNECTORS]
    opens = k + 1 < len(words) and words[k + 1] in ("of", "for", "für", "des", "de") and last > k + 1
    named = [w for w in others if not generic(w) and not technology(w)]
    if not others or (not opens and (not named or (kind in _LAST_ONLY and (k < last or len(others) < 2)))):
        return None
    return first, last, kind, "word for an institution"


def _company(text: str, run: Run, words: list[str], k: int, at: int, chinese: bool) -> tuple[int, int, str, str] | None:
    """`Innoviz Technologies`: a company's word behind a name that is no ordinary word."""
    vocabulary, folded = latin_words(), fold(words[k])
    known = vocabulary.company_words if chinese else vocabulary.strong_company_words
    if folded not in known or not words[k][0].isupper():
        return None
    first = _left(words, k, at)
    own = [w for w in words[first:k] if not (generic(w) or technology(w) or fold(w) in vocabulary.company_words)]
    follows = k + 1 < len(words) and capital(words[k + 1]) and not technology(words[k + 1])
    heading = not chinese and (k - first > 2 or (words[first].isupper() and words[k].isupper()))
    definite = first > 0 and words[first - 1].casefold() in ("the", "of", "for", "in")
    if not own or follows or heading or (not chinese and definite) or THING.match(text, run.words[k][1]):
        return None
    return first, k, "company", "company's word"


def _left(words: list[str], k: int, at: int) -> int:
    """Return the first word of the name that holds word `k`: back over capitals and the connectors between them."""
    first = k
    while first > at:
        word = words[first - 1]
        joined = first - 1 > at and word.islower() and joins(word, words[first - 2], words[first])
        if not (capital(word) or joined or word == "&"):
            break
        first -= 1
    while first < k and (words[first].casefold() in OPENING or words[first] == "&" or words[first].isdigit()):
        first += 1
    return first


def _right(words: list[str], k: int) -> int:
    last = k
    while last + 1 < len(words):
        word = words[last + 1]
        joined = last + 2 < len(words) and joins(word, words[last], words[last + 2])
        if not (capital(word) or joined):
            break
        last += 1
    while last > k and words[last] in CONNECTORS:
        last -= 1
    return last


def _found(text: str, run: Run, first: int, last: int, kind: str, reason: str) -> LatinFound:
    start, end = run.words[first][0], run.words[last][1]
    head = HEAD.match(text, end)
    stop = head.end() if head and head["company"] in ("公司", "企业") and text[end : end + 1] != " " else end
    return LatinFound(start, end, stop, kind, country_beside(text, start), reason)
