"""Chinese of what the program and its vocabularies say in English: kept by the English, so that it never outlives it.

A phrase may have holes, names in braces that stand in both languages: `{n} of {n2} needs are answered`. `{n…}` are
numbers; `{text…}` is any text up to the next "; ", which joins phrases, and `{rest…}` any to the end; `{said…}` and
`{unit…}` are like `text`, `{whole…}` is like `rest`, but said in Chinese where it can be, and so are `{sentence…}` and
`{figure…}`, a claim with what follows it in brackets; `{formula…}` is one over claims; all other holes are words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from attache.core.errors import InputError
from attache.vocabulary.tables import read_yaml

__all__ = ["HOLE", "Phrasebook", "in_chinese", "phrasebook", "read_phrases"]

CHINESE = Path(__file__).parent / "data" / "chinese"
HOLE = re.compile(r"\{(\w+)\}")
"""A hole of a phrase."""
_JOINT, _DIGITS = "; ", "0123456789"
_WORD, _TEXT = r"\S+?", "(?:(?!; ).)+?"
_KINDS = {
    "n": r"[-+\d.,%~<>=≥≤–/ ]*\d%?", "text": _TEXT, "said": _TEXT, "unit": _TEXT, "rest": ".+", "whole": ".+",
    "formula": r"(?:[-+*/(), .\d]|[A-Z]\w*\d\w*|[a-z]+(?=\())+", "sentence": r".+?\.",
    "figure": r"\S+ \((?:[^()]|\([^()]*\))*\)",
}  # fmt: skip
_LONGEST = 4_000
"""Longer texts are no phrases of ours and are left as they are."""
_SAID = ("said", "unit", "whole", "sentence", "figure")


class Phrasebook:
    """English phrases with their Chinese; what it does not know, it leaves as it is."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        """Take Chinese by English."""
        self.pairs = dict(pairs)
        holed = sorted((en for en in self.pairs if HOLE.search(en)), key=lambda en: -len(HOLE.sub("", en)))
        self._patterns = [(_pattern(en), self.pairs[en]) for en in holed]
        self._find = lru_cache(maxsize=8192)(self._found)

    def find(self, text: str) -> str | None:
        """Return the Chinese of one phrase, or of all that "; " joins; None where a part of it is not known."""
        return self._find(text)

    def say(self, text: str) -> str:
        """Return the Chinese of what is known of a text, the rest as it is."""
        return "；".join(said if said is not None else part for part, said in self._parts(text))

    def _found(self, text: str) -> str | None:
        said = [one for _, one in self._parts(text)]
        return None if None in said else "；".join(one for one in said if one is not None)

    def _parts(self, text: str) -> list[tuple[str, str | None]]:
        """Return the parts of a text with their Chinese, the longest that are known first."""
        left, found = text.split(_JOINT) if len(text) <= _LONGEST else [], list[tuple[str, str | None]]()
        while left:
            for size in range(len(left), 0, -1):
                part = _JOINT.join(left[:size])
                said = self._one(part)
                if said is not None or size == 1:
                    found.append((part, said))
                    left = left[size:]
                    break
        return found or [(text, None)]

    def _one(self, text: str) -> str | None:
        if text in self.pairs:
            return self.pairs[text]
        if whole := self.pairs.get(f"{text}."):  # a sentence whose end a row has taken off
            return whole.removesuffix("。")
        for pattern, chinese in self._patterns:
            if match := pattern.fullmatch(text):
                filled = {
                    name: self.say(value) if name.startswith(_SAID) else value
                    for name, value in match.groupdict().items()
                }
                return HOLE.sub(lambda hole, filled=filled: filled[hole[1]], chinese)  # type: ignore[misc]
        return None


def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = HOLE.split(phrase)
    holes = (f"(?P<{one}>{_KINDS.get(one.rstrip(_DIGITS), _WORD)})" for one in pieces[1::2])
    texts = [re.escape(one) for one in pieces[::2]]
    return re.compile(texts[0] + "".join(hole + text for hole, text in zip(holes, texts[1:], strict=True)), re.DOTALL)


def read_phrases(path: Path) -> dict[str, str]:
    """Read `English: Chinese` lines of a YAML file; InputError where one has no Chinese, or other holes."""
    found: dict[str, str] = {}
    for english, chinese in read_yaml(path).items():
        if not isinstance(chinese, str) or set(HOLE.findall(chinese)) != set(HOLE.findall(english)):
            raise InputError(
                f"`{english}` has no Chinese with its holes", where=str(path), mend="give it after a colon"
            )
        found[english] = chinese
    return found


@cache
def phrasebook() -> Phrasebook:
    """Return what the vocabularies that come with Attaché say in English: registers, claims, events, lists."""
    return Phrasebook({en: zh for path in sorted(CHINESE.glob("*.yaml")) for en, zh in read_phrases(path).items()})


def in_chinese(text: str) -> str:
    """Return a text of a vocabulary in Chinese, as far as it is known; people's own casebooks stay as written."""
    return phrasebook().say(text)
