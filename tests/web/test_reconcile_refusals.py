"""What is not answered, and how that is said; any shape of query gets one answer or one sentence."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attache.web.reconcile.queries import BATCH, BODY, IDS, NAME, PROPERTIES, VALUES
from tests.web.looping import looped
from tests.web.reconciliation import OPENREFINE, client, refused, valid

WEB = client()
NAMED = {"query": "Siemens"}


def send(text: str, field: str = "queries") -> Any:
    return WEB.post("reconcile", data={field: text})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("[", "is no JSON"),
        ("[]", "is no JSON object"),
        ('"q0"', "is no JSON object"),
        ('{"q0": {}}', "neither `query` nor `properties`"),
        ('{"q0": {"properties": []}}', "neither `query` nor `properties`"),
        ('{"q0": 3}', "queries.q0"),
        ('{"q0": {"query": 3}}', "queries.q0.query"),
        ('{"q0": {"query": "a", "limit": 0}}', "queries.q0.limit"),
        ('{"q0": {"query": "a", "limit": -1}}', "queries.q0.limit"),
        ('{"q0": {"query": "a", "limit": "many"}}', "queries.q0.limit"),
        ('{"q0": {"query": "a", "limit": NaN}}', "NaN is no number"),
        ('{"q0": {"query": "a", "limit": 1e999}}', "queries.q0.limit"),
        ('{"q0": {"query": "a", "type_strict": "perhaps"}}', "queries.q0.type_strict"),
        ('{"q0": {"query": "a", "properties": [{"pid": "country"}]}}', "queries.q0.properties.0"),
        ('{"q0": {"query": "a", "properties": "country"}}', "queries.q0.properties"),
        ('{"q0": {"query": "\\ud800"}}', "queries.q0.query"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"q0": {"query": "a", "limit": ' + "9" * 5_000 + "}}", "is no JSON"),
    ],
)
def test_a_wrong_batch_is_refused_in_one_sentence(text: str, said: str) -> None:
    assert said in refused(send(text), 400)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({f"q{at}": NAMED for at in range(BATCH + 1)}),
        json.dumps({"q0": {"query": "a" * (NAME + 1)}}),
        json.dumps({"q" * (NAME + 1): NAMED}),
        json.dumps({"q0": NAMED | {"properties": [{"pid": "country", "v": "CN"}] * (PROPERTIES + 1)}}),
        json.dumps({"q0": NAMED | {"properties": [{"pid": "country", "v": ["CN"] * (VALUES + 1)}]}}),
        json.dumps({"q0": NAMED | {"type": ["1286"] * (VALUES + 1)}}),
    ],
)
def test_too_much_is_refused(text: str) -> None:
    sentence = refused(send(text), 413)
    assert len(sentence) < 300


def test_as_much_as_is_allowed_is_answered() -> None:
    batch = {f"q{at}": {"query": "Harbin" + "!" * (at % 3)} for at in range(BATCH)}
    assert len(valid("result-batch", send(json.dumps(batch)).json())) == BATCH
    properties = [{"pid": "country", "v": ["CN"] * VALUES}] * PROPERTIES
    answer = send(json.dumps({"q0": {"query": "a" * NAME, "properties": properties, "limit": 10**9}}))
    assert valid("result-batch", answer.json()) == {"q0": {"result": []}}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("{", 400),
        ("{}", 400),
        ('{"ids": "a", "properties": []}', 400),
        ('{"ids": [], "properties": [{"id": "colour"}]}', 400),
        ('{"ids": [], "properties": [{"id": "country", "settings": 3}]}', 400),
        (json.dumps({"ids": ["a"] * (IDS + 1), "properties": []}), 413),
        (json.dumps({"ids": [], "properties": [{"id": "country"}] * (PROPERTIES + 1)}), 413),
    ],
)
def test_a_wrong_extension_is_refused(text: str, status: int) -> None:
    refused(send(text, "extend"), status)


def test_a_body_is_bounded_and_must_be_a_form() -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    refused(WEB.post("reconcile", content=b"queries=" + b"a" * BODY, headers=form), 413)
    refused(WEB.post("reconcile", json={"queries": {}}), 415)
    refused(WEB.post("reconcile", content=b"queries={}"), 415)
    refused(WEB.post("reconcile", content=b"queries=%ff%fe", headers=form), 400)
    refused(WEB.post("reconcile", content=b"\xff", headers=form), 400)
    refused(WEB.post("reconcile", content=b"", headers=form), 400)
    refused(WEB.post("reconcile", content=b"a=1&" * 30 + b"queries={}", headers=form), 400)
    refused(WEB.post("reconcile", content=b"queries={}&queries={}", headers=form), 400)
    assert WEB.post("reconcile", content=b"queries={}", headers=form).json() == {}


def test_a_body_in_pieces_is_bounded_before_it_is_whole() -> None:
    read, answer = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a" * (BODY // 4), "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        answer.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"localhost")]
    scope = {"type": "http", "method": "POST", "path": "/api/reconcile", "query_string": b"", "headers": headers}
    looped(lambda: WEB.app(scope, receive, send))  # the test client would read an endless body
    assert answer[0]["status"] == 413
    assert read == 5


@pytest.mark.parametrize(
    "path", ["reconcile", "reconcile/suggest/entity", "reconcile/suggest/type", "reconcile/preview"]
)
def test_jsonp_is_not_supported_and_that_is_said(path: str) -> None:
    asked = {"callback": "jQuery1", "prefix": "a", "id": "1286:hit"}
    assert "JSONP is not supported" in refused(WEB.get(path, params=asked), 400)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("reconcile?query=Siemens", 400),
        ("reconcile?queries=", 400),
        ("reconcile?queries={}&queries={}", 400),
        ("reconcile/preview", 400),
        ("reconcile/preview?id=", 404),
        ("reconcile/preview?id=1286:nobody", 404),
        ("reconcile/preview?id=" + "a" * (NAME + 1), 413),
        ("reconcile/suggest/entity", 400),
        ("reconcile/suggest/entity?prefix=a&cursor=-1", 400),
        ("reconcile/suggest/entity?prefix=a&cursor=ten", 400),
        ("reconcile/suggest/entity?prefix=a&cursor=99999999999", 400),
        ("reconcile/suggest/property?prefix=a&cursor=" + quote("٣"), 400),
        ("reconcile/suggest/type?prefix=" + "a" * (NAME + 1), 413),
        ("reconcile/extend/propose?type=1286&limit=0", 400),
    ],
)
def test_a_wrong_address_is_refused(path: str, status: int) -> None:
    refused(WEB.get(path), status)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["query", "type", "limit", "properties", "type_strict", "other"])
NEARLY = st.dictionaries(st.text(max_size=4), st.dictionaries(FIELDS, JSON, max_size=5), max_size=4)


@given(JSON | NEARLY)
@example({"": {"query": "Siemens"}})
@example({"q": {"query": "\ud800"}})
@settings(max_examples=150)
def test_any_json_is_answered_or_refused(sent: Any) -> None:
    for field, schema in (("queries", "result-batch"), ("extend", "extension-response")):
        response = send(json.dumps(sent), field)
        if response.status_code == 200:
            valid(schema, response.json())
        else:
            refused(response, response.status_code)
            assert response.status_code in (400, 413)


TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(["Siemens", "哈工大", "1286:hit", "大学"])
VALUE = TEXT | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
PIDS = st.sampled_from(["country", "domain", "identifiers", "valid_from", "postings", "parents", "x"])
CONDITION = st.fixed_dictionaries(
    {"pid": PIDS, "v": VALUE | st.lists(VALUE, max_size=3) | st.fixed_dictionaries({"id": TEXT})}
)
QUERY = st.fixed_dictionaries(
    {"query": TEXT},
    optional={
        "type": TEXT | st.lists(st.sampled_from(["1286", "organisation", "x"]), max_size=2),
        "limit": st.integers(1, 10**12),
        "type_strict": st.sampled_from(["any", "should", "all"]),
        "properties": st.lists(CONDITION, max_size=4),
    },
)


@given(st.dictionaries(TEXT, QUERY, max_size=5))
@settings(max_examples=150)
def test_every_valid_batch_is_answered_key_by_key(batch: dict[str, Any]) -> None:
    response = send(json.dumps(valid("query-batch", batch)))
    assert response.status_code == 200, response.text
    answer = valid("result-batch", response.json())
    assert list(answer) == list(batch)
    for key, query in batch.items():
        found = answer[key]["result"]
        assert len(found) <= query.get("limit", 5)
        assert [c["score"] for c in found] == sorted((c["score"] for c in found), reverse=True)
        assert sum(c["match"] for c in found) <= 1
        assert not any(c["match"] for c in found[1:])


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
@example("[::")
@example('a"><script>')
@example("{{id}}")
def test_any_host_is_answered_or_refused(host: str) -> None:
    response = WEB.get("reconcile", headers={"Host": host.encode("latin-1").strip() or b"h"})
    assert response.status_code in (200, 400)
    assert response.headers["content-type"].startswith("application/")
    assert response.headers["access-control-allow-origin"] == OPENREFINE
