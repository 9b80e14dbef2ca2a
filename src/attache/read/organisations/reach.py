"""Where a Chinese name starts: leftwards from its last word, over field words, brackets and joints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from attache.read.organisations import tokens as t
from attache.read.organisations.spelling import set_of
from attache.read.organisations.tokens import Token, is_foreign_sound
from attache.vocabulary.countries import countries
from attache.vocabulary.organisations import KnownOrganisation, chinese_words

__all__ = ["country_before", "first_word", "is_country", "own_start", "places_before", "short_country"]

MAX_NAME: Final = 36
_JOINTS = frozenset("和与及、")
_FIELD = frozenset({t.INSIDE, t.DUAL, t.COMMON})
_DIRECTIONS = frozenset("东南西北中")
_LINKS = set_of("的 市 州 省 初创公司 企业 公司 初创企业 初创 著名 知名 高科技 一家 “ 「")
_KIND_NOUNS = set_of("企业 公司 机构 高校 初创 初创企业 初创公司 高新技术 企业家 研究型")
_TRIMMED = frozenset({t.DUAL, t.ADJECTIVE, t.COMMON, t.WHOLE, t.JOIN, t.DIGITS})


@cache
def _country_names() -> frozenset[str]:
    return frozenset(name for c in countries().values() for name in c.names_zh)


def is_country(token: Token) -> bool:
    """Tell whether a token names a whole country."""
    return token.cls == t.PLACE and token.word in _country_names()


def first_word(words: Sequence[Token], i: int) -> int:
    """Return the index of the first word of the name that ends with word `i`."""
    return _trim(words, _reach(words, i), i)


def places_before(words: Sequence[Token], i: int) -> int:
    """Return the index of the first of the places that stand right before word `i`, or `i`."""
    while i > 0 and words[i - 1].cls == t.PLACE:
        i -= 1
    return i


@cache
def _short_names() -> dict[str, str]:
    return {c.short_zh: c.iso2 for c in countries().values() if len(c.short_zh) == 1}


def short_country(words: Sequence[Token], j: int) -> str | None:
    """Return the country that the one character of word `j` stands for (美司法部), where it stands alone."""
    lonely = words[j].cls == t.UNKNOWN and (j == 0 or words[j - 1].cls not in (t.UNKNOWN, t.PLACE, t.LATIN))
    return _short_names().get(words[j].word) if lonely else None


def _reach(words: Sequence[Token], i: int) -> int:
    """Go left as far as the name could possibly go."""
    j = i
    while j > 0 and words[i].end - words[j - 1].start <= MAX_NAME:
        w = words[j - 1]
        if w.cls in (t.CUT, t.BOUNDARY, t.QUOTE_OPEN, t.QUOTE_CLOSE):
            step = _over_bracket(words, j - 1) or _over_joint(words, j - 1, i) or _over_brand(words, j - 1, i)
            if not step:
                break
            j -= step
        elif w.cls == t.DIGITS and not (j > 1 and words[j - 2].word.endswith("第")):
            break
        else:
            j -= 1
    return j


def _over_bracket(words: Sequence[Token], j: int) -> int:
    """Step over 中国（上海）自由贸易试验区 and 华清（德国）有限公司: words to go back, or 0."""
    if words[j].word not in ("）", ")"):
        return 0
    for k in range(j - 1, max(-1, j - 5), -1):
        if words[k].word in ("（", "("):
            inner = words[k + 1 : j]
            good = bool(inner) and k > 0 and all(w.cls == t.PLACE or w.word == "集团" for w in inner)
            return j - k + 1 if good and words[k - 1].cls not in (t.CUT, t.BOUNDARY) else 0
    return 0


def _over_joint(words: Sequence[Token], j: int, i: int) -> int:
    """Step over 计算机与自动化研究所: field words on both sides and an anchor before, so that two names stay two."""
    if words[j].word not in _JOINTS or j == 0:
        return 0
    right = words[j + 1 : i]
    if not right or not all(w.cls in _FIELD or w.word in _JOINTS for w in right) or words[j - 1].cls not in _FIELD:
        return 0
    k = j - 1
    while k > 0 and words[k - 1].cls in _FIELD:
        k -= 1
    before = words[k - 1] if k else None
    anchored = before is not None and (before.cls in (t.PLACE, t.HEAD, t.KNOWN) or before.word in _JOINTS)
    return 1 if anchored or any(w.word in chinese_words().national for w in words[k:j]) else 0


def _over_brand(words: Sequence[Token], j: int, i: int) -> int:
    """Step over 河南天成牧业有限公司: an ordinary word as a brand, between a Chinese place and a legal form."""
    brand = words[j].cls == t.CUT and len(words[j].word) == 2 and words[j].word not in chinese_words().cut_words
    registered = words[i].word.endswith("有限公司") or words[i].word == "有限责任公司"
    return 1 if brand and registered and j and words[j - 1].cls == t.PLACE and words[j - 1].info == "CN" else 0


def _trim(words: Sequence[Token], first: int, i: int) -> int:
    """Drop what cannot open a name: verbs, adjectives, stray characters; start at a place where there is one."""
    first = _at_place(words, first, i)
    proper = chinese_words().proper_openings
    while first < i and words[first].cls in _TRIMMED:
        if words[first].cls == t.WHOLE and words[first].word in proper:
            break
        first += 1
    run = first
    while run < i and words[run].cls in (t.UNKNOWN, t.JOIN):
        run += 1
    if run - first != 1 or run == i:
        return first
    char, after = words[first].word, words[run]
    if after.cls == t.INSIDE:
        state = words[i].info in ("government", "association") and short_country(words, first)
        return first if state or char in "总省市区县州" else run
    stray = after.cls == t.KNOWN or (after.cls == t.PLACE and char not in _DIRECTIONS)
    return run if stray else first


def _at_place(words: Sequence[Token], first: int, i: int) -> int:
    for j in range(first, i):
        if words[j].cls in (t.KNOWN, t.PLACE) and (j == 0 or words[j - 1].word not in ("（", "(")):
            return j if j > first and not _opens_before(words, first, j) else first
    return first


def _opens_before(words: Sequence[Token], first: int, at: int) -> bool:
    """Tell whether the words before a place or known name belong to the name: a second place, 国家…, a brand."""
    before = words[first:at]
    if any(w.cls in (t.KNOWN, t.PLACE, t.HEAD, t.LATIN) for w in before):
        return True
    if words[at].cls == t.KNOWN:
        return False
    if any(w.word in chinese_words().national for w in before):
        return True
    if len(before) == 1 and before[0].word in _DIRECTIONS:
        return True
    brand = all(w.cls == t.UNKNOWN for w in before) and 2 <= len(before) <= 6
    return brand and (words[at].word == "中国" or all(is_foreign_sound(w.word) for w in before))


def own_start(words: Sequence[Token], first: int, i: int) -> tuple[int, str | None]:
    """Return where the name starts in the text, and the country that its places say.

    A country before a name that stands by itself is dropped (德国 慕尼黑工业大学), one that belongs to the
    name is kept (以色列航空防务集团公司, 中国科学院).
    """
    country = next((str(w.info) for w in words[first : i + 1] if w.cls == t.PLACE), None)
    j = first
    while j < i and words[j].cls == t.PLACE:
        j += 1
    if j == first or country == "CN" or words[i].info in ("government", "association"):
        return words[j if _seated(words[j]) else first].start, country
    while j < i - 1 and words[j].word in _KIND_NOUNS:  # 奥地利企业 斯卡维克公司
        j += 1
    rest = words[j : i + 1]
    if rest[0].cls == t.KNOWN:
        return rest[0].start if _seated(rest[0]) else words[j - 1].start, country
    own = sum(len(w.word) for w in rest if w.cls in (t.UNKNOWN, t.LATIN)) >= 2
    if j - first > 1 and not own:
        return words[j - 1].start, country
    if own and rest[0].cls in (t.UNKNOWN, t.LATIN):
        city = words[j - 1].cls == t.PLACE and not is_country(words[j - 1]) and words[j - 1].word[-1] not in "州省县邦"
        direction = rest[0].word in _DIRECTIONS and len(rest) > 1 and rest[1].cls == t.PLACE
        return words[j - 1 if city and not direction else j].start, country
    return words[first].start, country


def _seated(token: Token) -> bool:
    """Tell whether a token is a well-known name whose country is known."""
    return isinstance(token.info, KnownOrganisation) and token.info.country is not None


def country_before(words: Sequence[Token], first: int) -> str | None:
    """Return the country of the places right before a name: 美国得克萨斯州奥斯汀市的 X."""
    j = first
    while j > 0 and (words[j - 1].cls == t.PLACE or words[j - 1].word in _LINKS):
        j -= 1
    found = [str(w.info) for w in words[j:first] if w.cls == t.PLACE]
    return found[-1] if found else None
