"""What people drew, searched and found: from the ledger to the tables of an edition.

An organisation that was merged since the draw is followed to where its id leads now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attache.build.state import State
from attache.build.tables import Part, column, read_parts, to_table, write_part
from attache.core.facts import Outcome
from attache.core.samples import Sample, SampleMember, Search
from attache.ledger import Decision

__all__ = ["recorded"]

FILES = {Sample: "all.parquet", SampleMember: "all.parquet", Search: "all.parquet", Outcome: "people.parquet"}


def recorded(tables: Path, state: State, forwards: Part) -> dict[str, Part]:
    """Write `samples`, `sample_members`, `searches` and the outcomes that people recorded; return their parts.

    `forwards` is the part of that table, written before. Decisions that were taken back are left out.
    """
    led = _led(tables, forwards)
    decisions = list(state.ledger.decisions("sample", "search", "outcome", upto=state.inputs.decisions, standing=True))
    rows: dict[type[Any], list[Any]] = {
        Sample: [_sample(one) for one in decisions if one.kind == "sample"],
        SampleMember: [row for one in decisions if one.kind == "sample" for row in _members(one, led)],
        Search: [_search(one, led) for one in decisions if one.kind == "search"],
        Outcome: [_outcome(one, led) for one in decisions if one.kind == "outcome"],
    }
    return {
        str(record.TABLE): write_part(tables / record.TABLE, FILES[record], record, [to_table(record, few)])
        for record, few in rows.items()
    }


def _led(tables: Path, forwards: Part) -> dict[str, str]:
    """Return where each merged id leads; a split leaves an id with its own organisation."""
    rows = read_parts(tables / "forwards", [forwards.file], ["old_id", "organisation_id", "why"])
    columns = (column(rows, name) for name in ("old_id", "organisation_id", "why"))
    return {old: now for old, now, why in zip(*columns, strict=True) if why != "split"}


def _sample(one: Decision) -> Sample:
    said = one.payload
    return Sample(
        sample_id=one.subject,
        kind=str(said["kind"]),
        drawn_at=one.at,
        author=one.author,
        seed=int(said["seed"]),
        edition=str(said["edition"]),
        population=str(said["population"]),
        population_size=int(said["population_size"]),
        strata=_text(said, "strata"),
        allocation=str(said["allocation"]),
        size=int(said["size"]),
        comparison=_text(said, "comparison"),
        variables=_text(said, "variables"),
        question=_text(said, "question"),
        further_to=_text(said, "further_to"),
        decision_id=one.decision_id,
        synthetic=bool(said.get("synthetic", False)),
    )


def _members(one: Decision, led: Mapping[str, str]) -> Iterator[SampleMember]:
    for said in one.payload["members"]:
        drawn = str(said["id"])
        yield SampleMember(
            sample_id=one.subject,
            member_id=led.get(drawn, drawn),
            drawn_id=drawn,
            role=str(said["role"]),
            place=int(said["place"]),
            name=_text(said, "name"),
            country=_text(said, "country"),
            stratum=str(said["stratum"]),
            stratum_size=int(said["stratum_size"]),
            stratum_drawn=int(said["stratum_drawn"]),
            probability=float(said["probability"]),
            index_on=_text(said, "index_on"),
        )


def _search(one: Decision, led: Mapping[str, str]) -> Search:
    said = one.payload
    return Search(
        search_id=one.decision_id,
        sample_id=str(said["sample_id"]),
        member_id=led.get(one.subject, one.subject),
        at=_text(said, "on") or one.at,
        author=one.author,
        searched=str(said["searched"]),
        query=str(said["query"]),
        found=bool(said["found"]),
        note=_text(said, "note"),
    )


def _outcome(one: Decision, led: Mapping[str, str]) -> Outcome:
    said = one.payload
    return Outcome(
        outcome_id=one.decision_id,
        organisation=str(said["organisation"]),
        organisation_country=_text(said, "organisation_country"),
        posted_on=_text(said, "posted_on"),
        posted_by=None,
        technology=None,
        outcome_class=str(said["outcome_class"]),
        outcome_on=_text(said, "outcome_on"),
        counterpart=_text(said, "counterpart"),
        pre_existing=str(said["pre_existing"]),
        evidence_grade=_text(said, "evidence_grade"),
        statement=str(said["statement"]),
        source=str(said["source"]),
        synthetic=bool(said.get("synthetic", False)),
        organisation_id=led.get(one.subject, one.subject),
        sample_id=_text(said, "sample_id"),
        opportunity_id=_text(said, "opportunity_id"),
    )


def _text(said: Mapping[str, Any], name: str) -> str | None:
    found = said.get(name)
    return None if found is None or found == "" else str(found)
