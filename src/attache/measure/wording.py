"""Measures for people in English and Chinese: questions, chapters, short names of variants, what rows say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from attache.core.errors import InputError
from attache.measure.chapters import CHAPTERS
from attache.measure.measures import Measure
from attache.vocabulary.tables import read_yaml

__all__ = ["Language", "chapter_name", "phrase", "question", "unit_name", "variant_name"]

Language = Literal["en", "zh"]
_FILE = Path(__file__).parent / "data" / "chinese.yaml"
_ANY = "{…}"
_CHAPTERS = {
    "methods": "方式",
    "content": "内容",
    "locations": "地点",
    "success": "成效",
    "process": "过程",
    "withdrawals": "撤下",
    "drift": "变化",
    "coverage": "覆盖",
}


@cache
def _said() -> Mapping[str, Any]:
    found = read_yaml(_FILE)
    if set(found) != {"questions", "variants", "phrases", "units"}:
        raise InputError("lacks a part", where=str(_FILE), mend="give questions, variants, phrases and units")
    return found


def chapter_name(chapter: str, language: Language) -> str:
    """Return the title of a chapter."""
    return _CHAPTERS[chapter] if language == "zh" else CHAPTERS[chapter]


def question(measure: Measure, language: Language) -> str:
    """Return the question of a measure."""
    return str(_said()["questions"].get(measure.id, measure.question)) if language == "zh" else measure.question


def variant_name(measure: Measure, variant: str, language: Language) -> str:
    """Return the short name of a variant; what `Measure.variants` says of it where it has none."""
    names = _said()["variants"]
    found = names.get(f"{measure.id}.{variant}") or names.get(variant) or _composed(variant)
    return str(found[language]) if found else measure.variants.get(variant, variant)


def _composed(variant: str) -> Mapping[str, str] | None:
    """Name a variant of `locations.allied`, whose id is made of four choices."""
    when, *rest = variant.split(".")
    names = _said()["variants"]
    if when not in names or len(rest) != 3:
        return None
    usa, taiwan, of = rest
    without = [one for one, kept in (("US", usa), ("Taiwan", taiwan)) if kept.startswith("without")]
    chinese = {"US": "美国", "Taiwan": "台湾"}
    en = f"{names[when]['en']}{', without ' + ' or '.join(without) if without else ''}"
    zh = f"{names[when]['zh']}{'，不含' + '和'.join(chinese[one] for one in without) if without else ''}"
    return {"en": f"{en}, {names[of]['en']}", "zh": f"{zh}，{names[of]['zh']}"}


def unit_name(unit: str, language: Language) -> str:
    """Return a unit; in English where it has no Chinese, as codes of currencies have none."""
    return str(_said()["units"].get(unit, unit)) if language == "zh" else unit


@cache
def phrase(text: str, language: Language) -> str | None:
    """Return a method, denominator, window or `coded_by` of a row; None in Chinese where it is not translated."""
    if language == "en":
        return text
    phrases = _said()["phrases"]
    if text in phrases:
        return str(phrases[text])
    for known, chinese in phrases.items():
        match = re.fullmatch(re.escape(known).replace(re.escape(_ANY), "(.+?)"), text) if _ANY in known else None
        if match:
            filled = str(chinese)
            for part in match.groups():
                filled = filled.replace(_ANY, part, 1)
            return filled
    return None
