"""Well-known organisations and the words that organisations' names are made of.

Sources: `data/organisations/known.csv` (general knowledge: names in both languages, kind, country) and
beside it `words.yaml` and `latin.yaml` (own lists of ordinary words) and `common.yaml` (see its head).
They help to find names in a text; they say nothing about an organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attache.core.errors import InputError
from attache.vocabulary.countries import countries, need, read_table, words_of
from attache.vocabulary.tables import Record, read_yaml, unique

__all__ = [
    "KINDS",
    "ChineseWords",
    "KnownOrganisation",
    "LatinWords",
    "chinese_words",
    "known_organisations",
    "latin_words",
    "load_chinese_words",
    "load_known",
    "load_latin_words",
]

FOLDER = Path(__file__).parent / "data" / "organisations"
KNOWN, WORDS, LATIN = FOLDER / "known.csv", FOLDER / "words.yaml", FOLDER / "latin.yaml"
COMMON = FOLDER / "common.yaml"
KINDS = ("company", "university", "institute", "laboratory", "hospital", "government", "association", "fund", "park")


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation whose short name would not be noticed by rules.

    `country` is its seat (ISO 3166-1 alpha-2) or None; a name with `needs_context` is also a common word.
    """

    name_zh: str
    name_latin: str
    aliases_zh: tuple[str, ...]
    aliases_latin: tuple[str, ...]
    kind: str
    country: str | None
    needs_context: bool

    @property
    def names_zh(self) -> tuple[str, ...]:
        """All Chinese names (some hold Latin letters, such as LG电子)."""
        return tuple(name for name in (self.name_zh, *self.aliases_zh) if name)

    @property
    def names_latin(self) -> tuple[str, ...]:
        """All names in Latin letters."""
        return tuple(name for name in (self.name_latin, *self.aliases_latin) if name)


@dataclass(frozen=True, slots=True)
class ChineseWords:
    """Words around and inside Chinese names; `heads` maps a name's last word to its kind."""

    cut_characters: frozenset[str]
    cut_words: frozenset[str]
    adjectives: frozenset[str]
    inside: frozenset[str]
    whole_words: frozenset[str]
    strict_heads: frozenset[str]
    bare_heads: frozenset[str]
    units: frozenset[str]
    vague_after_place: frozenset[str]
    vague_after_city: frozenset[str]
    vague: frozenset[str]
    national: frozenset[str]
    regional: frozenset[str]
    ministries: frozenset[str]
    proper_openings: frozenset[str]
    common_cut: frozenset[str]
    common_plain: frozenset[str]
    heads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LatinWords:
    """Words inside names in Latin letters, in lower case; `institutions` maps a word to a kind."""

    legal_forms: frozenset[str]
    leading_forms: frozenset[str]
    company_words: frozenset[str]
    strong_company_words: frozenset[str]
    technology: frozenset[str]
    generic: frozenset[str]
    institutions: Mapping[str, str]


def load_known(path: Path = KNOWN) -> tuple[KnownOrganisation, ...]:
    """Read a table of well-known organisations; InputError names the file and the line."""
    out = tuple(_known(row, path) for row in read_table(path, tuple(KnownOrganisation.__dataclass_fields__)))
    unique(((name,) for o in out for name in o.names_zh), str(path), "organisations")
    return out


def _known(row: Record, path: Path) -> KnownOrganisation:
    where = f"{path}:{row.line}"
    if row["country"] and row["country"] not in countries():
        what = f"no country has the code {row['country']!r}"
        raise InputError(what, where=where, mend="use a code of countries.csv")
    if not (row["name_zh"] or row["name_latin"]):
        raise InputError("names no organisation", where=where, mend="fill in name_zh or name_latin")
    return KnownOrganisation(
        name_zh=row["name_zh"] or "",
        name_latin=row["name_latin"] or "",
        aliases_zh=words_of(row, "aliases_zh"),
        aliases_latin=words_of(row, "aliases_latin"),
        kind=need(row, "kind", path, "|".join(KINDS)),
        country=row["country"],
        needs_context=row["needs_context"] == "yes",
    )


def _words(record: Record, key: str, path: Path) -> frozenset[str]:
    value = record.get(key)
    if not isinstance(value, str) or not value.split():
        raise InputError(f"has no words under `{key}`", where=str(path), mend="add the list, separated by spaces")
    return frozenset(value.split())


def load_chinese_words(path: Path = WORDS, common: Path = COMMON) -> ChineseWords:
    """Read the lists of Chinese words; InputError names the file and the list."""
    record, ordinary = read_yaml(path), read_yaml(common)
    heads = record.get("heads")
    if not isinstance(heads, Record) or set(heads) - set(KINDS):
        raise InputError("has no `heads` by kind", where=str(path), mend=f"use the kinds {', '.join(KINDS)}")
    plain = [key for key in ChineseWords.__dataclass_fields__ if key != "heads" and not key.startswith("common_")]
    lists = {key: _words(record, key, path) for key in plain}
    lists |= {f"common_{key}": _words(ordinary, key, common) for key in ("cut", "plain")}
    return ChineseWords(**lists, heads={word: kind for kind in heads for word in _words(heads, kind, path)})


def load_latin_words(path: Path = LATIN) -> LatinWords:
    """Read the lists of words in Latin letters; InputError names the file and the list."""
    record = read_yaml(path)
    plain = [key for key in LatinWords.__dataclass_fields__ if key != "institutions"]
    kinds = [kind for kind in KINDS if kind != "company"]
    return LatinWords(
        **{key: _words(record, key, path) for key in plain},
        institutions={word: kind for kind in kinds for word in _words(record, kind, path)},
    )


@cache
def known_organisations() -> tuple[KnownOrganisation, ...]:
    """Return all well-known organisations."""
    return load_known()


@cache
def chinese_words() -> ChineseWords:
    """Return the shipped lists of Chinese words."""
    return load_chinese_words()


@cache
def latin_words() -> LatinWords:
    """Return the shipped lists of words in Latin letters."""
    return load_latin_words()
