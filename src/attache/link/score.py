"""From features to a probability with reasons.

Every feature is declared once, with the sentence that explains it; the weights are text (`data/weights.yaml`),
fitted by `bench/link_fit.py`. There are three kinds of pairs: `latin` (both in Latin letters), `han` (both
Chinese), `cross`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import mul
from pathlib import Path

from attache.core.errors import InputError
from attache.link.bridge import bridge
from attache.link.han import align_han
from attache.link.latin import align_latin
from attache.link.names import Name, parse
from attache.vocabulary.tables import read_yaml

__all__ = ["FEATURES", "THRESHOLD", "Comparison", "Weighed", "compare", "features", "logit", "told_by", "weigh"]

WEIGHTS = Path(__file__).parent / "data" / "weights.yaml"
THRESHOLD = 0.5
"""Probability from which two names are taken for the same organisation."""
BRACKET = 0.5
"""Log-odds by which a name in brackets counts less than the name itself."""
LEAST = 0.2
"""Log-odds from which a feature is told as a reason."""

_COMMON = (
    ("bias", ""),
    ("numbers_differ", "numbers differ"),
    ("number_one_side", "a number on one side only"),
    ("places_differ", "places differ"),
    ("place_one_side", "a place on one side only"),
    ("kinds_differ", "kinds differ"),
    ("kind_one_side", "a kind on one side only"),
    ("countries_differ", "countries differ"),
    ("same_country", "same country"),
)
_ONE_SIDE = frozenset(["number_one_side", "place_one_side", "kind_one_side"])
"""Features that say nothing where the one name is known to be a name of the other."""
_ASPECTS = {
    "numbers_differ": "numbers",
    "number_one_side": "numbers",
    "places_differ": "places",
    "place_one_side": "places",
    "kinds_differ": "kinds",
    "kind_one_side": "kinds",
}
"""Features that tell of a difference, and the part of the names in which it is."""
FEATURES: dict[str, tuple[tuple[str, str], ...]] = {
    "latin": (
        *_COMMON,
        ("same_words", "all words agree"),
        ("same_telling", "the words that agree are telling"),
        ("identical", "spelled the same"),
        ("covered_less", "share of the words of the name with less in common"),
        ("covered_more", "share of the words of the name with more in common"),
        ("left_heavy", "a telling word without partner on both sides"),
        ("left_one", "a telling word without partner on one side"),
        ("whole", "letters alike"),
        ("loose", "words alike but not equal"),
        ("swapped", "two neighbouring letters swapped"),
        ("initials", "one is the initials of the other"),
        ("legal_differs", "legal forms of different groups"),
        ("single_word", "one of the names is a single word"),
        ("plain", "neither says what it is"),
        ("plain_within", "all words of a plain name are in the other"),
        ("plain_apart", "each of two plain names has a word of its own"),
        ("known_alias", "both are known names of one organisation"),
        ("known_apart", "both are known names, of different organisations"),
    ),
    "han": (
        *_COMMON,
        ("same_core", "cores equal"),
        ("covered_short", "share of the shorter name found in the longer"),
        ("covered_long", "share of the longer name found in the shorter"),
        ("within", "the shorter stands in the longer"),
        ("starts", "characters stand where words start"),
        ("left_core", "proper characters without partner"),
        ("left_words", "descriptive words without partner"),
        ("left_short", "characters of the shorter without partner"),
        ("units_met", "share of the longer's parts that are met"),
        ("whole_form", "shorter is a short form in order"),
        ("lead", "the shorter leads the longer, places left out"),
        ("groups_differ", "only one calls itself a group or a holding"),
    ),
    "cross": (
        *_COMMON,
        ("covered_han", "share of the Chinese name that is rendered"),
        ("covered_latin", "share of the Latin name that is explained"),
        ("all", "everything agrees"),
        ("left_han", "Chinese parts without rendering"),
        ("left_latin", "Latin words unexplained"),
        ("sound", "the rest taken for the same by sound"),
        ("sound_doubt", "the sounds differ somewhat"),
        ("sound_typical", "written with the characters of foreign names"),
        ("core", "core equal by spelling, sound or known name"),
        ("covered_least", "share of the side with less in common"),
        ("ordered", "words in the same order"),
        ("missed_name", "the Latin name of the organisation is known and is another"),
        ("known", "a known name of the organisation"),
    ),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result for one pair: probability 0 to 1, whether it reaches the shipped threshold, reasons."""

    score: float
    match: bool
    reasons: tuple[str, ...]


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Return the weights of each kind of pair, in the order of FEATURES."""
    record = read_yaml(WEIGHTS)
    out = {}
    for kind, declared in FEATURES.items():
        table = record.get(kind) or {}
        if set(table) != {name for name, _ in declared}:
            raise InputError(f"`{kind}` has other features than declared", where=str(WEIGHTS), mend="fit them again")
        out[kind] = tuple(float(table[name]) for name, _ in declared)
    return out


def _common(a: Name, b: Name, country_a: str | None, country_b: str | None) -> tuple[float, ...]:
    """Return the features of every kind of pair; a company's registered name has a town that its brand has not."""
    numbers = bool(a.numbers) and bool(b.numbers) and a.numbers != b.numbers
    places_a, places_b = a.places, b.places
    apart = bool(places_a) and bool(places_b) and not places_a & places_b
    kinds_apart = bool(a.kinds) and bool(b.kinds) and not a.kinds & b.kinds
    country_a, country_b = country_a or a.country, country_b or b.country
    known = bool(country_a and country_b)
    return (
        1.0,
        float(numbers),
        float(bool(a.numbers) != bool(b.numbers)),
        float(apart),
        (0.25 if a.script != b.script and (a.legal or b.legal) else 1.0) * (bool(places_a) != bool(places_b)),
        float(kinds_apart),
        float(bool(a.kinds) != bool(b.kinds)),
        float(known and country_a != country_b),
        float(known and country_a == country_b),
    )


def _latin(a: Name, b: Name) -> tuple[float, ...]:
    found = align_latin(a, b)
    plain = not (a.kinds or b.kinds or a.legal or b.legal or a.numbers or b.numbers)
    few = min(len(a.words), len(b.words))
    less, more = sorted((found.covered_a, found.covered_b))
    return (
        float(less > 0.999),
        min(a.total, 3.0) / 3 if less > 0.999 else 0.0,
        float(a.core == b.core),
        less,
        more,
        min(found.left_a, found.left_b),
        max(found.left_a, found.left_b),
        found.whole,
        found.loose,
        float(found.swapped),
        found.initials,
        float(bool(a.legal and b.legal) and not a.legal & b.legal),
        float(few == 1 and len(a.words) != len(b.words)),
        float(plain),
        float(plain and few > 1 and more > 0.95),
        float(plain and found.left_a > 0 and found.left_b > 0),
        (1.0 if few > 1 else 0.35) * (a.words != b.words and not a.known.isdisjoint(b.known)),
        float(bool(a.known and b.known) and a.known.isdisjoint(b.known)),
    )


def _han(a: Name, b: Name) -> tuple[float, ...]:
    found = align_han(a, b)
    return (
        float(a.core == b.core),
        found.covered_short,
        found.covered_long,
        float(found.within and a.core != b.core),
        found.starts,
        found.left_core,
        found.left_words,
        found.left_short,
        found.units_met,
        found.starts if found.covered_short > 0.99 else 0.0,
        found.lead,
        0.5 * (_calls_itself(a, "集团") != _calls_itself(b, "集团"))
        + 0.5 * (_calls_itself(a, "控股") != _calls_itself(b, "控股")),
    )


def _calls_itself(name: Name, word: str) -> bool:
    return any(word in form for form in name.legal) or word in name.core


def _cross(a: Name, b: Name) -> tuple[float, ...]:
    found = bridge(a, b) if a.script == "han" else bridge(b, a)
    least = min(found.covered_han, found.covered_latin)
    return (
        found.covered_han,
        found.covered_latin,
        float(least > 0.98),
        min(found.left_han, 4.0),
        min(found.left_latin, 4.0),
        float(found.sound > 0),
        1 - found.sound if found.sound else 0.0,
        found.typical,
        min(found.core, 3.0),
        least,
        found.ordered,
        float(found.missed_name),
        float(found.known),
    )


def features(
    a: Name, b: Name, country_a: str | None = None, country_b: str | None = None
) -> tuple[str, tuple[float, ...]]:
    """Return the kind of the pair and its features in the order of FEATURES; both names must not be empty."""
    common = _common(a, b, country_a, country_b)
    if a.script == b.script:
        return (a.script, common + (_latin(a, b) if a.script == "latin" else _han(a, b)))
    found = _cross(a, b)
    if found[-1]:
        common = tuple(0.0 if name in _ONE_SIDE else value for (name, _), value in zip(_COMMON, common, strict=True))
    return "cross", common + found


def logit(a: Name, b: Name, country_a: str | None = None, country_b: str | None = None) -> float:
    """Return the weighted sum for a pair of parsed names (log-odds); minus infinity for an empty name."""
    return _weighed(a, b, country_a, country_b)[0]


Weighed = tuple[float, str, tuple[float, ...], Name, Name]
"""Log-odds of a pair, its kind, its features, and the two names, or parts of names, that were compared."""


def _weighed(a: Name, b: Name, country_a: str | None, country_b: str | None) -> Weighed:
    if not a.core or not b.core:
        return -math.inf, "", (), a, b
    kind, values = features(a, b, country_a, country_b)
    return sum(map(mul, weights()[kind], values)), kind, values, a, b


def probability(value: float) -> float:
    """Return the probability of log-odds."""
    return 0.0 if value < -60 else 1 / (1 + math.exp(-value))


@lru_cache(maxsize=16384)
def _parts(name: Name) -> tuple[Name, ...]:
    """Return the bracketed parts of a name that are names of their own (another script, or a short form)."""
    parsed = (parse(part) for part in name.brackets[:3])
    return tuple(p for p in parsed if not p.empty and len(p.core) > 2 and (p.script != name.script or not p.places))


def weigh(a: Name, b: Name, country_a: str | None = None, country_b: str | None = None) -> Weighed:
    """Weigh the names, and the names that stand in their brackets, and return the best pairing."""
    best = _weighed(a, b, country_a, country_b)
    if a.brackets or b.brackets:
        for one, two in [*((part, b) for part in _parts(a)), *((a, part) for part in _parts(b))]:
            found = _weighed(one, two, country_a, country_b)
            if found[0] - BRACKET > best[0]:
                best = (found[0] - BRACKET, *found[1:])
    return best


def best_logit(a: Name, b: Name, country_a: str | None = None, country_b: str | None = None) -> float:
    """Return the log-odds of the best pairing of the names and the names that stand in their brackets."""
    return weigh(a, b, country_a, country_b)[0]


def reasons(a: Name, b: Name, country_a: str | None = None, country_b: str | None = None) -> tuple[str, ...]:
    """Return what speaks for and against, the heaviest first."""
    return told_by(weigh(a, b, country_a, country_b))


def told_by(weighed: Weighed) -> tuple[str, ...]:
    """Return what spoke for and against a pair, the heaviest first."""
    return _told(*weighed[1:])


def _told(kind: str, values: tuple[float, ...], a: Name, b: Name) -> tuple[str, ...]:
    if not kind:
        return ("a name is empty without its legal form and punctuation",)
    declared = FEATURES[kind]
    told = [
        (-abs(share), declared[at], values[at], share)
        for at, share in enumerate(map(mul, weights()[kind], values))
        if (share >= LEAST or share <= -LEAST) and at
    ]
    told.sort()
    lines = [f"{said}{_detail(name, value, a, b)}: {share:+.1f}" for _, (name, said), value, share in told[:8]]
    return (*lines, *_pairings(a, b, kind))


def _detail(name: str, value: float, a: Name, b: Name) -> str:
    aspect = _ASPECTS.get(name)
    if aspect:
        return f" ({_list(getattr(a, aspect))} ≠ {_list(getattr(b, aspect))})"
    return f" ({value:.2f})" if value not in (0.0, 1.0) else ""


def _list(values: frozenset[str] | frozenset[int]) -> str:
    return ", ".join(map(str, sorted(values))) or "none"


def _pairings(a: Name, b: Name, kind: str) -> tuple[str, ...]:
    if kind != "cross":
        return ()
    han, latin = (a, b) if a.script == "han" else (b, a)
    return tuple(
        f"{han.core[p.start : p.end]} = {' '.join(latin.raw_words[at] for at in p.words)} by {p.how}"
        for p in bridge(han, latin).pairings
    )


def compare(a: str, b: str, *, country_a: str | None = None, country_b: str | None = None) -> Comparison:
    """Compare two names of organisations in any of the two scripts.

    The score is the probability that they name one organisation, as fitted on labelled pairs; an empty name matches
    nothing. Countries are ISO 3166-1 alpha-2 codes.
    """
    weighed = weigh(parse(a), parse(b), country_a, country_b)
    score = probability(weighed[0])
    return Comparison(round(score, 4), score >= THRESHOLD, told_by(weighed))
