"""The keys under which a name is found: words, letter grams, sounds, initials; characters, translations, pinyin."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from attache.link.chinese import Chinese, chinese, plain_stretches, stretches
from attache.link.folding import canonical
from attache.link.lexicon import weight
from attache.link.names import Name, parse
from attache.link.romanisation import romanised, skeleton, syllables

__all__ = ["keys"]

_OFFERED = 0x5BD1E995
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


def _translations(parsed: Chinese) -> dict[int, float]:
    telling = [w for start, end, w in parsed.words if w.kind == "number" or (w.kind != "optional" and end - start > 1)]
    return {_key("w" + part): 1.0 for word in telling for rendering in word.renderings[:6] for part in rendering}


def _spellings(parsed: Chinese, asked: bool) -> dict[int, float]:
    spelled = stretches(parsed.text) if asked else plain_stretches(parsed.text)
    whole = len(parsed.text) < 4
    return {_key("w" + canonical(s)): 1.0 for s, (start, end) in spelled.items() if whole or end - start > 1}


def _sounds(parsed: Chinese) -> dict[int, float]:
    out: dict[int, float] = {}
    for start, end, kind in parsed.units:
        if kind == "core" and end - start >= 2:
            stretch = parsed.text[start:end]
            for bones in (skeleton(romanised(stretch)), skeleton("".join(syllables(stretch)))):
                for key, factor in _sound_keys(bones):
                    out.setdefault(key, factor)
    return out


@lru_cache(maxsize=8192)
def _han_keys(core: str, asked: bool) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """Return the keys of the characters, and those of what the name may be in Latin letters."""
    parsed = chinese(core)
    offered = _sounds(parsed) | _spellings(parsed, asked) | _translations(parsed)
    return tuple(_characters(core).items()), tuple(offered.items())


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
        own, offered = _han_keys(name.core, asked)
        return [*own, *(offered if asked else ((key ^ _OFFERED, factor) for key, factor in offered))]
    found = _latin(name)
    return found + [(key ^ _OFFERED, factor) for key, factor in found] if asked else found
