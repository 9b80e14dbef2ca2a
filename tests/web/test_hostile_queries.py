"""Hostile queries and paths at every address that can be got: an answer that is meant, never a mistake of ours."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import attache.web
from attache.web.access import roles
from tests.browser.addresses import examples

_ASKED = re.compile(r"""query_params\.get\(\s*"(\w+)"|chosen\(request, "(\w+)\"""")
_HOSTILE = (
    "", "0", "-1", "99999999999999999999", "1e9", "nan", "%", "\x00", "'", "😀", "\u202egnp", "\ufeff", "١٢", "a" * 5000,
    '"><script>alert(1)</script>', "../../etc/passwd", '[{"a":', "2020-13-45", "0000", "9999-12-31", "(((", "a AND",
    "NOT", "-a", "*", '"', "1; drop table cards", "opportunities?host_country=US", "opportunities?no=such", "no?such",
    "zh", "xx", "US", "none", "stated", "2020", "激光雷达", "=cmd|' /C calc'!A0",
)  # fmt: skip
_DECLARED = (
    "after", "as_of", "before", "by", "country", "cursor", "edition", "field", "format", "kind", "lang", "limit",
    "military", "mission", "mode", "need", "page", "q", "since", "sort", "source", "state", "until", "where", "year",
)  # fmt: skip
_TIMES = 12
_NOT_OF_UTF_8 = "%ff=%fe&q=%c3%28"


def _names() -> list[str]:
    """The names of queries that pages look for, as their source says, and those that the API declares."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(attache.web.__file__).parent.rglob("*.py"))
    found = {name for pair in _ASKED.findall(source) for name in pair if name}
    assert len(found) > 10
    return sorted(found | set(_DECLARED))


def _paths(app: FastAPI) -> Iterator[str]:
    return (path for (method, path), role in roles(app).items() if method == "GET" and role is not None)


def test_nothing_that_is_asked_is_a_mistake_of_ours(app: FastAPI, client: TestClient) -> None:
    dice, names, known = random.Random(5), _names(), examples(app.state.site.view())
    wrong: list[tuple[str, int]] = []
    seen: set[int] = set()
    for path in _paths(app):
        for number in range(_TIMES):
            address = _filled(dice, path, known.get(path.split("/")[1], {}))
            query = urlencode([(dice.choice(names), dice.choice(_HOSTILE)) for _ in range(dice.randrange(5))])
            answer = client.get(f"{address}?{_NOT_OF_UTF_8 if number == 0 else query}", follow_redirects=False)
            seen.add(answer.status_code)
            if answer.status_code >= 500 and "being made" not in answer.text and "being counted" not in answer.text:
                wrong.append((f"{address}?{query}", answer.status_code))
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert "<script>alert" not in answer.text
    assert not wrong
    assert {200, 400, 404, 410} <= seen


def _filled(dice: random.Random, path: str, known: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1].partition(":")[0]
        wanted = known.get(name) or ("csv" if name == "form" else None)
        return quote(wanted if wanted and dice.random() < 0.7 else dice.choice(_HOSTILE) or "x", safe="")

    return re.sub(r"\{([\w:]+)\}", value, path)


@pytest.mark.parametrize("query", ["q=" + "x" * 60_000, "&".join(f"country={at}" for at in range(2000))])
def test_endless_queries_are_answered(client: TestClient, query: str) -> None:
    for path in ("/opportunities", "/api/v1/opportunities", "/organisations", "/needs", "/figures/records"):
        assert client.get(f"{path}?{query}").status_code < 500
