"""Rules of the readers and coders in words: what stands in a table as `acts in the lead`, in the asked language."""

from __future__ import annotations

import re

from attache.web.language import Language, text, texts

__all__ = ["reason"]

_SLUG = re.compile(r"[^a-z0-9]+")
_WITH = (
    (re.compile(r"terms (.+)", re.DOTALL), "terms"),
    (re.compile(r"follows (.+)", re.DOTALL), "follows"),
    (re.compile(r"decision (dec-\w+)"), "decision"),
    (re.compile(r"label (.+)"), "label"),
    (re.compile(r"conflicting evidence: (.+)"), "conflict"),
    (re.compile(r"declared by source (.+)"), "declared"),
    (re.compile(r"title of template (.+)"), "template"),
)
_CUE = re.compile(r"@([a-z_]+)")


def reason(raw: str, language: Language) -> tuple[str, bool]:
    """Return a reason in a language, and whether it is in it; one without words here comes back in English."""
    known = f"reasons.{_SLUG.sub('_', raw.lower()).strip('_')}"
    if known in texts():
        return text(known, language), True
    for pattern, name in _WITH:
        if found := pattern.fullmatch(raw):
            what = _CUE.sub(lambda cue: _cue(cue[1], language), found[1]) if name == "terms" else found[1]
            return text(f"reasons.with_{name}", language, what=what), True
    return raw, language == "en"


def _cue(name: str, language: Language) -> str:
    """Return what a class of words of the codebook is called; a codebook of others may have more of them."""
    key = f"reasons.cue_{name}"
    return f"[{text(key, language) if key in texts() else name.replace('_', ' ')}]"
