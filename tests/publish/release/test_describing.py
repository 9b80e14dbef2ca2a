"""What describes a release says of every file, table and column, and can be used by others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
import yaml

from attache.build.edition import Edition
from attache.build.tables import file_sha256
from attache.publish.release.contents import SHAPES
from attache.vocabulary.codebook import load_codebook

TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


@pytest.fixture(scope="module")
def package(release: Path) -> dict[str, dict[str, object]]:
    found = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert found["created"] == "2020-02-01T00:00:00Z"
    assert "not wrongdoing" in found["description"]
    assert "Synthetic" in found["description"]
    return {one["name"]: one for one in found["resources"]}


def test_every_table_is_a_resource_with_its_digests(release: Path, package: dict[str, dict[str, object]]) -> None:
    assert set(SHAPES) | {"changes", "attache-sqlite", "ftm-entities-ftm-json", "evidence-letters-wacz"} == set(package)
    for one in package.values():
        for file in (one, *([one["attache:parquet"]] if "attache:parquet" in one else [])):
            assert isinstance(file, dict)
            path = release / file["path"]
            assert file["hash"] == f"sha256:{file_sha256(path)}"
            assert file["bytes"] == path.stat().st_size


def test_the_schema_fits_the_parquet_files(release: Path, package: dict[str, dict[str, object]]) -> None:
    for name, shape in SHAPES.items():
        schema = package[name]["schema"]
        assert isinstance(schema, dict)
        rows = duckdb.sql(f"describe from '{release}/data/{name}.parquet'").fetchall()
        assert [(one["name"], TYPES[one["type"]]) for one in schema["fields"]] == [row[:2] for row in rows]
        assert all(one["description"] for one in schema["fields"])
        assert schema["primaryKey"] == list(shape.key)
        for link in schema["foreignKeys"]:
            assert link["reference"]["resource"] in package


def test_the_codebook_is_whole_in_one_file(release: Path) -> None:
    ours, theirs = load_codebook(None), load_codebook(release / "codebook.yaml")
    assert theirs.variables == ours.variables
    assert (theirs.version, theirs.precedence, theirs.order) == (ours.version, ours.precedence, ours.order)
    page = (release / "codebook.md").read_text(encoding="utf-8")
    assert all(f"## {name}\n" in page for name in ours.variables)


def test_pages_name_every_table_and_column(release: Path) -> None:
    page = (release / "schema.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^#|\Z)", page, re.DOTALL | re.MULTILINE))
    for name, shape in SHAPES.items():
        assert all(f"| `{column}` |" in sections[name] for column in shape.columns)


def test_how_to_cite(edition: Edition, release: Path) -> None:
    cff = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cff)
    assert (cff["type"], cff["license"], cff["date-released"]) == ("dataset", "CC-BY-4.0", "2020-02-01")
    bib = (release / "citation.bib").read_text(encoding="utf-8")
    assert bib.startswith("@misc{attache-2020-02-01-synthetic,")
    assert edition.edition_id in bib
    assert edition.edition_id in cff["version"]


def test_licence_and_notice_in_both_languages(release: Path) -> None:
    licence = (release / "LICENSE.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in licence
    assert "remain those of their publishers" in licence
    notice = (release / "NOTICE.txt").read_text(encoding="utf-8")
    for words in ("not wrongdoing", "not thereby safe", "合成数据", "不等于有不当行为", "contact persons", "removed"):
        assert words in notice


def test_the_manifest_says_what_it_was_made_from(edition: Edition, release: Path) -> None:
    known = json.loads((release / "release.json").read_text(encoding="utf-8"))
    assert known["inputs"] == edition.manifest["inputs"]
    assert (known["edition"], known["number"], known["synthetic"]) == (edition.edition_id, 2, True)
    assert known["tables"]["opportunities"] == edition.rows("opportunities")
    assert known["sources"] == ["letters"]
    assert known["previous"].startswith("edition 1 (")
