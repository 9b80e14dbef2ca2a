"""Sets of names that grow by joining, under pairs that must never be joined."""

from __future__ import annotations

from collections.abc import Mapping

from attache.link.organisations.differences import Signature, difference

__all__ = ["KEPT", "Clusters"]

KEPT = "a parent and its part, or judged unsure"


class Clusters:
    """Disjoint sets of node ids.

    A pair that people forbid is never brought together, also not by others; one that is kept apart clashes, which
    stops a machine and not people.
    """

    def __init__(self, signatures: Mapping[str, Signature]) -> None:
        self._up = {key: key for key in signatures}
        self._members = {key: [key] for key in signatures}
        self._signatures = {key: {one} for key, one in signatures.items()}
        self._forbidden: dict[str, set[str]] = {}
        self._kept: dict[str, set[str]] = {}

    def root(self, key: str) -> str:
        """Return the name under which the set of `key` goes for now."""
        while self._up[key] != key:
            self._up[key] = self._up[self._up[key]]
            key = self._up[key]
        return key

    def together(self, a: str, b: str) -> bool:
        """Tell whether two names are in one set."""
        return self.root(a) == self.root(b)

    def forbidden(self, a: str, b: str) -> bool:
        """Tell whether people forbade, directly or by others in the sets, that two names are joined."""
        return self.root(b) in self._forbidden.get(self.root(a), ())

    def forbid(self, a: str, b: str) -> bool:
        """Forbid that two sets are ever joined; False where they are one already."""
        return self._part(self._forbidden, a, b)

    def keep_apart(self, a: str, b: str) -> None:
        """Let two sets clash, unless they are one already."""
        self._part(self._kept, a, b)

    def _part(self, table: dict[str, set[str]], a: str, b: str) -> bool:
        one, two = self.root(a), self.root(b)
        if one == two:
            return False
        table.setdefault(one, set()).add(two)
        table.setdefault(two, set()).add(one)
        return True

    def clash(self, a: str, b: str) -> str | None:
        """Return what clearly separates any two members of the sets of two names, None where nothing does."""
        if self.root(b) in self._kept.get(self.root(a), ()):
            return KEPT
        one, two = self._signatures[self.root(a)], self._signatures[self.root(b)]
        found = {told for x in one for y in two if (told := difference(x, y))}
        return min(found) if found else None

    def join(self, a: str, b: str) -> bool:
        """Join the sets of two names; False where that is forbidden."""
        one, two = self.root(a), self.root(b)
        if one == two:
            return True
        if two in self._forbidden.get(one, ()):
            return False
        if (len(self._members[one]), two) < (len(self._members[two]), one):
            one, two = two, one
        self._up[two] = one
        self._members[one] += self._members.pop(two)
        self._signatures[one] |= self._signatures.pop(two)
        for table in (self._forbidden, self._kept):
            for other in table.pop(two, set()):
                table[other].discard(two)
                if other != one:
                    table[other].add(one)
                    table.setdefault(one, set()).add(other)
        return True

    def sets(self) -> list[list[str]]:
        """Return all sets, each sorted."""
        return sorted(sorted(members) for members in self._members.values())
