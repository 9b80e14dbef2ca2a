"""The fixed sentences of briefs and packs, in English and Chinese, and how figures are put into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attache.core.errors import InputError
from attache.measure.wording import finding, translated
from attache.publish.brief.model import Run, Runs
from attache.vocabulary.reasons import link_said, rule_said
from attache.vocabulary.tables import read_yaml

__all__ = ["LANGUAGES", "check_language", "judged", "reasoned", "say", "translate", "variant_name", "word"]

LANGUAGES = ("en", "zh")
_DATA = Path(__file__).parent / "data"
_GAP = re.compile(r"\{(\w+)\}")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return dict(read_yaml(_DATA / "words.yaml"))


def check_language(language: str) -> str:
    """Return the language if briefs are written in it; InputError otherwise."""
    if language not in LANGUAGES:
        raise InputError(f"there is no brief in `{language[:40]}`", mend=f"use one of {', '.join(LANGUAGES)}")
    return language


def word(key: str, language: str, **parts: str) -> str:
    """Return a fixed text with plain texts put in."""
    return _GAP.sub(lambda gap: parts[gap[1]], _words()[key][language])


def say(key: str, language: str, **parts: Run | Runs | str) -> Runs:
    """Return a fixed sentence as runs, with runs or plain texts put into its gaps."""
    out: list[Run] = []
    for at, piece in enumerate(_GAP.split(_words()[key][language])):
        if at % 2 == 0:
            out += [Run(piece)] if piece else []
            continue
        part = parts[piece]
        out += [Run(part)] if isinstance(part, str) else [part] if isinstance(part, Run) else list(part)
    return tuple(out)


def translate(text: str, language: str) -> str:
    """Return a text of a measure, its rows, or the vocabularies in a language; what has no Chinese as it stands."""
    return translated(text, "zh" if language == "zh" else "en")


def judged(text: str, language: str) -> str:
    """Return a verdict on a published figure, or its reason, in a language."""
    return finding(text, "zh" if language == "zh" else "en")


def reasoned(text: str, language: str, *, joined: str = "; ") -> str:
    """Return why a value was read, or names were taken for one: rules and recorded reasons in words."""
    if language == "en":
        return text
    told = (rule_said(one) for one in text.split(joined))
    return "；".join(rule[1] if rule else link_said(one) for one, rule in zip(text.split(joined), told, strict=True))


def variant_name(variant: str, language: str) -> str:
    """Return what a variant is called: its parts one by one, a part that has no name of its own as it stands."""
    parts = (part.replace("_", " ") for part in variant.split("."))
    named = (_words()[f"variant.{part}"][language] if f"variant.{part}" in _words() else part for part in parts)
    return {"en": ", ", "zh": "，"}[language].join(named)
