"""What was found, in one sentence of a language: for a name, and for a hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attache.build.posted import POSTINGS
from attache.measure.wording import remark
from attache.web.language import Language, text

__all__ = ["register_name", "stands", "verdict_of"]

_BETWEEN = {"en": ", ", "zh": "、"}
_AND = {"en": "; ", "zh": "；"}
_LISTED = {True: "yes", False: "no", None: "unknown"}


def register_name(key: str, about: Mapping[str, Any], language: Language) -> str:
    """Return what a register is called."""
    if key == POSTINGS:
        return text("screen.postings", language)
    known = about["registers"].get(key)
    return remark(str(known["name"] or key), language) if known else key


def verdict_of(answer: Mapping[str, Any], about: Mapping[str, Any], language: Language) -> str:
    """Return in one sentence what was found for a name that `explained` returned."""
    if answer["state"] != "match":
        weak = len(answer["hits"])
        return text(f"screen.said_{answer['state']}", language, count=weak, why=answer["remark"])
    found, day = answer["standing"], about["as_of"]

    def names(keys: Iterable[str]) -> str:
        return _BETWEEN[language].join(register_name(key, about, language) for key in keys)

    parts = [
        text(f"screen.said_{name}", language, registers=names(found[name]), day=day)
        for name in ("on", "unsure", "off")
        if found[name]
    ]
    if found["postings"]:
        key = "screen.said_posted_since" if found["since"] else "screen.said_posted"
        parts.append(text(key, language, count=f"{found['postings']:,}", since=found["since"]))
    return _AND[language].join(parts)


def stands(hit: Mapping[str, Any], day: str, language: Language) -> str:
    """Return whether an entry was listed on the day, or what is posted of an organisation."""
    if not hit["posted"]:
        listed = text(f"screen.listed_{_LISTED[hit['listed']]}", language, day=day)
        return f"{listed} ({hit['listed_why']})" if language == "en" else f"{listed}（{hit['listed_why']}）"
    posted = hit["posted"]
    dates = dict.fromkeys(filter(None, (posted["first"], posted["last"])))
    when = "–".join(dates) or text("screen.undated", language)
    return text("screen.said_postings", language, count=f"{posted['documents']:,}", when=when)
