"""A name, taken apart: script, legal form, places, kind, numbers, core; the form in which names are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from attache.link.folding import canonical, fold, has_han, words
from attache.link.lexicon import STOP, latin_places, weight
from attache.link.numerals import latin_number
from attache.vocabulary.names import kind_words, legal_forms

__all__ = ["Name", "parse"]

_BRACKETS = re.compile(r"[(（\[【［{〔「『]([^()（）\[\]【】［］{}〔〕「」『』]{0,200})[)）\]】］}〕」』]")
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^\w]+")
_LEGAL_SPAN = 4


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A parsed name. `script` is `han`, `latin` or `none`; `core` is what is left without the legal form.

    `words` are the core's words as compared (for Chinese: the core itself), `raw_words` as written but folded;
    `legal` are groups of legal forms, `numbers` the numbers, `places` the places' one names, `kinds` what the
    name says the organisation is; `brackets` holds bracketed parts in another script or short forms.
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
    if not _BRACKETS.search(folded):
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


def strip_legal(tokens: list[str]) -> tuple[list[str], set[str]]:
    """Return the words without legal forms at the end or the beginning, and the groups of the forms cut off."""
    forms = legal_forms()[1]
    found: set[str] = set()
    changed = True
    while changed and tokens:
        changed = False
        if found and tokens[-1] == "and":
            tokens = tokens[:-1]
        for size in range(min(_LEGAL_SPAN, len(tokens)), 0, -1):
            for joined, rest in ((tokens[-size:], tokens[:-size]), (tokens[:size], tokens[size:])):
                group = forms.get("".join(joined))
                if group and (rest or size == len(tokens)) and not (joined is tokens[:size] and size == 1):
                    tokens, changed = rest, True
                    found.add(group)
                    break
            if changed:
                break
    return tokens, found


def _latin(raw: str, main: str, parts: tuple[str, ...]) -> Name:
    tokens = words(main)
    left, legal = strip_legal(list(tokens))
    while left and left[-1] in STOP:
        left.pop()
    raw_words: list[str] = []
    compared: list[str] = []
    numbers: set[int] = set()
    for word in left:
        if word in STOP and len(left) > 1:
            continue
        number = latin_number(word)
        if number is not None:
            numbers.add(number)
        elif word in ("no", "number", "num") and len(left) > 1:
            continue
        raw_words.append(word)
        compared.append(f"#{number}" if number is not None else canonical(word))
    if not compared:
        return Name(raw, "none", "", legal=frozenset(legal), brackets=parts)
    weights = tuple(map(weight, compared))
    index: dict[str, tuple[int, ...]] = {}
    for at, word in enumerate(compared):
        index[word] = (*index.get(word, ()), at)
    return Name(
        raw,
        "latin",
        " ".join(raw_words),
        tuple(compared),
        tuple(raw_words),
        weights,
        frozenset(legal),
        frozenset(numbers),
        _places(compared),
        frozenset(kind for word in compared if (kind := kind_words().get(word))),
        parts,
        sum(weights),
        "".join(word[0] for word in raw_words),
        index,
    )


def _places(compared: list[str]) -> frozenset[str]:
    known = latin_places()
    found: set[str] = set()
    at = 0
    while at < len(compared):
        for size in (3, 2, 1):
            place = known.get(" ".join(compared[at : at + size])) if at + size <= len(compared) else None
            if place:
                found.add(place)
                at += size - 1
                break
        at += 1
    return frozenset(found)
