"""The keys under which a name is found: words, letter grams, sounds, initials; characters, translations, pinyin."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from attache.link.chinese import chinese
from attache.link.folding import canonical
from attache.link.lexicon import weight
from attache.link.names import Name, parse
from attache.link.romanisation import romanised, skeleton, syllables

__all__ = ["keys"]

_LONGEST_CORE = 4
Key = tuple[int, float]


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


@lru_cache(maxsize=500_000)
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


@lru_cache(maxsize=100_000)
def _han_keys(core: str) -> tuple[Key, ...]:
    out: dict[int, float] = {}
    for at, char in enumerate(core):
        out.setdefault(_key("c" + char), 0.4)
        if at:
            out.setdefault(_key("h" + core[at - 1 : at + 1]), 0.7)
    parsed = chinese(core)
    for start, end, word in parsed.words:
        if word.kind == "optional" or not (end - start > 1 or word.kind == "number"):
            continue
        for rendering in word.renderings[:6]:
            for part in rendering:
                out[_key("w" + part)] = 1.0
    for letters, (start, end) in parsed.stretches.items():
        if end - start > 1 or len(core) < 4:
            out.setdefault(_key("w" + canonical(letters)), 1.0)
    for start, end, kind in parsed.units:
        if kind == "core" and end - start >= 2:
            stretch = core[start:end]
            for bones in {skeleton(romanised(stretch)), skeleton("".join(syllables(stretch)))}:
                for key, factor in _sound_keys(bones):
                    out.setdefault(key, factor)
    return tuple(out.items())


def keys(name: Name) -> list[Key]:
    """Return (key, factor) of a parsed name; an empty name has none. Keys are 32-bit numbers."""
    if name.empty:
        return []
    out = list(_han_keys(name.core)) if name.script == "han" else _latin(name)
    for part in name.brackets[:2]:
        inner = parse(part)
        if not inner.empty and not inner.brackets:
            out += _han_keys(inner.core) if inner.script == "han" else _latin(inner)
    return out
