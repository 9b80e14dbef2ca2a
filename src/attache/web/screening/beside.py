"""Two screenings of the same names side by side: where something else was found, and what was asked otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attache.link import THRESHOLD
from attache.web.language import Language, text
from attache.web.screening.past import Stored, Summary
from attache.web.screening.sayings import register_name
from attache.web.screening.shown import standing

__all__ = ["Beside", "asked_of", "beside", "same_list"]

_ASKED = ("as_of", "edition", "postings", "threshold")


@dataclass(frozen=True, slots=True)
class Beside:
    """Names in two screenings: places of those that differ, of those in one alone, and how many are the same."""

    differing: tuple[tuple[int, int], ...]
    alike: int
    alone: tuple[int, ...]
    other_alone: tuple[int, ...]


def beside(one: Stored, other: Stored) -> Beside:
    """Compare what was found name by name: whether there is a match, where it is listed on the day, and postings.

    A name that is asked for several times is compared with the same one in the same order.
    """
    mine, theirs = dict(_keyed(one)), dict(_keyed(other))
    shared = [(place, theirs[key]) for key, place in mine.items() if key in theirs]
    differing = tuple((a, b) for a, b in shared if _found(one, a) != _found(other, b))
    alone = tuple(place for key, place in mine.items() if key not in theirs)
    other_alone = tuple(place for key, place in theirs.items() if key not in mine)
    return Beside(differing, len(shared) - len(differing), alone, other_alone)


def _keyed(stored: Stored) -> Iterator[tuple[tuple[str, str, int], int]]:
    seen: Counter[tuple[str, str]] = Counter()
    for place in range(len(stored.lines)):
        answer = stored.answer(place)
        key = str(answer["name"]), str(answer.get("country") or "")
        seen[key] += 1
        yield (*key, seen[key]), place


def _found(stored: Stored, place: int) -> tuple[object, ...]:
    stands = standing([hit for hit in stored.answer(place)["hits"] if hit["score"] >= THRESHOLD])
    return stored.states[place], *(frozenset(stands[name]) for name in ("on", "unsure", "off")), stands["postings"]


def asked_of(one: Mapping[str, Any], other: Mapping[str, Any], language: Language) -> list[tuple[str, list[str]]]:
    """Return what two screenings, as they tell of themselves, asked for: a name and what each says, in words."""
    registers = sorted({*one["registers"], *other["registers"]})
    told = [(name, [_plain(name, about, language) for about in (one, other)]) for name in _ASKED]
    for key in registers:
        named = register_name(key, one if key in one["registers"] else other, language)
        told.append((named, [_edition(about["registers"].get(key), language) for about in (one, other)]))
    return told


def _plain(name: str, about: Mapping[str, Any], language: Language) -> str:
    value = about[name]
    if name == "edition":
        return str(value["number"]) if value else text("screen.beside_not", language)
    if name == "postings":
        return text("screen.beside_searched" if value else "screen.beside_not", language)
    return f"{value:.0%}" if isinstance(value, float) else str(value or "–")


def _edition(register: Mapping[str, Any] | None, language: Language) -> str:
    if register is None:
        return text("screen.beside_not", language)
    return text("screen.edition_of", language, day=register["edition"] or text("site.not_stated", language))


def same_list(all_of_them: list[Summary], mine: Summary, most: int) -> list[Summary]:
    """Return other screenings of as many names from the same place, the last first."""
    of = (mine.told["names_from"], mine.told["names"])
    found = (one for one in all_of_them if (one.told["names_from"], one.told["names"]) == of)
    return [one for one in found if one.decision_id != mine.decision_id and one.told["kept"] != "digest"][:most]
