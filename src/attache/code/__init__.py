"""From a text to codes: the lexicon coder."""

from __future__ import annotations

from attache.code.coded import Coded, Explanation, Hit, Weighed
from attache.code.lexicon import Lexicon

__all__ = ["Coded", "Explanation", "Hit", "Lexicon", "Weighed"]
