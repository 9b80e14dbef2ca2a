"""What synthetic people do with the synthetic corpus: two code a sample, one adjudicates, one follows a cohort.

They know the truth behind the texts, and err now and then. What became of the invented organisations is invented too.
All of it follows from the seed alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attache.demo.corpus import SEED, world
from attache.demo.dice import Dice
from attache.demo.names import organisation
from attache.demo.posting import Truth

__all__ = [
    "ADJUDICATOR",
    "CODERS",
    "NOTHING",
    "SEARCHER",
    "VARIABLES",
    "Fate",
    "Find",
    "coded",
    "compared",
    "fate",
    "truly",
]

CODERS = ("synthetic-coder-1", "synthetic-coder-2")
ADJUDICATOR, SEARCHER = "synthetic-adjudicator", "synthetic-searcher"
VARIABLES = ("technology_field", "coop_mode", "stage")
NOTHING = "none"
SOURCE = "https://synthetic.example/outcomes"
_MISSED, _ADDED = 0.1, 0.07
_SEARCHED = ("an invented register of companies", "an invented archive of news")
_LAST = date(2021, 3, 1)
_DEALS = {"O3": 3, "O4": 4, "O5": 3, "O6": 3, "O7": 2, "O8": 1}
_FATES = {
    "drawn": {
        "deal": 28, "exposure": 16, "intent": 8, "before": 9, "unclear": 12, "stopped": 4, "closed": 4, "nothing": 50,
    },
    "comparison": {"deal": 9, "exposure": 6, "intent": 3, "before": 8, "unclear": 3, "closed": 4, "nothing": 90},
}  # fmt: skip
_SAID = {
    "O1": "showed its technology at a matchmaking event",
    "O2": "signed a memorandum",
    "O3": "appointed a distributor",
    "O4": "licensed its patents",
    "O5": "opened a joint laboratory",
    "O6": "founded a joint venture",
    "O7": "sold a minority share",
    "O8": "was acquired",
    "OX": "saw its sale blocked",
    "OZ": "went insolvent",
}


@dataclass(frozen=True, slots=True)
class Find:
    """An outcome that the searcher finds: class, date, whether the tie existed before, grade, words, source."""

    outcome_class: str
    on: str
    pre_existing: str
    grade: str
    statement: str
    source: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What a searcher does and finds for a member: (day, what was searched) of each search, and the outcomes."""

    searches: tuple[tuple[str, str], ...]
    finds: tuple[Find, ...]


def truly(truth: Truth) -> dict[str, tuple[str, ...]]:
    """Return what a perfect coder says of a text, by variable; `none` where nothing applies."""
    said = {"technology_field": truth.fields, "coop_mode": truth.coop_modes, "stage": (truth.stage or NOTHING,)}
    return {name: values or (NOTHING,) for name, values in said.items()}


def coded(coder: str, unit: str, truth: Truth, values: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return what a coder says of a text: the truth with values missed and added; `values` are those to choose from."""
    dice = Dice(SEED, "coder", coder, unit)
    said = {}
    for name, true in truly(truth).items():
        kept = [one for one in true if not dice.chance(_MISSED)]
        if dice.chance(_ADDED):
            kept = [*(kept if name != "stage" else ()), dice.pick(values[name])]
        said[name] = tuple(dict.fromkeys(one for one in kept if one != NOTHING)) or (NOTHING,)
    return said


def compared(number: int, seed: int = SEED) -> Iterator[tuple[str, str, str]]:
    """Yield name, country and kind of invented organisations that no posting offers."""
    data = world()
    for n in range(number):
        dice = Dice(seed, "compared", n)
        tech, country = dice.weighted_by(data["technologies"]), dice.weighted_by(data["countries"])
        made = organisation(dice, data["names"], country, dice.pick(country["cities"]), tech)
        yield f"{made.latin} {1 + n}", country["code"], made.kind


def fate(role: str, place: int, since: str | None) -> Fate:
    """Return what is found of a member of the cohort, or of the comparison group; some have not been searched for."""
    dice = Dice(SEED, "fate", role, place)
    if dice.chance(0.08):
        return Fate((), ())
    days = [date(2021, 3, 2) + timedelta(days=dice.below(24)) for _ in range(dice.between(1, 2))]
    searches = tuple(zip((day.isoformat() for day in sorted(days)), _SEARCHED, strict=False))
    kind = dice.weighted(_FATES[role])
    first = date.fromisoformat(f"{since or '2018'}-07-01"[:10])
    return Fate(searches, tuple(_finds(dice, kind, first, f"{SOURCE}/{role}-{place}")))


def _finds(dice: Dice, kind: str, first: date, source: str) -> Iterator[Find]:
    if kind == "nothing":
        return
    chosen = {"exposure": "O1", "intent": "O2", "stopped": "OX", "closed": "OZ"}.get(kind) or dice.weighted(_DEALS)
    span = max(10, (_LAST - first).days)
    lag = dice.between(5, min(span, dice.pick([150, 300, 600, 1200])))
    day = first - timedelta(days=dice.between(200, 1500)) if kind == "before" else first + timedelta(days=lag)
    on = min(day, _LAST).isoformat()[: dice.pick([10, 10, 10, 7])]
    tie = {"before": "yes", "unclear": "unknown"}.get(kind, "no")
    grade = dice.weighted({"A": 5, "B": 4, "C": 4, "D": 2, "E": 1})
    yield Find(chosen, on, tie, grade, f"invented: it {_SAID[chosen]}", source)
    if kind == "deal" and dice.chance(0.25):
        yield Find("O1", first.isoformat()[:7], "no", "D", f"invented: it {_SAID['O1']}", source)
