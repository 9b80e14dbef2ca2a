"""Chance that is the same on every machine and for ever, and the choice grammar of the demo's texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

__all__ = ["Dice", "fill"]

T = TypeVar("T")
_MASK = (1 << 64) - 1
_CHOICE = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)(?:\.(\d+))?\.\.(\d+)(?:\.(\d+))?")
_SLOT = re.compile(r"\[([a-z_]+)\]")


class Dice:
    """A splitmix64 generator seeded by words; Python's own does not promise the same numbers for ever."""

    def __init__(self, *seed: object) -> None:
        raw = "\x1f".join(map(str, seed)).encode()
        self._state = int.from_bytes(hashlib.sha256(raw).digest()[:8], "big")

    def bits(self) -> int:
        """Return 64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        return (self.bits() * n) >> 64

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, p: float) -> bool:
        """Return True with probability `p`."""
        return self.bits() < p * (_MASK + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`."""
        return items[self.below(len(items))]

    def weighted(self, items: Mapping[T, float]) -> T:
        """Return one of the keys, each as often as its weight says."""
        left = sum(items.values()) * (self.bits() / (_MASK + 1))
        for item, weight in items.items():
            left -= weight
            if left < 0:
                return item
        return list(items)[-1]

    def weighted_by(self, items: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """Return one of the mappings, each as often as its `weight` says."""
        return items[self.weighted({n: float(item["weight"]) for n, item in enumerate(items)})]

    def sample(self, items: Sequence[T], n: int) -> list[T]:
        """Return `n` different ones of `items` (or all of them), in random order."""
        pool = list(items)
        for i in range(min(n, len(pool))):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:n]

    def spin(self, template: str) -> str:
        """Resolve the choices of a template: `{a|b}`, `{3..9}`, `{1.2..3.5}`; inner ones first."""
        while "{" in template:
            template = _CHOICE.sub(lambda match: self._choose(match[1]), template)
        return template

    def _choose(self, body: str) -> str:
        match = _parsed_range(body)
        if match is None:
            return self.pick(body.split("|"))
        low, high, places = match
        number = self.between(low, high)
        return f"{number / 10**places:.{places}f}" if places else str(number)


@cache
def _parsed_range(body: str) -> tuple[int, int, int] | None:
    match = _RANGE.fullmatch(body)
    if not match:
        return None
    places = len(match[2] or "")
    return int(match[1] + (match[2] or "")), int(match[3] + (match[4] or "")), places


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into the slots `[name]`; slots without a value stay, so that a missing one is seen."""
    return _SLOT.sub(lambda match: values.get(match[1], match[0]), template)
