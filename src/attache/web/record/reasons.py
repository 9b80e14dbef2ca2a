"""Rules of the readers and coders in words: what stands in a table as `acts in the lead`, in the asked language."""

from __future__ import annotations

from attache.vocabulary.reasons import rule_said
from attache.web.language import Language

__all__ = ["reason"]


def reason(raw: str, language: Language) -> tuple[str, bool]:
    """Return a reason in a language, and whether it is in it; one without words here comes back in English."""
    said = rule_said(raw)
    return (said[language == "zh"], True) if said else (raw, language == "en")
