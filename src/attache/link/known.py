"""Known organisations: all their names in Latin letters, and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from attache.link.telling import core_words
from attache.vocabulary.names import companies, institutions

__all__ = ["known_latin", "known_names", "other_names"]

_TELLING = 3
"""Words from which on a name is hardly shared by two organisations."""
_PARENTS = (", Chinese Academy of Sciences", ", CAS", ", Academia Sinica")


def known_names() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield the kind of each known organisation, its Chinese names, and its Latin names, with and without parents."""
    for kind, organisations in (("proper", institutions()), ("company", companies())):
        for one in organisations:
            yield kind, one.zh, _whole_and_own(one.en)


def _whole_and_own(english: tuple[str, ...]) -> tuple[str, ...]:
    """Return names, and after them those that name their parent, without it."""
    return english + tuple(name.partition(", ")[0] for name in english if name.endswith(_PARENTS))


@cache
def known_latin() -> dict[tuple[str, ...], frozenset[int]]:
    """Return the words of each Latin name of a known organisation → numbers of the organisations so called.

    Rows of the tables that share a name of several words are one organisation.
    """
    out: dict[tuple[str, ...], set[int]] = {}
    for number, (_, _, names) in enumerate(known_names()):
        compared = [core_words(name) for name in names]
        same = [min(out[words]) for words in compared if len(words) >= _TELLING and words in out]
        for words in compared:
            out.setdefault(words, set()).add(min([number, *same]))
    return {name: frozenset(numbers) for name, numbers in out.items()}


@lru_cache(maxsize=4096)
def other_names(numbers: frozenset[int]) -> tuple[str, ...]:
    """Return the words of all Latin names of known organisations, of the first three."""
    known = (*institutions(), *companies())
    names = [name for number in sorted(numbers)[:3] for name in known[number].en]
    return tuple(dict.fromkeys(word for name in names for word in core_words(name)))
