"""Names that may be persons': registers that mix both and do not say which is which."""

from __future__ import annotations

import re

from attache.link.folding import has_han
from attache.link.names import parse
from attache.link.telling import weight

__all__ = ["is_named_like_a_person", "is_named_like_an_organisation"]

_COMMON = 0.43
"""Words that are commoner than this in names of organisations ("systems", "electronics") show that one is meant."""
_TRADES = frozenset(
    [
        "airline",
        "airlines",
        "airways",
        "aviation",
        "bank",
        "computers",
        "enterprise",
        "enterprises",
        "exports",
        "freight",
        "imports",
        "machinery",
        "metals",
        "shipping",
        "supplies",
        "supply",
        "trade",
        "trading",
        "transport",
        "transportation",
    ]
)
_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*\.?", re.UNICODE)


def is_named_like_an_organisation(name: str) -> bool:
    """Tell whether the name says itself that it is an organisation's: legal form, kind, or a trade's word."""
    parsed = parse(name)
    if parsed.legal or parsed.kinds or parsed.numbers:
        return True
    telling = [word for word in parsed.words if len(word) > 3]
    return any(weight(word) < _COMMON for word in telling) or any(word in _TRADES for word in parsed.raw_words)


def is_named_like_a_person(name: str) -> bool:
    """Tell whether a name may be a person's: two to five plain words in Latin letters and no sign of an organisation.

    Meant for registers that do not state it; it rather takes an organisation for a person than the reverse.
    """
    if has_han(name) or is_named_like_an_organisation(name):
        return False
    words = name.replace(",", " ").split()
    return 2 <= len(words) <= 5 and all(_WORD.fullmatch(word) for word in words) and not parse(name).places
