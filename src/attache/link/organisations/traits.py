"""What joining needs to know of a name, as one small record that an edition keeps: taking names apart takes time."""

from __future__ import annotations

import json
from dataclasses import dataclass

from attache.link.chinese import chinese
from attache.link.names import Name, parse
from attache.link.organisations.blocking import blocking_keys
from attache.link.organisations.containing import own_core, parents
from attache.link.telling import weight

__all__ = ["Traits", "is_generic", "read_traits", "traits", "written"]

TELLING = 0.45
"""Weight (0.03 to 1, `lexicon.weight`) from which a Latin word can name one organisation among others."""


@dataclass(frozen=True, slots=True)
class Traits:
    """A pure function of one spelling; lists are sorted.

    `core` is equal for two names that differ in legal form and writing alone; `own` is the core under which it can be
    the parent of longer names, empty where it cannot; `parents` are (core of a parent, kind of relation, reason).
    """

    numbers: tuple[int, ...]
    kinds: tuple[str, ...]
    cities: tuple[str, ...]
    lands: tuple[str, ...]
    legal: tuple[str, ...]
    core: str
    own: str
    parents: tuple[tuple[str, str, str], ...]
    keys: tuple[int, ...]


def traits(name: str, *, generic: bool) -> Traits:
    """Return the traits of a name; a generic one has no keys and is nobody's parent, since it fits everywhere."""
    parsed = parse(name)
    lands = {place for place in parsed.places if place.isupper()}
    company = {"company"} if parsed.legal else set[str]()
    return Traits(
        numbers=tuple(sorted(parsed.numbers)),
        kinds=tuple(sorted(parsed.kinds or company)),
        cities=tuple(sorted(parsed.places - lands)),
        lands=tuple(sorted(lands)),
        legal=tuple(sorted(parsed.legal)) if parsed.script == "latin" else (),
        core="\x1f".join((parsed.script, *parsed.words, "", *parsed.brackets)) if parsed.words else "",
        own="" if generic else own_core(parsed),
        parents=() if generic else parents(parsed),
        keys=() if generic else blocking_keys(name),
    )


def is_generic(norm: str) -> bool:
    """Tell whether a name in its normal form has no word of its own and no place (卫生部, university of technology)."""
    parsed = parse(norm)
    if parsed.script == "han":
        units = chinese(parsed.core).units
        return not any(kind in ("core", "proper", "company", "place") for _, _, kind in units)
    return not parsed.places and not _telling(parsed)


def _telling(parsed: Name) -> bool:
    return any(len(word) > 1 and word[0] != "#" and weight(word) >= TELLING for word in parsed.words)


def written(found: Traits) -> str:
    """Return traits as one line of JSON, as an edition keeps them."""
    return json.dumps([getattr(found, name) for name in Traits.__slots__], ensure_ascii=False, separators=(",", ":"))


def read_traits(line: str) -> Traits:
    """Return the traits that `written` wrote."""
    numbers, kinds, cities, lands, legal, core, own, found, keys = json.loads(line)
    few = (tuple(kinds), tuple(cities), tuple(lands), tuple(legal))
    return Traits(tuple(numbers), *few, core, own, tuple(map(tuple, found)), tuple(keys))
