"""Parts that need the whole: lives and repost groups, captures, casebook, people's codes and samples, notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from attache.build.edition import Edition
from attache.build.organisations import organisations
from attache.build.registers import registers
from attache.build.samples import recorded
from attache.build.state import State
from attache.build.tables import TABLES, Part, column, read_parts, schema, to_table, write_part
from attache.collect.exchange import Sweep
from attache.collect.health import notices_of
from attache.core.records import Capture, Code, Life, Notice
from attache.core.spans import anchored
from attache.ledger import Decision
from attache.read.similar import group
from attache.vocabulary.casebook import load_casebook
from attache.vocabulary.claims import load_claims
from attache.vocabulary.lists import load_lists, needs_of

__all__ = ["write"]

WHOLE = "all.parquet"
_CHUNK = 65_536
Parts = Mapping[str, Sequence[Part]]


def write(tables: Path, state: State, parts: Parts, old: Edition | None) -> dict[str, list[Part]]:
    """Write the parts that are made from the whole, and return them by table; `old` spares comparing names again."""
    resolved, remarks = organisations(tables, state, parts, old)
    listed, more = registers(tables, state, old)
    made = {
        "lives": [write_part(tables / "lives", WHOLE, Life, [_lives(tables, state, parts)])],
        "captures": list(_captures(tables, state.captures)),
        "codes": [_write(tables, "codes", "people.parquet", _people(tables, state, parts))],
        "notices": [_write(tables, "notices", WHOLE, [*_notices(tables, state, parts), *remarks, *more])],
    }
    made |= {table: [part] for table, part in (resolved | listed).items()}
    casebook, needs = load_casebook() + load_casebook(state.casebook), needs_of(load_lists())
    for table, rows in {
        "needs": [*needs, *casebook.needs],
        "events": casebook.events,
        "figures": casebook.figures,
        "outcomes": casebook.outcomes,
        "cases": casebook.cases,
        "programmes": casebook.programmes,
        "targets": casebook.targets,
        "claims": load_claims(),
    }.items():
        made[table] = [_write(tables, table, "casebook.parquet", rows)]
    for table, part in recorded(tables, state, resolved["forwards"]).items():
        made.setdefault(table, []).append(part)
    return made


def _write(tables: Path, table: str, file: str, rows: Iterable[Any]) -> Part:
    record = TABLES[table]
    return write_part(tables / table, file, record, [to_table(record, list(rows))])


def _captures(tables: Path, captures: Iterable[Capture]) -> Iterable[Part]:
    rows, number = iter(captures), 0
    while chunk := list(islice(rows, _CHUNK)):
        yield _write(tables, "captures", f"part-{number:04d}.parquet", chunk)
        number += 1
    if not number:
        yield _write(tables, "captures", "part-0000.parquet", [])


def _lives(tables: Path, state: State, parts: Parts) -> pa.Table:
    names = ["document_id", "unit_id", "versions", "sketch", "published_on"]
    rows = read_parts(tables / "documents", [part.file for part in parts["documents"]], names)
    ids, units, versions, sketches, dates = (column(rows, name) for name in names)
    seen = [state.lives[unit] for unit in units]
    keys = [(date or life.first_seen, key) for date, life, key in zip(dates, seen, ids, strict=True)]
    order = sorted(range(len(ids)), key=keys.__getitem__)
    first = [order[i] for i in group([sketches[i] for i in order])]
    leader = dict(zip(order, first, strict=True))
    sizes = Counter(first)
    status = [_status(life.status, count) for life, count in zip(seen, versions, strict=True)]
    columns = {
        "document_id": ids,
        "status": status,
        "status_since": [
            life.first_seen if now == "live" else life.status_since for life, now in zip(seen, status, strict=True)
        ],
        "first_seen": [life.first_seen for life in seen],
        "last_seen": [life.last_seen for life in seen],
        "group_id": [ids[leader[i]] for i in range(len(ids))],
        "group_size": [sizes[leader[i]] for i in range(len(ids))],
    }
    return pa.table(columns, schema=schema(Life))


def _status(status: str, versions: int) -> str:
    """Say `changed` where texts differ, not where bytes do."""
    return status if status in ("gone", "returned") else "changed" if versions > 1 else "live"


def _people(tables: Path, state: State, parts: Parts) -> list[Code]:
    decisions = list(state.ledger.decisions("code", upto=state.inputs.decisions, standing=True))
    if not decisions:
        return []
    owners = _owners(tables, parts)
    cited = {owners[one.subject] for one in decisions if "start" in one.payload and one.subject in owners}
    texts = _texts(tables, parts, cited)
    version = state.codebook_version
    return [_said(one, owners.get(one.subject), texts, version) for one in decisions]


def _said(one: Decision, document: str | None, texts: Mapping[str, str], version: str) -> Code:
    """Return a person's code; words that its text does not have any more prove it no more, and are not cited."""
    said = one.payload
    quote, text = str(said.get("quote", "")), texts.get(document or "", "")
    span = anchored(int(said.get("start", -1)), int(said.get("end", -1)), quote, text)
    return Code(
        subject_id=one.subject,
        document_id=document,
        variable=str(said["variable"]),
        value=str(said["value"]),
        coder=one.author,
        confidence=float(said.get("confidence", 1.0)),
        start=span.start if span else -1,
        end=span.end if span else -1,
        quote=quote if span else "",
        reason=f"decision {one.decision_id}",
        codebook=version,
    )


def _texts(tables: Path, parts: Parts, wanted: set[str]) -> dict[str, str]:
    """Return the texts of some documents; parts that hold none of them are not read."""
    found: dict[str, str] = {}
    for part in parts["documents"] if wanted else ():
        ids = column(read_parts(tables / "documents", [part.file], ["document_id"]), "document_id")
        if wanted.isdisjoint(ids):
            continue
        texts = column(read_parts(tables / "documents", [part.file], ["text"]), "text")
        found |= {key: text for key, text in zip(ids, texts, strict=True) if key in wanted}
    return found


def _owners(tables: Path, parts: Parts) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, key in (("opportunities", "opportunity_id"), ("needs", "need_id"), ("events", "event_id")):
        rows = read_parts(tables / table, [part.file for part in parts[table]], [key, "document_id"])
        found |= zip(column(rows, key), column(rows, "document_id"), strict=True)
    return found


def _notices(tables: Path, state: State, parts: Parts) -> list[Notice]:
    names = ["source_id", "refusal", "unread", "item_key"]
    rows = read_parts(tables / "readings", [part.file for part in parts["readings"]], names).to_pylist()
    refused: dict[tuple[str, str], list[str]] = {}
    unread: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["refusal"]:
            refused.setdefault((row["source_id"], row["refusal"]), []).append(row["item_key"])
        for name in (row["unread"] or "").split():
            unread.setdefault((row["source_id"], name), []).append(row["item_key"])
    found = [Notice(source, "refusal", why, len(items), min(items)) for (source, why), items in refused.items()]
    found += [
        Notice(source, "unread_field", f"no template uses the field `{name}`", len(items), min(items))
        for (source, name), items in unread.items()
    ]
    return [*found, *notices_of(_latest(state))]


def _latest(state: State) -> list[Sweep]:
    """Return the last sweep of each source: what is well again is no longer a notice."""
    return list({sweep.source_id: sweep for sweep in state.sweeps}.values())
