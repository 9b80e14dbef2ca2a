"""What people did in an invented edition: a sample to code, a cohort that was followed, what sources state."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pyarrow as pa
from corpus_columns import Columns, Names, Numbers, dates, picked, table
from corpus_postings import Postings, named
from margins import Cohort, Margins

from attache.build.tables import TABLES
from attache.core.samples import COMPARISON, DRAWN
from attache.measure.sampling import Drawn, draw
from attache.vocabulary.lists import load_lists, needs_of

__all__ = ["cohort", "figures", "needs", "sample"]

COHORT, SAMPLE = "cohort", "coded"
DEALS, EXPOSED = ("O3", "O4", "O5", "O6", "O7", "O8"), ("O1", "O2")
SEARCHED = "2022-12-15"
STEPS = ("needs_sent_to_missions", "needs_with_foreign_feedback", "needs_in_negotiation")


def sample(margins: Margins, posted: Postings, seed: int) -> tuple[Numbers, dict[str, pa.Table]]:
    """Draw who is to be coded by people, with the same number from each country; return places and tables."""
    if not margins.people:
        return np.zeros(0, dtype=int), {}
    strata = dict(zip(posted.ids.tolist(), posted.countries.tolist(), strict=True))
    drawn = draw(list(strata.items()), margins.people, seed, allocation="equal")
    place = {one: at for at, one in enumerate(posted.ids.tolist())}
    samples = table(
        TABLES["samples"], 1, sample_id=SAMPLE, kind="codes", drawn_at="2022-12-31T12:00:00Z",
        population="opportunities", population_size=len(posted), strata="host_country", allocation="equal",
        size=len(drawn),
        variables="; ".join(margins.variables), seed=seed,
    )  # fmt: skip
    members = _members(SAMPLE, drawn, DRAWN)
    return np.array([place[one.id] for one in drawn]), {"samples": samples, "sample_members": members}


def _members(sample_id: str, drawn: list[Drawn], role: str, **more: object) -> pa.Table:
    return table(
        TABLES["sample_members"], len(drawn), sample_id=sample_id, role=role, place=[one.place for one in drawn],
        member_id=[one.id for one in drawn], drawn_id=[one.id for one in drawn], stratum=[one.stratum for one in drawn],
        stratum_size=[one.stratum_size for one in drawn], stratum_drawn=[one.stratum_drawn for one in drawn],
        probability=[one.probability for one in drawn], **more,
    )  # fmt: skip


def cohort(
    margins: Margins, posted: Postings, dice: np.random.Generator, seed: int
) -> tuple[dict[str, pa.Table], dict[str, float]]:
    """Draw organisations and what became of them; return tables, and the shares of all organisations offered."""
    offered = np.flatnonzero(posted.organisations >= 0)
    owners, first = np.unique(posted.organisations[offered], return_index=True)
    begun = np.full(len(owners), np.iinfo(np.int64).max)
    at = np.searchsorted(owners, posted.organisations[offered])
    np.minimum.at(begun, at, posted.days[offered])
    ids, where = named("org", owners), offered[first]
    found = _followed(margins.cohort, begun, 1.0, dice)
    strata = np.where(posted.countries[where] == "US", "US", "other")
    drawn = draw(list(zip(ids.tolist(), strata.tolist(), strict=True)), round(margins.cohort.share * len(ids)), seed)
    place = {one: at for at, one in enumerate(ids.tolist())}
    chosen = np.array([place[one.id] for one in drawn])
    compared = _followed(margins.cohort, begun[chosen], margins.cohort.compared, dice)
    others = [Drawn(f"not-{one.id}", one.place, one.stratum, one.stratum_size, one.stratum_drawn) for one in drawn]
    samples = table(
        TABLES["samples"], 1, sample_id=COHORT, kind="outcomes", drawn_at="2022-12-01T00:00:00Z", size=len(drawn),
        population="opportunities", population_size=len(ids), allocation="proportional", seed=seed,
    )  # fmt: skip
    members = [
        _members(COHORT, ones, role, index_on=dates(begun[chosen]))
        for role, ones in ((DRAWN, drawn), (COMPARISON, others))
    ]
    names = np.array([one.id for one in (*drawn, *others)], dtype=object)
    searches = table(
        TABLES["searches"], len(names), search_id=names, sample_id=COHORT, member_id=names, found=True, at=SEARCHED,
        searched="a register", query="invented",
    )  # fmt: skip
    outcomes = [
        _outcomes(found, chosen, ids, begun, posted.ids[where]),
        _outcomes(compared, np.arange(len(chosen)), names[len(drawn) :], begun[chosen], None),
    ]
    tables = {
        "samples": samples, "sample_members": pa.concat_tables(members), "searches": searches,
        "outcomes": pa.concat_tables(outcomes),
    }  # fmt: skip
    return tables, _facts(found)


Followed = dict[str, tuple[Numbers, Names]]
"""For each class of outcome: days until it, -1 where it had not come by the search; standing of the tie."""


def _followed(margins: Cohort, begun: Numbers, times: float, dice: np.random.Generator) -> Followed:
    last = np.datetime64(SEARCHED).astype("datetime64[D]").astype(int)
    found = {}
    for name, chance in margins.classes.items():
        days = 1 + np.floor(dice.exponential(margins.mean_days, len(begun))).astype(int)
        there = (dice.random(len(begun)) < chance * times) & (begun + days <= last)
        found[name] = np.where(there, days, -1), picked(margins.ties, len(begun), dice)
    return found


def _outcomes(found: Followed, chosen: Numbers, ids: Names, begun: Numbers, postings: Names | None) -> pa.Table:
    parts = []
    for name, (days, ties) in found.items():
        who = chosen[days[chosen] >= 0]
        more: Columns = {"opportunity_id": postings[who]} if postings is not None else {}
        parts.append(
            table(
                TABLES["outcomes"], len(who), outcome_id=[f"{COHORT}-{ids[one]}-{name}" for one in who],
                sample_id=COHORT, organisation=ids[who], organisation_id=ids[who], outcome_class=name,
                outcome_on=dates(begun[who] + days[who]), pre_existing=ties[who], evidence_grade="B",
                statement="invented", source="invented", synthetic=True, **more,
            )
        )  # fmt: skip
    return pa.concat_tables(parts)


def _facts(found: Followed) -> dict[str, float]:
    def share(classes: tuple[str, ...]) -> float:
        new = [(found[name][0] >= 0) & (found[name][1] == "no") for name in classes]
        return float(np.logical_or.reduce(new).mean())

    return {"deal_weighted": share(DEALS), "report_weighted": share(EXPOSED + DEALS)}


def needs() -> tuple[pa.Table, pa.Table]:
    """Return the entries of the demand lists as needs, with some requests, and the codes of these."""
    listed = needs_of(load_lists())
    stated = pa.Table.from_pylist([asdict(need) for need in listed], schema=table(TABLES["needs"], 0).schema)
    fields = ("ai_ml", "biopharma", "battery", "renewables", "uav", "marine")
    keys = [f"need-request-{at}" for at in range(2 * len(fields))]
    requests = table(
        TABLES["needs"], len(keys), need_id=keys, name_en="invented request", document_id=keys, synthetic=True,
        stated_on=[f"{2016 + at % 5}-03-{1 + at:02}" for at in range(len(keys))], source="invented",
    )  # fmt: skip
    codes = table(
        TABLES["codes"], len(keys), subject_id=keys, document_id=keys, variable="technology_field",
        value=[fields[at % len(fields)] for at in range(len(keys))], coder="lexicon", confidence=0.9, quote="",
        reason="invented", codebook="2026.1",
    )  # fmt: skip
    return pa.concat_tables([stated, requests]), codes


def figures(margins: Margins, dice: np.random.Generator) -> dict[str, pa.Table]:
    """Return what a source states of one activity: needs, how many were matched, how many signed."""
    whole, matched, signed = margins.funnel
    first = int(dice.binomial(whole, matched))
    counts = [float(whole), float(first), float(dice.binomial(first, signed))]
    stated = table(
        TABLES["figures"], 3, event_id="event-00", metric=list(STEPS), comparator="=", low=counts, high=counts,
        unit="needs", source="invented",
    )  # fmt: skip
    return {"figures": stated}
