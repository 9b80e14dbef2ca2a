"""Records of samples: what was drawn, with which chances, before anybody looked; and where people searched.

A sample is drawn by command and kept in the ledger, list and all, so that it cannot be drawn again until it suits.
As in `core.records`, fields are columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["COMPARISON", "DRAWN", "KINDS", "Sample", "SampleMember", "Search"]

KINDS = ("sample", "search", "outcome")
"""Kinds of decisions that register a sample, log a search and record an outcome."""

DRAWN, COMPARISON = "drawn", "comparison"
"""The two roles that a member of a sample may have."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A random sample with known chances: opportunities for people to code, or organisations to be followed."""

    TABLE: ClassVar[str] = "samples"
    KEY: ClassVar[tuple[str, ...]] = ("sample_id",)

    sample_id: str = col("stable id over kind, seed, population, strata, variables and the frozen list")
    kind: str = col("`codes` (opportunities that people code) or `outcomes` (a cohort of organisations)")
    drawn_at: str = col("when it was registered, ISO 8601 UTC")
    author: str = col("who drew it")
    seed: int = col("seed of the draw")
    edition: str = col("id of the edition that it was drawn from")
    population: str = col(
        "selection that it was drawn from, such as `opportunities?host_country=US`; of a cohort, the organisations "
        "that these offer"
    )
    population_size: int = col("number of members of that population")
    strata: str | None = col("dimensions of the strata, separated by semicolons; null for a simple random sample")
    allocation: str = col("how the size was shared among the strata: `proportional`, `equal` or `optimal`")
    size: int = col("number of members drawn, the comparison group not counted")
    comparison: str | None = col("where the comparison group comes from; null where there is none")
    variables: str | None = col("variables that people code, separated by semicolons; null for a cohort")
    question: str | None = col("what it was drawn to answer, written down before looking")
    further_to: str | None = col("samples of the same kind and population that were registered before, by semicolons")
    decision_id: str = col("decision that registered it")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One member of a sample, with its chance of having been drawn."""

    TABLE: ClassVar[str] = "sample_members"
    KEY: ClassVar[tuple[str, ...]] = ("sample_id", "role", "place", "member_id")

    sample_id: str = col("sample")
    member_id: str = col("opportunity (`codes`) or organisation (`outcomes`); after a merger, where the id leads now")
    drawn_id: str = col("id at the draw; another than `member_id` where organisations were merged since")
    role: str = col("`drawn`, or `comparison` for an organisation that no posting offers")
    place: int = col("place in the order of the draw, from 1")
    name: str | None = col("name of an organisation at the draw; null for an opportunity")
    country: str | None = col("country of an organisation at the draw, ISO 3166-1 alpha-2")
    stratum: str = col("groups of the strata, joined by ` × `; `all` for a simple random sample")
    stratum_size: int = col("number of members of the population in that stratum")
    stratum_drawn: int = col("number drawn from it")
    probability: float = col("chance of being drawn, above 0 and at most 1")
    index_on: str | None = col(
        "day from which outcomes count: the first posting that offers it; in a comparison group, that of the member "
        "that it is matched with"
    )


@dataclass(frozen=True, slots=True)
class Search:
    """One search for what became of an organisation of a cohort, whether or not it found something."""

    TABLE: ClassVar[str] = "searches"
    KEY: ClassVar[tuple[str, ...]] = ("search_id",)

    search_id: str = col("decision that logged it")
    sample_id: str = col("cohort")
    member_id: str = col("organisation; after a merger, where the id leads now")
    at: str = col("when, as stated or as logged; ISO 8601, a day or a time in UTC")
    author: str = col("who searched")
    searched: str = col("what was searched: a register, a site, an engine")
    query: str = col("words that were searched for")
    found: bool = col("something was found")
    note: str | None = col("what was found, or why it does not count")
