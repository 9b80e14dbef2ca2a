"""Names by their beginning, for suggestions while somebody types."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from attache.link.folding import fold

__all__ = ["Names"]


class Names:
    """Names of entities, found by how they begin, whatever the case, accents, width or traditional characters."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take (name, id of its entity) pairs."""
        rows = sorted({(folded, entity) for name, entity in names if (folded := fold(name))})
        self._folded = [folded for folded, _ in rows]
        self._ids = [entity for _, entity in rows]

    def beginning(self, prefix: str) -> Iterator[str]:
        """Yield ids of entities that have a name beginning so, in the order of the names; an id may come again."""
        folded = fold(prefix)
        if not folded:
            return
        for at in range(bisect_left(self._folded, folded), len(self._folded)):
            if not self._folded[at].startswith(folded):
                return
            yield self._ids[at]
