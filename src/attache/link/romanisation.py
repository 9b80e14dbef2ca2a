"""Chinese characters in Latin letters: pinyin, its variants, and the sounds of foreign names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from attache.vocabulary.names import sound_table

__all__ = ["romanised", "skeleton", "syllables", "variants", "vowelless"]

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
_PAIRS = dict(sorted(_CLASSES, key=lambda pair: -len(pair[0])))
_SOUND = re.compile("|".join(_PAIRS) + "|[a-z]")
_RUN = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """Return the plain pinyin of each character of `text` (other characters stay), one entry each."""
    out = lazy_pinyin(text, style=Style.NORMAL, errors=list)  # type: ignore[arg-type] # one entry per character
    return tuple(out) if len(out) == len(text) else tuple(map(_one, text))


@cache
def _one(char: str) -> str:
    return lazy_pinyin(char, style=Style.NORMAL)[0]


@cache
def variants(char: str) -> tuple[str, ...]:
    """Return the Latin spellings of one character: its readings, and each in Wade-Giles without marks."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [str(reading) for reading in found[0][:3]] if found else []
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
    out: list[str] = []
    for match in _SOUND.finditer(letters):
        sound = _PAIRS.get(match[0]) or _SINGLE.get(match[0])
        if sound and not (sound == "H" and out):
            out.append(sound)
        elif not out and match.start() == 0:
            out.append("A")
    return _RUN.sub(r"\1", "".join(out))


def vowelless(letters: str) -> str:
    """Return `letters` without vowels and doubles."""
    return _RUN.sub(r"\1", re.sub("[aeiouyh]", "", letters))


@lru_cache(maxsize=16384)
def romanised(text: str) -> str:
    """Return the Latin letters that `text` most likely stands for, where it writes a foreign name by sound."""
    sounds = sound_table()
    return "".join(sounds.get(char, syllable) for char, syllable in zip(text, syllables(text), strict=True))
