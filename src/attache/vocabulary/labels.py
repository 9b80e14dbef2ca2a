"""Labels of postings (国别, 技术领域, 合作方式 …) with the wordings in which sources write them.

Source of `data/labels.yaml`: the demand-side forms and platform cards that are publicly documented, and the
wordings that are likely beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError
from attache.vocabulary.tables import read_yaml

__all__ = ["LABELS", "known_labels", "load_labels"]

LABELS = Path(__file__).parent / "data" / "labels.yaml"


def load_labels(path: Path = LABELS) -> dict[str, tuple[str, ...]]:
    """Return `{name: other wordings}`; InputError names the file and the wording that two labels claim."""
    out: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for name, words in read_yaml(path).items():
        if words is not None and not isinstance(words, str):
            raise InputError(f"`{name}` is not a list of words", where=str(path), mend="separate wordings by spaces")
        wordings = tuple(word.replace("_", " ") for word in (words or "").split())
        for wording in (name, *wordings):
            if owner.setdefault(wording.casefold(), name) != name or wordings.count(wording) > 1:
                what = f"`{wording}` stands for two labels"
                raise InputError(what, where=str(path), mend="keep one of the two")
        out[name] = wordings
    return out


@cache
def known_labels() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped labels: `{name: other wordings}`."""
    return MappingProxyType(load_labels())
