"""A name, taken apart: script, legal form, places, kind, numbers, core; the form in which names are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from attache.link.folding import canonical, fold, has_han, words
from attache.link.known import known_latin
from attache.link.legal import strip_latin
from attache.link.numerals import latin_number
from attache.link.telling import content, latin_places, weight
from attache.vocabulary.names import kind_words, stop_words

__all__ = ["Name", "parse"]

_BRACKETS = re.compile(r"[(（\[【［{〔「『]([^()（）\[\]【】［］{}〔〕「」『』]{0,200})[)）\]】］}〕」』]")
_OPENING = frozenset("(（[【［{〔「『")
_PUNCTUATION = re.compile(r"[^\w]+")
_PLACE_SPAN = 3
_NUMBER_SIGNS = frozenset(["no", "number", "num"])
_NONE = frozenset([None])
_UNKNOWN: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A parsed name. `script` is `han`, `latin` or `none`; `core` is what is left without the legal form.

    `words` are the core's words as compared (for Chinese: the core itself), `raw_words` as written but folded;
    `legal` are groups of legal forms, `numbers` the numbers, `places` the places' one names, `kinds` what the
    name says the organisation is; `brackets` holds bracketed parts in another script or short forms; `known` are the
    numbers of the known organisations that have this name in Latin letters; `country` is one that stands in brackets.
    """

    raw: str
    script: str
    core: str
    words: tuple[str, ...] = ()
    raw_words: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    legal: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    brackets: tuple[str, ...] = ()
    total: float = 0.0
    initials: str = ""
    index: dict[str, tuple[int, ...]] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    country: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is left to compare (only punctuation or a legal form)."""
        return not self.core


@lru_cache(maxsize=65536)
def parse(raw: str) -> Name:
    """Take a name apart; never fails, a name without letters or digits comes back `empty`."""
    folded = fold(raw)
    main, parts = _brackets(folded)
    if has_han(main):
        from attache.link.chinese import parse_han  # noqa: PLC0415 -- the two parsers know each other

        return parse_han(raw, main, parts)
    return _latin(raw, main, parts)


def _brackets(folded: str) -> tuple[str, tuple[str, ...]]:
    """Cut out bracketed parts in another script than the rest; brackets around the same script only go."""
    if _OPENING.isdisjoint(folded) or not _BRACKETS.search(folded):
        return folded, ()
    outside = _BRACKETS.sub(" ", folded)
    parts: list[str] = []
    if not _PUNCTUATION.sub("", outside):
        return _BRACKETS.sub(r" \1 ", folded), ()

    def place(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if inside and (has_han(inside) != has_han(outside) or not has_han(inside)):
            parts.append(inside)
            return " "
        return f"{inside}" if has_han(outside) else f" {inside} "

    return _BRACKETS.sub(place, folded), tuple(parts)


@lru_cache(maxsize=262_144)
def _word(word: str) -> tuple[str, float, int | None, str | None]:
    """Return how a folded word is compared, its weight, its number and the kind that it tells."""
    number = latin_number(word)
    compared = f"#{number}" if number is not None else canonical(word)
    return compared, weight(compared), number, kind_words().get(compared)


def _latin(raw: str, main: str, parts: tuple[str, ...]) -> Name:
    left, legal = strip_latin(words(main))
    stop = stop_words()
    while left and left[-1] in stop:
        left.pop()
    several = len(left) > 1
    raw_words = [word for word in left if not (several and (word in stop or word in _NUMBER_SIGNS))]
    if not raw_words:
        return Name(raw, "none", "", legal=frozenset(legal), brackets=parts)
    compared, weights, numbers, kinds = zip(*map(_word, raw_words), strict=True)
    index: dict[str, tuple[int, ...]] = {}
    for at, word in enumerate(compared):
        index[word] = (*index[word], at) if word in index else (at,)
    return Name(
        raw,
        "latin",
        " ".join(raw_words),
        compared,
        tuple(raw_words),
        weights,
        frozenset(legal),
        frozenset(numbers) - _NONE,
        _places(compared),
        frozenset(kinds) - _NONE,
        parts,
        sum(weights),
        "".join([word[0] for word in raw_words]),
        index,
        known_latin().get(compared, _UNKNOWN),
        _country(parts) if parts else None,
    )


def _country(parts: tuple[str, ...]) -> str | None:
    """Return the country that one of the bracketed parts names."""
    for part in parts:
        place = latin_places().get(" ".join(content(part)))
        if place and len(place) == 2 and place.isupper():
            return place
    return None


@cache
def _place_starts() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the first word of each place → (its words, the place), the longest first."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, place in latin_places().items():
        parts = tuple(name.split())
        if len(parts) <= _PLACE_SPAN:
            out.setdefault(parts[0], []).append((parts, place))
    for found in out.values():
        found.sort(key=lambda one: -len(one[0]))
    return out


def _places(compared: tuple[str, ...]) -> frozenset[str]:
    starts = _place_starts()
    found: set[str] = set()
    after = 0
    for at, word in enumerate(compared):
        if at >= after and word in starts:
            for parts, place in starts[word]:
                if len(parts) == 1 or compared[at : at + len(parts)] == parts:
                    found.add(place)
                    after = at + len(parts)
                    break
    return frozenset(found)
