"""Folding of names: what two spellings of one name have in common, as characters and as words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from attache.core.text import normalise, simplify
from attache.vocabulary.names import word_forms

__all__ = ["MAX_LENGTH", "canonical", "fold", "has_han", "words"]

MAX_LENGTH = 400
"""Characters of a name that are looked at; longer ones are no names."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng"}
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѕ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "i",
            "i",
            "e",
            "g",
            "u",
            "j",
            "lj",
            "nj",
            "c",
            "d",
            "dz",
            "s",
        ],
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
)
_LOOKALIKE = str.maketrans("аеорсухіјѕԁһқ", "aeopcyxijsdhk")
_TABLE = str.maketrans(_LETTERS)
_FOREIGN = str.maketrans(_CYRILLIC | _GREEK)
_MIXED = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"\b(?:[a-z]\.){1,6}[a-z]\b\.?")
_AND = re.compile(r"\s*[&+]\s*")
_APOSTROPHE = re.compile("['\u2019\u02bc\u2018`\u00b4\u02b9]")
_WRITTEN_OUT = {"us": ("united", "states"), "usa": ("united", "states", "america"), "uk": ("united", "kingdom")}
_WORD = re.compile("[a-z0-9]+|[^\\W_]", re.ASCII)
_OTHER = re.compile(r"[^\W_]+")


def has_han(text: str) -> bool:
    """Tell whether `text` holds a Chinese character."""
    return _HAN.search(text) is not None


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOKALIKE) if re.search("[a-z]", word) else word.translate(_FOREIGN)


class _Folds(dict[int, str]):
    """What each character becomes, computed when it is first met: folding looks at one character at a time."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        text = " " if char.isspace() else normalise(char)
        text = simplify(unicodedata.normalize("NFKC", text))
        text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
        self[code] = found = unicodedata.normalize("NFC", text).translate(_TABLE)
        return found


_FOLDS = _Folds()


@lru_cache(maxsize=65536)
def fold(raw: str) -> str:
    """Return a name in lower case, simplified, half width, without accents; Cyrillic and Greek in Latin letters.

    Letters of another script inside a Latin word are taken as their look-alikes. White space becomes one blank.
    """
    if raw.isascii() and raw.isprintable():
        text = raw.lower()
    else:
        text = raw[: 4 * MAX_LENGTH].translate(_FOLDS)
        if not text.isascii() and _HAN.search(text) is None:
            text = _MIXED.sub(_one_script, unicodedata.normalize("NFC", text))
    return " ".join(text.split())[:MAX_LENGTH]


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """Return the one form under which a folded Latin word is compared (`universität` → `university`)."""
    forms = word_forms()
    known = forms.get(word)
    if known:
        return known
    if len(word) > 5 and word.endswith("ies"):
        single = f"{word[:-3]}y"
        return forms.get(single, single)
    if len(word) > 4 and word[-1] == "s" and word[-2] not in "sui":
        single = word[:-1]
        return forms.get(single, single)
    return word


def words(folded: str) -> list[str]:
    """Return the words of a folded name, dotted letters joined, `&` as `and`, `U.S.` written out."""
    ascii_only = folded.isascii()
    text = folded.replace("'", "").replace("`", "") if ascii_only else _APOSTROPHE.sub("", folded)
    if "." in text:
        text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    if "&" in text or "+" in text:
        text = _AND.sub(" and ", text)
    found: list[str] = _WORD.findall(text) if text.isascii() else _OTHER.findall(text)
    if not _WRITTEN_OUT.keys().isdisjoint(found):
        found = [part for word in found for part in _WRITTEN_OUT.get(word, (word,))]
    return found
