"""What organisation names are made of, in Chinese and in Latin letters.

Sources: everything in `data/names` is the project's own unless its head says otherwise: `terms.csv` (Chinese words of
names with their English renderings), `subjects.csv` (the same for subjects, industries, materials and products),
`irregular.csv` (proper names whose English form no rule gives), `japanese.csv` (readings of Japanese family, place and
company names), `companies.csv`, `chinese_companies.csv` and `institutions.csv` (organisations, foreign and Chinese, and
all the ways in which they are written in both languages, the usual one first), `short.csv` (established short forms),
`legal.yaml`, `small.yaml`, `words.yaml`, `kinds.yaml`; `frequencies.csv` and `sounds.csv` are computed by
`bench/link_fit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attache.core.errors import InputError
from attache.vocabulary.tables import read_csv, read_yaml, unique

__all__ = [
    "NAMES",
    "Known",
    "Term",
    "companies",
    "endings",
    "filler_words",
    "frequencies",
    "institutions",
    "irregular",
    "japanese",
    "kind_words",
    "leading_forms",
    "legal_forms",
    "load_terms",
    "short_forms",
    "sound_table",
    "stop_words",
    "terms",
    "word_forms",
]

NAMES = Path(__file__).parent / "data" / "names"
KINDS = ("type", "field", "modifier", "company", "proper")


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese word of names; `optional` words are often left out in English."""

    zh: str
    en: tuple[str, ...]
    kind: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation by all its names, the usual one first; several organisations may share a short English one."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


def load_terms(path: Path = NAMES / "terms.csv") -> tuple[Term, ...]:
    """Read the table of translations; InputError names the file and the line."""
    out = []
    for row in read_csv(path):
        if not row["zh"] or row["kind"] not in KINDS:
            raise InputError(
                "names no Chinese word or no kind", where=f"{path}:{row.line}", mend=f"kinds are {', '.join(KINDS)}"
            )
        english = tuple(filter(None, (row["en"] or "").split("|")))
        out.append(Term(row["zh"], english, row["kind"], row["optional"] == "yes"))
    unique(((term.zh,) for term in out), str(path), "terms")
    return tuple(out)


@cache
def terms() -> tuple[Term, ...]:
    """Return the words of names with their English renderings: words of institutions, then subjects and industries."""
    return load_terms() + load_terms(NAMES / "subjects.csv")


@cache
def irregular() -> Mapping[str, tuple[str, ...]]:
    """Return Chinese proper names and their Latin forms that differ from plain pinyin."""
    return {row["zh"]: tuple(row["en"].split("|")) for row in read_csv(NAMES / "irregular.csv")}


@cache
def japanese() -> Mapping[str, tuple[str, ...]]:
    """Return Japanese names as written in Chinese (simplified) and their Latin forms."""
    return {row["zh"]: tuple(row["en"].split("|")) for row in read_csv(NAMES / "japanese.csv")}


@cache
def companies() -> tuple[Known, ...]:
    """Return companies whose English names no rule gives, foreign and Chinese, by all their names."""
    return _known("companies.csv") + _known("chinese_companies.csv")


@cache
def institutions() -> tuple[Known, ...]:
    """Return institutions whose English names no rule gives, by all their names."""
    return _known("institutions.csv")


def _known(file: str) -> tuple[Known, ...]:
    rows = read_csv(NAMES / file)
    unique(((form,) for row in rows for form in row["zh"].split("|")), str(NAMES / file), "Chinese forms")
    return tuple(Known(tuple(row["zh"].split("|")), tuple(row["en"].split("|"))) for row in rows)


@cache
def short_forms() -> Mapping[str, str]:
    """Return established Chinese short forms and the full names."""
    return {row["short"]: row["full"] for row in read_csv(NAMES / "short.csv")}


@cache
def legal_forms() -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the Chinese endings, longest first, and Latin form (letters only) → group."""
    record = read_yaml(NAMES / "legal.yaml")
    han = sorted(dict.fromkeys(record["han"].split()), key=lambda form: (-len(form), form))
    latin: dict[str, str] = {}
    for group, words in record["latin"].items():
        for word in words.split():
            latin.setdefault(word, group)
    return tuple(han), latin


@cache
def stop_words() -> frozenset[str]:
    """Return the small words between the telling ones in names in Latin letters."""
    return frozenset(read_yaml(NAMES / "small.yaml")["stop"].split())


@cache
def endings() -> tuple[str, ...]:
    """Return endings that make words of one stem, the longest first."""
    return tuple(sorted(read_yaml(NAMES / "small.yaml")["endings"].split(), key=lambda one: (-len(one), one)))


@cache
def leading_forms() -> frozenset[str]:
    """Return the Latin legal forms of one word that also stand before a name."""
    return frozenset(read_yaml(NAMES / "legal.yaml")["leading"].split())


@cache
def filler_words() -> frozenset[str]:
    """Return the Chinese words that companies put behind their brand."""
    return frozenset(read_yaml(NAMES / "legal.yaml")["filler"].split())


@cache
def word_forms() -> Mapping[str, str]:
    """Return each Latin word form and the one word under which it is compared."""
    record = read_yaml(NAMES / "words.yaml")
    return {form: word for word, forms in record.items() for form in forms.split()}


@cache
def kind_words() -> Mapping[str, str]:
    """Return the words that tell the kind of an organisation, Latin and Chinese."""
    record = read_yaml(NAMES / "kinds.yaml")
    out: dict[str, str] = {}
    for kind, words in record.items():
        for word in words.split():
            out.setdefault(word, kind)
    return out


@cache
def frequencies() -> Mapping[str, int]:
    """Return in how many of a million names a folded Latin word occurs; rarer words are not listed."""
    return {row["word"]: int(row["per_million"]) for row in read_csv(NAMES / "frequencies.csv")}


@cache
def sound_table() -> Mapping[str, str]:
    """Return the Latin letters that a Chinese character most often stands for in foreign names."""
    return {row["zh"]: row["latin"] for row in read_csv(NAMES / "sounds.csv")}
