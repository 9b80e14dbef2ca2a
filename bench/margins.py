"""Target margins of an invented corpus: what is to be true of it, stated as chances, before anything is drawn.

`corpus.make` draws an edition's tables from these; `truths.stated` works out from them, without looking at a corpus,
what the rows of measures should say. The measures are told neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["MARGINS", "MIRRORED", "RIGHT", "Cohort", "Machine", "Margins", "Mirrors", "Variable"]

Chances = Mapping[str, float]
_CLASSES = {
    "O1": 0.20, "O2": 0.12, "O3": 0.20, "O4": 0.15, "O5": 0.30, "O6": 0.10, "O7": 0.25, "O8": 0.05, "O9": 0.06,
    "OX": 0.04, "OZ": 0.05,
}  # fmt: skip
_REMOVALS = {
    "organisation": 0.30, "contact": 0.25, "technology": 0.20, "amount": 0.15, "amount_changed": 0.10,
    "paragraph": 0.15, "title": 0.10,
}  # fmt: skip
_AMOUNTS = {
    ("investment_sought", "USD"): (0.20, 14.5, 1.0),
    ("investment_sought", "EUR"): (0.10, 14.0, 0.8),
    ("revenue", "USD"): (0.08, 15.5, 1.5),
    ("price", ""): (0.05, 12.0, 0.5),
    ("equity_share", ""): (0.10, 3.0, 0.4),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """How often each value is true: each by itself, or (`one`) at most one of them.

    A value of `trend` is that many times as frequent in each year as in the year before; `given` makes all values as
    many times as frequent where another variable has one of some values.
    """

    chances: Chances
    one: bool = False
    trend: Chances = field(default_factory=dict)
    given: tuple[str, tuple[str, ...], float] | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A coder that errs: finds a true value with `sensitivity`, codes a false one with 1 - `specificity` each.

    Of variables with one value, a miss is another value in half of the cases.
    """

    sensitivity: float = 0.75
    specificity: float = 0.97
    others: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, variable: str) -> tuple[float, float]:
        """Return sensitivity and specificity for a variable."""
        return self.others.get(variable, (self.sensitivity, self.specificity))


RIGHT = Machine(1.0, 1.0)
"""A machine without error."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """What becomes of organisations: chance of each class of outcome in the long run, and the mean days until it.

    `share` of the organisations are drawn; `ties` says how often a tie is known not to have existed before.
    """

    share: float = 0.12
    classes: Chances = field(default_factory=lambda: dict(_CLASSES))
    mean_days: float = 500.0
    ties: Chances = field(default_factory=lambda: {"no": 0.75, "yes": 0.15, "unknown": 0.10})
    compared: float = 0.4
    """An outcome in the comparison group is this many times as frequent."""


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Sources that include each posting with these chances, independently; in several, it is several documents."""

    postings: int
    chances: Chances


@dataclass(frozen=True, slots=True)
class Margins:
    """All that is to be true. Of countries and missions `unknown` is what the text does not state."""

    size: int
    people: int
    countries: Chances
    missions: Mapping[str, Chances]
    years: Mapping[int, float]
    precision: Chances
    variables: Mapping[str, Variable]
    places: Mapping[str, tuple[str, ...]]
    machine: Machine = Machine()
    cohort: Cohort = Cohort()
    mirrors: Mirrors | None = None
    as_of: date = date(2022, 12, 31)
    repost: float = 0.08
    without_organisation: float = 0.10
    postings_each: Mapping[int, float] = field(default_factory=lambda: {1: 0.80, 2: 0.13, 3: 0.05, 7: 0.02})
    kinds: Chances = field(default_factory=lambda: {"company": 0.5, "university": 0.3, "institute": 0.2})
    at_event: float = 0.25
    hazard: float = 0.00025
    """Chance of being withdrawn per day; `dangerous` values of military relevance have it `danger` times."""
    dangerous: tuple[str, ...] = ("M2", "M3", "M4")
    danger: float = 3.0
    returned: float = 0.1
    """Share of the withdrawn that are put up again."""
    edited: float = 0.15
    removals: Chances = field(default_factory=lambda: dict(_REMOVALS))
    """Of the edited; those with none of these had words added in half of the cases, changed in the other."""
    bodies: Chances = field(default_factory=lambda: {"association": 0.12, "fund": 0.06, "park": 0.03})
    amounts: Mapping[tuple[str, str], tuple[float, float, float]] = field(default_factory=lambda: dict(_AMOUNTS))
    """By kind and currency: how often stated, and mean and standard deviation of the logarithm of the amount."""
    funnel: tuple[int, float, float] = (133, 0.35, 0.70)
    """What a source states of an activity: needs, how many of them are matched, and signed of those."""
    refused: float = 0.06
    failed: float = 0.09

    def of_size(self, size: int, *, people: int = 0) -> Margins:
        """Return the same margins for another number of postings, of which people code some."""
        return replace(self, size=size, people=people)


def _falling(codebook: Codebook, variable: str, first: float, ratio: float, number: int) -> Variable:
    values = [name for name, one in codebook.variables[variable].values.items() if one.parent is None]
    return Variable({name: first * ratio**at for at, name in enumerate(values[:number])})


def _variables(codebook: Codebook) -> dict[str, Variable]:
    """Return the truth of each variable that measures ask for: chosen, or falling in the codebook's order."""
    fields = {
        "ai_ml": 0.16, "software_data": 0.05, "semiconductor_ic": 0.08, "quantum": 0.02, "biopharma": 0.12,
        "gene_cell": 0.05, "med_device": 0.10, "battery": 0.06, "renewables": 0.07, "lidar_sensing": 0.03,
        "uav": 0.02, "nano_graphene": 0.04, "marine": 0.006, "materials": 0.03, "energy": 0.02,
    }  # fmt: skip
    found = {
        "technology_field": Variable(fields, trend={"ai_ml": 1.15, "biopharma": 0.92, "quantum": 1.3}),
        "ai_keyword": Variable(
            {"machine_learning": 0.10, "deep_learning": 0.06, "artificial_intelligence": 0.12},
            given=("mic2025_sector", ("next_gen_it",), 2.0),
        ),
        "military_relevance": Variable({"M0": 0.45, "M1": 0.25, "M2": 0.06, "M3": 0.02, "M4": 0.008}, one=True),
        "gov_funding": Variable(
            {"lab_owned_by_gov": 0.10, "gov_grant_stated": 0.12, "gov_grant_external": 0.02, "none_found": 0.3},
            one=True,
        ),
        "gov_ai_flag": Variable(
            {"yes": 0.05}, given=("gov_funding", ("lab_owned_by_gov", "gov_grant_stated", "gov_grant_external"), 4.0)
        ),
        "recommended_action": Variable(
            {"purchase_equity": 0.08, "invest_stated_amount": 0.05, "patent_licence": 0.11, "joint_venture": 0.14}
        ),
        "stage": Variable({"idea": 0.03, "lab": 0.2, "prototype": 0.2, "pilot": 0.1, "product": 0.2}, one=True),
        "recommender_stance": Variable(
            {"neutral_listing": 0.3, "recommended": 0.35, "strongly_recommended": 0.02}, True
        ),
        "target_type": Variable({"company_startup": 0.2, "company_sme": 0.2, "university": 0.2, "gov_lab": 0.08}, True),
    }
    for name in ("willingness_partner", "willingness_jv", "willingness_share_ip"):
        found[name] = Variable({"implied": 0.2, "stated_yes": 0.15, "stated_no": 0.01}, one=True)
    for name in ("coop_mode", "role_sought", "prc_partner_sought", "intermediary_type", "ip_status"):
        found[name] = _falling(codebook, name, 0.3, 0.55, 6)
    for name in ("mic2025_sector", "sei", "fyp14_frontier", "fyp15_future", "hightech_8"):
        found[name] = _falling(codebook, name, 0.25, 0.65, 10)
    for name in ("us_cet_18", "eu_10", "uk_17", "au_7", "ca_stra_11"):
        found[name] = _falling(codebook, name, 0.2, 0.6, 6)
    found["mic2025_sector"] = Variable({**found["mic2025_sector"].chances, "biopharma_devices": 0.18})
    found["chokepoint_35"] = _falling(codebook, "chokepoint_35", 0.06, 0.7, 10)
    return {name: one for name, one in found.items() if name in codebook.variables}


_MISSIONS: dict[str, dict[str, float]] = {
    "US": {"us-houston-consulate": 0.45, "us-embassy": 0.25, "us-chicago-consulate": 0.20, "unknown": 0.10},
    "RU": {"ru-embassy": 0.60, "ru-yekaterinburg-consulate": 0.30, "unknown": 0.10},
    "GB": {"gb-embassy": 0.70, "gb-manchester-consulate": 0.30},
    "JP": {"jp-embassy": 0.60, "jp-osaka-consulate": 0.40},
    "DE": {"de-embassy": 0.50, "de-munich-consulate": 0.40, "fi-embassy": 0.10},
    "IL": {"il-embassy": 1.0},
    "FI": {"fi-embassy": 0.80, "unknown": 0.20},
    "KR": {"kr-embassy": 1.0},
    "ME": {"fi-embassy": 0.50, "unknown": 0.50},
    "unknown": {"us-houston-consulate": 0.10, "ru-embassy": 0.20, "unknown": 0.70},
}
_COUNTRIES = {
    "US": 0.26, "RU": 0.16, "GB": 0.12, "JP": 0.08, "DE": 0.10, "IL": 0.07, "FI": 0.06, "KR": 0.04, "ME": 0.01,
    "unknown": 0.10,
}  # fmt: skip

MARGINS = Margins(
    size=600,
    people=100,
    countries=_COUNTRIES,
    missions=_MISSIONS,
    years={2015: 0.08, 2016: 0.12, 2017: 0.15, 2018: 0.18, 2019: 0.17, 2020: 0.16, 2021: 0.14},
    precision={"day": 0.86, "month": 0.06, "year": 0.04, "unknown": 0.04},
    variables=_variables(load_codebook(None)),
    places={"US": ("休斯敦", "芝加哥"), "RU": ("叶卡捷琳堡",), "GB": ("曼彻斯特",), "JP": ("大阪",), "DE": ("慕尼黑",)},
    machine=Machine(
        others={"military_relevance": (0.6, 0.9), "technology_field": (0.7, 0.98), "chokepoint_35": (0.6, 0.99)}
    ),
)
"""Postings that are independent of each other, as intervals assume; a sixth of them coded by people."""

MIRRORED = replace(MARGINS, people=0, machine=RIGHT, repost=0.0, mirrors=Mirrors(
    500, {"ministry": 0.50, "province": 0.42, "portal": 0.46}
))  # fmt: skip
"""Postings of which three sources have parts, so that the number of all is known and can be estimated."""
