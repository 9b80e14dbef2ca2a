"""One comparable form for terms and texts: lower case, simplified characters, plain hyphens and spaces.

Every character becomes exactly one 16-bit code, so positions in the folded form are positions in the text.
Folding is one table look-up per character; both sides are folded character by character, so words that a
dictionary would convert otherwise still meet.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from attache.core.text import simplify

__all__ = ["Codes", "fold", "folded_text", "stops", "word_characters"]

Codes = npt.NDArray[np.uint16]
UNKNOWN = 0xFFFD
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_OTHER = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xB7: "·", 0x30FB: "·"}
_HAN = (0x3400, 0xA000)
SENTENCE, CLAUSE = 2, 1


@cache
def _table() -> Codes:
    table = np.arange(0x10000, dtype=np.uint16)
    for code in range(0x80, 0x2000):
        low = chr(code).lower()
        table[code] = ord(low) if len(low) == 1 and ord(low) < 0x10000 else code
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    table[ord("A") : ord("Z") + 1] += 32
    table[0xFF21:0xFF3B] = np.arange(ord("a"), ord("z") + 1)
    table[[ord(c) for c in _DASHES]] = ord("-")
    table[[ord(c) for c in _SPACES]] = ord(" ")
    for code, char in _OTHER.items():
        table[code] = ord(char)
    _simplified(table)
    table[0xD800:0xE000] = UNKNOWN
    table[0xFFFF] = UNKNOWN
    return table


def _simplified(table: Codes) -> None:
    han = [chr(code) for code in range(*_HAN)]
    for char, plain in zip(han, simplify("\n".join(han)).split("\n"), strict=True):
        if len(plain) == 1 and ord(plain) < 0x10000:
            table[ord(char)] = ord(plain)


def fold(text: str) -> Codes:
    """Return the folded codes of `text`, one per character; what lies beyond 16 bits becomes U+FFFD."""
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded: Codes = _table().take(raw, mode="clip")
    return folded


def folded_text(codes: Codes) -> str:
    """Return folded codes as a string of the same length."""
    return codes.astype("<u2", copy=False).tobytes().decode("utf-16-le")


@cache
def word_characters() -> npt.NDArray[np.bool_]:
    """Return for each code whether it belongs to a word of letters and digits (Han characters do not)."""
    word = np.zeros(0x10000, dtype=np.bool_)
    for code in range(0x30, 0x590):
        word[code] = chr(code).isalnum()
    return word


@cache
def _stop_table() -> npt.NDArray[np.int8]:
    table = np.zeros(0x10000, dtype=np.int8)
    table[[ord(c) for c in "。！？；;!?\n\0\r"]] = SENTENCE
    table[[ord(c) for c in "，,但"]] = CLAUSE
    return table


def stops(codes: Codes) -> npt.NDArray[np.int8]:
    """Return per character 2 where a sentence ends, 1 where a clause ends, else 0.

    A full stop ends a sentence before white space only, a comma between digits ends nothing.
    """
    found = _stop_table()[codes]
    after = np.empty_like(codes)
    after[:-1], after[-1:] = codes[1:], 0
    found[(codes == ord(".")) & (after <= ord(" "))] = SENTENCE
    digit = (after >= ord("0")) & (after <= ord("9"))
    found[(codes == ord(",")) & digit] = 0
    return found
