"""The words of the pages in English and Chinese: `texts/*.yaml`, one file per page or part, keys with dots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from fastapi import Request

from attache.core.errors import InputError
from attache.vocabulary.tables import Record, read_yaml

__all__ = ["COOKIE", "LANGUAGES", "Language", "language_of", "text", "texts"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
COOKIE = "attache_language"
_FOLDER = Path(__file__).parent / "texts"


@cache
def texts() -> Mapping[str, Mapping[Language, str]]:
    """Return every text by its key (file name, dot, name); InputError where a language is missing."""
    found: dict[str, Mapping[Language, str]] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        for name, raw in read_yaml(path).items():
            if not isinstance(raw, Record) or set(raw) != set(LANGUAGES):
                raise InputError(f"`{name}` is not said in both languages", where=str(path), mend="give `en` and `zh`")
            found[f"{path.stem}.{name}"] = {language: str(raw[language]) for language in LANGUAGES}
    return found


def text(key: str, language: Language, /, **values: object) -> str:
    """Return a text with `{names}` filled in; KeyError for an unknown key, which a test would have found."""
    return texts()[key][language].format(**values)


def language_of(request: Request) -> Language:
    """Return the language of a request: what its address asks for, else the cookie, else the browser, else English."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    for language in LANGUAGES:
        if asked == language:
            return language
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    return "zh" if first.startswith("zh") else "en"
