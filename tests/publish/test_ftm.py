"""FollowTheMoney: entities that the library takes whole, tied to each other, without risk topics."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from attache.build.tables import to_table
from attache.core.facts import Event, Outcome, Programme
from attache.core.organisations import Forward, Organisation, OrganisationName, Relation, Resolution
from attache.publish.ftm import Entity, entities, write_entities
from attache.publish.release.tables import codebook_values, mission_names
from attache.vocabulary.codebook import load_codebook
from tests.measure.editions import coded, edition_tables, joined, made, posted

PEERS = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin"
CHECK = """
import json, sys
from followthemoney import model
seen, ties = {}, []
for line in open(sys.argv[1], encoding="utf-8"):
    data = json.loads(line)
    schema = model.get(data["schema"])
    schema.validate(data)
    for name, values in data["properties"].items():
        prop = schema.properties[name]  # an unknown property is an error
        assert not prop.stub, name
        if prop.type.name == "entity":
            ties += [(value, prop.range.name) for value in values]
    for cleaned in (True, False):
        back = model.get_proxy(data, cleaned=cleaned).to_dict()["properties"]
        lost = {n: v for n, v in data["properties"].items() if set(v) - set(back.get(n, []))}
        assert not lost, lost
    assert data["id"] not in seen
    seen[data["id"]] = schema
assert all(seen[key].is_a(model.get(kind)) for key, kind in ties)
print(len(seen), len(ties))
"""
LOAD = """
import sys
from pathlib import Path
from sqlalchemy import create_engine
from nomenklatura.db import Session
from nomenklatura.resolver import Resolver
from nomenklatura.store import load_entity_file_store
resolver = Resolver(Session(create_engine("sqlite://")), create=True)
store = load_entity_file_store(Path(sys.argv[1]), resolver)
view = store.default_view()
print(sum(1 for _ in view.entities()))
"""


@pytest.fixture
def found() -> list[Entity]:
    """Entities of two postings that offer one organisation, and of one record of each other kind."""
    ids = ("org-a", "org-b")
    tables = joined(
        [
            posted(1, published_on="2019-07-15", mission_id="de-embassy", host_country="DE"),
            posted(2, published_on="2019-07"),
            {
                "organisations": [
                    made(Organisation, organisation_id="org-a", name="Lidarex GmbH", name_zh="激达", kind="company",
                         country="DE", synthetic=True),
                    made(Organisation, organisation_id="org-b", name="某研究所", kind="institute"),
                ],
                "organisation_names": [
                    made(OrganisationName, name_id=f"n{n}", organisation_id=ids[n // 2], name=name)
                    for n, name in enumerate(("Lidarex GmbH", "莱达雷克斯", "某研究所"))
                ],
                "forwards": [made(Forward, old_id="org-old", organisation_id="org-a", why="decision")],
                "resolutions": [
                    made(Resolution, document_id="doc-001", start=0, end=3, organisation_id="org-a", offered=True),
                    made(Resolution, document_id="doc-001", start=9, end=12, organisation_id="org-a"),
                    made(Resolution, document_id="doc-002", start=0, end=3, organisation_id="org-b"),
                    made(Resolution, document_id="doc-002", start=5, end=8, mission_id="us-houston-consulate"),
                ],
                "codes": [made(type(coded("", "", "")), **{
                    "subject_id": "opp-001", "document_id": "doc-001", "variable": "technology_field",
                    "value": "lidar_sensing", "coder": "lexicon"})],
                "relations": [made(Relation, parent_id="org-b", child_id="org-a", kind="subsidiary", reason="name")],
                "events": [made(Event, event_id="ev-1", name="对接会", starts_on="2019-05", city="宁波", country="CN",
                                organisers="a; b", source="https://example.org/x")],
                "programmes": [made(Programme, programme_id="pr-1", name="计划", owner="省", dated="2018", budget=3e8,
                                    currency="CNY", goal="引进", source="A report, page 3")],
                "outcomes": [
                    made(Outcome, outcome_id="out-1", organisation="Lidarex GmbH", counterpart="某公司",
                         outcome_class="O2", outcome_on="2020", statement="licensed", source="a; https://example.org/y"),
                    made(Outcome, outcome_id="out-2", organisation="Lidarex GmbH", outcome_class="O0"),
                ],
            },
        ]
    )  # fmt: skip
    con = edition_tables(**tables)
    con.register("codebook_values", _table(codebook_values(load_codebook(None))))
    con.register("missions", _table(mission_names()))
    return list(entities(con))


def _table(rows: list[Any]) -> pa.Table:
    return to_table(type(rows[0]), rows)


def of(found: list[Entity], schema: str) -> Iterator[Entity]:
    return (one for one in found if one.schema == schema)


def test_organisations_and_missions(found: list[Entity]) -> None:
    (company,) = of(found, "Company")
    assert company.id == "attache-org-a"
    assert company.properties["name"] == ["Lidarex GmbH", "激达"]
    assert company.properties["alias"] == ["莱达雷克斯"]
    assert company.properties["country"] == ["de"]
    assert company.properties["notes"][0].startswith("Synthetic")
    assert company.referents == ["attache-org-old"]
    assert {one.id for one in of(found, "PublicBody")} == {"attache-de-embassy", "attache-us-houston-consulate"}
    assert all(one.properties["country"] == ["cn"] for one in of(found, "PublicBody"))


def test_documents_are_tied_by_role(found: list[Entity]) -> None:
    ties = {
        (one.properties["document"][0], one.properties["entity"][0]): one.properties["role"][0]
        for one in of(found, "Documentation")
    }
    assert ties == {
        ("attache-doc-001", "attache-org-a"): "offered in the document",
        ("attache-doc-001", "attache-de-embassy"): "issued the document",
        ("attache-doc-002", "attache-org-b"): "named in the document",
        ("attache-doc-002", "attache-us-houston-consulate"): "named in the document",
    }
    first = next(of(found, "Article"))
    assert first.properties["publishedAt"] == ["2019-07-15"]
    name = load_codebook(None).labels("technology_field", "lidar_sensing")[1]
    assert first.properties["keywords"] == [name]


def test_outcomes_events_programmes(found: list[Entity]) -> None:
    links = {one.id: one.properties for one in of(found, "UnknownLink")}
    assert "attache-out-2" not in links
    assert links["attache-out-1"]["subject"] == ["attache-org-a"]
    assert links["attache-out-1"]["sourceUrl"] == ["https://example.org/y"]
    assert links["attache-out-1"]["publisher"] == ["a"]
    (event,), (project,) = of(found, "Event"), of(found, "Project")
    assert event.properties["startDate"] == ["2019-05"]
    assert project.properties["amount"] == ["300000000"]
    assert project.properties["publisher"] == ["A report, page 3"]


def test_ids_are_unique_and_lead_somewhere(found: list[Entity]) -> None:
    ids = [one.id for one in found]
    assert len(set(ids)) == len(ids)
    for one in found:
        for name in ("document", "entity", "subject", "object", "proof"):
            assert set(one.properties.get(name, ())) <= set(ids)


def test_being_sought_is_no_topic(found: list[Entity]) -> None:
    assert not [one for one in found if "topics" in one.properties]
    assert all(json.loads(one.line("attache"))["target"] is False for one in found)


@pytest.fixture
def file(found: list[Entity], tmp_path: Path) -> Path:
    if not (PEERS / "ftm").exists():
        pytest.skip("followthemoney is not here (`make peers` installs it; it compiles PyICU)")
    path = tmp_path / "entities.ftm.json"
    path.write_text("".join(f"{one.line('attache')}\n" for one in found), encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_library_takes_every_property(file: Path, found: list[Entity]) -> None:
    told = subprocess.check_output([PEERS / "python", "-c", CHECK, file], text=True)
    assert int(told.split()[0]) == len(found)
    assert int(told.split()[1]) > 10


@pytest.mark.slow
def test_its_tools_load_them(file: Path, found: list[Entity], tmp_path: Path) -> None:
    valid = tmp_path / "valid.json"
    subprocess.run([PEERS / "ftm", "validate", "-i", file, "-o", valid], check=True, capture_output=True)
    assert len(valid.read_text(encoding="utf-8").splitlines()) == len(found)
    told = subprocess.check_output([PEERS / "python", "-c", LOAD, file], text=True, cwd=tmp_path)
    assert int(told) == len(found)


def test_what_is_written_is_one_entity_per_line(tmp_path: Path) -> None:
    con = edition_tables(events=[made(Event, event_id="ev-1", name="line\u2028break\n与会", source="x")])
    con.register("codebook_values", _table(codebook_values(load_codebook(None))))
    con.register("missions", _table(mission_names()))
    assert write_entities(tmp_path / "x", con, "attache") == 1
    assert json.loads((tmp_path / "x").read_text(encoding="utf-8"))["properties"]["name"] == ["line break 与会"]
