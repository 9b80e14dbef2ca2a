"""Names as they stand in addresses: a line of author affiliation split into the parts that may name an organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from attache.link.folding import fold, has_han, words
from attache.link.names import Name, parse
from attache.link.telling import latin_places
from attache.vocabulary.countries import countries
from attache.vocabulary.names import kind_words, legal_forms

__all__ = ["Part", "parts_of"]

_SPLIT = re.compile(r"\s*[,;:|/]\s+|\s*;\s*|,(?=[A-Za-z])|\s+[-–—]\s+|\n|(?<=[a-z]{4})\.\s+")
_MOST_PARTS = 8
_LONGEST = 160
_STRENGTH = {"university": 1.2, "institute": 0.7, "hospital": 0.7, "college": 0.4, "laboratory": 0.3, "government": 0.2}
_UNITS = frozenset(["department", "division", "section", "group", "chair", "unit"])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name as given; `bias` is added to the log-odds, `around` are the words of the other parts."""

    text: str
    bias: float = 0.0
    around: frozenset[str] = frozenset()
    country: str | None = None

    def bonus(self, other: Name, country: str | None) -> float:
        """Return what the surroundings say about another name: its places and country named beside."""
        if not self.around:
            return self.bias
        value = self.bias
        if country and self.country:
            value += 1.5 if country == self.country else -2.5
        for bracket in other.brackets[:2]:
            if set(words(bracket)) <= self.around:
                value += 0.8
        return value


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    out = {}
    for code, country in countries().items():
        for name in (country.name_en, country.iso3, *country.aliases_en):
            out[" ".join(words(fold(name)))] = code
    return out


def parts_of(name: str) -> list[Part]:
    """Return the parts of a name that are to be searched for; a plain name is its only part."""
    pieces = [piece for piece in _SPLIT.split(name[:1000]) if piece and piece.strip()]
    if len(pieces) < 2 or has_han(name):
        return [Part(name)]
    forms = legal_forms()[1]
    joined: list[str] = []
    for piece in pieces:
        if joined and "".join(words(fold(piece))) in forms:
            joined[-1] += f", {piece}"
        else:
            joined.append(piece.strip())
    if len(joined) < 2:
        return [Part(name)]
    country = _country(joined)
    everything = [frozenset(words(fold(piece))) for piece in joined]
    out = [Part(name, -0.5)] if len(name) <= _LONGEST else []
    for at, piece in enumerate(joined[:_MOST_PARTS]):
        around = frozenset().union(*(everything[:at] + everything[at + 1 :]))
        parsed = parse(piece)
        if parsed.empty or _only_a_place(parsed, at):
            continue
        bias = _bias(parsed, at)
        out.append(Part(piece, bias, around, country))
        if "university" in parsed.words:
            out += [Part(f"{piece} {town}", bias, around, country) for town in _towns(joined[at + 1 :])]
    return out


def _towns(pieces: list[str]) -> list[str]:
    """Return what may be the town of a university's campus: the next part, and the first later one that is a town."""
    found = pieces[:1]
    for piece in pieces[1:4]:
        together = " ".join(parse(piece).words)
        if together in latin_places() and together not in _country_names():
            found.append(piece)
            break
    return found


def _only_a_place(parsed: Name, at: int) -> bool:
    """Tell whether a part after the first is but a town, a state's letters, a country or a number."""
    together = " ".join(parsed.words)
    if at == 0 and together not in _country_names():
        return False
    telling = [word for word in parsed.raw_words if len(word) > 2 and not any(map(str.isdigit, word))]
    return not telling or together in latin_places() or " ".join(parsed.raw_words) in _country_names()


def _country(pieces: list[str]) -> str | None:
    for piece in reversed(pieces):
        code = _country_names().get(" ".join(words(fold(piece.strip(" .")))))
        if code:
            return code
    return None


def _bias(parsed: Name, at: int) -> float:
    kinds = kind_words()
    value = max((_STRENGTH.get(kinds.get(word, ""), 0.0) for word in parsed.words), default=0.0)
    if parsed.words and _UNITS.intersection(parsed.words):
        value -= 1.5
    if not parsed.kinds and at > 0:
        value -= 1.0
    return value
