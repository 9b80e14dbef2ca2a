"""The OpenAPI document against the API: every operation is asked with what the document allows and what it does not.

No answer may be a 5xx, be of a status, type or form that the document does not tell, or accept what it forbids. Searches
are bounded and seeded, so that a run is the same as the one before.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis.config import SchemathesisConfig

from attache.web.api.described import document

pytestmark = pytest.mark.slow
BASE = "http://127.0.0.1"
KNOWN = {
    "opportunity": ("opportunity_id", "/opportunities", "subject_id"),
    "document": ("document_id", "/opportunities", "document_id"),
    "organisation": ("organisation_id", "/organisations", "organisation_id"),
    "mission": ("mission_id", "/missions", "mission_id"),
    "country_record": ("country", "/countries", "country"),
    "need": ("need_id", "/needs", "need_id"),
    "event": ("event_id", "/events", "event_id"),
    "programme": ("programme_id", "/programmes", "programme_id"),
    "measure": ("measure_id", "/measures", "measure"),
    "claim": ("claim_id", "/claims", "claim"),
    "variable_record": ("variable", "/codebook", "variable"),
}
"""Parameter of a path, a list, and the field there whose value it takes."""


@pytest.fixture(scope="module")
def served(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE) as client:
        yield client


# A value may be of the right form and yet ask for what is not there: a cursor, an edition, a variable, an empty file.
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 404, 410]},
        "negative_data_rejection": {"expected-statuses": [400, 404, 405, 410, 413, 415, 422]},
    }
}
schema = schemathesis.openapi.from_dict(copy.deepcopy(document()), config=SchemathesisConfig.from_dict(CONFIG))


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_operation(case: Any, app: FastAPI, served: TestClient) -> None:
    case.call_and_validate(base_url=BASE, app=app)


@pytest.mark.parametrize("name", KNOWN)
def test_records_that_are_there_are_as_the_document_says(served: TestClient, name: str) -> None:
    parameter, path, field = KNOWN[name]
    listed = served.get(f"/api/v1{path}?limit=3").json()["records"]
    template = next(
        (path, told["get"]["responses"]["200"]["content"]["application/json"]["schema"])
        for path, told in document()["paths"].items()
        if told.get("get", {}).get("operationId") == name
    )
    whole = {**template[1], "components": document()["components"]}
    for one in listed:
        answer = served.get(template[0].replace(f"{{{parameter}}}", one[field]))
        assert answer.status_code == 200, answer.text
        Draft202012Validator(whole).validate(answer.json())


def test_the_document_is_whole() -> None:
    made = document()
    assert made["openapi"].startswith("3.1")
    operations = [(path, told) for path, methods in made["paths"].items() for told in methods.values()]
    assert len(operations) > 30
    for path, told in operations:
        assert path.startswith("/api/v1/")
        assert told["summary"]
        assert told["description"]
        assert "application/problem+json" in told["responses"]["404"]["content"]
    missing = [
        f"{name}.{field}"
        for name, one in made["components"]["schemas"].items()
        for field, told in one.get("properties", {}).items()
        if name in ("Record", "Hit", "Capture", "Row", "Need", "Organisation") and not told.get("description")
    ]
    assert not [one for one in missing if not one.endswith((".values", ".mentions", ".amounts"))]
    json.dumps(made, allow_nan=False)
