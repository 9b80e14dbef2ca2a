"""Answers of the API: what they hold, how lists go on, when they are the same as before, how they refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.web.app import create_app

API = "/api/v1"


def records(client: TestClient, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{API}{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["records"]
    return found


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["detail"]
    assert "Traceback" not in answer.text
    return told


def test_a_search_finds_in_chinese_and_counts_facets(client: TestClient) -> None:
    answer = client.get(f"{API}/opportunities", params={"q": "激光雷达", "facets": ["country", "year"]}).json()
    assert answer["total"] == sum(one["n"] for one in answer["facets"]["country"])
    assert answer["edition"]["synthetic"]
    assert any("not wrongdoing" in one for one in answer["notice"])
    for hit in answer["records"]:
        assert all(hit["snippet"][start:end] for start, end in hit["marks"])
    assert any("激光雷达" in [h["snippet"][s:e] for s, e in h["marks"]] for h in answer["records"])
    narrowed = client.get(f"{API}/opportunities", params={"q": "激光雷达", "country": "US"}).json()
    assert {hit["host_country"] for hit in narrowed["records"]} == {"US"}
    assert 0 < narrowed["total"] < answer["total"]


def test_a_list_goes_on_to_its_end_without_gap_or_repeat(client: TestClient) -> None:
    whole = [hit["document_id"] for hit in records(client, "/opportunities", sort="newest", limit=500)]
    walked, path = [], f"{API}/opportunities?sort=newest&limit=70"
    while path:
        answer = client.get(path).json()
        walked += [hit["document_id"] for hit in answer["records"]]
        path = answer["next"]
    assert len(whole) > 140
    assert walked == whole


def test_a_cursor_holds_for_its_question_and_its_edition(client: TestClient) -> None:
    following = client.get(f"{API}/organisations?limit=5").json()["next"]
    assert "edition=2" in following
    cursor = following.partition("cursor=")[2]
    problem(client.get(f"{API}/organisations?limit=5&edition=1&cursor={cursor}"), 410)
    for wrong in (f"q=x&cursor={cursor}", f"cursor={cursor[:-4]}AAAA", "cursor=AAAA", "cursor=%F0%9F%98%80", "cursor="):
        problem(client.get(f"{API}/organisations?limit=5&{wrong}"), 400)
    problem(client.get(f"{API}/needs?cursor={cursor}"), 400)


def test_an_opportunity_has_its_words_its_capture_and_what_it_answers(client: TestClient) -> None:
    hit = records(client, "/opportunities", q="激光雷达", limit=1)[0]
    answer = client.get(f"{API}/opportunities/{hit['subject_id']}").json()
    record = answer["record"]
    spans = [span for code in record["codes"] for span in code["spans"]]
    assert spans
    assert all(record["text"][one["start"] : one["end"]] == one["quote"] for one in spans)
    assert len(record["capture"]["sha256"]) == 64
    assert record["needs"]
    assert record["decided"] == []
    given = {(code["variable"], code["value"]) for code in record["codes"]}
    shown = {(name, value) for name, one in record["shown"].items() for value in one["values"]}
    assert {("technology_field", "lidar_sensing")} <= shown <= given
    same = client.get(f"{API}/documents/{hit['document_id']}").json()
    assert same["record"] == record
    capture = client.get(f"{API}/captures/{record['capture']['capture_id']}").json()
    assert capture["record"] == record["capture"]
    assert hit["document_id"] in [one["document_id"] for one in capture["documents"]]
    problem(client.get(f"{API}/opportunities/{records(client, '/opportunities', kind='need')[0]['subject_id']}"), 404)


def test_what_people_decide_is_laid_over_the_edition(demo_copy: Callable[[Path], Workspace], tmp_path: Path) -> None:
    space = demo_copy(tmp_path / "demo")
    with TestClient(create_app(space), base_url="http://127.0.0.1") as client:
        hit = records(client, "/opportunities", limit=1)[0]
        path = f"{API}/opportunities/{hit['subject_id']}"
        before = client.get(path)
        tagged = {"if-none-match": before.headers["etag"]}
        assert client.get(path, headers=tagged).status_code == 304
        ledger = Ledger(space.ledger_url)
        said = {"variable": "coop_mode", "value": "licence"}
        made = ledger.append("code", hit["subject_id"], said, author="ada")
        after = client.get(path, headers=tagged)
        assert after.status_code == 200
        assert [one["decision_id"] for one in after.json()["record"]["decided"]] == [made.decision_id]
        ledger.append("retract", hit["subject_id"], {}, author="ada", retracts=made.decision_id)
        assert client.get(path).json()["record"]["decided"][-1]["retracts"] == made.decision_id
        ledger.close()


@pytest.mark.parametrize("path", ["/opportunities?q=lidar", "/organisations", "/codebook", "/needs", "/editions/2"])
def test_what_did_not_change_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(API + path)
    tag = first.headers["etag"]
    for asked in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = client.get(API + path, headers={"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(API + path, headers={"if-none-match": '"x"'}).status_code == 200
    other = client.get(API + path, headers={"if-none-match": tag, "accept-language": "zh"})
    assert other.status_code == 200, "the notice is in another language"
    assert "private" in first.headers["cache-control"]


def test_pages_have_tags_too(client: TestClient, uncounted: None) -> None:
    for path in ("/organisations", "/opportunities?q=lidar"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        other = client.get(path, headers={"if-none-match": tag, "cookie": "attache_language=zh"})
        assert other.status_code == 200
    for path in ("/", "/feeds", "/claims"):
        assert "etag" not in client.get(path).headers, "it shows what is still being counted"


def test_an_older_id_of_an_organisation_leads_on(client: TestClient, app: FastAPI) -> None:
    view = app.state.site.view()
    row = view.shelf.rows("select * from forwards where why <> 'split' and old_id <> organisation_id limit 1")[0]
    found = client.get(f"{API}/organisations/{row['old_id']}").json()["record"]
    assert (found["organisation_id"], found["forwarded_from"]) == (row["organisation_id"], row["old_id"])


def test_places_needs_events_outcomes_programmes(client: TestClient) -> None:
    missions = records(client, "/missions", limit=500)
    counted = sum(one["opportunities"] for one in missions)
    total = client.get(f"{API}/opportunities?limit=1").json()["total"]
    assert 0 < counted <= total
    busiest = client.get(f"{API}/missions/{missions[0]['mission_id']}").json()["record"]
    assert sum(one["n"] for one in busiest["counts"]["status"]) == busiest["opportunities"]
    country = records(client, "/countries", limit=1)[0]
    same = client.get(f"{API}/opportunities", params={"country": country["country"], "limit": 1}).json()["total"]
    assert same == country["opportunities"]
    needs = records(client, "/needs", limit=500)
    need = max(needs, key=lambda one: one["answers"] or 0)
    answered = client.get(f"{API}/needs/{need['need_id']}").json()["record"]["answered_by"]
    assert len(answered) == need["answers"] > 0
    requests = [one for one in needs if one["list_id"] is None]
    counted_now = [client.get(f"{API}/needs/{one['need_id']}").json()["record"] for one in requests[:20]]
    assert any(one["answers"] for one in counted_now)
    assert all(len(one["answered_by"]) == one["answers"] for one in counted_now)
    event = records(client, "/events", limit=1)[0]
    assert client.get(f"{API}/events/{event['event_id']}").json()["record"] == event
    assert records(client, "/outcomes")
    programme = records(client, "/programmes", limit=1)[0]
    assert programme["targets"]
    assert client.get(f"{API}/programmes/{programme['programme_id']}").json()["record"] == programme


def test_every_row_of_a_measure_leads_to_its_records(client: TestClient) -> None:
    rows = records(client, "/measures/locations.country", limit=500)
    for row in rows[:5]:
        answer = client.get(f"{API}/records", params={"where": row["records"], "limit": 1}).json()
        assert answer["total"] == row["n"]
        assert len(answer["records"][0]["sha256"]) == 64
    part = {"country": ["US"], "only": ["technology_field=lidar_sensing"], "since": "2015", "until": "2019"}
    narrowed = records(client, "/measures/locations.country", **part)
    assert [row["group_1"] for row in narrowed if row["n"]] == ["US"]
    listed = records(client, "/measures", limit=500)
    assert "locations.country" in [one["measure"] for one in listed]


def test_published_figures_stand_beside_ours(client: TestClient) -> None:
    claims = records(client, "/claims", limit=500)
    assert len(claims) > 80
    one = client.get(f"{API}/claims/{claims[0]['claim']}").json()["record"]
    assert one == claims[0]
    assert one["figures"][0]["published"]["sources"]


def test_editions_and_what_moved(client: TestClient) -> None:
    editions = records(client, "/editions")
    assert [one["number"] for one in editions] == [2, 1]
    assert [one["current"] for one in editions] == [True, False]
    moved = client.get(f"{API}/diff?before=1&after=2&limit=3").json()
    assert moved["why"]
    assert len(moved["records"]) == 3
    assert client.get(moved["next"]).json()["records"] != moved["records"]
    old = client.get(f"{API}/opportunities?edition=1&limit=1").json()
    assert old["edition"]["number"] == 1


def test_the_codebook(client: TestClient) -> None:
    names = [one["variable"] for one in records(client, "/codebook", limit=500)]
    record = client.get(f"{API}/codebook/{names[0]}").json()["record"]
    assert record["count"] == len(record["values"]) > 0


@pytest.fixture
def plain(app: FastAPI) -> Iterator[TestClient]:
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    yield client
    client.close()


HOSTILE = (
    "/opportunities?limit=501", "/opportunities?limit=NaN", "/opportunities?edition=0", "/opportunities?edition=1e9",
    "/opportunities?sort=x", "/opportunities?kind=", "/opportunities?facets=x", f"/opportunities?q={'a' * 1001}",
    f"/opportunities/{'x' * 300}", "/organisations/%00", "/organisations/%ff%fe", "/countries/us", "/editions/-1",
    "/editions/99999999999999999999999", "/editions/x", "/diff?before=1&after=99", "/diff", "/measures/x", "/records",
    "/records?where=%00", "/records?where=x%3Fy", "/records?where=self%3Fself%3D1",
    "/records?where=opportunities%3Fself%3D1", "/records?where=opportunities%3Ffrom%3Dx",
    "/measures/locations.country?since=2020-13", "/measures/locations.country?only=self%3D1",
    "/measures/locations.country?only=x%3D1", "/codebook/x", "/claims/x", "/nowhere",
    "/programmes/x", "/programmes/%00", "/releases/x", "/releases/%2e%2e%2fx",
)  # fmt: skip
ODD = (
    "q=%ff%fe", "q=%00a", "q=(((%22", "q=*", "q=-", "q=%22" + "a%22" * 300, "q=" + "%C3%A9*%20" * 100, "country=%00",
    "year=" + "9" * 400, "field=" + "&field=".join("abc"), "q=%E2%80%AE%F0%9F%98%80", "country=" + "X" * 5_000,
)  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_what_cannot_be_answered_is_refused_in_one_sentence(plain: TestClient, path: str) -> None:
    answer = plain.get(API + path)
    problem(answer, answer.status_code)
    assert answer.status_code in (400, 404, 410, 422)


@pytest.mark.parametrize("query", ODD)
def test_odd_words_find_something_or_nothing(plain: TestClient, query: str) -> None:
    assert plain.get(f"{API}/opportunities?{query}").status_code == 200
    assert plain.get(f"{API}/organisations?{query[:500]}").status_code in (200, 422)


def test_wrong_methods_are_told_which_are_right(plain: TestClient) -> None:
    answer = plain.delete(f"{API}/opportunities")
    problem(answer, 405)
    assert "GET" in answer.headers["allow"]
