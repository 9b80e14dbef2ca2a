"""Words in Latin letters: runs of them, and what a single one looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from attache.vocabulary.organisations import latin_words

__all__ = [
    "CONNECTORS",
    "LETTER",
    "OPENING",
    "Run",
    "any_of",
    "capital",
    "coined",
    "field",
    "fold",
    "generic",
    "joins",
    "legal",
    "runs",
    "set_of",
    "technology",
]


def any_of(words: str) -> str:
    """Return a pattern for any of the words in a string."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


def set_of(words: str) -> frozenset[str]:
    """Return the words in a string."""
    return frozenset(words.split())


LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = rf"[{LETTER}0-9](?:[{LETTER}0-9&'’.+*/\-]*[{LETTER}0-9.+*])?"
_RUN = re.compile(rf"{_WORD}(?:(?:, ?| )(?:& )?{_WORD})*")
_TOKEN = re.compile(_WORD)
_AND = set_of("and und et y e")
CONNECTORS = _AND | set_of("of for the de di da do des du della dei degli für der la le del van von à zu in")
OPENING = set_of("the a an in at from by with and for our this that of on to as its their is was")


class Run(NamedTuple):
    """Words in Latin letters that stand together, as (start, end) pairs."""

    words: tuple[tuple[int, int], ...]


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of words; a comma joins only where a legal form follows (`Acme, Inc.`)."""
    for m in _RUN.finditer(text):
        words: list[tuple[int, int]] = []
        for w in _TOKEN.finditer(text, m.start(), m.end()):
            start, end = w.span()
            if words and "," in text[words[-1][1] : start] and not legal(text[start:end]):
                yield Run(tuple(words))
                words = []
            stop = _without_stop(text[start:end], start)
            words.append((start, stop))
            if stop < end:
                yield Run(tuple(words))
                words = []
        if words:
            yield Run(tuple(words))


def _without_stop(word: str, start: int) -> int:
    """Drop a genitive and a full stop that ends a sentence, keep the stop of `Inc.`, `S.A.` and `B.V.`."""
    end = start + len(word)
    if word.endswith(("'s", "’s")) and len(word) > 3:
        return end - 2
    if word.endswith(".") and not (legal(word) or word.count(".") > 1 or re.fullmatch(r"[A-Z]\.|[Ss]p\.", word)):
        return end - 1
    return end


def fold(word: str) -> str:
    """Return a word in lower case without dots: `S.p.A.` is `spa`."""
    return word.replace(".", "").replace("/", "").replace("&", "").casefold()


def legal(word: str) -> bool:
    """Tell whether a word is a legal form, in one of the ways in which legal forms are written."""
    if fold(word) not in latin_words().legal_forms:
        return False
    return not word.islower() or "." in word or word in ("plc", "llc", "ltd", "inc")


def capital(word: str) -> bool:
    """Tell whether a word starts like a name or has a capital inside."""
    return word[0].isupper() or word[0].isdigit() or any(map(str.isupper, word[1:]))


def technology(word: str) -> bool:
    """Tell whether a word is a short form, standard or product, never an organisation."""
    return word.casefold().rstrip(".") in latin_words().technology


def generic(word: str) -> bool:
    """Tell whether a word begins many phrases and is no name by itself."""
    return word.casefold().strip(".,'") in latin_words().generic


def coined(word: str) -> bool:
    """Tell whether one word looks like a company's name: a capital and small letters, no technology."""
    mixed = len(word) > 2 and capital(word) and any(map(str.islower, word)) and word[0].isalpha()
    return mixed and not technology(word)


def field(word: str) -> bool:
    """Tell whether a word names a field of science or business (Science, Engineering)."""
    folded, vocabulary = word.casefold(), latin_words()
    listed = folded in vocabulary.generic or folded in vocabulary.company_words or folded in vocabulary.institutions
    return capital(word) and listed


def joins(word: str, left: str, right: str) -> bool:
    """Tell whether a small word joins two parts of one name; `and` only joins fields (Science and Technology)."""
    if word not in CONNECTORS:
        return False
    if word in _AND:
        return field(left.rstrip(",")) and field(right)
    if word == "in":
        return field(right)
    return (capital(right) or right in CONNECTORS) and (capital(left) or left in CONNECTORS)
