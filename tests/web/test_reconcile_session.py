"""A session as OpenRefine holds it, from the manifest to the new columns."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tests.web.reconciliation import OPENREFINE, client, extend, reconcile, service, valid


def test_a_session_like_openrefines() -> None:
    web = client()
    manifest = valid("manifest", web.get("reconcile").json())
    assert manifest["versions"] == ["0.2"]
    assert [one["id"] for one in manifest["defaultTypes"]] == ["organisation", "entity-list", "1286", "organisations"]

    column = ["哈爾濱工業大學", "Harbin Engineering Univ.", "国防科技大学", "有限公司", "", "No Such Bakery GmbH"]
    asked = {f"q{at}": {"query": name, "limit": 3, "type": "entity-list"} for at, name in enumerate(column)}
    asked["q2"] |= {"type": "1286", "type_strict": "should"}
    found = reconcile(web, **asked)
    assert [[c["id"] for c in found[key]][:1] for key in asked] == [
        ["entity-list:hit"],
        ["entity-list:heu"],
        ["1286:nudt"],
        [],
        [],
        [],
    ]
    assert found["q0"][0]["match"]
    assert found["q2"][0]["match"]
    assert found["q0"][0]["type"][0] == {"id": "entity-list", "name": "Entity List"}

    chosen = found["q0"][0]["id"]
    preview = web.get(manifest["preview"]["url"].replace("{{id}}", quote(chosen, safe="")))
    assert preview.headers["content-type"].startswith("text/html")
    assert "哈尔滨工业大学" in preview.text
    assert web.get(manifest["view"]["url"].replace("{{id}}", quote(chosen, safe=""))).status_code == 200

    entity = manifest["suggest"]["entity"]
    answer = web.get(entity["service_url"] + entity["service_path"], params={"prefix": "harbin e"}).json()
    assert valid("suggest-entities", answer)["result"][0]["id"] == "entity-list:heu"

    propose = manifest["extend"]["propose_properties"]
    address = propose["service_url"] + propose["service_path"]
    proposal = valid("proposal", web.get(address, params={"type": "entity-list", "limit": 5}).json())
    assert proposal["limit"] == 5
    assert [one["id"] for one in proposal["properties"]][:3] == ["names", "aliases", "country"]

    wanted = [{"id": one["id"]} for one in proposal["properties"]] + [{"id": "valid_from", "settings": {"limit": "1"}}]
    rows = extend(web, [chosen, "1286:nudt"], *wanted)
    assert rows[chosen]["valid_from"] == [{"date": "2020-06-05T00:00:00Z"}]
    assert rows["1286:nudt"]["aliases"] == [{"str": "国防科技大学"}, {"str": "NUDT"}]
    assert rows["1286:nudt"]["valid_from"] == []


def test_the_manifest_leads_to_the_address_that_was_asked_or_given() -> None:
    asked = valid("manifest", client().get("reconcile", params={"x": "1"}).json())
    assert asked["preview"]["url"] == "http://localhost/api/reconcile/preview?id={{id}}"
    assert asked["batchSize"] == 50
    slash = valid("manifest", client().get("reconcile/").json())
    assert slash["suggest"] == asked["suggest"]
    behind = client(endpoint="https://example.org/r")
    assert valid("manifest", behind.get("reconcile").json())["suggest"]["type"] == {
        "service_url": "https://example.org/r",
        "service_path": "/suggest/type",
    }


def test_get_answers_as_post_does() -> None:
    web = client()
    queries = json.dumps({"a": {"query": "Siemens"}, "b": {"query": "哈工大"}})
    by_get = web.get("reconcile", params={"queries": queries})
    assert by_get.json() == web.post("reconcile", data={"queries": queries}).json()
    assert by_get.json()["a"]["result"][0]["id"] == "organisations:o1"
    ask = json.dumps({"ids": ["1286:hit"], "properties": [{"id": "edition"}]})
    answer: Any = web.get("reconcile", params={"extend": ask}).json()
    assert valid("extension-response", answer)["rows"] == {"1286:hit": {"edition": [{"str": "2025-01"}]}}


def test_pages_of_the_same_machine_are_let_in_and_others_only_if_named() -> None:
    web = client()
    allowed = "access-control-allow-origin"
    for origin in (OPENREFINE, "http://localhost:3333", "http://[::1]:80", "https://localhost"):
        assert web.get("reconcile", headers={"Origin": origin}).headers[allowed] == origin
    for origin in ("https://evil.example", "http://localhost.evil.example", "http://127.0.0.1:3333.evil", "null", ""):
        answer = web.get("reconcile", headers={"Origin": origin})
        assert allowed not in answer.headers
        assert answer.headers["vary"] == "Origin"
    named = client(service(), origins=("https://refine.example",))
    assert (
        named.get("reconcile", headers={"Origin": "https://refine.example"}).headers[allowed]
        == "https://refine.example"
    )
    assert client(service(), origins="*").get("reconcile").headers[allowed] == "*"


def test_a_browser_may_ask_first() -> None:
    for path in ("reconcile", "reconcile/suggest/entity", "reconcile/extend/propose"):
        answer = client().options(path, headers={"Access-Control-Request-Method": "POST"})
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == OPENREFINE
        assert "POST" in answer.headers["access-control-allow-methods"]
