"""Chinese characters in Latin letters: pinyin, its variants, and the sounds of foreign names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from attache.vocabulary.names import sound_table

__all__ = ["romanised", "skeleton", "syllables", "variants"]

_WADE = [
    ("zh", "ch"), ("ch", "ch"), ("j", "ch"), ("q", "ch"), ("x", "hs"), ("z", "ts"), ("c", "ts"),
    ("b", "p"), ("d", "t"), ("g", "k"), ("r", "j"),
]  # fmt: skip
_FINALS = [("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("si", "ssu"), ("zi", "tzu"), ("ci", "tzu")]
_CLASSES = [
    ("sch", "S"), ("tch", "S"), ("tsch", "S"), ("ph", "F"), ("th", "T"), ("ch", "S"), ("sh", "S"), ("zh", "S"),
    ("ck", "K"), ("qu", "K"), ("gh", "K"), ("dg", "S"), ("ge", "S"), ("gi", "S"), ("ce", "S"), ("ci", "S"),
    ("ng", "N"), ("kn", "N"), ("wh", "F"), ("x", "S"),
]  # fmt: skip
_SINGLE = dict(
    zip(
        "bpfvwdtkgcqszjxmnlrh",
        ["P", "P", "F", "F", "F", "T", "T", "K", "K", "K", "S", "S", "S", "S", "S", "M", "N", "L", "L", "H"],
        strict=True,
    )
)
_PAIRS = dict(_CLASSES)
_PAIR = re.compile("|".join(sorted(_PAIRS, key=lambda pair: (-len(pair), pair))))
_OTHER_LETTERS: dict[int, str | None] = {ord(char): None for char in map(chr, range(128))}
_SOUNDS = _OTHER_LETTERS | {ord(char): sound for char, sound in _SINGLE.items()}
_SOUNDS |= {ord(sound): sound for sound in set(_PAIRS.values())}
_VOWELS = frozenset("aeiouy")
_RUN = re.compile(r"(.)\1+")


_UMLAUT = str.maketrans("ǖǘǚǜ", "vvvv")
_LONGEST_PHRASE = 10


@cache
def _tables() -> tuple[Mapping[str, Any], Mapping[int, str]]:
    """Return pypinyin's phrases with the readings of their characters, and the readings of single characters."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # noqa: PLC0415 -- a third of a second, not always needed

    return PHRASES_DICT, PINYIN_DICT


@cache
def _openings() -> frozenset[str]:
    """Return the first two characters of every phrase whose reading is known as a whole."""
    return frozenset(phrase[:2] for phrase in _tables()[0])


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """Return the plain pinyin of each character of `text` (other characters stay), one entry each.

    Phrases whose reading is known are taken first, from the left, the longest (as pypinyin does).
    """
    openings, phrases = _openings(), _tables()[0]
    out = [_READINGS[char] for char in text]
    at = 0
    while at < len(text) - 1:
        if text[at : at + 2] in openings:
            size = next((n for n in range(_LONGEST_PHRASE, 1, -1) if text[at : at + n] in phrases), 1)
            if size > 1:
                size = min(size, len(text) - at)
                out[at : at + size] = _phrase(text[at : at + size])
            at += size
        else:
            at += 1
    return tuple(out)


@lru_cache(maxsize=16384)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(_plain(readings[0]) for readings in _tables()[0][phrase])


@cache
def _plain(reading: str) -> str:
    return unicodedata.normalize("NFD", reading.replace("ü", "v").translate(_UMLAUT)).encode("ascii", "ignore").decode()


class _Readings(dict[str, str]):
    """The commonest reading of each character, found when it is first met; other characters stay."""

    def __missing__(self, char: str) -> str:
        readings = _tables()[1].get(ord(char))
        self[char] = found = _plain(readings.split(",")[0]) if readings else char
        return found


_READINGS = _Readings()


@cache
def variants(char: str) -> tuple[str, ...]:
    """Return the Latin spellings of one character: its readings, and each in Wade-Giles without marks."""
    found = _tables()[1].get(ord(char), "") if len(char) == 1 else ""
    readings = list(dict.fromkeys(_plain(reading) for reading in found.split(",") if reading))[:3]
    spellings = [spelling for r in readings for spelling in (_wade(r), r.replace("v", "u"))]
    return tuple(dict.fromkeys((*readings, *spellings)))


def _wade(reading: str) -> str:
    for pin, wade in _FINALS:
        if reading.endswith(pin):
            reading = reading[: -len(pin)] + wade
            break
    for pin, wade in _WADE:
        if reading.startswith(pin):
            return wade + reading[len(pin) :]
    return reading


def skeleton(letters: str) -> str:
    """Return the classes of consonants of Latin letters, vowels left out but for a first one (`siemens` → `SMNS`)."""
    if not letters.isascii():
        letters = letters.encode("ascii", "ignore").decode()
    sounds = _PAIR.sub(_pair, letters).translate(_SOUNDS)
    if "H" in sounds:
        sounds = sounds[0] + sounds[1:].replace("H", "")
    if letters[:1] in _VOWELS:
        sounds = "A" + sounds.replace("H", "")
    return _RUN.sub(r"\1", sounds)


def _pair(match: re.Match[str]) -> str:
    return _PAIRS[match[0]]


@lru_cache(maxsize=16384)
def romanised(text: str) -> str:
    """Return the Latin letters that `text` most likely stands for, where it writes a foreign name by sound."""
    sounds = sound_table()
    return "".join(sounds.get(char, syllable) for char, syllable in zip(text, syllables(text), strict=True))
