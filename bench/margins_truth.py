"""What rows of measures should say, worked out from the margins alone: no corpus is drawn and no measure is run.

Only what follows from the margins by a line of arithmetic is here. For all other rows `measures` takes what the same
measures say of a very large corpus that is coded without error, and checks that the two agree where there are both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, product
from math import exp, prod
from statistics import NormalDist

from margins import Margins, Variable

from attache.measure.cohort_times import MONTH, MONTHS
from attache.measure.withdrawn import MARKS
from attache.vocabulary.alliances import memberships
from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["Key", "stated"]

Key = tuple[str, str, str | None, str | None, str | None, str | None]
"""Measure, variant, and the two pairs of a dimension and a group."""
Found = Iterator[tuple[Key, float]]
DEFAULT, UNKNOWN = "default", "unknown"


def stated(margins: Margins) -> dict[Key, float]:
    """Return the true values of rows by their keys; shares are 0 to 1."""
    parts: Sequence[Callable[[Margins], Found]] = (
        _places, _times, _countries_in_time, _alliances, _variables, _fields, _levels, _read, _amounts, _lives, _edits,
        _outcomes, _sources,
    )  # fmt: skip
    return dict(pair for part in parts for pair in part(margins))


def _key(measure: str, *groups: str, variant: str = DEFAULT) -> Key:
    filled = (*groups, *[None] * 4)[:4]
    return measure, variant, filled[0], filled[1], filled[2], filled[3]


def _places(margins: Margins) -> Found:
    for country, chance in margins.countries.items():
        yield _key("locations.country", "host_country", country), chance
    together = {
        (mission, country): chance * margins.countries[country]
        for country, missions in margins.missions.items()
        for mission, chance in missions.items()
    }
    for mission in {mission for mission, _ in together}:
        here = {country: chance for (one, country), chance in together.items() if one == mission}
        yield _key("locations.mission", "mission_id", mission), sum(here.values())
        for country, chance in here.items():
            groups = ("mission_id", mission, "host_country", country)
            yield _key("locations.mission_country", *groups), chance / sum(here.values())
    four, stated_ = sum(margins.countries[one] for one in ("RU", "US", "GB", "JP")), 1 - margins.countries[UNKNOWN]
    for suffix, whole in (("", 1.0), (".stated", stated_)):
        key = _key("locations.top_four", "host_countries", "RU+US+GB+JP", variant="as_reported" + suffix)
        yield key, four / whole
        key = _key("locations.united_states", "host_country", "US", variant=(suffix or ".all")[1:])
        yield key, margins.countries["US"] / whole


def _times(margins: Margins) -> Found:
    known = {name: chance / sum(margins.precision.values()) for name, chance in margins.precision.items()}
    yield _key("locations.year", "year", UNKNOWN), known[UNKNOWN]
    yield _key("locations.quarter", "quarter", UNKNOWN), known[UNKNOWN] + known["year"]
    for year, chance in margins.years.items():
        yield _key("locations.year", "year", str(year)), chance * (1 - known[UNKNOWN])
        starts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
        for at, (first, end) in enumerate(pairwise(starts), 1):
            part = (end - first).days / (starts[-1] - starts[0]).days
            key = _key("locations.quarter", "quarter", f"{year}Q{at}")
            yield key, chance * part * (known["day"] + known["month"])


def _countries_in_time(margins: Margins) -> Found:
    for year, (country, chance) in product([*map(str, margins.years), UNKNOWN], margins.countries.items()):
        yield _key("locations.country_year", "year", year, "host_country", country), chance


def _alliances(margins: Margins) -> Found:
    for variant, day in (("report", date(2021, 5, 15)), ("today", margins.as_of)):
        found: dict[str, float] = {}
        for country, chance in margins.countries.items():
            of = UNKNOWN if country == UNKNOWN else _alliance(country, day)
            found[of] = found.get(of, 0.0) + chance
        for alliance, chance in found.items():
            yield _key("locations.alliance", f"alliance_{variant}", alliance, variant=variant), chance


def _alliance(country: str, day: date) -> str:
    held = {
        one.alliance
        for one in memberships().get(country, ())
        if one.valid_from <= day.isoformat() and (one.valid_to is None or one.valid_to >= day.isoformat())
    }
    return next((name for name in ("nato", "mnna", "mnna_treated") if name in held), "none")


_OF_VARIABLE = {
    "methods.recommended_action": "recommended_action", "methods.cooperation": "coop_mode",
    "methods.role_sought": "role_sought", "methods.partner_sought": "prc_partner_sought",
    "methods.stance": "recommender_stance", "methods.intermediary": "intermediary_type",
    "methods.ip_status": "ip_status", "methods.stage": "stage", "content.mic2025": "mic2025_sector",
    "content.sei": "sei", "content.fyp14_frontier": "fyp14_frontier", "content.fyp15_future": "fyp15_future",
    "content.hightech_8": "hightech_8", "content.chokepoint": "chokepoint_35", "content.us_cet": "us_cet_18",
    "content.eu_10": "eu_10", "content.uk_17": "uk_17", "content.au_7": "au_7", "content.ca_stra": "ca_stra_11",
    "content.target_type": "target_type",
}  # fmt: skip


def _variables(margins: Margins) -> Found:
    values = load_codebook(None).variables
    told = [(measure, DEFAULT, name) for measure, name in _OF_VARIABLE.items()]
    told += [("methods.willingness", one, f"willingness_{two}") for one, two in _WILLING.items()]
    for measure, variant, name in told:
        variable = margins.variables[name]
        for value in values[name].values:
            yield _key(measure, name, value, variant=variant), variable.chances.get(value, 0.0)
        any_ = sum(variable.chances.values()) if variable.one else _union(variable.chances.values())
        yield _key(measure, name, "stated", variant=variant), any_
        yield _key(measure, name, UNKNOWN, variant=variant), 1 - any_


_WILLING = {"partner": "partner", "share_ip": "share_ip", "joint_venture": "jv"}


def _union(chances: Iterable[float]) -> float:
    return 1 - prod(1 - chance for chance in chances)


def _in_year(variable: Variable, value: str, years: int) -> float:
    return variable.chances.get(value, 0.0) * variable.trend.get(value, 1.0) ** years


def _fields(margins: Margins) -> Found:
    variable, codebook = margins.variables["technology_field"], load_codebook(None)
    inside = _inside(codebook)
    years = {str(year): (year - min(margins.years), chance) for year, chance in margins.years.items()}

    def over_all(values: Sequence[str]) -> float:
        return sum(c * _union([_in_year(variable, v, at) for v in values]) for at, c in years.values())

    every = [one for values in inside.values() for one in values]
    for variant in ("wide", "narrow"):
        yield _key("content.field", "technology_field", "stated", variant=variant), over_all(every)
        yield _key("content.field", "technology_field", UNKNOWN, variant=variant), 1 - over_all(every)
    for top, values in inside.items():
        yield _key("content.field", "technology_field", top, variant="wide"), over_all(values)
        for value in values[1:]:
            yield _key("content.field", "technology_field", value, variant="narrow"), over_all([value])
        for year, (at, _) in years.items():
            groups = ("year", year, "technology_field")
            here = _union([_in_year(variable, value, at) for value in values])
            yield _key("content.field_year", *groups, top, variant="wide"), here
            for value in values[1:]:
                yield _key("content.field_year", *groups, value, variant="narrow"), _in_year(variable, value, at)


def _inside(codebook: Codebook) -> dict[str, list[str]]:
    values = codebook.variables["technology_field"].values
    tops = [name for name, one in values.items() if one.parent is None]
    return {top: [top, *(name for name, one in values.items() if one.parent == top)] for top in tops}


def _levels(margins: Margins) -> Found:
    level, funding = margins.variables["military_relevance"].chances, margins.variables["gov_funding"].chances
    for at, name in enumerate(level):
        yield _key("content.military", "military_relevance", name, variant="level"), level[name]
        if at:
            more = sum(list(level.values())[at:])
            yield _key("content.military", "military_relevance", f"{name} or more", variant="at_least"), more
    for name, chance in funding.items():
        yield _key("content.government", "gov_funding", name, variant="value"), chance
    funded = sum(funding[one] for one in ("lab_owned_by_gov", "gov_grant_stated", "gov_grant_external"))
    yield _key("content.government", "gov_funding", "funded", variant="funded"), funded


def _read(margins: Margins) -> Found:
    without = {
        "published_on": margins.precision[UNKNOWN],
        "host_country": margins.countries[UNKNOWN],
        "mission_id": sum(margins.countries[c] * m.get(UNKNOWN, 0.0) for c, m in margins.missions.items()),
        "organisation_id": margins.without_organisation,
    }
    for column, chance in without.items():
        yield _key("coverage.completeness", "stated", column), 1 - chance
    yield _key("coverage.completeness", "stated", "day"), margins.precision["day"]
    for kind, chance in margins.kinds.items():
        key = _key("content.organisation_kind", "organisation_kind", kind)
        yield key, chance * (1 - margins.without_organisation)
    for kind, chance in margins.bodies.items():
        yield _key("methods.bodies", "body_kind", kind, variant="kind"), chance
    yield _key("methods.bodies", "body_kind", "stated", variant="kind"), _union(margins.bodies.values())
    whole, matched, signed = ("needs_sent_to_missions", "needs_with_foreign_feedback", "needs_in_negotiation")
    _, first, second = margins.funnel
    for variant, one, other, chance in (
        ("step", whole, matched, first), ("step", matched, signed, second),
        ("start", whole, matched, first), ("start", whole, signed, first * second),
    ):  # fmt: skip
        groups = ("event", "event-00", "conversion", f"{one} → {other}")
        yield _key("process.stated_conversion", *groups, variant=variant), chance


def _amounts(margins: Margins) -> Found:
    for (kind, currency), (_, middle, spread) in margins.amounts.items():
        unit = "percent" if kind == "equity_share" else currency or "currency_not_stated"
        for share in (0.25, 0.5, 0.75):
            groups = ("amount", f"{kind} {unit}", "quantile", f"{share:g}")
            value = exp(middle + spread * NormalDist().inv_cdf(share))
            yield _key("methods.amounts", *groups, variant="as_stated"), value
    for kind in {kind for kind, _ in margins.amounts}:
        chance = _union([chance for (one, _), (chance, *_) in margins.amounts.items() if one == kind])
        yield _key("methods.amounts_stated", "amount_kind", kind, variant="kind"), chance


def _lives(margins: Margins) -> Found:
    dangerous = sum(margins.variables["military_relevance"].chances[one] for one in margins.dangerous)
    for day in MARKS:
        gone = (
            1 - (1 - dangerous) * exp(-margins.hazard * day) - dangerous * exp(-margins.hazard * margins.danger * day)
        )
        yield _key("withdrawals.survival", "days", str(day)), (1 - margins.returned) * gone


def _edits(margins: Margins) -> Found:
    removed = dict(margins.removals)
    removed["amount_changed"] *= 1 - removed["amount"]
    marks = prod(1 - margins.removals[one] for one in removed)
    removed["nothing"] = removed["other"] = marks / 2
    for name, chance in removed.items():
        yield _key("withdrawals.edits", "removed", name), chance


def _outcomes(margins: Margins) -> Found:
    deals = [margins.cohort.classes[f"O{number}"] for number in range(3, 9)]
    for month in MONTHS:
        days = int(month * MONTH)
        for variant, times in ((DEFAULT, 1.0), ("comparison", margins.cohort.compared)):
            by_then = times * margins.cohort.ties["no"] * (1 - exp(-days / margins.cohort.mean_days))
            groups = ("cohort", "cohort", "months", str(month))
            yield _key("success.time", *groups, variant=variant), _union([chance * by_then for chance in deals])


def _sources(margins: Margins) -> Found:
    yield _key("coverage.refused"), margins.refused
    for source in ("source-a", "source-b"):
        yield _key("coverage.refused", "source", source), margins.refused
    if margins.mirrors is None:
        return
    yield _key("coverage.recapture", variant="several"), float(margins.mirrors.postings)
    names = sorted(margins.mirrors.chances)
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            groups = ("source", name, "other_source", other)
            yield _key("coverage.recapture", *groups, variant="pairs"), float(margins.mirrors.postings)
