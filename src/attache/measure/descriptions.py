"""How technologies are described in other words than those of the demand lists, and which entries ask for them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from attache.core.text import simplify
from attache.vocabulary.tables import Record, Row, check, read_yaml

__all__ = ["DESCRIPTIONS", "Clue", "Descriptions", "Technology", "load_descriptions"]

DESCRIPTIONS = Path(__file__).parent / "data" / "descriptions.yaml"
SHORT = 3
"""A Latin part of a clue up to this many letters is a whole word, a longer one the beginning of a word."""
COMMON = 0.25
"""What a word that goes with technology of any kind counts, as a share of its weight."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Parts that stand together in one sentence, folded; `written` is the clue as in the file."""

    written: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology: its clues and words, the technology fields it lies in (main first), and the needs `(list, code)`.

    `words` go with it, the parts of its clues among them, folded; each has its weight, 1 where it goes with this
    technology alone, 0 where with all, less where it goes with technology of any kind. The longest come first.
    `narrow`: one thing, for which a shared field alone says nothing; otherwise the needs ask for the whole field.
    """

    name: str
    narrow: bool
    fields: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    clues: tuple[Clue, ...]
    words: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Descriptions:
    """`variables` names for a list the codebook variable whose values are its first level; `same` gives for a value
    `(variable, value)` the entries of other lists of the series that mean the same."""

    variables: Mapping[str, str]
    same: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    technologies: tuple[Technology, ...]


class _Technology(Row):
    grain: Literal["technology", "area"]
    fields: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class _File(Row):
    lists: Mapping[str, str]
    same: Mapping[str, Mapping[str, Mapping[str, str]]]
    common: tuple[str, ...] = ()
    technologies: Mapping[str, Any]


def load_descriptions(path: Path | None = None) -> Descriptions:
    """Read the descriptions (None: those that come with Attaché); InputError names the file and the mend."""
    return _shipped() if path is None else _load(path)


@cache
def _shipped() -> Descriptions:
    return _load(DESCRIPTIONS)


def _load(path: Path) -> Descriptions:
    file = check(_File, read_yaml(path), path, "the descriptions")
    same = {
        (variable, value): tuple(entries.items())
        for variable, values in file.same.items()
        for value, entries in values.items()
    }
    drafts = [_technology(name, raw, path) for name, raw in file.technologies.items()]
    often = Counter(word for draft in drafts for word in draft.words)
    most = math.log(max(2, len(drafts)))
    common = {simplify(word).lower() for word in file.common}
    weights = {w: (COMMON if w in common else 1) * (1 - math.log(count) / most) for w, count in often.items()}
    technologies = (
        replace(draft, words={word: weights[word] for word in sorted(draft.words, key=lambda word: (-len(word), word))})
        for draft in drafts
    )
    return Descriptions(file.lists, same, tuple(technologies))


def _technology(name: str, raw: Any, path: Path) -> Technology:
    row = check(_Technology, raw if isinstance(raw, Record) else Record(raw or {}), path, f"technology {name}")
    needs = tuple((list_id, code) for list_id, codes in row.needs.items() for code in codes)
    clues = tuple(Clue(written, tuple(simplify(written).lower().split())) for written in (*row.zh, *row.en))
    words = [*(simplify(word).lower() for word in row.words), *(part for clue in clues for part in clue.parts)]
    return Technology(name, row.grain == "technology", row.fields, needs, clues, dict.fromkeys(words, 1.0))
