"""The keys under which a name is found: words, letter grams, sounds, initials; characters, translations, pinyin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from attache.link.chinese import Chinese, chinese, plain_stretches, stretches
from attache.link.known import other_names
from attache.link.names import Name, parse
from attache.link.romanisation import romanised, skeleton, syllables
from attache.link.telling import weight

__all__ = ["Parts", "keys", "parts", "word_keys"]

_OFFERED = 0x5BD1E995
MASKED = 62
"""Characters of a Chinese name that a mask can tell apart; what comes later offers nothing in Latin letters."""
Key = tuple[int, float]


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


@lru_cache(maxsize=200_000)
def _word_keys(raw: str, compared: str) -> tuple[Key, ...]:
    """Return the keys of one Latin word with their factors."""
    out: list[Key] = [(_key("w" + compared), 1.0)]
    telling = weight(compared)
    if compared[0] == "#":
        return tuple(out)
    if telling > 0.3 and len(raw) > 3:
        padded = f"^{raw}$"
        out += [(_key("g" + padded[at : at + 3]), 0.25) for at in range(len(padded) - 2)]
    if telling > 0.35 and raw.isalpha():
        out += _sound_keys(skeleton(raw))
    return tuple(out)


def _sound_keys(bones: str) -> list[Key]:
    if len(bones) < 2:
        return []
    padded = f"^{bones}$"
    out = [(_key("s" + bones), 0.6)]
    return out + [(_key("s" + padded[at : at + 3]), 0.25) for at in range(len(padded) - 2)]


def _latin(name: Name) -> list[Key]:
    out: list[Key] = []
    for raw, compared in zip(name.raw_words, name.words, strict=True):
        out += _word_keys(raw, compared)
    if len(name.words) > 2:
        out.append((_key("a" + name.initials), 1.0))
    elif len(name.words) == 1:
        out.append((_key("a" + name.raw_words[0]), 1.0))
    for one, two in zip(name.raw_words, name.raw_words[1:], strict=False):
        if len(one) + len(two) <= 12:
            out.append((_key("w" + one + two), 0.8))
    return out


def _characters(core: str) -> dict[int, float]:
    out: dict[int, float] = {}
    for at, char in enumerate(core):
        out.setdefault(_key("c" + char), 0.4)
        if at:
            out.setdefault(_key("h" + core[at - 1 : at + 1]), 0.7)
    return out


@lru_cache(maxsize=200_000)
def _word_key(word: str) -> int:
    return _key("w" + word)


def _translations(parsed: Chinese) -> tuple[dict[int, int], frozenset[int]]:
    """Return the key of every Latin word that may render a part → mask of its characters; and the telling keys."""
    out: dict[int, int] = {}
    telling: set[int] = set()
    for start, end, word in parsed.words:
        mask = (1 << end) - (1 << start)
        rendered = {_word_key(part) for rendering in word.renderings[:6] for part in rendering}
        for key in rendered:
            out[key] = out.get(key, 0) | mask
        if word.kind == "number" or (word.kind != "optional" and end - start > 1):
            telling |= rendered
    return out, frozenset(telling)


def _spellings(parsed: Chinese, asked: bool) -> dict[int, int]:
    """Return the key of every Latin word that stretches may spell → mask of their characters."""
    descriptive = 0
    for start, end, kind in parsed.units:
        if kind in ("type", "optional"):
            descriptive |= (1 << end) - (1 << start)
    spelled = stretches(parsed.text) if asked else plain_stretches(parsed.text)
    least = 1 if len(parsed.text) < 4 else 2
    out: dict[int, int] = {}
    for letters, (start, end) in spelled.items():
        mask = (1 << end) - (1 << start)
        if end - start >= least and mask & ~descriptive:
            out[_key("w" + letters)] = mask
    return out


def _sounds(parsed: Chinese) -> dict[int, float]:
    out: dict[int, float] = {}
    for start, end, kind in parsed.units:
        if kind == "core" and end - start >= 2:
            stretch = parsed.text[start:end]
            for bones in (skeleton(romanised(stretch)), skeleton("".join(syllables(stretch)))):
                for key, factor in _sound_keys(bones):
                    out.setdefault(key, factor)
    return out


@dataclass(frozen=True, slots=True)
class Parts:
    """What a Chinese name is looked for by among names in Latin letters.

    `offered`: keys with their factors; `said`: key of a Latin word → mask of the characters that it may say;
    `weights`: one per character; `given`: mask of the characters that may be left out.
    """

    offered: Mapping[int, float]
    said: Mapping[int, int]
    weights: tuple[float, ...]
    given: int


@lru_cache(maxsize=8192)
def parts(core: str, asked: bool) -> Parts:
    """Return what the core of a Chinese name offers in Latin letters: in all spellings where it is `asked` for."""
    parsed = chinese(core[:MASKED])
    said, telling = _translations(parsed)
    spelled = _spellings(parsed, asked)
    offered = _sounds(parsed) | dict.fromkeys(spelled, 1.0) | dict.fromkeys(telling, 1.0)
    for key, mask in spelled.items():
        said[key] = said.get(key, 0) | mask
    given = 0
    for start, end, kind in parsed.units:
        if kind == "optional":
            given |= (1 << end) - (1 << start)
    return Parts(offered, said, parsed.weights, given)


def word_keys(name: Name) -> list[tuple[int, float]]:
    """Return the key and the weight of each word of a name in Latin letters; none for a Chinese name."""
    return [(_word_key(word), w) for word, w in zip(name.words, name.weights, strict=True)] * (name.script == "latin")


def keys(name: Name, *, asked: bool = False) -> list[Key]:
    """Return (key, factor) of a parsed name; an empty name has none. Keys are 32-bit numbers.

    What a Chinese name offers in Latin letters is kept apart from what Latin names say, so that two Chinese names only
    meet in their characters: `asked` tells the keys that look for a name from those under which it is kept.
    """
    if name.empty:
        return []
    out = _keys(name, asked)
    for part in name.brackets[:2]:
        inner = parse(part)
        if not inner.empty and not inner.brackets:
            out += _keys(inner, asked)
    return out


def _keys(name: Name, asked: bool) -> list[Key]:
    if name.script == "han":
        own, offered = _characters(name.core).items(), parts(name.core, asked).offered.items()
        return [*own, *(offered if asked else ((key ^ _OFFERED, factor) for key, factor in offered))]
    found = _latin(name)
    if asked and name.known:
        found += [(_word_key(word), 0.8) for word in other_names(name.known)]
    return found + [(key ^ _OFFERED, factor) for key, factor in found] if asked else found
