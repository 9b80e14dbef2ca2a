"""Puts together what the parts found: one mention per name, with its second name; later uses of short names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import ahocorasick_rs

from attache.core.text import share_of_han
from attache.read.missions import mission_mentions
from attache.read.organisations.beside import LABELLED, is_demonym
from attache.read.organisations.han import chinese_names
from attache.read.organisations.latin import latin_names
from attache.read.organisations.pairs import han_before_latin, second_name
from attache.read.organisations.spelling import Run, runs
from attache.read.organisations.tokens import tokens
from attache.read.plain import simplified
from attache.vocabulary.organisations import latin_words

__all__ = ["OrgMention", "main_target", "offered", "organisations"]

MAX_TEXT: Final = 400_000
_HAN = re.compile("[\u3400-\u9fff]")
_FROM_HAN = re.compile("[\u3400-\u9fff].*$", re.S)
_SMALL = re.compile(r"\b[a-z]+\b")
_LETTER = re.compile("[A-Za-zÀ-ɏ0-9]")


@dataclass(frozen=True, slots=True)
class OrgMention:
    """A name of an organisation in a text; the columns of `mentions` without the document.

    `name` is the name as written (`Acme公司` with its 公司); `end` also takes in a bracketed second name.
    """

    start: int
    end: int
    name: str
    name_zh: str | None
    name_latin: str | None
    kind: str
    country: str | None
    reason: str


@lru_cache(maxsize=8)
def _all(text: str) -> tuple[OrgMention, ...]:
    plain = simplified(text)  # the words around names are looked for in it, names are cut from `text`
    chinese = share_of_han(text[:4000]) > 0.1
    latin = list(runs(text))
    raw = [
        *_missions(text),
        *_chinese(text, plain),
        *_latin(text, plain, latin, chinese),
        *_spaced_pairs(text, plain, latin),
    ]
    kept = _without_overlap(raw)
    paired = _without_overlap([_with_second(text, plain, m) for m in kept])
    return tuple(_without_overlap([*paired, *_repeats(text, plain, paired)]))


def organisations(text: str) -> list[OrgMention]:
    """Return the organisations that a text names, in order and without overlap; spans point into `text`.

    Looks at the first 400,000 characters. A name is only returned where its words, a head such as 研究所,
    a legal form or the sentence around it say that it is an organisation's.
    """
    return list(_all(text[:MAX_TEXT]))


def _missions(text: str) -> Iterator[OrgMention]:
    for m in mission_mentions(text):
        if m.mission_id or m.owner:
            kind = "mission" if m.mission_id else "government"
            yield _mention(text, m.span.start, m.span.end, kind, m.owner or "CN", "name of a mission")


def _mention(
    text: str, start: int, end: int, kind: str, country: str | None, reason: str, latin: str | None = None
) -> OrgMention:
    """Make a mention; of `Acme公司` only `Acme` is a name in its own letters, `TCL集团` is a Chinese name too."""
    name = text[start:end]
    latin = latin or (None if _HAN.search(name) else name)
    own = None if latin and name.removeprefix(latin).strip() in ("", "公司", "企业") else name
    return OrgMention(start, end, name, own, latin, kind, country, reason)


def _chinese(text: str, plain: str) -> Iterator[OrgMention]:
    if not _HAN.search(text):
        return
    for f in chinese_names(plain, tokens(plain)):
        yield _mention(text, f.start, f.end, f.kind, f.country, f.reason)


def _latin(text: str, plain: str, latin_runs: Sequence[Run], chinese: bool) -> Iterator[OrgMention]:
    for f in latin_names(plain, latin_runs, chinese=chinese):
        core = _FROM_HAN.sub("", text[f.start : f.name_end]).strip()
        yield _mention(text, f.start, f.end, f.kind, f.country, f.reason, core)


def _spaced_pairs(text: str, plain: str, latin_runs: Sequence[Run]) -> Iterator[OrgMention]:
    for run in latin_runs:
        found = han_before_latin(plain, run)
        if found:
            start, name_end = found
            end = run.words[-1][1]
            name = text[start:name_end]
            latin = text[run.words[0][0] : end]
            yield OrgMention(start, end, name, name, latin, "company", None, "Chinese and Latin name side by side")


def _without_overlap(mentions: Sequence[OrgMention]) -> list[OrgMention]:
    """Keep the longer of two mentions that overlap, the mission before all."""
    order = sorted(mentions, key=lambda m: (m.kind != "mission", m.start - m.end, m.start))
    out: list[OrgMention] = []
    taken: set[int] = set()
    for m in order:
        if taken.isdisjoint(range(m.start, m.end)):
            out.append(m)
            taken.update(range(m.start, m.end))
    return sorted(out, key=lambda m: m.start)


def _with_second(text: str, plain: str, m: OrgMention) -> OrgMention:
    if m.end - m.start != len(m.name):
        return m
    second = second_name(plain, m.end, first_is_latin=m.name_zh is None)
    if second is None:
        return m
    at = plain.find(second.han, m.end) if second.han else -1
    han = text[at : at + len(second.han)] if second.han else None
    return replace(
        m,
        end=second.end,
        name_latin=m.name_latin or second.latin,
        name_zh=m.name_zh or (han if not second.alias else None),
        country=m.country or second.country,
    )


_ALIAS = re.compile(r"简称(?:为|是|作)?[:：]?[“\"「]?([^”\"」）)，。\n]{2,20})[”\"」]?[）)]?")


def _repeats(text: str, plain: str, mentions: Sequence[OrgMention]) -> Iterator[OrgMention]:
    """Later uses of a name in Latin letters, of its first word, and of a declared short name."""
    small = frozenset(_SMALL.findall(text)) if any(m.name_latin for m in mentions) else frozenset()
    seen: dict[str, OrgMention] = {}
    for m in mentions:
        for name in _short_forms(text, plain, m, small) if m.kind != "mission" else ():
            seen.setdefault(name, m)
    if not seen:
        return
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    names = list(seen)
    for i, start, end in ahocorasick_rs.AhoCorasick(names, matchkind=kind).find_matches_as_indexes(text):
        m, latin = seen[names[i]], bool(_LETTER.match(names[i][-1]))
        before, after = text[start - 1 : start], text[end : end + 1]
        if latin and (_LETTER.match(before) or _LETTER.match(after) or after in ("-", "/")):
            continue
        stop = end + 2 if latin and text.startswith("公司", end) else end
        yield _mention(text, start, stop, m.kind, m.country, "name used again", names[i] if latin else None)


def _short_forms(text: str, plain: str, m: OrgMention, small: frozenset[str]) -> Iterator[str]:
    if m.name_latin:
        yield m.name_latin
        words = m.name_latin.split(" ")
        if len(words) > 1 and m.kind == "company" and _own_word(words[0]) and words[0].lower() not in small:
            yield words[0]
    alias = _ALIAS.search(plain, m.start, m.end)
    if alias:
        yield text[alias.start(1) : alias.end(1)].strip()


def _own_word(word: str) -> bool:
    """Tell whether the first word of a company's name stands for the company."""
    words = latin_words()
    folded = word.casefold()
    common = folded in words.generic or folded in words.technology or folded in words.company_words
    return len(word) >= 4 and word[0].isupper() and not common and word.isalpha() and not is_demonym(word)


_LABELLED = re.compile(LABELLED + "[^\n]{0,4}$")
_OTHER_ROLE = re.compile(
    r"(?:[与和同获]|获得|得到|客户|投资方|合作伙伴|包括)(?:(?!推荐)[^，。；\n]){0,6}$|(?:受|向|被)$"
)
_PAST = re.compile(r"(?:曾在|就职于|任职于|毕业于|任教于|访问|赴)[^，。；\n]{0,8}$")
_ROLE_EN = re.compile(r"\b(?:with|from|at|by investors?|customers?|including|funded by|backed by)(?: the)? $")
_NOT_OFFERED: Final = ("mission", "government", "fund", "association", "park")


def offered(m: OrgMention, text: str) -> bool:
    """Tell whether a mention can be the organisation offered: foreign, and in no other role there."""
    before = simplified(text)[max(0, m.start - 30) : m.start]
    other = _PAST.search(before) or _OTHER_ROLE.search(before) or _ROLE_EN.search(before)
    return m.kind not in _NOT_OFFERED and m.country != "CN" and not other


def main_target(mentions: Sequence[OrgMention], title: str, text: str) -> OrgMention | None:
    """Return the organisation that is offered: the first foreign one named as such, in the title or the lead.

    `mentions` are those of `title + "\\n" + text`. Missions, authorities, funds and Chinese partners are never it.
    """
    joined = simplified(f"{title}\n{text}")
    able = [m for m in mentions if m.kind not in _NOT_OFFERED and m.country != "CN"]
    able = [m for m in able if not _PAST.search(joined[max(0, m.start - 12) : m.start])]
    lead = len(title) + 1 + 400

    def rank(m: OrgMention) -> tuple[bool, bool, bool, bool, int]:
        labelled = bool(_LABELLED.search(joined[max(0, m.start - 30) : m.start]))
        role = m.start > len(title) and not offered(m, joined)
        return not labelled, m.start >= lead, role, m.start > len(title) and m.reason == "well-known name", m.start

    return min(able, key=rank, default=None)
