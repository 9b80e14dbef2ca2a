"""Legal forms cut off names: endings and beginnings in both scripts."""

from __future__ import annotations

from functools import cache

from attache.vocabulary.names import leading_forms, legal_forms

__all__ = ["strip_han", "strip_latin"]

_SPAN = 4
"""Words that a legal form in Latin letters may have."""


@cache
def _latin_ends() -> tuple[frozenset[str], frozenset[str]]:
    """Return the last words that a legal form may have, and the first ones: any ending or beginning of a form."""
    forms = legal_forms()[1]
    last = frozenset(form[at:] for form in forms for at in range(len(form)))
    return last, frozenset(form[: at + 1] for form in forms for at in range(len(form)))


def strip_latin(tokens: list[str]) -> tuple[list[str], set[str]]:
    """Return the words without legal forms at the end or the beginning, and the groups of the forms cut off."""
    last, first = _latin_ends()
    found: set[str] = set()
    while tokens:
        if found and tokens[-1] == "and":
            tokens = tokens[:-1]
            continue
        cut = _cut_latin(tokens) if tokens[-1] in last or tokens[0] in first else None
        if cut is None:
            break
        tokens, group = cut
        found.add(group)
    return tokens, found


def _cut_latin(tokens: list[str]) -> tuple[list[str], str] | None:
    """Cut the longest legal form off an end, else off the beginning, where one of several words may stand."""
    forms = legal_forms()[1]
    for size in range(min(_SPAN, len(tokens)), 0, -1):
        rest = tokens[:-size]
        group = forms.get("".join(tokens[-size:]))
        if group and (rest or size == len(tokens)):
            return rest, group
        group = forms.get("".join(tokens[:size]))
        if group and size < len(tokens) and (size > 1 or tokens[0] in leading_forms()):
            return tokens[size:], group
    return None


@cache
def _han_forms() -> tuple[frozenset[str], int]:
    """Return the Chinese legal forms and the length of the longest."""
    forms = frozenset(legal_forms()[0])
    return forms, max(map(len, forms))


def strip_han(text: str) -> tuple[str, set[str]]:
    """Return a Chinese name without legal forms at its end (or a Japanese one at its beginning), and the forms."""
    forms, longest = _han_forms()
    found: set[str] = set()
    while text:
        form = next((text[-size:] for size in range(min(longest, len(text)), 1, -1) if _ends(text, size, forms)), None)
        if form:
            text = text[: -len(form)]
        elif text[2:4] == "会社" and text[:4] in forms:
            form, text = text[:4], text[4:]
        else:
            break
        found.add(form)
    return text, found


def _ends(text: str, size: int, forms: frozenset[str]) -> bool:
    return text[-size:] in forms and (len(text) > size + 1 or len(text) == size or size > 2)
