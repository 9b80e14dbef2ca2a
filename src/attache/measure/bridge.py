"""Terms of the codebook that say the same in Chinese and English: the bridge between two texts' wordings.

The codebook lists the terms of a value in both languages, not pair by pair. Two terms of one value are the same where
the Chinese one can be cut into words of the names' dictionary (`vocabulary.names`) or of `data/words.csv`, the
project's own, whose renderings are the words of the English one. The few terms of a value that is a single thing,
such as LiDAR among the chokepoints, are the same altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, product
from pathlib import Path

from attache.vocabulary import names
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.tables import read_csv

__all__ = ["same_terms"]

WORDS = Path(__file__).parent / "data" / "words.csv"
LONGEST_WORD, MOST_READINGS, FEW = 8, 64, 4


def same_terms(codebook: Codebook, variables: Iterable[str], single: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each term of `variables`, in lower case, the terms that say the same, most in the other language.

    The values of the variables `single` with few terms are one thing each.
    """
    found: dict[str, dict[str, None]] = {}
    for variable in single:
        for value in codebook.variables[variable].values.values():
            terms = [term.lower() for term in value.terms.both]
            for term in terms if max(len(value.terms.zh), len(value.terms.en)) <= FEW else ():
                found.setdefault(term, {}).update(dict.fromkeys(one for one in terms if one != term))
    for variable in variables:
        for value in codebook.variables[variable].values.values():
            english = {_words(term): term.lower() for term in (*value.terms.en, *value.weak.en)}
            english |= {_words(value.en): value.en.lower()}
            for chinese in (*value.terms.zh, *value.weak.zh, value.zh):
                for reading in islice(_readings(chinese), MOST_READINGS):
                    if reading in english:
                        found.setdefault(chinese.lower(), {})[english[reading]] = None
                        found.setdefault(english[reading], {})[chinese.lower()] = None
    return {term: tuple(others) for term, others in found.items()}


def _words(english: str) -> tuple[str, ...]:
    """Words of an English term in the order of the alphabet, without plural endings and little words."""
    plain = english.lower().replace("-", " ").replace("fibre", "fiber").split()
    return tuple(sorted(_single(word) for word in plain if word not in ("of", "for", "and", "the")))


def _single(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _readings(chinese: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways in which a Chinese term may be said in English, as `_words`."""
    dictionary, at, parts = _dictionary(), 0, []
    while at < len(chinese):
        for size in range(min(LONGEST_WORD, len(chinese) - at), 0, -1):
            renderings = dictionary.get(chinese[at : at + size])
            if renderings:
                parts.append(renderings)
                at += size
                break
        else:
            return
    for chosen in product(*parts):
        yield tuple(sorted(word for words in chosen for word in words))


@cache
def _dictionary() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the English renderings of Chinese words, as `_words`: those of names, and of technologies."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    technical = ((row["zh"], (row["en"] or "").split("|")) for row in read_csv(WORDS))
    for chinese, english in (*((term.zh, term.en) for term in names.terms()), *technical):
        found.setdefault(str(chinese), {}).update(dict.fromkeys(map(_words, filter(None, english))))
    return {chinese: tuple(renderings) for chinese, renderings in found.items() if renderings}
