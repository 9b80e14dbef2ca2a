"""Samples, searches and outcomes: from the ledger into an edition."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow.parquet as pq

from attache.build.builder import build
from attache.build.edition import Edition
from attache.build.verify import verify
from attache.core.workspace import Workspace
from attache.ledger import Decision, Ledger


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def organisations(edition: Edition) -> list[tuple[str, str]]:
    query = "select organisation_id, name from organisations where opportunities > 0 order by name, organisation_id"
    return [(row[0], row[1]) for row in rows(edition.connect(), query)]


def sample(ledger: Ledger, edition: str, members: list[tuple[str, str]]) -> Decision:
    said = {
        "kind": "outcomes", "seed": 7, "edition": edition, "population": "opportunities", "population_size": 12,
        "strata": None, "allocation": "proportional", "size": len(members), "comparison": None, "variables": None,
        "question": "what became of them?", "further_to": None, "synthetic": True,
        "members": [
            {"id": key, "role": "drawn", "place": place, "name": name, "country": "DE", "stratum": "all",
             "stratum_size": 12, "stratum_drawn": len(members), "probability": len(members) / 12, "index_on": None}
            for place, (key, name) in enumerate(members, 1)
        ],
    }  # fmt: skip
    return ledger.append("sample", "sample-1", said, author="anna")


def search(ledger: Ledger, organisation: str) -> Decision:
    said = {"sample_id": "sample-1", "searched": "a register", "query": "Lidarex", "found": False, "note": None}
    return ledger.append("search", organisation, said, author="anna")


def outcome(ledger: Ledger, organisation: str, kind: str, retracts: str | None = None) -> Decision:
    said = {
        "sample_id": "sample-1", "organisation": "Lidarex", "outcome_class": kind, "outcome_on": "2020-05",
        "counterpart": "某公司", "pre_existing": "no", "evidence_grade": "A", "statement": "licensed",
        "source": "https://example.org/filing", "synthetic": True,
    }  # fmt: skip
    return ledger.append("outcome", organisation, said, author="anna", retracts=retracts)


def test_decisions_become_tables(space: Workspace) -> None:
    first = build(space).edition
    members = organisations(first)[:3]
    ledger = Ledger(space.ledger_url)
    registered = sample(ledger, first.edition_id, members)
    logged = search(ledger, members[0][0])
    found = outcome(ledger, members[0][0], "O4")
    edition = build(space).edition
    assert edition.number == 2
    con = edition.connect()
    assert rows(con, "select sample_id, author, seed, decision_id, synthetic from samples") == [
        ("sample-1", "anna", 7, registered.decision_id, True)
    ]
    assert rows(con, "select member_id, place, probability from sample_members order by place") == [
        (key, place, 0.25) for place, (key, _) in enumerate(members, 1)
    ]
    assert rows(con, "select search_id, member_id, found from searches") == [(logged.decision_id, members[0][0], False)]
    query = "select outcome_id, organisation_id, outcome_on, synthetic from outcomes where sample_id = 'sample-1'"
    assert rows(con, query) == [(found.decision_id, members[0][0], "2020-05", True)]
    assert rows(con, "select count(*) from outcomes where sample_id is null")[0][0] >= 3
    assert verify(space, edition, recompute=True, progress=lambda *_: None).findings == ()


def test_what_is_taken_back_is_gone_and_what_replaces_it_stays(space: Workspace) -> None:
    first = build(space).edition
    members = organisations(first)[:1]
    ledger = Ledger(space.ledger_url)
    sample(ledger, first.edition_id, members)
    wrong = outcome(ledger, members[0][0], "O8")
    right = outcome(ledger, members[0][0], "O7", retracts=wrong.decision_id)
    con = build(space).edition.connect()
    assert rows(con, "select outcome_id, outcome_class from outcomes where sample_id is not null") == [
        (right.decision_id, "O7")
    ]


def test_a_merged_organisation_is_followed(space: Workspace) -> None:
    first = build(space).edition
    (one, name), (two, other) = organisations(first)[:2]
    ledger = Ledger(space.ledger_url)
    sample(ledger, first.edition_id, [(one, name), (two, other)])
    search(ledger, one)
    search(ledger, two)
    outcome(ledger, two, "O6")
    low, high = sorted((one, two))
    ledger.append("same", low, {"with": high, "names": [name, other], "reason": "one firm"}, author="anna")
    con = build(space).edition.connect()
    now = {row[0] for row in rows(con, "select member_id from sample_members")}
    assert len(now) == 1
    assert now <= {one, two}
    assert {row[0] for row in rows(con, "select drawn_id from sample_members")} == {one, two}
    assert {row[0] for row in rows(con, "select member_id from searches")} == now
    assert {row[0] for row in rows(con, "select organisation_id from outcomes where sample_id is not null")} == now


def test_an_edition_of_an_earlier_format_opens_with_nulls(space: Workspace) -> None:
    edition = build(space).edition
    for file in edition.files("outcomes"):
        path = edition.folder("outcomes") / file
        table = pq.read_table(path)
        pq.write_table(table.drop_columns(["sample_id", "organisation_id"]), path)
    con = edition.connect()
    assert rows(con, "select distinct sample_id, organisation_id from outcomes") == [(None, None)]
    assert rows(con, "select count(*) from outcomes where statement <> ''")[0][0] >= 3
