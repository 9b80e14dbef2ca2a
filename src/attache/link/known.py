"""Known organisations: all their names in Latin letters, and in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from attache.link.folding import fold, words
from attache.link.legal import strip_latin
from attache.link.telling import content
from attache.vocabulary.names import companies, institutions

__all__ = ["known_latin", "known_names", "other_names"]

_PARENTS = (", Chinese Academy of Sciences", ", CAS", ", Academia Sinica")


def known_names() -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Yield the kind of each known organisation, its Chinese names, and its Latin names without legal forms."""
    for kind, organisations in (("proper", institutions()), ("company", companies())):
        for one in organisations:
            yield kind, one.zh, _whole_and_own(one.en)


def _whole_and_own(english: Iterable[str]) -> list[str]:
    """Return names without their legal forms, and after them those that name their parent, without it."""
    names = [" ".join(strip_latin(words(fold(name)))[0]) or name for name in english]
    return names + [name.partition(", ")[0] for name in english if name.endswith(_PARENTS)]


@cache
def known_latin() -> dict[tuple[str, ...], frozenset[int]]:
    """Return the words of each Latin name of a known organisation → numbers of the organisations so called."""
    out: dict[tuple[str, ...], set[int]] = {}
    for number, (_, _, names) in enumerate(known_names()):
        for name in names:
            out.setdefault(content(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in out.items()}


@lru_cache(maxsize=4096)
def other_names(numbers: frozenset[int]) -> tuple[str, ...]:
    """Return the words of all Latin names of known organisations, of the first three."""
    known = (*institutions(), *companies())
    names = [name for number in sorted(numbers)[:3] for name in known[number].en]
    return tuple(dict.fromkeys(word for name in names for word in content(name)))
