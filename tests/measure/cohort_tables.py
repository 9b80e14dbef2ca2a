"""Tables of an edition with an outcome cohort, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attache.core.facts import Outcome
from attache.core.samples import Sample, SampleMember, Search
from tests.measure.editions import joined, made, posted

SAMPLE = "sample-1"


@dataclass
class Found:
    """An outcome of a member: class, date, whether the tie existed before, grade."""

    outcome_class: str
    on: str | None = None
    pre_existing: str = "no"
    grade: str = "A"


@dataclass
class Followed:
    """A member of the cohort: what was found, when it was last searched (None: not yet), first posting, stratum."""

    found: Sequence[Found] = ()
    searched: str | None = "2023-06-01"
    index_on: str | None = "2020-01-15"
    stratum: str = "all"
    role: str = "drawn"


def cohort_tables(
    members: Sequence[Followed],
    *,
    sample: str = SAMPLE,
    sizes: dict[str, int] | None = None,
    further_to: str | None = None,
) -> dict[str, list[Any]]:
    """Return the tables of an edition with this cohort; member number n is `org-n`, offered by opportunity n."""
    sizes = sizes or {"all": 400}
    drawn = [one for one in members if one.role == "drawn"]
    parts: list[dict[str, list[Any]]] = [
        {
            "samples": [
                made(
                    Sample, sample_id=sample, kind="outcomes", size=len(drawn), population_size=sum(sizes.values()),
                    decision_id=f"dec-{sample}", drawn_at=f"2023-01-01T00:00:00Z{sample}", population="opportunities",
                    further_to=further_to,
                )
            ]
        }
    ]  # fmt: skip
    for number, one in enumerate(members):
        key = f"org-{number}"
        count = sum(other.stratum == one.stratum and other.role == one.role for other in members)
        part: dict[str, list[Any]] = {
            "sample_members": [
                made(
                    SampleMember, sample_id=sample, member_id=key, drawn_id=key, role=one.role, place=number + 1,
                    name=key, stratum=one.stratum, stratum_size=sizes[one.stratum], stratum_drawn=count,
                    probability=count / sizes[one.stratum], index_on=one.index_on,
                )
            ],
            "searches": [
                made(Search, search_id=f"{sample}-s{number}", sample_id=sample, member_id=key, searched="a register",
                     query=key, found=bool(one.found), at=f"{one.searched}T10:00:00Z")
            ] if one.searched else [],
            "outcomes": [
                made(Outcome, outcome_id=f"{sample}-o{number}-{at}", organisation=key, organisation_id=key,
                     sample_id=sample, outcome_class=found.outcome_class, outcome_on=found.on,
                     pre_existing=found.pre_existing, evidence_grade=found.grade, source=f"filing {number}-{at}",
                     statement="found")
                for at, found in enumerate(one.found)
            ],
        }  # fmt: skip
        parts.append(part)
        if one.role == "drawn":
            country = "US" if number % 2 else "RU"
            parts.append(posted(number, published_on=one.index_on, host_country=country, organisation=key))
    return joined(parts)
