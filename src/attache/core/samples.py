"""Records of samples: what was drawn, with which chances, before anybody looked; and where people searched.

A sample is drawn by command and kept in the ledger, list and all, so that it cannot be drawn again until it suits.
As in `core.records`, fields are columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["Sample", "SampleMember", "Search"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A random sample with known chances: opportunities for people to code, or organisations to be followed."""

    TABLE: ClassVar[str] = "samples"
    KEY: ClassVar[tuple[str, ...]] = ("sample_id",)

    sample_id: str = col("stable id over kind, seed, strata and the frozen list")
    kind: str = col("`codes` (opportunities that people code) or `outcomes` (a cohort of organisations)")
    drawn_at: str = col("when it was registered, ISO 8601 UTC")
    author: str = col("who drew it")
    seed: int = col("seed of the draw")
    edition: str = col("id of the edition that it was drawn from")
    population: str = col("selection that it was drawn from, such as `opportunities?host_country=US`")
    population_size: int = col("number of members of that population")
    strata: str | None = col("dimensions of the strata, separated by semicolons; null for a simple random sample")
    size: int = col("number of members drawn, the comparison group not counted")
    variables: str | None = col("variables that people code, separated by semicolons; null for a cohort")
    question: str | None = col("what it was drawn to answer, written down before looking")
    decision_id: str = col("decision that registered it")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One member of a sample, with its chance of having been drawn."""

    TABLE: ClassVar[str] = "sample_members"
    KEY: ClassVar[tuple[str, ...]] = ("sample_id", "role", "place", "member_id")

    sample_id: str = col("sample")
    member_id: str = col("opportunity (`codes`) or organisation (`outcomes`)")
    role: str = col("`drawn`, or `comparison` for an organisation that no posting offers")
    place: int = col("place in the order of the draw, from 1")
    name: str | None = col("name, for members of a comparison group that are not in the edition")
    stratum: str = col("groups of the strata, joined by ` × `; `all` for a simple random sample")
    stratum_size: int = col("number of members of the population in that stratum")
    stratum_drawn: int = col("number drawn from it")
    probability: float = col("chance of being drawn, above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Search:
    """One search for what became of an organisation of a cohort, whether or not it found something."""

    TABLE: ClassVar[str] = "searches"
    KEY: ClassVar[tuple[str, ...]] = ("search_id",)

    search_id: str = col("decision that logged it")
    sample_id: str = col("cohort")
    member_id: str = col("organisation")
    at: str = col("when, ISO 8601 UTC")
    author: str = col("who searched")
    searched: str = col("what was searched: a register, a site, an engine")
    query: str = col("words that were searched for")
    found: bool = col("something was found")
    note: str | None = col("what was found, or why it does not count")
