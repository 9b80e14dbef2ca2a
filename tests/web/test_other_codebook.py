"""A workspace with a codebook of its own: the shelf, labels, facets and pages follow it, and follow when it changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from attache.api import expose
from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.core.workspace import Workspace
from attache.vocabulary.codebook import SHIPPED
from attache.web.app import create_app
from attache.web.shelf import Shelf
from tests.build.conftest import workspace_with

VALUE = """
  - value: german_radar
    parent: sensing_photonics
    zh: 德国雷达
    en: German radar
    definition: {zh: 仅供测试。, en: For a test.}
    examples: [德国雷达技术项目]
    terms: {zh: [德国雷达技术项目], en: [german radar technology]}
  - value: lidar_sensing
"""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace whose codebook has one value more than the shipped one."""
    shutil.copytree(SHIPPED, tmp_path / "book")
    path = tmp_path / "book" / "fields" / "sensing_photonics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n  - value: lidar_sensing\n", VALUE), encoding="utf-8")
    made = workspace_with(tmp_path / "w", 5)
    book = tmp_path / "book" / "codebook.yaml"
    (made.root / "attache.toml").write_text(f'jobs = 1\ncodebook = "{book}"\n', encoding="utf-8")
    made = Workspace.open(made.root)
    build(made)
    return made


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(space), base_url="http://127.0.0.1") as made:
        yield made


def test_the_value_is_counted_named_and_searched_for(client: TestClient) -> None:
    view = client.app.state.site.view()  # type: ignore[attr-defined]
    (row,) = view.shelf.rows("""select n from tallies where "key" = 'DE' and value = 'german_radar'""")
    assert row["n"] == 5
    for path in (
        "/countries/DE",
        "/missions/de-embassy",
        "/opportunities?field=german_radar",
        "/codebook/technology_field",
    ):
        assert "German radar" in client.get(f"{path}{'&' if '?' in path else '?'}lang=en").text, path
        assert "德国雷达" in client.get(f"{path}{'&' if '?' in path else '?'}lang=zh").text, path
    found = client.get("/api/v1/opportunities?field=german_radar&facets=field").json()
    assert found["total"] == 5
    assert {"group": "german_radar", "n": 5} in found["facets"]["field"]
    counts = client.get("/api/v1/countries/DE").json()["record"]["counts"]["technology_field"]
    assert {"group": "german_radar", "n": 5} in counts
    values = client.get("/api/v1/codebook/technology_field").json()["record"]["values"]
    assert "german_radar" in [one["value"] for one in values]
    assert "German radar" in client.get("/countries/DE/measured?lang=en").text, "measured by the same codebook"


def test_wide_fields_are_those_of_that_codebook(client: TestClient) -> None:
    """A narrow field lies in its wide one, which is not counted beside it."""
    text = client.get("/countries/DE?lang=en").text
    fields = text.partition('aria-labelledby="fields"')[2].partition("</section>")[0]
    assert "German radar" in fields
    assert "field=sensing_photonics" not in fields


def test_a_shelf_of_another_codebook_is_made_again(space: Workspace) -> None:
    edition = Editions(space.editions).require()
    Shelf.of(edition)
    assert Shelf.ready(edition)
    edition.codebook_file.unlink()  # type: ignore[union-attr]  # as editions of an earlier format are
    assert not Shelf.ready(Edition(edition.path))


def test_a_described_technology_is_read_with_the_codebook_of_the_edition(space: Workspace, client: TestClient) -> None:
    found = expose("德国雷达技术项目", edition=space.root)
    assert "german_radar" in narrow(found)
    assert [(one["why"]["fields"], one["posts"]) for one in found["opportunities"]] == [(["german_radar"], 5)]
    assert "german_radar" not in narrow(expose("德国雷达技术项目"))
    answer = client.post("/api/v1/expose", json={"text": "德国雷达技术项目"}).json()
    assert "german_radar" in narrow(answer)


def narrow(found: dict[str, Any]) -> list[str]:
    """The narrow fields that a description lies in."""
    return [one["field"] for one in found["described"]["fields"] if one["narrow"]]


def test_each_edition_is_shown_by_the_codebook_that_coded_it(space: Workspace) -> None:
    (space.root / "attache.toml").write_text("jobs = 1\n", encoding="utf-8")
    build(Workspace.open(space.root))
    with TestClient(create_app(Workspace.open(space.root)), base_url="http://127.0.0.1") as client:
        assert "german_radar" not in client.get("/codebook/technology_field?edition=2").text
        assert "german_radar" in client.get("/codebook/technology_field?edition=1").text
        assert client.get("/countries/DE?edition=2").status_code == 200
