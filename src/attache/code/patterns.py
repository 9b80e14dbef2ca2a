"""How a term may be written: hyphens, spaces between scripts, plurals; and how much a term says."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from attache.code.folding import fold, folded_text
from attache.vocabulary.codebook import GAP

__all__ = ["is_latin", "parts_of", "plain", "specificity", "variants"]

_JOINT = re.compile(r"(?<=[^\W_]) (?=[^\W_])|(?<=[^\W_])-(?=[^\W_])")
_HAN = "[\u3400-\u9fff]"
_EDGE = re.compile(f"(?<=[a-z0-9]) ?(?={_HAN})|(?<={_HAN}) ?(?=[a-z0-9])")
_IES = re.compile(r"[a-z]*[^aeiou\W\d]y")
MAX_JOINTS = 3


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Return a term in folded form with single spaces."""
    return " ".join(folded_text(fold(text)).split())


def parts_of(term: str) -> tuple[str, ...]:
    """Return the parts of a term between its gaps, folded but for names of cues; most terms have one."""
    return tuple(part.strip() if part.strip().startswith("@") else plain(part) for part in term.split(GAP))


def is_latin(term: str) -> bool:
    """Tell whether a folded term is written without Chinese characters."""
    return not re.search(_HAN, term)


def variants(part: str) -> tuple[str, ...]:
    """Return the ways to write a folded term: `-`, space or nothing between words, optional space
    between Chinese and Latin letters, plurals in -es and -ies (a plural s is seen while matching).
    """
    edges = len(_EDGE.findall(part))
    forms = _product(_EDGE, part, ("", " ")) if 0 < edges <= MAX_JOINTS else {part: None}
    out: dict[str, None] = {}
    for form in forms:
        out |= _joints(form)
    for form in list(out):
        out |= dict.fromkeys(_plurals(form))
    return tuple(out)


def _joints(form: str) -> dict[str, None]:
    if re.search(_HAN, form):
        return {form: None}
    count = len(_JOINT.findall(form))
    if not 0 < count <= MAX_JOINTS:
        return {form: None}
    out = _product(_JOINT, form, (" ", "-"))
    words = _JOINT.split(form)
    if count == 1 and min(map(len, words)) >= 3:
        out["".join(words)] = None
    return out


def _product(joint: re.Pattern[str], form: str, between: tuple[str, ...]) -> dict[str, None]:
    pieces = joint.split(form)
    chosen = itertools.product(between, repeat=len(pieces) - 1)
    return dict.fromkeys("".join(map("".join, zip(pieces, (*joints, ""), strict=True))) for joints in chosen)


def _plurals(form: str) -> list[str]:
    last = re.split("[ -]", form)[-1]
    if len(last) < 4 or not last.isascii():
        return []
    if _IES.fullmatch(last):
        return [form[:-1] + "ies"]
    return [form + "es"] if last.endswith(("s", "x", "z", "ch", "sh")) else []


def specificity(parts: tuple[str, ...]) -> float:
    """Return how much a term says by its length: 0.6 for a short acronym up to 1.25 for a long phrase."""
    term = " ".join(parts)
    if is_latin(term):
        words = len(re.findall(r"[^\W_]+", term))
        if words == 1:
            return 0.6 if len(term) <= 3 else 0.8 if len(term) <= 6 else 0.95
        return 1.1 if words == 2 else 1.25
    size = len(term.replace(" ", ""))
    return {1: 0.4, 2: 0.75, 3: 0.9, 4: 1.0, 5: 1.1}.get(size, 1.25)
