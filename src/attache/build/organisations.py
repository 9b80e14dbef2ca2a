"""Organisations of an edition: mentions, judgements and the edition before, resolved and written as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attache.build.edition import Edition
from attache.build.mentions import Mentions
from attache.build.state import State
from attache.build.tables import Part, column, read_parts, to_table, write_part
from attache.core.organisations import Forward, NamePair, Organisation, OrganisationName, Relation, Resolution
from attache.core.records import Notice
from attache.link.organisations import (
    JUDGED,
    Cache,
    Judgement,
    KnownNode,
    Resolved,
    Scored,
    read_traits,
    resolve,
    written,
)

__all__ = ["organisations"]

WHOLE = "all.parquet"
Parts = Mapping[str, Sequence[Part]]
Counts = Mapping[str, Mapping[str, Any]]


def organisations(
    tables: Path, state: State, parts: Parts, old: Edition | None
) -> tuple[dict[str, Part], list[Notice]]:
    """Write the tables of organisations and return their parts, and what is to be looked at.

    `old` spares comparing names again; the result is the same without it.
    """
    mentions = Mentions(tables, parts, state)
    resolved = resolve(mentions.spellings, _judgements(state), _cache(old, state), mentions.beside)
    resolutions = mentions.assign(resolved)
    counts = mentions.counts()
    rows: dict[type[Any], list[Any]] = {
        Organisation: list(_organisations(resolved, counts, mentions.synthetic())),
        OrganisationName: list(_names(resolved)),
        Relation: [Relation(r.parent, r.child, r.kind, r.reason, r.decision_id) for r in resolved.relations],
        Forward: list(_forwards(resolved)),
        NamePair: list(_pairs(resolved, counts)),
    }
    mentions.close()
    made = {
        str(record.TABLE): write_part(tables / record.TABLE, WHOLE, record, [to_table(record, few)])
        for record, few in rows.items()
    }
    made["resolutions"] = write_part(tables / "resolutions", WHOLE, Resolution, [resolutions])
    return made, [Notice("ledger", one.kind, one.message, 1, one.decision_id) for one in resolved.set_aside]


def _judgements(state: State) -> list[Judgement]:
    return [
        Judgement(one.seq, one.decision_id, one.kind, one.subject, str(one.payload.get("with", "")))
        for one in state.ledger.decisions(*JUDGED, upto=state.inputs.decisions, standing=True)
    ]


def _cache(old: Edition | None, state: State) -> Cache:
    """Return what the edition before found, where the same code made it."""
    if old is None or old.manifest["inputs"]["building"] != state.inputs.building:
        return Cache()
    names = ["name_id", "name", "country", "domain", "generic", "traits"]
    rows = _columns(old, "organisation_names", names)
    known = {
        key: KnownNode(name, country, domain, generic, read_traits(line))
        for key, name, country, domain, generic, line in rows
    }
    pairs = _columns(old, "pairs", ["a_id", "b_id", "score", "reasons"])
    scored = {(a, b): Scored(score, reasons) for a, b, score, reasons in pairs}
    return Cache(known, scored)


def _columns(old: Edition, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    found = read_parts(old.folder(table), old.files(table), names)
    return zip(*(column(found, name) for name in names), strict=True)


def _organisations(resolved: Resolved, counts: Counts, synthetic: Mapping[str, bool]) -> Iterator[Organisation]:
    none = {"mentions": 0, "documents": 0, "opportunities": 0, "first_posted": None, "last_posted": None}
    for summary in resolved.summaries():
        counted = counts.get(summary.organisation_id, none)
        yield Organisation(
            organisation_id=summary.organisation_id,
            name=summary.name,
            name_zh=summary.name_zh,
            name_latin=summary.name_latin,
            kind=summary.kind,
            country=summary.country,
            domain=summary.domain,
            **{name: counted[name] for name in none},
            synthetic=synthetic[summary.organisation_id],
        )


def _names(resolved: Resolved) -> Iterator[OrganisationName]:
    for key, node in resolved.nodes.items():
        joined = resolved.joined[key]
        yield OrganisationName(
            name_id=key,
            organisation_id=resolved.organisation[key],
            name=node.name,
            script=node.script,
            country=node.country,
            domain=node.domain,
            generic=node.generic,
            mentions=node.mentions,
            how=joined.how,
            score=joined.score,
            reasons=joined.reasons,
            decision_id=joined.decision_id,
            traits=written(node.traits),
        )


def _forwards(resolved: Resolved) -> Iterator[Forward]:
    for key, joined in resolved.joined.items():
        if joined.how != "founder":
            yield Forward(key, resolved.organisation[key], joined.how, joined.score, joined.decision_id or "")
    for key, decision in resolved.splits:
        yield Forward(key, resolved.organisation[key], "split", None, decision)


def _pairs(resolved: Resolved, counts: Counts) -> Iterator[NamePair]:
    for one in resolved.doubts:
        owners = {resolved.organisation[one.a], resolved.organisation[one.b]}
        sizes = [int(counts[key]["documents"]) if key in counts else 0 for key in owners]
        effect = min(sizes) if len(sizes) > 1 else 0
        yield NamePair(one.a, one.b, one.score, one.reasons, one.state, one.held_by, effect)
