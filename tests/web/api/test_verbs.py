"""What is handed in to the API: names, technologies, files, texts; and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from attache.web.api import busy
from tests.web.team import browser, people, team_app

API = "/api/v1"


@pytest.fixture
def plain(app: FastAPI) -> Iterator[TestClient]:
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    yield client
    client.close()


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    return told


def test_names_are_compared_across_scripts(client: TestClient) -> None:
    sent = {"a": "哈尔滨工程大学", "b": "Harbin Engineering University", "country_a": "中国"}
    found = client.post(f"{API}/compare", json=sent).json()
    assert found["match"]
    assert found["score"] > 0.9
    assert found["reasons"]
    assert [part["text"] for part in found["parts"][0]]


def test_a_screening_is_told_and_kept_only_if_it_is_asked_for(client: TestClient, app: FastAPI) -> None:
    names = {"names": [{"id": "a", "name": "哈尔滨工业大学"}, {"id": 2, "name": "Nobody of That Name"}]}
    found = client.post(f"{API}/screen", json=names).json()
    assert found["answers"][0]["hits"][0]["register"] == "cn-miit-seven"
    assert [one["id"] for one in found["answers"]] == ["a", 2]
    assert found["decision_id"] is None
    assert any("not safe" in one for one in found["screening"]["caveats"])
    kept = client.post(f"{API}/screen", json=names | {"records": True}).json()
    decisions = {one.decision_id: one for one in app.state.site.ledger.decisions("screening")}
    assert decisions[kept["decision_id"]].payload["names"] == 2
    assert decisions[kept["decision_id"]].author == "local"


@pytest.mark.parametrize("register", ["/etc/passwd", "attache.toml", "x.csv", "..", ""])
def test_no_file_is_opened_as_a_register(plain: TestClient, register: str) -> None:
    sent = {"names": [{"name": "x"}], "registers": [register]}
    problem(plain.post(f"{API}/screen", json=sent), 404)


def test_a_described_technology_is_near_to_needs(client: TestClient) -> None:
    sent = {"text": "solid-state lidar for vehicles", "as_of": "2020-06-30", "top": 3}
    found = client.post(f"{API}/expose", json=sent).json()
    assert found["needs"][0]["code"] == "10"
    assert 0 < len(found["opportunities"]) <= 3
    assert found["notice"]


def test_texts_are_coded_with_the_words_that_prove_it(client: TestClient) -> None:
    sent = {"texts": [{"id": 7, "title": "固态激光雷达", "text": "寻求在华合资。"}], "variables": ["technology_field"]}
    answer = client.post(f"{API}/code", json=sent).json()["answers"][0]
    assert answer["id"] == 7
    words = answer["codes"][0]["spans"][0]
    assert sent["texts"][0][words["field"]][words["start"] : words["end"]] == words["quote"]  # type: ignore[index]
    problem(client.post(f"{API}/code", json={"texts": [{"title": "x"}], "variables": ["nothing"]}), 400)


def test_a_file_is_read(client: TestClient) -> None:
    page = "<html><h1>固态激光雷达</h1><p>据驻美国使馆2019年7月15日消息，联系电话 010-12345678。</p></html>"
    answer = client.post(f"{API}/read", files={"file": ("../../a.html", page.encode(), "text/html")})
    document = answer.json()["documents"][0]
    assert document["path"] == "a.html"
    assert "激光雷达" in document["title"]
    assert "12345678" not in answer.text
    for body in (b"%PDF-1.4 broken", b"PK\x03\x04broken", b"\x00\x01\x02" * 100, b""):
        answer = client.post(f"{API}/read", files={"file": ("x", body, "application/octet-stream")})
        assert answer.status_code in (200, 400)


DEEP = b"[" * 100_000
WRONG = (
    (b'{"a":', 422), (b"\xff\xfe", 422), (b"\xef\xbb\xbf{}", 422), (DEEP, 400), (b'{"a": NaN, "b": 1e999}', 422),
    (b'{"a": "\\ud800", "b": "x"}', 422), (b'{"\\ud800": "\\ud800", "a": "1", "b": "x"}', 422), (b"null", 422),
    (b'{"a": ' + b"9" * 5_000 + b', "b": "x"}', 400), (b'{"a": "' + b"x" * 1_001 + b'", "b": "x"}', 422), (b"", 422),
    (b'{"a": "x", "b": "y", "c": 1}', 422), (b'{"a": ["x"], "b": {}}', 422),
    (b'{"a": "x", "b": "' + b"y" * (9 << 20) + b'"}', 413),
)  # fmt: skip


@pytest.mark.parametrize(("body", "status"), WRONG, ids=range(len(WRONG)))
def test_bodies_that_are_wrong(plain: TestClient, body: bytes, status: int) -> None:
    problem(plain.post(f"{API}/compare", content=body, headers={"content-type": "application/json"}), status)


def test_bodies_of_other_types(plain: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        problem(plain.post(f"{API}/compare", content=b"a=b", headers={"content-type": kind}), 415)
    problem(plain.post(f"{API}/read", json={"file": "x"}), 415)


@pytest.mark.parametrize(
    "more",
    [
        {"names": []},
        {"names": [{"name": "x"}] * 1001},
        {"names": [{"name": "x"}], "top": 0},
        {"names": [{"name": "x"}], "top": 10**30},
        {"names": [{"name": "x"}], "threshold": 1.1},
        {"names": [{"name": "x", "id": [1]}]},
        {"names": [{"name": "x"}], "as_of": "2021-1-1"},
        {"names": "x"},
        {},
    ],
)
def test_screenings_that_are_wrong(plain: TestClient, more: dict[str, Any]) -> None:
    problem(plain.post(f"{API}/screen", json=more), 422)


def test_a_day_that_is_none(plain: TestClient) -> None:
    for verb, sent in (("screen", {"names": [{"name": "x"}]}), ("expose", {"text": "x"})):
        problem(plain.post(f"{API}/{verb}", json=sent | {"as_of": "2021-02-30"}), 422)


def test_names_without_letters_are_answered(client: TestClient) -> None:
    names = ["", " ", "\x00", "株", "\u202eevil", "有限公司", "a" * 1000, "😀"]
    found = client.post(f"{API}/screen", json={"names": [{"name": name} for name in names]}).json()
    assert [one["name"] for one in found["answers"]] == names


def test_too_many_long_requests_are_told_to_wait(plain: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "_LONGEST_WAIT", 0.01)
    for _ in range(busy.AT_ONCE):
        busy._places.acquire()
    try:
        answer = plain.post(f"{API}/code", json={"texts": [{"title": "x"}]})
    finally:
        for _ in range(busy.AT_ONCE):
            busy._places.release()
    problem(answer, 429)
    assert int(answer.headers["retry-after"]) > 0
    assert plain.post(f"{API}/code", json={"texts": [{"title": "x"}]}).status_code == 200


def test_only_so_many_wait(plain: TestClient) -> None:
    held = [busy._line.acquire(blocking=False) for _ in range(busy.AT_ONCE + busy.WAITING)]
    try:
        answer = plain.post(f"{API}/code", json={"texts": [{"title": "x"}]})
    finally:
        for _ in held:
            busy._line.release()
    assert all(held)
    problem(answer, 429)


def test_what_is_worked_out_in_the_background_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([None, None, "there"])
    assert busy.soon(lambda: next(answers)) == "there"
    monkeypatch.setattr(busy, "_LONGEST_WAIT", 0.01)
    with pytest.raises(HTTPException) as refused:
        busy.soon(lambda: None)
    assert refused.value.status_code == 503


def test_a_cookie_alone_hands_nothing_in(web_space: Any, tmp_path: Any) -> None:
    app = team_app(web_space, tmp_path)
    sent = {"a": "x", "b": "y"}
    with browser(app, "reader") as client:
        same = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
        problem(client.post(f"{API}/compare", json=sent, headers=same), 401)
        assert client.get(f"{API}/opportunities").status_code == 200
    with browser(app) as client:
        answer = client.get(f"{API}/opportunities")
        problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
        for scope, status in (("screen", 200), ("read", 403)):
            secret = people(app).tokens.make("reader", scope, [scope], 1)[1]
            headers = {"authorization": f"Bearer {secret}"}
            assert client.post(f"{API}/compare", json=sent, headers=headers).status_code == status
    app.state.site.close()
