"""A small reconciliation service to test against, and the check of its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker

from attache.link import Entry, Register
from attache.web.reconcile import Service, router

SCHEMAS = Path(__file__).parent / "reconciliation_schemas"
SCRIPT = "<script>alert('x')</script>"
OPENREFINE = "http://127.0.0.1:3333"

LISTED = (
    Entry(
        "hit",
        "Harbin Institute of Technology",
        aliases=("哈尔滨工业大学", "HIT"),
        country="CN",
        edition="2024",
        valid_from="2020-06-05",
        identifiers=("ror:01yqg2h08", "domain:hit.edu.cn"),
        programme="EAR § 744.11",
    ),
    Entry("heu", "Harbin Engineering University", aliases=("哈尔滨工程大学",), country="CN", valid_from="2020-06"),
    Entry("lab", "Laboratory of Harbin", country="CN", parents=("hit", "A Parent That Is Not Listed")),
    Entry("again", "Example Optics Co., Ltd.", country="CN", valid_from="2018-01-01", valid_to="2019-12-31"),
    Entry("again", "Example Optics Co., Ltd.", country="CN", valid_from="2022-01-01", aliases=("示例光学有限公司",)),
    Entry("bad", f"{SCRIPT} Photonics", aliases=('"><img src=x onerror=alert(1)>', "javascript:alert(1)")),
    Entry("only form", "有限公司"),
)
MILITARY = (
    Entry("hit", "Harbin Institute of Technology", aliases=("哈尔滨工业大学",), country="CN", edition="2025-01"),
    Entry("nudt", "National University of Defense Technology", aliases=("国防科技大学", "NUDT"), country="CN"),
)
ORGANISATIONS = (
    Entry(
        "o1", "西门子股份公司", aliases=("Siemens AG", "西门子"), country="DE", identifiers=("domain:www.siemens.com",)
    ),
    Entry("o2", "Harbin Institute of Technology", aliases=("哈工大",), country="CN"),
)
FACTS: dict[str, Any] = {
    "organisations:o1": {"postings": 3, "first_posted": "2014-02-03", "last_posted": "2019", "domains": "siemens.de"}
}


def service() -> Service:
    """The small service: two registers and two organisations."""
    registers = {"entity-list": Register(LISTED), "1286": Register(MILITARY)}
    titles = {"entity-list": "Entity List", "1286": "Section 1286 list"}
    return Service(registers, organisations=ORGANISATIONS, facts=FACTS, titles=titles)


def client(of: Service | None = None, **options: Any) -> TestClient:
    """A client of an application with the service at `/api/reconcile`."""
    app = FastAPI()
    app.include_router(router(of or service(), **options), prefix="/api")
    return TestClient(app, base_url="http://localhost/api/", headers={"Origin": OPENREFINE})


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def valid(name: str, answer: Any) -> Any:
    """Return the answer, after a check against one of the schemas."""
    _validator(name).validate(answer)
    return answer


def refused(response: Any, status: int) -> str:
    """Return the sentence of a refusal, after a check of its status, form and headers."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == OPENREFINE
    assert response.headers["x-content-type-options"] == "nosniff"
    told = valid("problem", response.json())
    assert told["status"] == status
    assert "Traceback" not in told["detail"]
    return str(told["detail"])


def reconcile(web: TestClient, **queries: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the candidates for each query of a valid batch."""
    valid("query-batch", queries)
    response = web.post("reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    answer = valid("result-batch", response.json())
    assert list(answer) == list(queries)
    return {key: found["result"] for key, found in answer.items()}


def extend(web: TestClient, ids: Iterable[str], *properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of a valid data extension."""
    asked = valid("extension-query", {"ids": list(ids), "properties": list(properties)})
    response = web.post("reconcile", data={"extend": json.dumps(asked)})
    assert response.status_code == 200, response.text
    answer = valid("extension-response", response.json())
    assert [one["id"] for one in answer["meta"]] == [one["id"] for one in properties]
    return dict(answer["rows"])
