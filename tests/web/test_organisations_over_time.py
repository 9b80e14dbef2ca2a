"""What an organisation's address says when judgements join and part organisations, and when its name is gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from attache.build.builder import build
from attache.core.workspace import Workspace
from attache.link.organisations import node_id
from attache.web.app import create_app
from tests.build.conftest import take_in, workspace_with
from tests.build.test_organisations import LETTERS, judge, owner, take_back, with_letters, write

LONG, SHORT = "Lidarex Optics GmbH", "Lidarex Optics"


@pytest.fixture
def letters(tmp_path: Path) -> Workspace:
    return with_letters(tmp_path / "w")


@pytest.fixture
def client(letters: Workspace) -> Iterator[TestClient]:
    build(letters)
    with TestClient(create_app(letters), base_url="http://127.0.0.1", follow_redirects=False) as made:
        yield made


def now(client: TestClient, space: Workspace) -> int:
    """Build, and open what was built."""
    number = build(space).edition.number
    client.app.state.site.view(number)  # type: ignore[attr-defined]
    return number


def ids(space: Workspace) -> tuple[str, str]:
    """The organisation that has both names at first, and the id of the shorter one, which leads to it."""
    edition = build(space).edition
    kept = owner(edition, LONG)
    assert owner(edition, SHORT) == kept
    return kept, node_id(SHORT)


def test_an_id_that_leads_on_leads_back_to_its_own_page_when_a_judgement_parts_them(
    client: TestClient, letters: Workspace
) -> None:
    kept, led = ids(letters)
    first = client.get(f"/organisations/{led}")
    assert (first.status_code, first.headers["location"]) == (308, f"/organisations/{kept}")
    assert first.headers["cache-control"] == "no-cache", "a browser must ask again"
    assert client.get(f"/api/v1/organisations/{led}").json()["record"]["forwarded_from"] == led

    decision = judge(letters, "different", LONG, SHORT)
    now(client, letters)
    for own, other in ((kept, led), (led, kept)):
        page = client.get(f"/organisations/{own}", headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "People decided that these are other organisations" in page.text
        assert f'href="/organisations/{other}"' in page.text
        record = client.get(f"/api/v1/organisations/{own}").json()["record"]
        assert record["forwarded_from"] is None
        assert [(one["organisation_id"], one["decision_id"]) for one in record["parted_from"]] == [(other, decision)]
    assert "经人工裁定" in client.get(f"/organisations/{led}?lang=zh").text
    assert client.get(f"/organisations/{led}?edition=1").status_code == 308, "the edition before stays as it was"

    take_back(letters, decision)
    now(client, letters)
    assert client.get(f"/organisations/{led}").headers["location"] == f"/organisations/{kept}"
    assert client.get(f"/api/v1/organisations/{kept}").json()["record"]["parted_from"] == []


def test_a_merge_by_a_judgement_and_its_undoing(client: TestClient, letters: Workspace) -> None:
    kept, _ = ids(letters)
    joined = owner(build(letters).edition, "慕尼黑工业大学")
    decision = judge(letters, "same", LONG, "慕尼黑工业大学")
    now(client, letters)
    pages = {key: client.get(f"/organisations/{key}") for key in (kept, joined)}
    assert sorted(one.status_code for one in pages.values()) == [200, 308]
    gone = next(key for key, one in pages.items() if one.status_code == 308)
    left = pages[gone].headers["location"]
    assert gone in client.get(left).text, "ids that lead here are listed"
    take_back(letters, decision)
    now(client, letters)
    assert client.get(f"/organisations/{gone}").status_code == 200


def test_an_organisation_that_is_read_no_more_says_where_it_last_stood_and_where_its_names_are(
    client: TestClient, letters: Workspace, tmp_path: Path
) -> None:
    kept, led = ids(letters)
    other = workspace_with(tmp_path / "other", 0)  # the same as if other rules read other names from the letters
    write(other, "b", LETTERS["b"])
    take_in(other)
    made = build(other).edition
    shutil.copytree(made.path, letters.editions / "000002")
    first = client.get(f"/organisations/{kept}?edition=2", headers={"accept-language": "en"})
    assert first.status_code == 410
    assert "Edition 2 has no organisation with this id; edition 1 had" in first.text
    assert f'href="/organisations/{kept}?edition=1"' in first.text
    assert f'href="/organisations/{node_id(SHORT)}' in first.text, "one of its names stands there"
    assert "曾有" in client.get(f"/organisations/{kept}?edition=2&lang=zh").text
    told = client.get(f"/api/v1/organisations/{kept}?edition=2")
    assert told.status_code == 410
    assert told.headers["content-type"] == "application/problem+json"
    assert "edition=1" in told.json()["mend"]
    assert node_id(SHORT) in told.json()["mend"]
    alone = owner(build(letters).edition, "慕尼黑工业大学")
    page = client.get(f"/organisations/{alone}?edition=2", headers={"accept-language": "en"})
    assert page.status_code == 410
    assert "None of its names stands in this edition" in page.text
    assert client.get(f"/organisations/{kept}?edition=1").status_code == 200
    for never in ("org-ffffffffffffffff", "org-x", "org-" + "f" * 5_000):
        assert client.get(f"/organisations/{never}?edition=2").status_code == 404
        assert client.get(f"/api/v1/organisations/{never}?edition=2").status_code in (404, 422)
    assert led == node_id(SHORT) or client.get(f"/organisations/{led}?edition=2").status_code == 410
