"""From a text to codes: the lexicon coder."""

from __future__ import annotations

from attache.code.coded import Coded, Explanation, Hit, Weighed
from attache.code.lexicon import Lexicon, lexicon_of

__all__ = ["Coded", "Explanation", "Hit", "Lexicon", "Weighed", "lexicon_of"]
