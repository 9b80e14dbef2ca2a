"""The one normal form in which text is stored, and into which every span points.

What is folded: line ends, white space, full-width ASCII letters, digits and `％＋－．／＠＆`,
half-width katakana, ligatures and compatibility ideographs (NFKC), other text to NFC.
What is kept, because it carries meaning in Chinese prose: Chinese punctuation `，。：；（）《》「」！？、`,
circled and other numbers, superscripts, units. What is cut: control, zero-width and bidirectional
characters, which can only hide something from a reader.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["has_han", "is_han", "normalise", "share_of_han", "simplify"]

_FULLWIDTH = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_KEEP = {ord(c): None for c in "！（），：；？［］｛｝～＂＇｀＜＞＝＊＃＼＿｜＾"}
_TABLE: dict[int, int | str | None] = {c: t for c, t in _FULLWIDTH.items() if c not in _KEEP}
_TABLE |= dict.fromkeys(map(ord, "\u00a0\u1680\u180e\u202f\u205f\u3000\t\v\f"), " ")
_TABLE |= dict.fromkeys(range(0x2000, 0x200B), " ")
_TABLE |= dict.fromkeys([0x85, 0x2028, 0x2029, 0x0D], "\n")
_CUT: tuple[tuple[int, int], ...] = (
    (0x00, 0x20),
    (0x7F, 0xA0),
    (0xAD, 0xAE),
    (0x61C, 0x61D),
    (0x200B, 0x2010),
    (0x202A, 0x202F),
)
_CUT += ((0x2060, 0x2070),)
_CUT += ((0xD800, 0xE000), (0xFEFF, 0xFF00), (0xFFF9, 0xFFFC), (0xE0000, 0xE0080))
_TABLE |= {code: None for first, stop in _CUT for code in range(first, stop)}
_TABLE |= {0x0A: "\n", 0x0D: "\n", 0x09: " ", 0x0B: "\n", 0x0C: "\n", 0x85: "\n"}
_COMPAT = re.compile("[\ufb00-\ufb4f\uff61-\uff9f\uf900-\ufaff\U0002f800-\U0002fa1f\u2f00-\u2fdf]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0))


def normalise(raw: str) -> str:
    """Return `raw` in the stored form; idempotent: `normalise(normalise(x)) == normalise(x)`."""
    text = raw.replace("\r\n", "\n").translate(_TABLE)
    text = _COMPAT.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(" {2,}", " ", text)
    text = re.sub(" ?\n ?", "\n", text)
    return re.sub("\n{3,}", "\n\n", text).strip()


def is_han(char: str) -> bool:
    """Tell whether `char` is a Chinese character."""
    return bool(_HAN.match(char))


def has_han(text: str) -> bool:
    """Tell whether a Chinese character stands in a text."""
    return bool(_HAN.search(text))


def share_of_han(text: str) -> float:
    """Return the share of Chinese characters among all letters, 0 to 1 (0 for no letters)."""
    letters = sum(map(str.isalpha, text))
    return len(_HAN.findall(text)) / letters if letters else 0.0


@cache
def _traditional() -> dict[int, str]:
    import opencc  # noqa: PLC0415 -- takes 20 ms to load and is not always needed

    chars = [chr(c) for first, stop in _HAN_RANGES for c in range(first, stop)]
    # apart from each other no two of them are a phrase, which would be converted as a whole
    converted = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(c): t for c, t in zip(chars, converted, strict=True) if t != c and len(t) == 1}


def simplify(text: str) -> str:
    """Return `text` with traditional characters made simplified, one by one (OpenCC's `t2s` characters).

    The length never changes, so spans into the result are spans into `text`, and a character is folded
    the same way wherever it stands, so that a term is found in any context.
    """
    return text.translate(_traditional())
