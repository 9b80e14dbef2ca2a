"""Measures for people in English and Chinese: questions, definitions, variants, and what rows say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from attache.core.errors import InputError
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.measures import Measure
from attache.vocabulary.chinese import Phrasebook, phrasebook, read_phrases
from attache.vocabulary.lists import load_lists, needs_of
from attache.vocabulary.metrics import metric_names
from attache.vocabulary.tables import read_yaml

__all__ = [
    "Language", "chapter_name", "definition", "finding", "meaning", "phrase", "question", "remark", "translated",
    "unit_alone", "unit_name", "variant_name",
]  # fmt: skip

Language = Literal["en", "zh"]
_DATA = Path(__file__).parent / "data"
_PASSAGE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_FILLED = "{…}"
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
    return _parts(_DATA / "chinese.yaml", "questions", "variants", "units")


@cache
def _defined() -> Mapping[str, Any]:
    return _parts(_DATA / "chinese_definitions.yaml", "passages", "definitions")


def _parts(path: Path, *parts: str) -> Mapping[str, Any]:
    found = read_yaml(path)
    if set(found) != set(parts):
        raise InputError("lacks a part", where=str(path), mend=f"give {', '.join(parts)}")
    return found


@cache
def _phrases() -> Phrasebook:
    """Return what rows say in Chinese, with what they quote: notes of casebooks, needs of lists, metrics, units."""
    needs = {one.name_en: one.name_zh for one in needs_of(load_lists()) if one.name_en and one.name_zh}
    metrics = {metric: zh for metric, (_, zh) in metric_names().items()}
    ours = read_phrases(_DATA / "chinese_phrases.yaml")
    return Phrasebook({**phrasebook().pairs, **needs, **metrics, **_said()["units"], **ours})


@cache
def _texts() -> Mapping[str, str]:
    """Return the Chinese of chapters, questions and definitions by their English."""
    questions = {one.question: question(one, "zh") for one in MEASURES.values()}
    definitions = {one.definition: definition(one, "zh") for one in MEASURES.values()}
    return {CHAPTERS[one]: zh for one, zh in _CHAPTERS.items()} | questions | definitions


@cache
def _findings() -> Phrasebook:
    """Return what the ledger of claims says in Chinese."""
    return Phrasebook({**_phrases().pairs, **read_phrases(_DATA / "chinese_findings.yaml")})


def chapter_name(chapter: str, language: Language) -> str:
    """Return the title of a chapter."""
    return _CHAPTERS[chapter] if language == "zh" else CHAPTERS[chapter]


def question(measure: Measure, language: Language) -> str:
    """Return the question of a measure."""
    return str(_said()["questions"].get(measure.id, measure.question)) if language == "zh" else measure.question


def definition(measure: Measure, language: Language) -> str:
    """Return the definition of a measure; what stands in backquotes is a code."""
    found = _defined()["definitions"].get(measure.id) if language == "zh" else None
    if found is None:
        return measure.definition
    passages = _defined()["passages"]
    return _PASSAGE.sub(lambda one: passages[one[1]].replace(_FILLED, one[2] or ""), str(found))


def meaning(measure: Measure, variant: str, language: Language) -> str:
    """Return what a variant of a measure means."""
    return remark(measure.variants.get(variant, variant), language)


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


def unit_alone(unit: str, language: Language) -> str:
    """Return a unit that stands without a number: Chinese needs no measure word then."""
    name = unit_name(unit, language)
    return name[1:] if name[1:] and name[0] in "条个项场份笔" and "/" not in name else name


def phrase(text: str, language: Language) -> str | None:
    """Return a method, denominator, window, note or `coded_by` of a row; None in Chinese where a part is not known."""
    return text if language == "en" else _phrases().find(text)


def remark(text: str, language: Language) -> str:
    """Return what a row says of itself; in Chinese what is not known, as the notes of people's own, stays as it is."""
    return text if language == "en" else _phrases().say(text)


def finding(text: str, language: Language) -> str:
    """Return a verdict, its reason, or a finding of the rules of claims."""
    return text if language == "en" else _findings().say(text)


def translated(text: str, language: Language) -> str:
    """Return any text of a measure or of its rows, a chapter, question or definition included."""
    return text if language == "en" else _texts().get(text) or _phrases().say(text)
